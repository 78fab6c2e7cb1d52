//! A broker that asks for quiet gets it.

use kafka_protocol::messages::{ApiKey, ListGroupsRequest};
use kconsole::demo::fault::{Act, Rule};
use kconsole::kafka::Ask;
use kconsole::kafka::calls::groups;
use kconsole::model::trouble::Cause;

use super::*;

#[test]
fn a_throttled_client_sends_nothing_until_the_time_is_over() {
    let demo = cluster();
    let faults = &demo.shared().faults;
    run(async {
        let client = client(profile(&demo)).await;
        let quiet = Rule::on(Act::Throttle(PATIENCE)).broker(ONE).api(ApiKey::ListGroups);
        faults.add(quiet.once());
        groups::list_of(&client, ONE)
            .await
            .expect("the throttled answer itself is whole");
        assert_eq!(faults.met(), 1);
        let sent = client.load().requests;
        let ask = Ask::of(ONE, "list groups").within(SHORT / 4);
        let trouble = client.ask(ask, |_| ListGroupsRequest::default()).await.unwrap_err();
        assert_eq!(trouble.cause, Cause::TimedOut(100));
        assert!(trouble.hint.as_ref().unwrap().contains("throttles"), "{trouble}");
        assert_eq!(client.load().requests, sent, "nothing was sent to it meanwhile");
        groups::list_of(&client, TWO).await.expect("others are asked as before");
    });
}

#[test]
fn a_short_wait_is_kept_to() {
    let demo = cluster();
    run(async {
        let client = client(profile(&demo)).await;
        let quiet = Rule::on(Act::Throttle(SHORT)).broker(ONE).api(ApiKey::ListGroups);
        demo.shared().faults.add(quiet.once());
        let begun = std::time::Instant::now();
        groups::list_of(&client, ONE).await.unwrap();
        groups::list_of(&client, ONE).await.unwrap();
        assert!(begun.elapsed() >= SHORT, "{:?}", begun.elapsed());
    });
}
