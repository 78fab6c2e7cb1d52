//! The plans to change what a schema registry holds.
//!
//! Each is given the beginning of the command line (`kconsole -c prod`) and adds the words that do the same.

use super::{Danger, Object, Plan};
use crate::text::escape;

/// Registering the schema of a file under a subject. `kind` is its language.
#[must_use]
pub fn register(subject: &str, kind: &str, file: Vec<String>, command: &[String]) -> Plan {
    let words = vec![
        format!(
            "Register this {kind} schema as the next version of subject {}.",
            escape(subject)
        ),
        "A schema that is there already keeps its version and its id.".into(),
    ];
    let typed = ["register".to_owned(), subject.to_owned()];
    let command = typed_as(command, typed.into_iter().chain(file));
    plan(Danger::Write, "register a schema under", subject, words, command)
}

/// Asking whether the schema of a file may follow what is registered.
#[must_use]
pub fn check(subject: &str, file: Vec<String>, command: &[String]) -> Plan {
    let words = vec![format!(
        "Ask the registry whether the schema may follow those of subject {}.",
        escape(subject)
    )];
    let typed = ["check".to_owned(), subject.to_owned()];
    let command = typed_as(command, typed.into_iter().chain(file));
    plan(Danger::Read, "check a schema against", subject, words, command)
}

/// Deleting a subject, or one version of it.
#[must_use]
pub fn delete(subject: &str, version: Option<i32>, permanent: bool, command: &[String]) -> Plan {
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
    let mut typed = vec!["delete".to_owned(), subject.to_owned()];
    typed.extend(
        version
            .into_iter()
            .flat_map(|version| ["--version".to_owned(), version.to_string()]),
    );
    typed.extend(permanent.then(|| "--permanent".to_owned()));
    typed.extend(["--yes".to_owned(), subject.to_owned()]);
    let verb = match (version, permanent) {
        (None, false) => "delete",
        (None, true) => "delete for good",
        (Some(_), false) => "delete a version of",
        (Some(_), true) => "delete for good a version of",
    };
    plan(Danger::Destroy, verb, subject, words, typed_as(command, typed))
}

/// Setting the compatibility level of a subject, or the registry's.
#[must_use]
pub fn level(subject: Option<&str>, level: &str, command: &[String]) -> Plan {
    let words = vec![match subject {
        Some(subject) if level == INHERIT => {
            format!(
                "Take the level of subject {} away: the registry's holds.",
                escape(subject)
            )
        }
        Some(subject) => format!("Hold new versions of subject {} to {level}.", escape(subject)),
        None => format!("Hold new versions of every subject without a level of its own to {level}."),
    }];
    let command = typed_as(command, setting("level", subject, level));
    whole(plan(
        Danger::Write,
        "set the level of",
        subject.unwrap_or_default(),
        words,
        command,
    ))
}

/// Setting the mode of a subject, or the registry's.
#[must_use]
pub fn mode(subject: Option<&str>, mode: &str, command: &[String]) -> Plan {
    let words = vec![match subject {
        Some(subject) if mode == INHERIT => {
            format!(
                "Take the mode of subject {} away: the registry's holds.",
                escape(subject)
            )
        }
        Some(subject) => format!("Set the mode of subject {} to {mode}.", escape(subject)),
        None => format!("Set the mode of the whole registry to {mode}."),
    }];
    let command = typed_as(command, setting("mode", subject, mode));
    whole(plan(
        Danger::Write,
        "set the mode of",
        subject.unwrap_or_default(),
        words,
        command,
    ))
}

/// No level or mode of the subject's own.
const INHERIT: &str = "INHERIT";

fn setting(what: &str, subject: Option<&str>, value: &str) -> Vec<String> {
    let words = [Some(what), subject, Some(value)];
    words.into_iter().flatten().map(str::to_owned).collect()
}

fn typed_as(command: &[String], typed: impl IntoIterator<Item = String>) -> Vec<String> {
    let schemas = std::iter::once("schemas".to_owned());
    command.iter().cloned().chain(schemas).chain(typed).collect()
}

/// Without a subject it is about the registry.
fn whole(plan: Plan) -> Plan {
    if !plan.object.name.is_empty() {
        return plan;
    }
    let object = Object {
        kind: "schema",
        name: "registry".to_owned(),
    };
    Plan { object, ..plan }
}

fn plan(danger: Danger, verb: &'static str, subject: &str, words: Vec<String>, command: Vec<String>) -> Plan {
    Plan {
        danger,
        verb,
        object: Object {
            kind: "subject",
            name: subject.to_owned(),
        },
        also: Vec::new(),
        words,
        command,
        cluster: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_plan_is_the_command_that_does_the_same() {
        let on = ["kconsole".to_owned(), "-c".into(), "prod".into()];
        let file = vec!["--file".to_owned(), "a b.avsc".into()];
        let lines = [
            (
                register("o-value", "AVRO", file.clone(), &on),
                "register o-value --file 'a b.avsc'",
            ),
            (check("o-value", file, &on), "check o-value --file 'a b.avsc'"),
            (
                delete("o-value", Some(3), true, &on),
                "delete o-value --version 3 --permanent --yes o-value",
            ),
            (delete("o-value", None, false, &on), "delete o-value --yes o-value"),
            (level(Some("o-value"), "FULL", &on), "level o-value FULL"),
            (level(None, "FULL", &on), "level FULL"),
            (mode(None, "READONLY", &on), "mode READONLY"),
        ];
        for (plan, line) in lines {
            assert_eq!(plan.command_line(), format!("kconsole -c prod schemas {line}"));
        }
    }

    #[test]
    fn what_goes_wants_its_name_and_what_is_set_a_yes() {
        assert_eq!(delete("o", None, false, &[]).danger, Danger::Destroy);
        assert_eq!(level(None, "FULL", &[]).title(), "set the level of schema registry");
        assert_eq!(mode(Some("o"), "IMPORT", &[]).title(), "set the mode of subject o");
        assert_eq!(check("o", Vec::new(), &[]).danger, Danger::Read);
    }
}
