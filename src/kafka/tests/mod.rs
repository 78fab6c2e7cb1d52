//! The client against a broker that misbehaves on demand.

mod silence;
mod ways;
mod words;

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

/// Waits until something is so, looking every few milliseconds.
async fn until(so: impl Fn() -> bool) {
    while !so() {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}
