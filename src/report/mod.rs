//! Per noun one row type with its columns: what the CLI prints, a table of the TUI shows and "save" writes.
//!
//! A row is a plain struct, made from a view by a pure function. Its columns are one static list: each has the name of
//! its JSON field and CSV column, a heading, a unit and a function that takes the cell's value out of the row. Tables,
//! JSON, YAML and CSV are all written from that one definition, so that they cannot disagree.

pub mod brokers;
pub mod cell;
pub mod column;
pub mod configs;
pub mod contexts;
pub mod data;
pub mod events;
pub mod findings;
pub mod groups;
pub mod if_stopped;
pub mod lag;
pub mod log_dirs;
pub mod members;
pub mod partitions;
pub mod quorum;
mod rates;
pub mod readers;
pub mod records;
#[cfg(test)]
pub(crate) mod sample;
pub mod schemas;
mod sizes;
pub mod topic_document;
pub mod topics;

pub use cell::{Cell, Length, Look, Mark};
pub use column::{Align, Column, HIDDEN, Row, Unit, select};
pub use sizes::Sizes;
