//! What changes the registry, with its permit.

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

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// Registered under this id.
    Id(u32),
    /// These versions are gone.
    Gone(Vec<i32>),
    /// It is set.
    Set,
}

/// Carries it out.
///
/// # Errors
/// When the registry refuses or does not answer: then it may have been carried out all the same.
pub async fn apply(client: &Client, permit: &Permit, change: &Change) -> Result<Done, Trouble> {
    Ok(match change {
        Change::Register { subject, draft } => Done::Id(client.register(permit, subject, draft).await?),
        Change::Delete {
            subject,
            version,
            permanent,
        } => Done::Gone(client.delete(permit, subject, *version, *permanent).await?),
        Change::Level { subject, level } => {
            client.set_level(permit, subject.as_deref(), level).await?;
            Done::Set
        }
        Change::Mode { subject, mode } => {
            client.set_mode(permit, subject.as_deref(), mode).await?;
            Done::Set
        }
    })
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
    Schema::parse(kind, text, &texts).map_err(|why| none(why.to_string()))?;
    Ok(Draft {
        schema: text.to_owned(),
        schema_type: kind.name(),
        references,
    })
}
