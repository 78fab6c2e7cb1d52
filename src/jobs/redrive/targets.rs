//! The topics that dead letters would go to.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::config::profile::Profile;
use crate::model::lag::Isolation;
use crate::model::names::TopicName;
use crate::model::trouble::Cause;
use crate::records::read::{From, Reader, Until, Wish};

/// Kafka's code of a topic that is not there.
const UNKNOWN_TOPIC: i16 = 3;

/// Those that are not there, a line each. What cannot be told now is told when it is written to.
pub(super) fn not_there(profile: &Arc<Profile>, patience: Duration, targets: &BTreeMap<String, u64>) -> Vec<String> {
    if targets.is_empty() {
        return Vec::new();
    }
    let Ok(reader) = Reader::open(Arc::clone(profile), patience) else {
        return Vec::new();
    };
    let gone = |name: &&String| {
        let wish = Wish {
            topics: vec![TopicName::from(name.as_str())],
            partitions: None,
            from: From::Latest,
            until: Until::Now,
            isolation: Isolation::ReadUncommitted,
        };
        matches!(reader.plan(&wish), Err(trouble) if matches!(trouble.cause, Cause::Kafka { code: UNKNOWN_TOPIC, .. }))
    };
    let names = targets.keys().filter(gone);
    names
        .map(|name| format!("topic {name} is not there: nothing can go to it"))
        .collect()
}
