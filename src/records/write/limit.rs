//! How large the records and batches of a topic may be.
//!
//! librdkafka knows only its own `message.max.bytes` (1,000,000). A topic that allows less refuses whole batches, also
//! the small records in them, which librdkafka does not take apart as Java's producer does; one that allows more would
//! take what librdkafka refuses. So the topic is asked before the producer is made.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::config::profile::Profile;
use crate::kafka::Client;
use crate::kafka::calls::configs;
use crate::model::names::TopicName;

/// librdkafka's properties for a record and for a batch.
const RECORD: &str = "message.max.bytes";
const BATCH: &str = "batch.size";

/// What librdkafka takes for `message.max.bytes` at least.
const LEAST: u64 = 1_000;

/// Larger records are only written when `message.max.bytes` says so: some of them have to fit into the queue at once.
pub const MOST: u64 = 32 << 20;

/// `batch.size` when the topic allows that much.
const USUAL_BATCH: u64 = 1_000_000;

/// Who asks is worth no longer wait.
const PATIENCE: Duration = Duration::from_secs(2);

/// The topic's `max.message.bytes` (DescribeConfigs, key 32); none when it may not be asked, or nobody answers in time.
#[must_use]
pub fn of_topic(profile: &Profile, topic: &TopicName) -> Option<u64> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .ok()?;
    let client = Client::new(Arc::new(profile.clone()));
    runtime.block_on(async {
        let asked = configs::value(&client, configs::Resource::Topic(topic), "max.message.bytes");
        let limit = PATIENCE.min(profile.request_timeout);
        let value = tokio::time::timeout(limit, asked).await.ok()?.ok()??;
        value.parse().ok()
    })
}

/// Keeps records and batches to what the topic takes, unless the user's properties say otherwise.
pub(super) fn keep_to(limit: u64, all: &mut BTreeMap<String, String>) {
    let mut usually = |name: &str, value: u64| {
        all.entry(name.to_owned()).or_insert_with(|| value.to_string());
    };
    usually(RECORD, limit.clamp(LEAST, MOST));
    usually(BATCH, limit.clamp(LEAST, USUAL_BATCH));
}

/// Whether the user's properties say all of it.
pub(super) fn is_set(profile: &Profile) -> bool {
    [RECORD, BATCH]
        .iter()
        .all(|name| profile.properties.0.contains_key(*name))
}
