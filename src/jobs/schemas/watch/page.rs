//! What is looked at, and what is seen of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::time::At;
use crate::model::trouble::Trouble;
use crate::report::schemas::{ReferenceRow, SubjectRow, VersionRow};

/// What is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// All subjects; those that are softly deleted too, or not.
    Subjects {
        /// Softly deleted ones too.
        deleted: bool,
    },
    /// One subject with its versions.
    Subject(String),
    /// The subject of the schema with this id.
    Id(u32),
}

/// How far it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Nothing is looked at.
    #[default]
    Idle,
    /// The registry is asked; what was found so far shows.
    Asking,
    /// All of it is here.
    Known,
    /// No registry is set, or its settings cannot be used.
    Unset(Trouble),
    /// The registry refused or did not answer.
    Failed {
        /// Why.
        trouble: Trouble,
        /// When it is asked again; none when it is not.
        again: Option<At>,
    },
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Found {
    /// Nothing yet.
    #[default]
    Nothing,
    /// Subjects.
    Subjects(Arc<Subjects>),
    /// One of them.
    Subject(Arc<Subject>),
}

/// The subjects of a registry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subjects {
    /// Where the registry is.
    pub address: String,
    /// The level of subjects without one of their own.
    pub level: Option<String>,
    /// The mode of subjects without one of their own; none where the registry has no modes.
    pub mode: Option<String>,
    /// One row each; details come after the names.
    pub rows: Vec<SubjectRow>,
}

/// A subject.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// Its name.
    pub name: String,
    /// Its level, and whether it is its own.
    pub level: Option<(String, bool)>,
    /// Its mode, and whether it is its own; none where the registry has no modes.
    pub mode: Option<(String, bool)>,
    /// Its versions, the latest first; those that are softly deleted too.
    pub versions: Vec<VersionRow>,
    /// Versions that are older than those.
    pub older: usize,
    /// Those that are softly deleted.
    pub deleted: BTreeSet<i32>,
    /// What its versions build on, and what builds on them.
    pub references: Vec<ReferenceRow>,
    /// The id that it was asked for by.
    pub asked: Option<u32>,
}

/// What is seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Which of the looks it is of: they are numbered.
    pub reading: u64,
    /// Counts the pages: it differs when the page does.
    pub number: u64,
    /// What is looked at.
    pub look: Option<Look>,
    /// How far it is.
    pub state: State,
    /// What was found.
    pub found: Found,
    /// When that was.
    pub at: At,
}
