//! The schema registry: its subjects, and one of them with its versions.

mod act;
mod compare;
mod facts;
mod list;
mod subject;
#[cfg(test)]
pub(in crate::tui) mod tests;
mod words;

pub(super) use list::Subjects;
pub(super) use subject::Subject;
