//! Subjects, versions and ids.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::{Fault, Kind, Level, Reference, Schema};

/// References may be this deep.
const DEEPEST: usize = 16;

/// Schemas a registry takes; it is the demo's and lives in memory.
const MOST: usize = 100_000;

/// Which version of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The newest that is not deleted.
    Latest,
    /// This one.
    Number(i32),
}

impl fmt::Display for Which {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Latest => f.write_str("latest"),
            Self::Number(number) => number.fmt(f),
        }
    }
}

/// Whether soft-deleted versions are seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Only what is not deleted.
    Live,
    /// What is soft-deleted as well.
    Deleted,
}

/// One version of a subject, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// The subject.
    pub subject: String,
    /// Its version, from 1.
    pub version: i32,
    /// The schema's id, the same under every subject.
    pub id: i32,
    /// The schema.
    pub schema: Arc<Schema>,
}

#[derive(Debug, Clone)]
pub(super) struct Version {
    pub number: i32,
    pub id: i32,
    pub deleted: bool,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Subject {
    pub versions: Vec<Version>,
    level: Option<Level>,
}

/// The registry's state.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    /// Id n is at n − 1.
    pub(super) schemas: Vec<Arc<Schema>>,
    pub(super) subjects: BTreeMap<String, Subject>,
    level: Level,
}

impl Registry {
    /// Registers a schema as the next version of a subject; gives its id. One that is there already keeps its version.
    ///
    /// # Errors
    /// 42201 when it is no schema or a reference is unknown; 409 when it breaks the subject's level.
    pub fn register(&mut self, subject: &str, schema: Schema) -> Result<i32, Fault> {
        schema.check(&self.referenced(&schema)?)?;
        let known = self.id_of(&schema);
        if let Some(id) = known
            && self.live(subject).any(|version| version.id == id)
        {
            return Ok(id);
        }
        let broken = self.broken(subject, &schema, None)?;
        if !broken.is_empty() {
            return Err(Fault::Incompatible(subject.to_owned(), broken.join("; ")));
        }
        let id = match known {
            Some(id) => id,
            None if self.schemas.len() >= MOST => {
                return Err(Fault::Unprocessable("the demo's registry is full".into()));
            }
            None => {
                self.schemas.push(Arc::new(schema));
                i32::try_from(self.schemas.len()).unwrap_or(i32::MAX)
            }
        };
        let versions = &mut self.subjects.entry(subject.to_owned()).or_default().versions;
        let number = versions.last().map_or(1, |version| version.number + 1);
        let deleted = false;
        versions.push(Version { number, id, deleted });
        Ok(id)
    }

    /// The version of a subject that has this schema.
    ///
    /// # Errors
    /// 40401 without such a subject, 40403 when none of its versions is this schema.
    pub fn lookup(&self, subject: &str, schema: &Schema, seen: Seen) -> Result<Registered, Fault> {
        let versions = self.versions_of(subject, seen)?;
        let id = self.id_of(schema).ok_or(Fault::NoSchema)?;
        let version = versions.iter().rev().find(|version| version.id == id);
        self.shown(subject, version.ok_or(Fault::NoSchema)?)
    }

    /// The subjects, in order.
    pub fn subjects(&self, seen: Seen) -> impl Iterator<Item = &str> {
        let there = move |subject: &Subject| subject.versions.iter().any(|v| seen == Seen::Deleted || !v.deleted);
        let subjects = self.subjects.iter().filter(move |(_, subject)| there(subject));
        subjects.map(|(name, _)| name.as_str())
    }

    /// The numbers of a subject's versions.
    ///
    /// # Errors
    /// 40401 without such a subject.
    pub fn versions(&self, subject: &str, seen: Seen) -> Result<Vec<i32>, Fault> {
        let versions = self.versions_of(subject, seen)?;
        Ok(versions.iter().map(|version| version.number).collect())
    }

    /// One version of a subject.
    ///
    /// # Errors
    /// 40401 without such a subject, 40402 without such a version.
    pub fn version(&self, subject: &str, which: Which, seen: Seen) -> Result<Registered, Fault> {
        let versions = self.versions_of(subject, seen)?;
        let version = match which {
            Which::Latest => versions.last(),
            Which::Number(number) => versions.iter().find(|version| version.number == number),
        };
        self.shown(subject, version.ok_or(Fault::NoVersion(which))?)
    }

    /// The schema with this id.
    ///
    /// # Errors
    /// 40403 when there is none.
    pub fn schema(&self, id: i32) -> Result<&Arc<Schema>, Fault> {
        let at = usize::try_from(id).ok().and_then(|id| id.checked_sub(1));
        at.and_then(|at| self.schemas.get(at)).ok_or(Fault::NoId(id))
    }

    /// Subjects and versions that have the schema with this id.
    ///
    /// # Errors
    /// 40403 when there is no such schema.
    pub fn versions_with(&self, id: i32, seen: Seen) -> Result<Vec<(String, i32)>, Fault> {
        self.schema(id)?;
        let all = self.subjects.iter().flat_map(|(name, subject)| {
            let with = subject.versions.iter().filter(|version| version.id == id);
            with.map(move |version| (name, version))
        });
        Ok(all
            .filter(|(_, version)| seen == Seen::Deleted || !version.deleted)
            .map(|(name, version)| (name.clone(), version.number))
            .collect())
    }

    /// The level of all subjects that have none of their own.
    #[must_use]
    pub fn level(&self) -> Level {
        self.level
    }

    /// The level of a subject's own.
    #[must_use]
    pub fn level_of(&self, subject: &str) -> Option<Level> {
        self.subjects.get(subject).and_then(|subject| subject.level)
    }

    /// Sets a subject's level, or that of all without one of their own; none takes a subject's away.
    pub fn set_level(&mut self, subject: Option<&str>, level: Option<Level>) {
        match subject {
            None => self.level = level.unwrap_or_default(),
            Some(subject) if level.is_some() => self.subjects.entry(subject.to_owned()).or_default().level = level,
            Some(subject) => {
                if let Some(subject) = self.subjects.get_mut(subject) {
                    subject.level = None;
                }
            }
        }
    }

    /// What a schema would break as the next version: of one version's compatibility, or of all the level names.
    ///
    /// # Errors
    /// 42201 when it is no schema; 40401 and 40402 when `against` is not there.
    pub fn broken(&self, subject: &str, schema: &Schema, against: Option<Which>) -> Result<Vec<String>, Fault> {
        let level = self.level_of(subject).unwrap_or(self.level);
        let before: Vec<Registered> = match against {
            Some(which) => vec![self.version(subject, which, Seen::Live)?],
            None => {
                let versions: Vec<&Version> = self.live(subject).collect();
                let from = if level.transitive() {
                    0
                } else {
                    versions.len().saturating_sub(1)
                };
                let asked = versions.into_iter().skip(from);
                asked
                    .map(|version| self.shown(subject, version))
                    .collect::<Result<_, _>>()?
            }
        };
        schema.check(&self.referenced(schema)?)?;
        let mut broken = Vec::new();
        for old in before.iter().filter(|_| level != Level::None) {
            match (old.schema.kind, schema.kind) {
                (Kind::Avro, Kind::Avro) => {
                    let new = schema.avro(&self.referenced(schema)?)?;
                    let old = old.schema.avro(&self.referenced(&old.schema)?)?;
                    broken.extend(level.broken_by(&old, &new));
                }
                (old, new) if old == new => {}
                _ => broken.push("it is of another schema type".to_owned()),
            }
        }
        Ok(broken)
    }

    fn id_of(&self, schema: &Schema) -> Option<i32> {
        let at = self.schemas.iter().position(|known| **known == *schema)?;
        i32::try_from(at + 1).ok()
    }

    fn live(&self, subject: &str) -> impl Iterator<Item = &Version> {
        let versions = self.subjects.get(subject).into_iter().flat_map(|s| &s.versions);
        versions.filter(|version| !version.deleted)
    }

    fn versions_of(&self, subject: &str, seen: Seen) -> Result<Vec<&Version>, Fault> {
        let versions = self.subjects.get(subject).into_iter().flat_map(|s| &s.versions);
        let seen: Vec<&Version> = versions.filter(|v| seen == Seen::Deleted || !v.deleted).collect();
        if seen.is_empty() {
            return Err(Fault::NoSubject(subject.to_owned()));
        }
        Ok(seen)
    }

    fn shown(&self, subject: &str, version: &Version) -> Result<Registered, Fault> {
        Ok(Registered {
            subject: subject.to_owned(),
            version: version.number,
            id: version.id,
            schema: Arc::clone(self.schema(version.id)?),
        })
    }

    /// The texts of all that a schema builds on, what is deepest first and each but once.
    fn referenced(&self, schema: &Schema) -> Result<Vec<String>, Fault> {
        let mut texts = Vec::new();
        self.gather(&schema.references, DEEPEST, &mut texts)?;
        Ok(texts)
    }

    fn gather(&self, references: &[Reference], deep: usize, texts: &mut Vec<String>) -> Result<(), Fault> {
        if deep == 0 {
            return Err(Fault::InvalidSchema("its references are too deep".into()));
        }
        for reference in references {
            let which = Which::Number(reference.version);
            let found = self
                .version(&reference.subject, which, Seen::Deleted)
                .map_err(|_unknown| {
                    let (subject, version) = (&reference.subject, reference.version);
                    Fault::InvalidSchema(format!(
                        "no schema reference found for subject \"{subject}\" and version {version}"
                    ))
                })?;
            if !texts.contains(&found.schema.text) {
                self.gather(&found.schema.references, deep - 1, texts)?;
                texts.push(found.schema.text.clone());
            }
        }
        Ok(())
    }
}
