//! Authentication against a scripted broker.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use kafka_protocol::messages::*;
use kafka_protocol::protocol::{Decodable, StrBytes};

use super::super::fake::{Act, Fake, Heard};
use super::super::{Ask, Client};
use crate::config::profile::{Mechanism, Profile, Sasl, Secret};
use crate::model::trouble::{Cause, Trouble};

const APIS: [(i16, i16, i16); 4] = [(16, 0, 4), (17, 0, 1), (18, 0, 3), (36, 0, 2)];

fn client(fake: &Fake, mechanism: Mechanism) -> Client {
    Client::new(Arc::new(Profile {
        sasl: Some(Sasl {
            mechanism,
            username: "console".into(),
            password: Secret::new("s3cret-word"),
        }),
        ..fake.profile()
    }))
}

async fn ask(client: &Client) -> Result<(), Trouble> {
    let asked = client.ask_any(Ask::any("list groups"), |_| ListGroupsRequest::default());
    asked.await.map(|_| ())
}

fn token(heard: &Heard) -> Bytes {
    let mut body = heard.body.clone();
    SaslAuthenticateRequest::decode(&mut body, heard.version)
        .unwrap()
        .auth_bytes
}

fn well(heard: &Heard) -> Act {
    Act::Raw(match heard.key {
        18 => heard.speaks(&APIS),
        17 => heard.answer(&SaslHandshakeResponse::default()),
        36 => heard.answer(&SaslAuthenticateResponse::default()),
        _ => heard.answer(&ListGroupsResponse::default()),
    })
}

#[tokio::test]
async fn plain_logs_in_once_a_connection() {
    let logins = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&logins);
    let fake = Fake::start(move |heard| {
        if heard.key == 36 {
            assert_eq!(&token(&heard)[..], b"\0console\0s3cret-word");
            count.fetch_add(1, Ordering::Relaxed);
        }
        well(&heard)
    })
    .await;
    let client = client(&fake, Mechanism::Plain);
    ask(&client).await.unwrap();
    ask(&client).await.unwrap();
    assert_eq!(logins.load(Ordering::Relaxed), 1);
    assert_eq!(client.doors()[0].passed, ["TCP", "ApiVersions", "SASL PLAIN"]);
}

#[tokio::test]
async fn a_refusal_is_told_in_the_brokers_words_and_without_ours() {
    let fake = Fake::start(|heard| match heard.key {
        36 => Act::Raw(
            heard.answer(
                &SaslAuthenticateResponse::default()
                    .with_error_code(58)
                    .with_error_message(Some(StrBytes::from_static_str(
                        "Authentication failed: Invalid username",
                    ))),
            ),
        ),
        _ => well(&heard),
    })
    .await;
    let client = client(&fake, Mechanism::Plain);
    let trouble = ask(&client).await.unwrap_err();
    assert_eq!(
        trouble.cause,
        Cause::Sasl("Authentication failed: Invalid username".into())
    );
    let everything = format!("{trouble} {trouble:?} {client:?} {:?}", client.doors());
    assert!(!everything.contains("s3cret-word"), "{everything}");
}

#[tokio::test]
async fn what_the_listener_offers_is_told() {
    let fake = Fake::start(|heard| match heard.key {
        17 => Act::Raw(
            heard.answer(
                &SaslHandshakeResponse::default()
                    .with_error_code(33)
                    .with_mechanisms(vec![
                        StrBytes::from_static_str("PLAIN"),
                        StrBytes::from_static_str("GSSAPI"),
                    ]),
            ),
        ),
        _ => well(&heard),
    })
    .await;
    let trouble = ask(&client(&fake, Mechanism::ScramSha256)).await.unwrap_err();
    let words = "SCRAM-SHA-256 is not offered here; the broker offers PLAIN, GSSAPI";
    assert_eq!(trouble.cause, Cause::Sasl(words.into()));
}

#[tokio::test]
async fn a_broker_that_cannot_prove_itself_gets_no_further() {
    let fake = Fake::start(|heard| match heard.key {
        36 => {
            let said = String::from_utf8(token(&heard).to_vec()).unwrap();
            let answer = match said.split_once(",r=") {
                Some((_, nonce)) if said.starts_with("n,,") => format!("r={nonce}more,s=c2FsdA==,i=4096"),
                _ => "v=c29ycnk=".into(),
            };
            Act::Raw(heard.answer(&SaslAuthenticateResponse::default().with_auth_bytes(answer.into())))
        }
        16 => panic!("asked before the broker had proved itself"),
        _ => well(&heard),
    })
    .await;
    let trouble = ask(&client(&fake, Mechanism::ScramSha512)).await.unwrap_err();
    assert!(
        trouble.cause.to_string().contains("does not know the password"),
        "{trouble}"
    );
}

#[tokio::test]
async fn a_session_is_renewed_before_it_ends_and_nobody_notices() {
    let logins = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&logins);
    let fake = Fake::start(move |heard| {
        assert_eq!(heard.connection, 0, "the connection stays");
        if heard.key == 36 {
            count.fetch_add(1, Ordering::Relaxed);
            return Act::Raw(heard.answer(&SaslAuthenticateResponse::default().with_session_lifetime_ms(100)));
        }
        well(&heard)
    })
    .await;
    let client = client(&fake, Mechanism::Plain);
    while logins.load(Ordering::Relaxed) < 2 {
        ask(&client).await.unwrap();
    }
    ask(&client).await.unwrap();
}
