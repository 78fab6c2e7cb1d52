//! What the check of an answer's shape costs beside the decoding it protects: `cargo bench --bench wire`.
//!
//! The check should stay below a third of the decoding.

#![expect(
    clippy::expect_used,
    reason = "a bench that cannot build its input has nothing to measure"
)]

use std::hint::black_box;

use bytes::{Bytes, BytesMut};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use kafka_protocol::messages::{
    BrokerId, ListOffsetsRequest, ListOffsetsResponse, MetadataRequest, MetadataResponse, ResponseHeader, TopicName,
    list_offsets_response::{ListOffsetsPartitionResponse, ListOffsetsTopicResponse},
    metadata_response::{MetadataResponseBroker, MetadataResponsePartition, MetadataResponseTopic},
};
use kafka_protocol::protocol::{Decodable, Encodable, HeaderVersion, StrBytes};
use kconsole::wire::{Guarded, check, decode};

const TOPICS: i32 = 1000;
const PARTITIONS: i32 = 10;

fn name(topic: i32) -> TopicName {
    TopicName(StrBytes::from_string(format!("payments.orders.{topic:04}")))
}

fn metadata() -> MetadataResponse {
    let brokers = (0..3).map(|id| {
        MetadataResponseBroker::default()
            .with_node_id(BrokerId(id))
            .with_host(StrBytes::from_string(format!("broker-{id}.kafka.internal")))
            .with_port(9092)
    });
    let partition = |index: i32| {
        let replicas: Vec<_> = (0..3).map(|step| BrokerId((index + step) % 3)).collect();
        MetadataResponsePartition::default()
            .with_partition_index(index)
            .with_leader_id(replicas[0])
            .with_leader_epoch(4)
            .with_replica_nodes(replicas.clone())
            .with_isr_nodes(replicas)
    };
    let topics = (0..TOPICS).map(|topic| {
        MetadataResponseTopic::default()
            .with_name(Some(name(topic)))
            .with_partitions((0..PARTITIONS).map(partition).collect())
    });
    MetadataResponse::default()
        .with_brokers(brokers.collect())
        .with_topics(topics.collect())
}

fn offsets() -> ListOffsetsResponse {
    let partition = |index: i32| {
        ListOffsetsPartitionResponse::default()
            .with_partition_index(index)
            .with_offset(1_000_000 + i64::from(index))
    };
    let topics = (0..TOPICS).map(|topic| {
        ListOffsetsTopicResponse::default()
            .with_name(name(topic))
            .with_partitions((0..PARTITIONS).map(partition).collect())
    });
    ListOffsetsResponse::default().with_topics(topics.collect())
}

fn compare<R: Guarded>(criterion: &mut Criterion, group: &str, answer: &R::Response, version: i16) {
    let mut frame = BytesMut::new();
    let header = R::Response::header_version(version);
    ResponseHeader::default()
        .encode(&mut frame, header)
        .expect("a default header has every version");
    answer
        .encode(&mut frame, version)
        .expect("only fields of this version are set");
    let frame: Bytes = frame.freeze();
    let extent = check::<R>(&frame, version).expect("the codec's own bytes are sound");

    let mut group = criterion.benchmark_group(group);
    group.throughput(Throughput::Bytes(frame.len() as u64));
    group.bench_function("check", |bencher| {
        bencher.iter(|| check::<R>(black_box(&frame), version));
    });
    group.bench_function("codec", |bencher| {
        let body = || frame.slice(extent.header..);
        bencher.iter_batched(
            body,
            |mut body| R::Response::decode(&mut body, version),
            BatchSize::LargeInput,
        );
    });
    group.bench_function("both", |bencher| {
        bencher.iter_batched(
            || frame.clone(),
            |frame| decode::<R>(frame, version),
            BatchSize::LargeInput,
        );
    });
    group.finish();
}

fn wire(criterion: &mut Criterion) {
    compare::<MetadataRequest>(criterion, "Metadata v12, 10,000 partitions", &metadata(), 12);
    compare::<MetadataRequest>(criterion, "Metadata v8, 10,000 partitions", &metadata(), 8);
    compare::<ListOffsetsRequest>(criterion, "ListOffsets v8, 10,000 partitions", &offsets(), 8);
}

criterion_group! {
    name = benches;
    config = Criterion::default().without_plots().sample_size(50);
    targets = wire
}
criterion_main!(benches);
