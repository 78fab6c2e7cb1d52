//! Every family against a scripted broker: what goes over the wire, and what becomes of the answers.

mod cluster;
mod committed;
mod configs;
mod groups;
mod in_place;
mod listing;
mod metadata;
mod offsets;
mod single;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use kafka_protocol::protocol::{Decodable, Request, StrBytes};

use crate::config::profile::Profile;
use crate::kafka::fake::{Act, Fake, Heard};
use crate::kafka::{Client, Node};
use crate::model::names::{BrokerId, GroupId, TopicName};
use crate::model::topology::{PartitionPart, TopicPart, Topology};

/// A broker that speaks these APIs (key, lowest, highest) and answers by the script; what it heard is kept.
struct Scripted {
    fake: Fake,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Scripted {
    async fn start(apis: &[(i16, i16, i16)], script: impl Fn(&Heard) -> Option<Bytes> + Send + Sync + 'static) -> Self {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let (keep, mut apis) = (Arc::clone(&heard), apis.to_vec());
        apis.push((18, 0, 3));
        let fake = Fake::start(move |heard| {
            if heard.key == 18 {
                return Act::Raw(heard.speaks(&apis));
            }
            let answer = script(&heard);
            keep.lock().unwrap().push(heard);
            answer.map_or(Act::Silence, Act::Raw)
        })
        .await;
        Self { fake, heard }
    }

    /// What was asked by this API, decoded.
    fn requests<R: Request + Decodable>(&self) -> Vec<(i16, R)> {
        let heard = self.heard.lock().unwrap();
        let ours = heard.iter().filter(|heard| heard.key == R::KEY);
        ours.map(|heard| {
            (
                heard.version,
                R::decode(&mut heard.body.clone(), heard.version).unwrap(),
            )
        })
        .collect()
    }

    fn node(&self, id: i32) -> Node {
        Node {
            id: BrokerId(id),
            host: self.fake.address.ip().to_string().into(),
            port: self.fake.address.port(),
            rack: None,
        }
    }

    /// A client that knows this broker as broker 1.
    fn client(&self) -> Client {
        client(&[(1, self)])
    }
}

fn client(brokers: &[(i32, &Scripted)]) -> Client {
    let profile = Profile {
        request_timeout: Duration::from_secs(20),
        ..brokers[0].1.fake.profile()
    };
    let client = Client::new(Arc::new(profile));
    client.learn(&brokers.iter().map(|(id, broker)| broker.node(*id)).collect::<Vec<_>>());
    client
}

fn text(text: &str) -> StrBytes {
    StrBytes::from_string(text.to_owned())
}

fn wire_topic(name: &str) -> kafka_protocol::messages::TopicName {
    kafka_protocol::messages::TopicName(text(name))
}

fn wire_group(id: &str) -> kafka_protocol::messages::GroupId {
    kafka_protocol::messages::GroupId(text(id))
}

fn topics(names: &[&str]) -> Vec<TopicName> {
    names.iter().map(|&name| TopicName::from(name)).collect()
}

fn groups(ids: &[&str]) -> Vec<GroupId> {
    ids.iter().map(|&id| GroupId::from(id)).collect()
}

/// Topics with as many partitions as leaders are given.
fn topology(topics: &[(&str, &[i32])]) -> Arc<Topology> {
    let part = |(partition, &leader)| PartitionPart {
        partition,
        leader,
        replicas: vec![leader],
        isr: vec![leader],
        ..PartitionPart::default()
    };
    let parts = topics.iter().map(|(name, leaders)| TopicPart {
        name: (*name).into(),
        partitions: (0..).zip(leaders.iter()).map(part).collect(),
        ..TopicPart::default()
    });
    Topology::build(parts.collect(), &Arc::default())
}
