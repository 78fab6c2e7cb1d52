//! The plan to write records to a topic.

use super::{Danger, Object, Plan};
use crate::model::names::TopicName;
use crate::text::escape;

/// Writing records that are read from `source` (a file's name, or the standard input) to `topic`; `command` is the
/// command line that does it, word by word.
#[must_use]
pub fn produce(topic: &TopicName, source: &str, command: Vec<String>) -> Plan {
    Plan {
        danger: Danger::Write,
        verb: "write to",
        object: Object {
            kind: "topic",
            name: topic.as_str().to_owned(),
        },
        also: Vec::new(),
        words: vec![
            format!(
                "Write the records read from {} to topic {}.",
                escape(source),
                escape(topic.as_str())
            ),
            "What is written cannot be taken back; consumers of the topic will see it.".into(),
        ],
        command,
        cluster: None,
    }
}
