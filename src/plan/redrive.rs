//! The plan to bring dead letters back to a topic.

use super::{Danger, Object, Plan};
use crate::model::names::TopicName;
use crate::text::{Thousands, escape};

/// Writing `records` of `source` to `target` again; `command` is the command line that does it, word by word.
#[must_use]
pub fn redrive(source: &TopicName, target: &TopicName, records: u64, command: Vec<String>) -> Plan {
    let count = Thousands(i64::try_from(records).unwrap_or(i64::MAX));
    let (from, to) = (escape(source.as_str()), escape(target.as_str()));
    Plan {
        danger: Danger::Write,
        verb: "redrive to",
        object: Object {
            kind: "topic",
            name: target.as_str().to_owned(),
        },
        words: vec![
            format!("Write {count} records of {from} to topic {to} again."),
            format!("What is written cannot be taken back; consumers of {to} will see it. {from} keeps its records."),
        ],
        command,
        cluster: None,
    }
}
