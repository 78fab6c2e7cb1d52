//! Ways to a broker: closed, refused, moved, out of reach.

use super::*;

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

#[tokio::test]
async fn a_broker_that_advertises_an_address_out_of_reach_is_told_as_such() {
    let fake = Fake::start(|heard| well(&heard)).await;
    let client = client(&fake);
    let elsewhere = Node {
        host: "kafka-2.invalid".into(),
        ..node(2, &fake)
    };
    client.learn(&[elsewhere]);
    let trouble = client
        .ask(Ask::of(BrokerId(2), "list groups"), groups)
        .await
        .unwrap_err();
    assert_eq!(trouble.cause, Cause::Dns("kafka-2.invalid".into()));
    assert!(trouble.hint.unwrap().contains("--address-map"));
}

#[tokio::test]
async fn a_broker_at_a_new_address_is_asked_there() {
    let (before, after) = (
        Fake::start(|heard| well(&heard)).await,
        Fake::start(|heard| well(&heard)).await,
    );
    let client = Client::new(Arc::new(crate::config::profile::Profile::plaintext(vec![])));
    client.learn(&[node(1, &before)]);
    client.ask(ask(), groups).await.unwrap();
    client.learn(&[node(1, &after)]);
    drop(before);
    client.ask(ask(), groups).await.unwrap();
    assert_eq!(client.nodes()[0].port, after.address.port());
}

#[tokio::test]
async fn the_address_map_says_where_to_dial() {
    let fake = Fake::start(|heard| well(&heard)).await;
    let mut profile = crate::config::profile::Profile::plaintext(vec!["kafka-1.invalid:9092".into()]);
    profile.address_map.rules.push(crate::config::profile::AddressRule {
        pattern: "*.invalid:9092".into(),
        target: fake.address.to_string(),
    });
    let client = Client::new(Arc::new(profile));
    client.ask_any(Ask::any("list groups"), groups).await.unwrap();
    drop(fake);
    let trouble = loop {
        match client.ask_any(Ask::any("list groups"), groups).await {
            Err(trouble) => break trouble,
            Ok(_) => tokio::task::yield_now().await,
        }
    };
    let address = trouble.broker.unwrap().address;
    assert!(
        address.starts_with("kafka-1.invalid:9092 by way of 127.0.0.1:"),
        "{address}"
    );
}
