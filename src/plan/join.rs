//! The plan to read as a member of a group.

use super::{Danger, Object, Plan};
use crate::model::names::{GroupId, TopicName};
use crate::text::escape;

/// Joining `group` to read `topics`, and committing what was printed, or nothing; `command` is the command line that
/// does it, word by word.
#[must_use]
pub fn join(group: &GroupId, topics: &[TopicName], commit: bool, command: Vec<String>) -> Plan {
    let names: Vec<_> = topics.iter().map(|topic| escape(topic.as_str())).collect();
    let name = escape(group.as_str());
    let commits = match commit {
        true => "Commit what was printed: the group's other members will not read it again.".to_owned(),
        false => "Commit nothing: whoever reads these partitions next begins where the group was.".to_owned(),
    };
    Plan {
        danger: Danger::Write,
        verb: "join",
        object: Object {
            kind: "group",
            name: group.as_str().to_owned(),
        },
        also: Vec::new(),
        words: vec![
            format!("Join group {name} as a member that reads {}.", names.join(", ")),
            format!("The partitions are shared out anew: other members of {name} pause and lose some to this one."),
            commits,
        ],
        command,
        cluster: None,
    }
}
