//! Pure: what a change *is*.
//!
//! A [`Plan`] says what will be done, to what and how dangerous it is, in words and as the command line that does the
//! same. The [`gate`] alone turns a plan into a [`Permit`], and nothing that changes a cluster runs without one.

pub mod gate;
pub mod join;
pub mod produce;
pub mod redrive;
pub mod schemas;
pub mod words;

pub use gate::{Consent, Gate, Permit, Refusal};

use crate::model::names::ClusterId;

/// How dangerous an action is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Danger {
    /// It changes nothing.
    Read,
    /// It changes the cluster in a way that can be taken back or only adds.
    Write,
    /// It takes something away for good.
    Destroy,
}

/// What a plan is about: the name a person types to confirm that it may be destroyed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// What it is: `topic`, `group`, `broker`.
    pub kind: &'static str,
    /// Its name as the cluster knows it; escape it before it reaches a terminal.
    pub name: String,
}

/// One change, decided but not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// How dangerous it is.
    pub danger: Danger,
    /// What is done, as a verb phrase that the object follows: "delete", "set the level of".
    pub verb: &'static str,
    /// What it is about.
    pub object: Object,
    /// What is changed beside it, or in its place.
    pub also: Vec<Object>,
    /// What will be done, a sentence a line.
    pub words: Vec<String>,
    /// The command line that does the same, word by word; it holds no secret.
    pub command: Vec<String>,
    /// The cluster it was made for; none while that is not known.
    pub cluster: Option<ClusterId>,
}
