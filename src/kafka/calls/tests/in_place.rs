//! The answers that are read in place are read as the codec reads them, whatever the version; and what is bent or cut is
//! refused, or read, and never believed beyond its bytes.

use kafka_protocol::messages::*;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::kafka::calls::groups::committed;
use crate::kafka::calls::{log_dirs, metadata, offsets};
use crate::model::names::{BrokerId, Partition};
use crate::model::rights::Rights;
use crate::wire::{self, Guarded, WireError};

type Frame = (i16, Vec<u8>);

/// Versions of an answer, with frames of it.
fn frames<R: Guarded>(lowest: i16) -> impl Strategy<Value = Frame> {
    let highest = wire::range::<R>().1;
    (lowest..=highest, vec(any::<u8>(), 0..400))
        .prop_map(|(version, tape)| (version, wire::forged::<R>(version, &tape)))
}

fn codec<R: Guarded>(frame: &Frame) -> R::Response {
    wire::decode::<R>(Bytes::from(frame.1.clone()), frame.0).unwrap()
}

/// What is read of a frame with one byte changed and its end cut off.
fn bent<T>(frame: &Frame, dice: (usize, u8, usize), read: impl Fn(Bytes, i16) -> Result<T, WireError>) {
    let (version, mut bytes) = frame.clone();
    let (at, byte, cut) = dice;
    let len = bytes.len();
    bytes[at % len] = byte;
    let _ = read(Bytes::from(bytes.clone()), version);
    bytes.truncate(cut % len);
    let _ = read(Bytes::from(bytes), version);
}

fn dice() -> impl Strategy<Value = (usize, u8, usize)> {
    (any::<usize>(), any::<u8>(), any::<usize>())
}

proptest! {
    #[test]
    fn metadata_is_read_as_the_codec_reads_it(frame in frames::<MetadataRequest>(4), dice in dice()) {
        let read = metadata::read(Bytes::from(frame.1.clone()), frame.0).unwrap();
        let told = codec::<MetadataRequest>(&frame);
        prop_assert_eq!(read.error, told.error_code);
        prop_assert_eq!(read.topics.len(), told.topics.len());
        prop_assert_eq!(read.controller.map_or(-1, |id| id.0), told.controller_id.0.max(-1));
        let ids = |list: &[kafka_protocol::messages::BrokerId]| list.iter().map(|id| id.0).collect::<Vec<_>>();
        let parts = told.topics.iter().filter_map(|topic| {
            let partitions = topic.partitions.iter().map(|p| PartitionPart {
                partition: p.partition_index,
                leader: p.leader_id.0,
                epoch: p.leader_epoch,
                error: p.error_code,
                replicas: ids(&p.replica_nodes),
                isr: ids(&p.isr_nodes),
                offline: ids(&p.offline_replicas),
            });
            Some(TopicPart {
                name: topic.name.as_ref()?.to_string(),
                id: topic.topic_id,
                internal: topic.is_internal,
                error: topic.error_code,
                rights: Rights::from_wire(topic.topic_authorized_operations),
                partitions: partitions.collect(),
            })
        });
        let expected = Topology::build(parts.collect(), &Arc::default());
        prop_assert_eq!(read.topics.pack(&Arc::default()), expected);
        bent(&frame, dice, metadata::read);
    }

    #[test]
    fn log_dirs_are_read_as_the_codec_reads_them(frame in frames::<DescribeLogDirsRequest>(1), dice in dice()) {
        let (error, dirs) = log_dirs::read(Bytes::from(frame.1.clone()), frame.0).unwrap();
        let told = codec::<DescribeLogDirsRequest>(&frame);
        prop_assert_eq!(error, told.error_code);
        prop_assert_eq!(dirs.len(), told.results.len());
        for (dir, told) in dirs.iter().zip(&told.results) {
            prop_assert_eq!((&*dir.path, dir.error), (told.log_dir.as_str(), told.error_code));
            let known = |bytes: i64| (frame.0 >= 4 && bytes >= 0).then_some(bytes);
            prop_assert_eq!((dir.total.value(), dir.usable.value()), (known(told.total_bytes), known(told.usable_bytes)));
            let mut read: Vec<_> = dir
                .replicas
                .topics()
                .flat_map(|(name, rows)| rows.map(|r| (name.to_string(), r.partition.0, r.size, r.future)))
                .collect();
            let mut parts: Vec<_> = told
                .topics
                .iter()
                .flat_map(|topic| topic.partitions.iter().map(|part| (topic.name.to_string(), part)))
                .map(|(name, p)| (name, p.partition_index, p.partition_size, p.is_future_key))
                .collect();
            read.sort_unstable();
            parts.sort_unstable();
            prop_assert_eq!(read, parts);
        }
        bent(&frame, dice, log_dirs::read);
    }

    #[test]
    fn offsets_are_read_as_the_codec_reads_them(frame in frames::<ListOffsetsRequest>(1), dice in dice()) {
        let told = codec::<ListOffsetsRequest>(&frame);
        let leader = PartitionPart { leader: 1, ..PartitionPart::default() };
        let mut parts: Vec<TopicPart> = Vec::new();
        for topic in &told.topics {
            let partitions = topic.partitions.iter();
            let partitions = partitions.map(|p| PartitionPart { partition: p.partition_index, ..leader.clone() });
            parts.push(TopicPart { name: topic.name.to_string(), partitions: partitions.collect(), ..TopicPart::default() });
        }
        let topology = Topology::build(parts, &Arc::default());
        let read = |frame: Bytes, version| offsets::read(&frame, version, &topology, BrokerId(1), 0);
        let mut expected = offsets::Told::new();
        for topic in &told.topics {
            for p in &topic.partitions {
                let Some(index) = topology.index_of(&topic.name, Partition(p.partition_index)) else { continue };
                let at = offsets::OffsetAt { offset: p.offset, timestamp: p.timestamp, epoch: p.leader_epoch };
                expected.push((u32::try_from(index).unwrap(), if p.error_code == 0 { Ok(at) } else { Err(p.error_code) }));
            }
        }
        prop_assert_eq!(read(Bytes::from(frame.1.clone()), frame.0).unwrap(), expected);
        bent(&frame, dice, read);
    }

    #[test]
    fn commits_are_read_as_the_codec_reads_them(frame in frames::<OffsetFetchRequest>(8), dice in dice()) {
        prop_assume!(frame.0 < 10);
        let read = committed::read_many(Bytes::from(frame.1.clone()), frame.0).unwrap();
        let told = codec::<OffsetFetchRequest>(&frame);
        prop_assert_eq!(read.len(), told.groups.len());
        for ((id, commits), told) in read.iter().zip(&told.groups) {
            prop_assert_eq!((id.as_str(), commits.as_ref().err().copied().unwrap_or(0)), (&*told.group_id.0, told.error_code));
            let Ok(commits) = commits else { continue };
            let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
            let mut read: Vec<_> = commits
                .iter()
                .map(|c| (c.topic.to_string(), c.partition.0, c.offset.value().unwrap_or(-1), c.epoch, text(c.metadata.as_deref())))
                .collect();
            let rows = told.topics.iter().flat_map(|topic| topic.partitions.iter().map(|p| (topic.name.to_string(), p)));
            let offset = |p: &offset_fetch_response::OffsetFetchResponsePartitions| match p.error_code {
                0 => p.committed_offset.max(-1),
                _ => -1,
            };
            let mut parts: Vec<_> = rows
                .map(|(name, p)| (name, p.partition_index, offset(p), p.committed_leader_epoch, text(p.metadata.as_deref())))
                .collect();
            read.sort_unstable();
            parts.sort_unstable();
            prop_assert_eq!(read, parts);
        }
        bent(&frame, dice, committed::read_many);
    }
}
