//! The client against a broker that misbehaves on demand.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use kafka_protocol::messages::*;

use super::fake::{Act, Fake, Heard, versions};
use super::{Ask, Client, Node};
use crate::model::cluster::Reach;
use crate::model::names::BrokerId;
use crate::model::trouble::Cause;

const APIS: [(i16, i16, i16); 3] = [(16, 0, 4), (18, 0, 3), (60, 0, 0)];

fn client(fake: &Fake) -> Client {
    let client = Client::new(Arc::new(fake.profile()));
    client.learn(&[node(1, fake)]);
    client
}

fn node(id: i32, fake: &Fake) -> Node {
    Node {
        id: BrokerId(id),
        host: fake.address.ip().to_string().into(),
        port: fake.address.port(),
        rack: None,
    }
}

fn ask() -> Ask {
    Ask::of(BrokerId(1), "list groups")
}

fn groups(_version: i16) -> ListGroupsRequest {
    ListGroupsRequest::default()
}

/// A healthy answer to whatever is asked.
fn well(heard: &Heard) -> Act {
    Act::Raw(match heard.key {
        18 => heard.speaks(&APIS),
        16 => heard.answer(&ListGroupsResponse::default()),
        key => panic!("nobody asks for {key}"),
    })
}

#[tokio::test]
async fn an_answer_names_its_broker_and_version() {
    let fake = Fake::start(|heard| well(&heard)).await;
    let client = client(&fake);
    let reply = client.ask(ask(), groups).await.unwrap();
    assert_eq!((reply.broker, reply.version), (BrokerId(1), 4));
    let narrow = client.ask(ask().versions(0, 2), groups).await.unwrap();
    assert_eq!(narrow.version, 2);
    assert!(matches!(client.reach()[..], [(BrokerId(1), Reach::Answers { .. })]));
    let load = client.load();
    assert!(load.requests == 3 && load.sent > 0 && load.received > 0, "{load:?}");
}

#[tokio::test]
async fn an_old_broker_is_asked_for_its_versions_in_version_0() {
    let fake = Fake::start(|heard| match (heard.key, heard.version) {
        (18, 0) => well(&heard),
        // Before 2.4 the answer to a version unknown is version 0 with the error and no versions.
        (18, _) => Act::Raw(heard.answer_in(&versions(&[]).with_error_code(35), 0)),
        _ => well(&heard),
    })
    .await;
    assert_eq!(client(&fake).ask(ask(), groups).await.unwrap().version, 4);
}

#[tokio::test]
async fn what_changes_a_cluster_is_never_sent() {
    let fake = Fake::start(|heard| match heard.key {
        18 => Act::Raw(heard.speaks(&[(19, 0, 7)])),
        _ => well(&heard),
    })
    .await;
    let refused = client(&fake)
        .ask(ask(), |_| CreateTopicsRequest::default())
        .await
        .unwrap_err();
    assert!(matches!(refused.cause, Cause::Config(_)), "{refused}");
}

#[tokio::test]
async fn a_version_nobody_shares_says_what_each_side_has() {
    let fake = Fake::start(|heard| well(&heard)).await;
    let client = client(&fake);
    let trouble = client.ask(ask().versions(5, 5), groups).await.unwrap_err();
    assert_eq!(
        trouble.cause.to_string(),
        "the broker is too old: it speaks ListGroups 0 to 4, 5 to 5 is needed"
    );
    let trouble = client
        .ask(ask(), |_| DescribeQuorumRequest::default())
        .await
        .unwrap_err();
    assert_eq!(
        trouble.cause.to_string(),
        "the broker is too old: it has no DescribeQuorum"
    );
}

#[tokio::test]
async fn many_requests_are_under_way_at_once_on_one_connection() {
    let connections = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&connections);
    let fake = Fake::start(move |heard| {
        seen.fetch_max(heard.connection + 1, Ordering::Relaxed);
        well(&heard)
    })
    .await;
    let client = client(&fake);
    let asked = (0..100).map(|_| client.ask(ask(), groups));
    for reply in futures_util::future::join_all(asked).await {
        reply.unwrap();
    }
    assert_eq!(connections.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn an_answer_to_nothing_asked_ends_the_connection() {
    let fake = Fake::start(|heard| match heard.key {
        16 => {
            let stray = Heard {
                correlation: heard.correlation + 1000,
                ..heard
            };
            Act::Raw(stray.answer(&ListGroupsResponse::default()))
        }
        _ => well(&heard),
    })
    .await;
    let trouble = client(&fake).ask(ask(), groups).await.unwrap_err();
    assert!(matches!(trouble.cause, Cause::Malformed(_)), "{trouble}");
}

#[tokio::test]
async fn garbage_ends_the_connection_and_the_next_question_makes_another() {
    let fake = Fake::start(|heard| match (heard.key, heard.connection) {
        (16, 0) => Act::Raw(Bytes::from_static(b"\xff\xff\xff\xff garbage")),
        _ => well(&heard),
    })
    .await;
    let client = client(&fake);
    let trouble = client.ask(ask(), groups).await.unwrap_err();
    assert!(matches!(trouble.cause, Cause::Malformed(_)), "{trouble}");
    while client.ask(ask(), groups).await.is_err() {
        let until = client.next_try().expect("left alone for a while");
        tokio::time::sleep_until(until.into()).await;
    }
}

#[tokio::test]
async fn a_body_that_lies_is_refused() {
    let fake = Fake::start(|heard| match heard.key {
        16 => {
            let whole = heard.answer(&ListGroupsResponse::default());
            let mut lie = whole[..whole.len() - 2].to_vec();
            lie.extend([0xff, 0xff]);
            Act::Raw(lie.into())
        }
        _ => well(&heard),
    })
    .await;
    let trouble = client(&fake).ask(ask(), groups).await.unwrap_err();
    assert!(matches!(trouble.cause, Cause::Malformed(_)), "{trouble}");
}

#[tokio::test]
async fn a_connection_closed_in_the_middle_of_a_frame_is_made_anew_once() {
    let fake = Fake::start(|heard| match (heard.key, heard.connection, heard.nth) {
        // The first connection answers once, and breaks off in the second answer.
        (16, 0, 2) => Act::Close(heard.answer(&ListGroupsResponse::default()).slice(..6)),
        _ => well(&heard),
    })
    .await;
    let client = client(&fake);
    client.ask(ask(), groups).await.unwrap();
    client.ask(ask(), groups).await.unwrap();
}

#[tokio::test]
async fn a_silent_broker_times_out_and_a_late_answer_harms_nobody() {
    let fake = Fake::start(|heard| match (heard.key, heard.nth) {
        (16, 1) => Act::Silence,
        // The late answer to the first question, then the one to the second.
        (16, 2) => {
            let late = Heard {
                correlation: heard.correlation - 1,
                ..heard.clone()
            };
            let mut both = late.answer(&ListGroupsResponse::default()).to_vec();
            both.extend(heard.answer(&ListGroupsResponse::default()));
            Act::Raw(both.into())
        }
        _ => well(&heard),
    })
    .await;
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
async fn a_refused_broker_is_left_alone_and_others_are_not() {
    let gone = Fake::start(|heard| well(&heard)).await;
    let fine = Fake::start(|heard| well(&heard)).await;
    let (gone_node, profile) = (node(1, &gone), gone.profile());
    drop(gone);
    let client = Client::new(Arc::new(profile));
    client.learn(&[gone_node, node(2, &fine)]);
    // The listener closes with its task, a moment later.
    let trouble = loop {
        match client.ask(ask(), groups).await {
            Err(trouble) if trouble.cause == Cause::Refused => break trouble,
            _ => tokio::task::yield_now().await,
        }
    };
    assert_eq!(trouble.broker.unwrap().id, Some(BrokerId(1)));
    assert!(matches!(client.reach()[0].1, Reach::Lost { .. }));
    let reply = client.ask_any(Ask::any("list groups"), groups).await.unwrap();
    assert_eq!(reply.broker, BrokerId(2));
    assert_eq!(client.next_try(), None, "somebody answers");
}

#[tokio::test]
async fn a_client_works_on_any_task() {
    let fake = Fake::start(|heard| well(&heard)).await;
    let client = client(&fake);
    let asked = tokio::spawn(async move { client.ask_any(Ask::any("list groups"), groups).await });
    asked.await.unwrap().unwrap();
}
