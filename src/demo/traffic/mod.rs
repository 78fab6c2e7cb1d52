//! Producers and consumers inside the demo: real records into the logs, and groups that read and commit.
//!
//! | part | what it is |
//! |---|---|
//! | [`dice`] | chance by the seed |
//! | [`payload`] | what is in the records |
//! | [`producers`] | writes topics at their rates, bounded in memory |
//! | [`transactions`] | producers that write in transactions |
//! | [`readers`] | groups' positions and commits |
//! | [`commits`] | the records that commits are in `__consumer_offsets` |

pub mod commits;
pub mod dice;
pub mod payload;
pub mod producers;
pub mod readers;
pub mod transactions;

pub use dice::Dice;
pub use payload::{Made, Payloads, SchemaError};
