//! Avro: a schema made into a shape, a payload read by it, a value written by it.
//!
//! | file | its part |
//! |---|---|
//! | `shape` | types by number, names resolved: what reading and writing walk |
//! | `parse` | a schema's JSON to a shape |
//! | `read` | a payload to JSON |
//! | `write` | JSON to a payload |
//! | `skeleton` | a value to begin with |
//! | `union` | which branch of a union a value is |
//! | `logical` | dates, times, UUIDs and durations as people write them |
//! | `decimal` | decimals of any length |

mod decimal;
mod logical;
mod parse;
mod read;
mod shape;
mod skeleton;
#[cfg(test)]
mod tests;
mod union;
mod write;

pub(super) use parse::parse;
pub(super) use read::read;
pub(super) use shape::Shape;
pub(super) use skeleton::skeleton;
pub(super) use write::write;
