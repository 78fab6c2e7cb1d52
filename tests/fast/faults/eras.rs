//! Brokers of older releases: what they can tell is told, what they cannot says so.

use kconsole::demo::fault::Era;
use kconsole::kafka::calls::quorum;
use kconsole::model::cluster::Kind;
use kconsole::model::known::{Known, Reason};
use kconsole::model::names::Partition;
use kconsole::model::trouble::Cause;

use super::*;

/// What every release tells.
fn told(view: &View, era: Era) {
    assert_eq!(view.cluster.brokers.len(), 3, "{era:?}");
    for partition in [0, 1, 2].map(Partition) {
        let index = view.topology.index_of("orders", partition).unwrap();
        assert_eq!(view.offsets.high.get(index), Known::Value(100), "{era:?}");
        assert_eq!(view.offsets.start.get(index), Known::Value(0), "{era:?}");
    }
    assert_eq!(view.groups.list.len(), 3, "{era:?}");
    for group in &view.groups.list {
        let rows = group
            .offsets
            .as_ref()
            .value()
            .unwrap_or_else(|| panic!("{era:?}: {group:?}"));
        assert!(
            rows.iter().all(|row| row.committed() == Known::Value(90)),
            "{era:?}: {rows:?}"
        );
        assert!(
            rows.iter().all(|row| row.high() == Known::Value(100)),
            "{era:?}: {rows:?}"
        );
        assert!(group.state.is_known() && group.members.is_known(), "{era:?}: {group:?}");
    }
}

#[test]
fn older_releases_tell_what_they_know_and_the_rest_is_too_old() {
    let demo = cluster();
    for (era, kind, quorum, moves, disks) in [
        (Era::Kafka1_0, Kind::ZooKeeper, false, false, false),
        (Era::Kafka2_8, Kind::ZooKeeper, false, true, true),
        (Era::Kafka3_9, Kind::KRaft, true, true, true),
    ] {
        demo.shared().faults.set_era(Some(era));
        let view = look(profile(&demo), Want::everything());
        told(&view, era);
        assert_eq!(view.cluster.kind, kind, "{era:?}");
        for (what, known, reason) in [
            ("the quorum", quorum, view.quorum.reason()),
            ("reassignments", moves, view.moves.reason()),
            // their first versions, which Kafka 1.0 has alone, are spoken by nobody any more
            ("log dirs", disks, view.storage.brokers[&ONE].reason()),
            ("configs", disks, view.settings.topics_known.reason()),
        ] {
            let should = (!known).then_some(Reason::TooOld);
            assert_eq!(reason, should, "{what} of {era:?}");
        }
    }
}

#[test]
fn one_old_broker_in_the_middle_of_an_upgrade_costs_nothing_but_its_own() {
    let demo = cluster();
    demo.shared().faults.set_era_of(TWO, Era::Kafka2_8);
    told(&look(profile(&demo), Want::everything()), Era::Kafka2_8);
}

#[test]
fn too_old_says_which_call_is_missing() {
    let demo = cluster();
    demo.shared().faults.set_era(Some(Era::Kafka2_8));
    run(async {
        let trouble = quorum::describe(&client(profile(&demo)).await).await.unwrap_err();
        assert!(matches!(trouble.cause, Cause::TooOld(_)), "{trouble}");
        assert!(
            trouble
                .to_string()
                .contains("the broker is too old: it has no DescribeQuorum"),
            "{trouble}"
        );
    });
}
