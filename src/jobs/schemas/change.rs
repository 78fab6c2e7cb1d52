//! What changes the registry, with its permit.

use super::{INHERIT, look};
use crate::decode::{Kind, Schema};
use crate::model::trouble::{Cause, Trouble};
use crate::plan::{self, Permit, Plan};
use crate::registry::{Client, Draft, Reference};

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A schema becomes the next version.
    Register {
        /// The subject.
        subject: String,
        /// The schema.
        draft: Draft,
    },
    /// A subject, or one version of it, goes.
    Delete {
        /// The subject.
        subject: String,
        /// The version; all without one.
        version: Option<i32>,
        /// For good.
        permanent: bool,
    },
    /// The level changes.
    Level {
        /// The subject; the whole registry without one.
        subject: Option<String>,
        /// `BACKWARD`, ….
        level: String,
    },
    /// The mode changes.
    Mode {
        /// The subject; the whole registry without one.
        subject: Option<String>,
        /// `READWRITE`, ….
        mode: String,
    },
}

impl Change {
    /// What it is, in words and as the command line that begins with `command`. A schema that is registered is named
    /// by its file: [`super::register`].
    #[must_use]
    pub fn plan(&self, command: &[String]) -> Plan {
        match self {
            Self::Register { subject, draft } => {
                plan::schemas::register(subject, draft.schema_type, Vec::new(), command)
            }
            Self::Delete {
                subject,
                version,
                permanent,
            } => plan::schemas::delete(subject, *version, *permanent, command),
            Self::Level { subject, level } => plan::schemas::level(subject.as_deref(), level, command),
            Self::Mode { subject, mode } => plan::schemas::mode(subject.as_deref(), mode, command),
        }
    }
}

/// What came of it, read back from the registry where it can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// It is registered.
    Registered {
        /// The schema's id.
        id: u32,
        /// Its version of the subject; none when the registry did not tell.
        version: Option<i32>,
        /// It was registered before.
        again: bool,
    },
    /// These versions are gone.
    Gone(Vec<i32>),
    /// It is set.
    Set {
        /// What held before, and whether that was the subject's own; none when it could not be seen.
        before: Option<(String, bool)>,
        /// The same now.
        now: Option<(String, bool)>,
    },
}

/// Carries it out.
///
/// # Errors
/// When the registry refuses or does not answer: then it may have been carried out all the same.
pub async fn apply(client: &Client, permit: &Permit, change: &Change) -> Result<Done, Trouble> {
    Ok(match change {
        Change::Register { subject, draft } => {
            let before = client.registered_as(subject, draft).await.ok();
            let id = client.register(permit, subject, draft).await?;
            let now = match &before {
                Some(_) => before.clone(),
                None => client.registered_as(subject, draft).await.ok(),
            };
            let again = before.is_some_and(|before| before.id == id || before.id == 0);
            let version = now.map(|now| now.version).filter(|version| *version > 0);
            Done::Registered { id, version, again }
        }
        Change::Delete {
            subject,
            version,
            permanent,
        } => Done::Gone(client.delete(permit, subject, *version, *permanent).await?),
        Change::Level { subject, level } => {
            let subject = subject.as_deref();
            let before = look::level(client, subject).await.ok();
            match subject.filter(|_| level == INHERIT) {
                Some(subject) => client.unset_level(permit, subject).await?,
                None => client.set_level(permit, subject, level).await?,
            }
            let now = look::level(client, subject).await.ok();
            Done::Set { before, now }
        }
        Change::Mode { subject, mode } => {
            let subject = subject.as_deref();
            let before = look::mode(client, subject).await.ok();
            match subject.filter(|_| mode == INHERIT) {
                Some(subject) => client.unset_mode(permit, subject).await?,
                None => client.set_mode(permit, subject, mode).await?,
            }
            // Apicurio 3 says yes to the mode of a subject, and has none
            let now = match look::mode(client, subject).await {
                Err(failed) if failed.not_found() => return Err(failed.into()),
                now => now.ok(),
            };
            Done::Set { before, now }
        }
    })
}

impl Done {
    /// What was done, in one line.
    #[must_use]
    pub fn says(&self, change: &Change) -> String {
        let whose = |subject: &Option<String>| subject.clone().unwrap_or_else(|| "the registry".to_owned());
        match (self, change) {
            (Self::Registered { id, version, again }, Change::Register { subject, .. }) => {
                let version = version
                    .map(|version| format!(" version {version},"))
                    .unwrap_or_default();
                let how = if *again { "already registered" } else { "registered" };
                format!("{how} under {subject},{version} id {id}")
            }
            (Self::Gone(gone), Change::Delete { subject, permanent, .. }) => {
                let numbers = gone.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                let how = if *permanent { "for good" } else { "softly" };
                format!("deleted {how}: {subject}, version {numbers}")
            }
            (Self::Set { before, now }, Change::Level { subject, level }) => {
                set(&whose(subject), "held to", level, before.as_ref(), now.as_ref())
            }
            (Self::Set { before, now }, Change::Mode { subject, mode }) => {
                set(&whose(subject), "in mode", mode, before.as_ref(), now.as_ref())
            }
            _ => "done".to_owned(),
        }
    }

    /// The registry did what it was told: what holds now is what was set.
    #[must_use]
    pub fn holds(&self, change: &Change) -> bool {
        match (self, change) {
            (
                Self::Set {
                    now: Some((now, own)), ..
                },
                Change::Level { level: set, .. } | Change::Mode { mode: set, .. },
            ) => {
                if set == INHERIT {
                    !own
                } else {
                    now == set
                }
            }
            _ => true,
        }
    }

    /// The command line that takes it back, where one does; `permit`'s plan says how it begins.
    #[must_use]
    pub fn undo(&self, plan: &Plan, change: &Change) -> Option<Vec<String>> {
        let words: Vec<String> = match (self, change) {
            (
                Self::Registered {
                    version: Some(version),
                    again: false,
                    ..
                },
                Change::Register { subject, .. },
            ) => {
                let words = ["delete", subject, "--version", &version.to_string(), "--yes", subject];
                words.map(str::to_owned).into()
            }
            (
                Self::Set {
                    before: Some(before),
                    now,
                },
                Change::Level { subject, .. },
            ) if now.as_ref() != Some(before) => back("level", subject.as_deref(), before),
            (
                Self::Set {
                    before: Some(before),
                    now,
                },
                Change::Mode { subject, .. },
            ) if now.as_ref() != Some(before) => back("mode", subject.as_deref(), before),
            _ => return None,
        };
        let begins = plan.command.iter().position(|word| word == "schemas")?;
        Some(plan.command.iter().take(begins + 1).cloned().chain(words).collect())
    }
}

fn back(what: &str, subject: Option<&str>, before: &(String, bool)) -> Vec<String> {
    let (value, own) = before;
    let value = if *own { value } else { INHERIT };
    let words = [Some(what), subject, Some(value)];
    words.into_iter().flatten().map(str::to_owned).collect()
}

fn set(whose: &str, how: &str, asked: &str, before: Option<&(String, bool)>, now: Option<&(String, bool)>) -> String {
    let shown = |(value, own): &(String, bool)| match (own, whose) {
        (false, _) => format!("{value}, the registry's"),
        (true, _) => value.clone(),
    };
    let now = now.map_or_else(|| asked.to_owned(), shown);
    match before.map(shown).filter(|before| *before != now) {
        Some(before) => format!("{whose} is {how} {now}; before: {before}"),
        None => format!("{whose} is {how} {now}"),
    }
}

/// A schema from its text, parsed here first: what is none is told with its place, before the registry is asked.
///
/// # Errors
/// When it is no schema, or what it builds on cannot be read.
pub async fn draft(client: &Client, kind: Kind, text: &str, references: Vec<Reference>) -> Result<Draft, Trouble> {
    let none = |why: String| Trouble::new("read the schema", Cause::Config(why));
    let texts = client.referenced(&references).await?.map_err(none)?;
    let texts: Vec<(&str, &str)> = texts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    Schema::parse(kind, text, &texts).map_err(|why| {
        let why = why.to_string();
        let lacks = ["not known", "not found"].iter().any(|said| why.contains(said));
        match none(why) {
            trouble if lacks && references.is_empty() => {
                trouble.hint("what it builds on is named with it: NAME=SUBJECT:VERSION (--reference)")
            }
            trouble => trouble,
        }
    })?;
    Ok(Draft {
        schema: text.to_owned(),
        schema_type: kind.name(),
        references,
    })
}
