//! What the registry answers.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::decode::Kind;

/// Another subject's version that a schema builds on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// How the schema names it.
    pub name: String,
    /// The subject it is registered under.
    pub subject: String,
    /// Its version there.
    pub version: i32,
}

impl Reference {
    /// Reads `NAME=SUBJECT:VERSION`; a name may hold `=`, a subject `:`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (left, version) = text.rsplit_once(':')?;
        let (name, subject) = left.split_once('=')?;
        let version = version.parse().ok().filter(|version| *version > 0)?;
        (!name.is_empty() && !subject.is_empty()).then(|| Self {
            name: name.to_owned(),
            subject: subject.to_owned(),
            version,
        })
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}:{}", self.name, self.subject, self.version)
    }
}

/// A schema to be checked or registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Draft {
    /// Its text.
    pub schema: String,
    /// `AVRO`, `PROTOBUF`, `JSON`.
    pub schema_type: &'static str,
    /// What it builds on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference>,
}

/// A version of a subject as it is registered.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Registered {
    /// The subject; empty when it was asked for by id.
    #[serde(default)]
    pub subject: String,
    /// Its version; 0 when it was asked for by id.
    #[serde(default)]
    pub version: i32,
    /// The schema's id; 0 when it was asked for by it.
    #[serde(default)]
    pub id: u32,
    /// Left out for Avro.
    #[serde(default)]
    pub schema_type: Option<String>,
    /// What it builds on.
    #[serde(default)]
    pub references: Option<Vec<Reference>>,
    /// The schema.
    pub schema: String,
}

impl Registered {
    /// The schema's language; none when it is one that is not known here.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        self.schema_type.as_deref().map_or(Some(Kind::Avro), Kind::parse)
    }

    /// The registry's word for its language.
    #[must_use]
    pub fn kind_name(&self) -> &str {
        self.schema_type.as_deref().unwrap_or(Kind::Avro.name())
    }

    /// What it builds on.
    #[must_use]
    pub fn references(&self) -> &[Reference] {
        self.references.as_deref().unwrap_or_default()
    }
}

/// A version of a subject that a schema is registered as.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct User {
    /// The subject.
    pub subject: String,
    /// Its version.
    pub version: i32,
}

/// Which version is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Version {
    /// The last.
    #[default]
    Latest,
    /// This one.
    Number(i32),
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Latest => f.write_str("latest"),
            Self::Number(number) => write!(f, "{number}"),
        }
    }
}

/// Whether a schema may follow what is registered.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Check {
    /// It may.
    pub is_compatible: bool,
    /// Why it may not, in the registry's words.
    #[serde(default)]
    messages: Option<Vec<String>>,
    /// The same as Apicurio 2 gives it.
    #[serde(default)]
    reason: Option<String>,
}

impl Check {
    /// Why it may not, in the registry's words; empty when it gives none.
    #[must_use]
    pub fn reasons(self) -> Vec<String> {
        let told = self.messages.unwrap_or_default();
        if told.is_empty() {
            self.reason.into_iter().collect()
        } else {
            told
        }
    }
}
