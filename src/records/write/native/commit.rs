//! Offsets committed for a group, for so long and no longer, each partition with its own answer (OffsetCommit, key 8).

use std::collections::BTreeMap;
use std::ptr;
use std::time::{Duration, Instant};

use rdkafka::ClientContext;
use rdkafka::bindings as rd;
use rdkafka::client::Client;
use rdkafka::error::RDKafkaErrorCode;

use super::code::{self, Code};
use super::event::Event;
use super::handles::Queue;
use super::places::{self, Places};

/// Next offsets by topic and partition.
pub(in super::super) type Offsets = BTreeMap<(String, i32), i64>;

/// What was not committed, and why: the other partitions were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Refused(pub(in super::super) BTreeMap<(String, i32), Code>);

/// How long a wait is before it is asked whether to go on.
const TURN: Duration = Duration::from_millis(50);

/// Commits, and waits for the answer until then or until it is to stop. What nobody answered is refused as timed out: it
/// may be committed all the same, later.
pub(super) fn commit<C: ClientContext>(
    client: &Client<C>,
    offsets: &Offsets,
    until: Instant,
    stop: &dyn Fn() -> bool,
) -> Result<(), Refused> {
    let refused = match at_once(client, offsets, until, stop) {
        Err(refused) if refused.0.values().all(|code| is_of_topic(*code)) => refused,
        other => return other,
    };
    let mut topics: BTreeMap<&str, Offsets> = BTreeMap::new();
    for ((topic, partition), next) in offsets {
        let of = topics.entry(topic).or_default();
        of.insert((topic.clone(), *partition), *next);
    }
    if topics.len() < 2 {
        return Err(refused);
    }
    // librdkafka gives the error of one partition to all that have none of their own: the topics say which it was
    let each = topics.values().map(|of| at_once(client, of, until, stop));
    let refused: BTreeMap<_, _> = each.filter_map(Result::err).flat_map(|refused| refused.0).collect();
    match refused.is_empty() {
        true => Ok(()),
        false => Err(Refused(refused)),
    }
}

/// A refusal that tells of a topic, and nothing of the group.
fn is_of_topic(code: Code) -> bool {
    matches!(
        code.known(),
        Some(
            RDKafkaErrorCode::UnknownTopicOrPartition
                | RDKafkaErrorCode::TopicAuthorizationFailed
                | RDKafkaErrorCode::InvalidTopic
                | RDKafkaErrorCode::UnknownTopicId
        )
    )
}

fn at_once<C: ClientContext>(
    client: &Client<C>,
    offsets: &Offsets,
    until: Instant,
    stop: &dyn Fn() -> bool,
) -> Result<(), Refused> {
    let all = |code: Code| Err(Refused(offsets.keys().map(|place| (place.clone(), code)).collect()));
    let each = offsets
        .iter()
        .map(|((topic, partition), next)| (topic.as_str(), *partition, *next));
    // a queue of its own: an answer that comes too late is no other commit's
    let (Some(list), Some(queue)) = (Places::of_offsets(each), Queue::new(client)) else {
        return all(RDKafkaErrorCode::Fail.into());
    };
    // SAFETY: client, list and queue are alive; the list is copied within the call, and librdkafka keeps the queue
    // until it has answered.
    let begun =
        unsafe { code::rd_kafka_commit_queue(client.native_ptr(), list.ptr(), queue.ptr(), None, ptr::null_mut()) };
    if let Err(code) = Code::done(begun) {
        return all(code);
    }
    loop {
        let left = until.saturating_duration_since(Instant::now());
        match Event::next(&queue, left.min(TURN)) {
            Some(event) if event.kind() == rd::RD_KAFKA_EVENT_OFFSET_COMMIT => {
                // it has an error of its own as soon as one partition has
                let refused: BTreeMap<_, _> = places::errors(&event).into_iter().collect();
                return match event.error().0 {
                    Some(code) if refused.is_empty() => all(code),
                    None if refused.is_empty() => Ok(()),
                    _ => Err(Refused(refused)),
                };
            }
            Some(_) => {}
            None if left.is_zero() || stop() => return all(RDKafkaErrorCode::OperationTimedOut.into()),
            None => {}
        }
    }
}
