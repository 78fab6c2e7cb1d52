//! Brokers that say nothing, or too late.

use std::time::Instant;

use kafka_protocol::messages::ApiKey;
use kconsole::demo::fault::{Act, Rule};
use kconsole::kafka::calls::{cluster, groups};
use kconsole::model::known::{Known, Reason};
use kconsole::model::names::Partition;
use kconsole::model::trouble::Cause;

use super::*;

/// Whom a question to anybody goes to first: who answered the last one.
async fn favourite(client: &Client) -> BrokerId {
    cluster::describe(client).await.unwrap().broker
}

#[test]
fn after_300_ms_of_silence_a_second_broker_is_asked() {
    for act in [Act::Silence, Act::Delay(PATIENCE)] {
        let demo = super::cluster();
        run(async {
            let client = client(profile(&demo)).await;
            let first = favourite(&client).await;
            let faults = &demo.shared().faults;
            faults.add(Rule::on(act.clone()).broker(first).api(ApiKey::DescribeCluster));
            let begun = Instant::now();
            let second = favourite(&client).await;
            assert_ne!(second, first, "{act:?}");
            assert!(begun.elapsed() >= Duration::from_millis(300), "{:?}", begun.elapsed());
            assert_eq!(faults.met(), 1, "the first was asked, and once");
        });
    }
}

#[test]
fn a_late_answer_harms_no_question_behind_it() {
    let demo = super::cluster();
    run(async {
        let client = client(profile(&demo)).await;
        let late = Rule::on(Act::Delay(2 * SHORT)).broker(ONE).api(ApiKey::ListGroups);
        demo.shared().faults.add(late.once());
        let ask = kconsole::kafka::Ask::of(ONE, "list groups").within(SHORT);
        let trouble = client
            .ask(ask, |_| kafka_protocol::messages::ListGroupsRequest::default())
            .await
            .unwrap_err();
        assert_eq!(trouble.cause, Cause::TimedOut(400));
        let listed = groups::list_of(&client, ONE).await.unwrap();
        assert_eq!(listed.len(), 1);
    });
}

#[test]
fn a_silent_leader_costs_only_its_own_numbers() {
    let demo = super::cluster();
    demo.shared()
        .faults
        .add(Rule::on(Act::Silence).broker(TWO).api(ApiKey::ListOffsets));
    let want = Want {
        topology: true,
        offsets: true,
        ..Want::default()
    };
    let view = look(hasty(&demo), want);
    let high = |partition| {
        let index = view.topology.index_of("orders", Partition(partition)).unwrap();
        view.offsets.high.get(index)
    };
    assert_eq!(high(0), Known::Value(100));
    assert_eq!(high(1), Known::Unknown(Reason::TimedOut), "broker 2 leads it");
    assert_eq!(high(2), Known::Value(100));
    let trouble = view.offsets.brokers[&TWO].trouble.as_ref().unwrap();
    let address = demo.addresses()[1].1;
    assert_eq!(
        trouble.to_string(),
        format!(
            "list end offsets at broker 2 ({address}): no answer within 400 ms\n  try: the broker may hang, be paused or overloaded, or the network is cut"
        )
    );
}
