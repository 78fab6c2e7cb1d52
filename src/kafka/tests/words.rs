//! What is said on a connection: versions, answers, and bytes that are none.

use super::*;

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
