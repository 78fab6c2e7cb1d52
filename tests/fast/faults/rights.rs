//! What the user may not see is unknown for that reason, and the view says that it is a part.

use kconsole::model::known::{Known, Reason};
use kconsole::model::rights::Operation;

use super::*;

#[test]
fn a_cluster_that_may_not_be_described_is_not_authorised_rather_than_empty() {
    let demo = cluster();
    demo.edit(|state| state.rights.refuse_cluster());
    let view = look(profile(&demo), Want::everything());
    let refused = Some(Reason::NotAuthorised);
    assert_eq!(view.quorum.reason(), refused);
    assert_eq!(view.moves.reason(), refused);
    assert_eq!(view.storage.brokers.len(), 3);
    for dirs in view.storage.brokers.values() {
        assert_eq!(dirs.reason(), refused);
    }
    let rights = view.cluster.rights.value().expect("the broker tells what we may");
    assert!(!rights.may(Operation::Describe));
    let trouble = view.quorum.stamp.trouble.as_ref().unwrap();
    assert!(trouble.hint.as_ref().unwrap().contains("DESCRIBE"), "{trouble}");
    // what needs no such right is there all the same
    assert_eq!(view.groups.list.len(), 3);
    assert!(view.topology.topic("orders").is_some());
}

#[test]
fn what_is_out_of_sight_is_not_deleted_and_the_rest_is_told() {
    let demo = cluster();
    let watch = Watch::start(
        profile(&demo),
        Want {
            all_offsets: true,
            ..Want::everything()
        },
    );
    watch.until("all of it", |view| {
        view.groups.list.len() == 3 && view.topology.topic("orders").is_some()
    });
    demo.edit(|state| state.rights.hide_topics("orders"));
    let view = watch.until("the topic is out of sight", |view| {
        let rows = |group: &Group_| group.offsets.as_ref().value().is_some_and(|rows| !rows.is_empty());
        view.topology.topic("orders").is_none() && view.groups.list.iter().any(|group| rows(group))
    });
    // a group's lag on a topic that is out of sight is not zero
    let rows = view
        .groups
        .list
        .iter()
        .filter_map(|group| group.offsets.as_ref().value())
        .flatten();
    for row in rows.filter(|row| row.index.is_none()) {
        assert!(matches!(row.high(), Known::Unknown(_)), "{row:?}");
    }
}

#[test]
fn a_group_that_may_not_be_described_says_so() {
    let demo = cluster();
    let theirs = group_of(&demo, TWO);
    demo.shared().faults.add(
        kconsole::demo::fault::Rule::on(kconsole::demo::fault::Act::Code(30))
            .broker(TWO)
            .api(kafka_protocol::messages::ApiKey::OffsetFetch),
    );
    let view = look(
        profile(&demo),
        Want {
            topology: true,
            groups: true,
            ..Want::default()
        },
    );
    let group = view.groups.get(theirs.as_str()).unwrap();
    assert_eq!(group.offsets.reason(), Some(Reason::NotAuthorised));
    let other = view.groups.get(group_of(&demo, ONE).as_str()).unwrap();
    assert!(other.offsets.is_known());
}

type Group_ = kconsole::model::group::Group;
