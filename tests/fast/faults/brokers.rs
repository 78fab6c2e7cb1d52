//! Brokers that vanish and come back, and numbers that grow old meanwhile.

use kafka_protocol::messages::ApiKey;
use kconsole::demo::fault::{Act, Rule};
use kconsole::model::cluster::Reach;
use kconsole::model::known::Known;
use kconsole::model::names::Partition;
use kconsole::model::trouble::Cause;

use super::*;

fn want() -> Want {
    Want {
        topology: true,
        cluster: true,
        offsets: true,
        ..Want::default()
    }
}

fn reach(view: &View, id: BrokerId) -> Option<&Reach> {
    view.cluster.broker(id).map(|broker| &broker.reach)
}

fn answers(view: &View, id: BrokerId) -> bool {
    matches!(reach(view, id), Some(Reach::Answers { .. }))
}

fn second(view: &View) -> Known<i64> {
    let index = view.topology.index_of("orders", Partition(1)).unwrap();
    view.offsets.high.get(index)
}

#[test]
fn a_broker_that_vanishes_is_lost_by_name_and_welcome_back() {
    let demo = cluster();
    let watch = Watch::start(profile(&demo), want());
    watch.until("all answer", |view| (1..=3).all(|id| answers(view, BrokerId(id))));
    demo.edit(|state| state.stop_broker(TWO));
    let view = watch.until("it is lost", |view| {
        matches!(reach(view, TWO), Some(Reach::Lost { .. }))
    });
    let Some(Reach::Lost { trouble, .. }) = reach(&view, TWO) else {
        unreachable!()
    };
    assert!(matches!(trouble.cause, Cause::Refused | Cause::Closed), "{trouble}");
    let peer = trouble.broker.as_ref().unwrap();
    assert_eq!(
        (peer.id, &*peer.address),
        (Some(TWO), &*demo.addresses()[1].1.to_string())
    );
    watch.until("another leads its partition", |view| {
        let index = view.topology.index_of("orders", Partition(1)).unwrap();
        view.topology
            .get(index)
            .is_some_and(|row| row.leader == Some(BrokerId(3)))
    });
    demo.edit(|state| state.topics.log_mut("orders", 1).unwrap().skip(11, 100));
    watch.until("the new leader's number", |view| second(view) == Known::Value(111));
    demo.edit(|state| state.start_broker(TWO, 0));
    watch.until("it is back", |view| answers(view, TWO));
}

#[test]
fn a_number_that_does_not_come_again_grows_stale_and_is_never_zero() {
    let demo = cluster();
    let watch = Watch::start(hasty(&demo), want());
    let fresh = watch.until("fresh numbers", |view| {
        view.topology.index_of("orders", Partition(1)).is_some() && second(view) == Known::Value(100)
    });
    assert!(!fresh.offsets.brokers[&TWO].stale(fresh.at));
    demo.shared()
        .faults
        .add(Rule::on(Act::Silence).broker(TWO).api(ApiKey::ListOffsets));
    let view = watch.until("it is stale", |view| view.offsets.brokers[&TWO].stale(view.at));
    assert_eq!(second(&view), Known::Value(100), "the last number that was told");
    let stamp = &view.offsets.brokers[&TWO];
    assert!(stamp.at <= fresh.offsets.brokers[&TWO].at.max(stamp.at) && stamp.trouble.is_some());
    assert!(!view.offsets.brokers[&ONE].stale(view.at), "the others' are fresh");
    demo.shared().faults.clear();
    watch.until("it is fresh again", |view| !view.offsets.brokers[&TWO].stale(view.at));
}
