//! Brokers that say nothing, or too late, or ask us to be quiet.

use super::*;
use crate::config::profile::Profile;

/// Keeps the first answer back until the second is due, and gives both then.
fn late(heard: Heard) -> Act {
    match (heard.key, heard.nth) {
        (16, 1) => Act::Silence,
        (16, 2) => {
            let first = Heard {
                correlation: heard.correlation - 1,
                ..heard.clone()
            };
            let mut both = first.answer(&ListGroupsResponse::default()).to_vec();
            both.extend(heard.answer(&ListGroupsResponse::default()));
            Act::Raw(both.into())
        }
        _ => well(&heard),
    }
}

#[tokio::test]
async fn a_silent_broker_times_out_and_a_late_answer_harms_nobody() {
    let fake = Fake::start(late).await;
    let client = client(&fake);
    let trouble = client
        .ask(ask().within(Duration::from_millis(30)), groups)
        .await
        .unwrap_err();
    assert_eq!(trouble.cause, Cause::TimedOut(30));
    client.ask(ask(), groups).await.unwrap();
}

#[tokio::test]
async fn silence_moves_the_question_to_another_broker() {
    let hung = Fake::start(|heard| match heard.key {
        18 => well(&heard),
        _ => Act::Silence,
    })
    .await;
    let fine = Fake::start(|heard| well(&heard)).await;
    let client = Client::new(Arc::new(hung.profile()));
    client.learn(&[node(1, &hung), node(2, &fine)]);
    let reply = client.ask_any(Ask::any("list groups"), groups).await.unwrap();
    assert_eq!(reply.broker, BrokerId(2));
    assert_eq!(
        client
            .ask(ask().within(Duration::from_millis(10)), groups)
            .await
            .unwrap_err()
            .cause,
        Cause::TimedOut(10)
    );
}

#[tokio::test]
async fn a_caller_that_leaves_takes_nobody_with_it() {
    let fake = Fake::start(late).await;
    let client = client(&fake);
    let leaving = client.ask(ask(), groups);
    tokio::select! {
        _ = leaving => panic!("it is never answered"),
        () = until(|| client.load().requests == 2) => {}
    }
    client.ask(ask(), groups).await.unwrap();
}

#[tokio::test]
async fn a_throttled_client_waits_as_long_as_it_was_asked_to() {
    let fake = Fake::start(|heard| match (heard.key, heard.nth) {
        (16, 1) => Act::Raw(heard.answer(&ListGroupsResponse::default().with_throttle_time_ms(60_000))),
        _ => well(&heard),
    })
    .await;
    let client = client(&fake);
    client.ask(ask(), groups).await.unwrap();
    let sent = client.load().requests;
    let trouble = client
        .ask(ask().within(Duration::from_millis(20)), groups)
        .await
        .unwrap_err();
    assert_eq!(trouble.cause, Cause::TimedOut(20));
    assert!(trouble.hint.unwrap().contains("throttles"));
    assert_eq!(client.load().requests, sent, "nothing was sent meanwhile");
}

#[tokio::test]
async fn a_hung_broker_is_called_lost_while_it_is_still_waited_for() {
    let fake = Fake::start(|heard| match heard.key {
        18 => well(&heard),
        _ => Act::Silence,
    })
    .await;
    let client = client(&fake);
    let lost = || matches!(&client.reach()[..], [(_, Reach::Lost { trouble, .. })] if matches!(trouble.cause, Cause::TimedOut(_)));
    tokio::select! {
        _ = client.ask(ask(), groups) => panic!("it is never answered"),
        () = until(lost) => {}
    }
}

/// Nobody reads while this program is stopped (Ctrl-Z, a paused machine): what came meanwhile is found, not missed.
#[tokio::test]
async fn a_broker_that_answered_while_we_were_stopped_is_kept() {
    let fake = Fake::start(|heard| well(&heard)).await;
    let profile = Profile {
        request_timeout: Duration::from_millis(50),
        ..fake.profile()
    };
    let client = Client::new(Arc::new(profile));
    client.learn(&[node(1, &fake)]);
    client.ask(ask(), groups).await.unwrap();
    let leaving = client.ask(ask(), groups);
    tokio::select! {
        biased;
        _ = leaving => panic!("the answer waits for the runtime"),
        () = until(|| client.load().requests == 3) => std::thread::sleep(Duration::from_millis(60)),
    }
    let _ = client.reach();
    client.ask(ask().within(Duration::from_secs(5)), groups).await.unwrap();
    assert_eq!(client.load().requests, 4, "the same connection, without another hello");
}

#[tokio::test]
async fn a_broker_that_stays_silent_is_hung_up_on() {
    let fake = Fake::start(|heard| match (heard.key, heard.connection) {
        (16, 0) => Act::Silence,
        _ => well(&heard),
    })
    .await;
    let profile = Profile {
        request_timeout: Duration::from_millis(50),
        ..fake.profile()
    };
    let client = Client::new(Arc::new(profile));
    client.learn(&[node(1, &fake)]);
    client.ask(ask(), groups).await.unwrap_err();
    until(|| {
        let _ = client.reach();
        client.next_try().is_some()
    })
    .await;
}
