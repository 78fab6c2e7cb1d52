//! The plans to change what a schema registry holds.

use super::{Danger, Object, Plan};
use crate::text::escape;

/// Registering a schema of `kind` under a subject. `command` is the command line that does it, word by word.
#[must_use]
pub fn register(subject: &str, kind: &str, command: Vec<String>) -> Plan {
    let shown = escape(subject);
    let words = vec![
        format!("Register this {kind} schema as the next version of subject {shown}."),
        "A schema that is there already keeps its version and its id.".into(),
    ];
    plan(Danger::Write, subject, words, command)
}

/// Deleting a subject, or one version of it.
#[must_use]
pub fn delete(subject: &str, version: Option<i32>, permanent: bool, command: Vec<String>) -> Plan {
    let what = match version {
        Some(version) => format!("version {version} of subject {}", escape(subject)),
        None => format!("subject {} with all its versions", escape(subject)),
    };
    let words = match permanent {
        true => vec![
            format!("Delete {what} for good."),
            "Records written with it can no longer be read. It must have been deleted softly before.".into(),
        ],
        false => vec![
            format!("Delete {what} softly."),
            "It is no longer listed, its ids still work; registering the same schema brings it back.".into(),
        ],
    };
    plan(Danger::Destroy, subject, words, command)
}

/// Setting the compatibility level of a subject, or the registry's.
#[must_use]
pub fn level(subject: Option<&str>, level: &str, command: Vec<String>) -> Plan {
    let words = vec![match subject {
        Some(subject) => format!("Hold new versions of subject {} to {level}.", escape(subject)),
        None => format!("Hold new versions of every subject without a level of its own to {level}."),
    }];
    plan(Danger::Write, subject.unwrap_or(WHOLE), words, command)
}

/// Setting the mode of a subject, or the registry's.
#[must_use]
pub fn mode(subject: Option<&str>, mode: &str, command: Vec<String>) -> Plan {
    let words = vec![match subject {
        Some(subject) => format!("Set the mode of subject {} to {mode}.", escape(subject)),
        None => format!("Set the mode of the whole registry to {mode}."),
    }];
    plan(Danger::Write, subject.unwrap_or(WHOLE), words, command)
}

/// What is changed when no subject is named.
const WHOLE: &str = "(all)";

fn plan(danger: Danger, subject: &str, words: Vec<String>, command: Vec<String>) -> Plan {
    Plan {
        danger,
        object: Object {
            kind: "subject",
            name: subject.to_owned(),
        },
        words,
        command,
        cluster: None,
    }
}
