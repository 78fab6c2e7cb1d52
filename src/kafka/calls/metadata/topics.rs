//! The topics of an answer. They stay where they lie in its frame until somebody wants them as a topology: most answers
//! say the same again, and a hash tells.

use std::sync::Arc;

use bytes::Bytes;
use kafka_protocol::messages::MetadataRequest;

use super::hash::Mix;
use crate::model::rights::Rights;
use crate::model::topology::{Packer, PartitionPart, TopicPart, Topology};
use crate::wire::{self, Ints, Reader, WireError};

/// Least bytes that a topic and a partition take.
const TOPIC: usize = 2 + 1 + 1 + 1;
const PARTITION: usize = 2 + 4 + 4 + 1 + 1;

/// The topics of a frame that was read once.
#[derive(Debug)]
pub(in crate::kafka::calls) struct Topics {
    frame: Bytes,
    version: i16,
    /// Where each begins.
    starts: Vec<u32>,
    hash: u64,
}

impl Topics {
    /// Reads over the topics.
    pub(in crate::kafka::calls) fn read(body: &mut Reader<'_>, frame: &Bytes) -> Result<Self, WireError> {
        let count = body.count(TOPIC, "topics")?;
        let mut starts = Vec::with_capacity(count);
        let mut hash = 0u64;
        for _ in 0..count {
            starts.push(u32::try_from(body.at()).unwrap_or(u32::MAX));
            let mut partitions = 0u64;
            let topic = topic(body, |_, raw| {
                partitions = partitions.wrapping_add(Mix::default().bytes(raw).done());
            })?;
            hash = hash.wrapping_add(head(&topic).word(partitions).done());
        }
        Ok(Self {
            frame: frame.clone(),
            version: body.version(),
            starts,
            hash,
        })
    }

    /// How many there are.
    pub(in crate::kafka::calls) fn len(&self) -> usize {
        self.starts.len()
    }

    /// Brokers list topics and partitions in no fixed order, so the parts' hashes are summed; within one the order counts.
    pub(in crate::kafka::calls) fn hash(&self) -> u64 {
        self.hash
    }

    /// The topics, packed and numbered after `before`. A topic without a name (asked for by an id that is not there) is
    /// left out.
    pub(in crate::kafka::calls) fn pack(&self, before: &Arc<Topology>) -> Arc<Topology> {
        let mut packer = Packer::after(before);
        // all of it was read once: nothing is wrong with it
        let Ok(body) = wire::open::<MetadataRequest>(&self.frame, self.version) else {
            return packer.done();
        };
        let at = |start: u32| body.from(start as usize);
        let named = |&start: &u32| Some((name(&mut at(start)).ok()??, start));
        let mut sorted: Vec<(&str, u32)> = self.starts.iter().filter_map(named).collect();
        sorted.sort_unstable();
        for (_, start) in sorted {
            let mut partitions = Vec::new();
            if let Ok(topic) = topic(&mut at(start), |part, _| partitions.push(part)) {
                packer.push(TopicPart { partitions, ..topic });
            }
        }
        packer.done()
    }
}

fn name<'a>(body: &mut Reader<'a>) -> Result<Option<&'a str>, WireError> {
    body.i16("error_code")?;
    body.text("name")
}

/// One topic; each partition is given to `each`, with the bytes it lies in.
fn topic<'a>(
    body: &mut Reader<'a>,
    mut each: impl FnMut(PartitionPart<Ints<'a>>, &'a [u8]),
) -> Result<TopicPart<&'a str, Ints<'a>>, WireError> {
    let version = body.version();
    let mut topic = TopicPart {
        error: body.i16("error_code")?,
        name: body.text("name")?.unwrap_or_default(),
        ..TopicPart::default()
    };
    if version >= 10 {
        topic.id = body.uuid("topic_id")?;
    }
    topic.internal = body.flag("is_internal")?;
    for _ in 0..body.count(PARTITION, "partitions")? {
        let start = body.at();
        let part = partition(body)?;
        each(part, body.since(start));
    }
    if version >= 8 {
        topic.rights = Rights::from_wire(body.i32("topic_authorized_operations")?);
    }
    body.end()?;
    Ok(topic)
}

fn partition<'a>(body: &mut Reader<'a>) -> Result<PartitionPart<Ints<'a>>, WireError> {
    let version = body.version();
    let part = PartitionPart {
        error: body.i16("error_code")?,
        partition: body.i32("partition_index")?,
        leader: body.i32("leader_id")?,
        epoch: match version {
            7.. => body.i32("leader_epoch")?,
            _ => -1,
        },
        replicas: body.ints("replica_nodes")?,
        isr: body.ints("isr_nodes")?,
        offline: match version {
            5.. => body.ints("offline_replicas")?,
            _ => Ints::default(),
        },
    };
    body.end()?;
    Ok(part)
}

/// A topic's own hash, without its partitions.
fn head(topic: &TopicPart<&str, Ints<'_>>) -> Mix {
    let (high, low) = topic.id.as_u64_pair();
    let flags = u64::from(topic.internal) << 16 | u64::from(topic.error.cast_unsigned());
    let rights = topic.rights.map_or(0, |Rights(bits)| bits);
    Mix::default()
        .bytes(topic.name.as_bytes())
        .word(high)
        .word(low)
        .word(flags << 32 | u64::from(rights))
}
