//! What the families share: names in and out of the codec's types, and an answer's error code as a [`Trouble`].

use std::collections::HashSet;
use std::sync::Arc;

use kafka_protocol::messages;
use kafka_protocol::protocol::StrBytes;

use crate::kafka::fault;
use crate::kafka::{Client, Reply};
use crate::model::names::{BrokerId, GroupId, Partition, TopicName};
use crate::model::trouble::{Peer, Trouble};

/// Ok for code 0, else the trouble that names the broker which answered.
pub(super) fn check<T>(
    client: &Client,
    operation: &'static str,
    reply: &Reply<T>,
    code: i16,
    message: Option<&StrBytes>,
) -> Result<(), Trouble> {
    match code {
        0 => Ok(()),
        code => Err(refusal(client, operation, reply.broker, code, message)),
    }
}

/// A Kafka error code as a trouble at `broker`.
pub(super) fn refusal(
    client: &Client,
    operation: &'static str,
    broker: BrokerId,
    code: i16,
    message: Option<&StrBytes>,
) -> Trouble {
    let node = client.nodes().into_iter().find(|node| node.id == broker);
    let peer = node.map(|node| Peer {
        id: Some(broker),
        address: Arc::from(node.address()),
    });
    let message = message.map(ToString::to_string).filter(|text| !text.is_empty());
    fault::kafka_error(operation, peer, code, message)
}

/// Text for a request.
pub(super) fn text(text: &str) -> StrBytes {
    StrBytes::from_string(text.to_owned())
}

/// A topic's name for a request.
pub(super) fn topic(name: &TopicName) -> messages::TopicName {
    messages::TopicName(text(name.as_str()))
}

/// A group's id for a request.
pub(super) fn group(id: &GroupId) -> messages::GroupId {
    messages::GroupId(text(id.as_str()))
}

/// The codec's group as ours.
pub(super) fn group_id(id: &messages::GroupId) -> GroupId {
    GroupId::from(id.as_str())
}

/// The codec's brokers as ours.
pub(super) fn brokers(list: Vec<messages::BrokerId>) -> Vec<BrokerId> {
    list.into_iter().map(|id| BrokerId(id.0)).collect()
}

/// An optional text that is not empty.
pub(super) fn filled(text: Option<&StrBytes>) -> Option<Arc<str>> {
    text.filter(|text| !text.is_empty())
        .map(|text| Arc::from(text.as_str()))
}

/// Topic names of one answer, each kept once: an answer names the same topics in every group.
#[derive(Default)]
pub(super) struct Names(HashSet<TopicName>);

impl Names {
    pub(super) fn get(&mut self, text: &str) -> TopicName {
        if let Some(known) = self.0.get(text) {
            return known.clone();
        }
        let name = TopicName::from(text);
        self.0.insert(name.clone());
        name
    }

    /// An assignment as its partitions, in order.
    pub(super) fn assigned<'a>(
        &mut self,
        topics: impl IntoIterator<Item = (&'a messages::TopicName, &'a Vec<i32>)>,
    ) -> Vec<(TopicName, Partition)> {
        let mut all = Vec::new();
        for (topic, partitions) in topics {
            let name = self.get(topic);
            all.extend(partitions.iter().map(|number| (name.clone(), Partition(*number))));
        }
        all.sort_unstable();
        all
    }
}
