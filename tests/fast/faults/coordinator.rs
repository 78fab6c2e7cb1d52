//! A group is gone only when its owner answered without it.

use kafka_protocol::messages::ApiKey;
use kconsole::demo::fault::{Act, Rule};

use super::*;

fn want() -> Want {
    Want {
        topology: true,
        cluster: true,
        groups: true,
        ..Want::default()
    }
}

#[test]
fn a_silent_coordinator_deletes_no_group() {
    let demo = cluster();
    let watch = Watch::start(hasty(&demo), want());
    watch.until("all groups", |view| view.groups.list.len() == 3 && !view.groups.partial);
    let theirs = group_of(&demo, TWO);
    for act in [Act::Silence, Act::Code(15), Act::Drop] {
        let faults = &demo.shared().faults;
        faults.clear();
        let before = watch.until("the coordinator answers", |view| !view.groups.partial);
        faults.add(Rule::on(act.clone()).broker(TWO).api(ApiKey::ListGroups));
        let partial = watch.until("it does not answer", |view| view.groups.partial);
        let trouble = partial.groups.coordinators[&TWO].trouble.as_ref().unwrap();
        assert_eq!(trouble.broker.as_ref().unwrap().id, Some(TWO), "{act:?}: {trouble}");
        let group = partial.groups.get(theirs.as_str()).expect("it is still there");
        assert!(
            group.read_at >= before.groups.get(theirs.as_str()).unwrap().read_at,
            "with its age"
        );
        assert!(group.offsets.is_known());
    }
}

#[test]
fn a_group_whose_coordinator_dies_is_never_missing_and_a_deleted_one_goes() {
    let demo = cluster();
    let watch = Watch::start(hasty(&demo), want());
    let theirs = group_of(&demo, TWO);
    let there = |view: &View| view.groups.get(theirs.as_str()).is_some();
    watch.until("all groups", |view| view.groups.list.len() == 3);
    demo.edit(|state| state.stop_broker(TWO));
    watch.until("another broker coordinates it", |view| {
        assert!(there(view), "it is never missing");
        let group = view.groups.get(theirs.as_str());
        group.is_some_and(|group| group.coordinator.value().is_some_and(|id| id != TWO))
    });
    demo.edit(|state| state.groups.remove(theirs.as_str()));
    watch.until("it is gone", |view| !there(view));
}
