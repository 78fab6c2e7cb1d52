//! Writing records with librdkafka, the most compatible producer there is, and reading as a member of a group.
//!
//! [`Producer::open`] and [`Member::join`] are the only constructors of librdkafka clients in the program. Each wants a
//! [`Permit`](crate::plan::Permit) for the very topic or group and a profile that is not read-only, and overrides what
//! the user's properties may say to the contrary (see [`properties`]).
//!
//! A record has three ends, and librdkafka knows which: acknowledged, surely not written, possibly written (sent, and
//! never answered). [`Tally`] counts them apart.

mod fault;
pub mod limit;
mod member;
mod native;
mod producer;
pub mod properties;
mod record;
mod spread;
mod tally;
mod transaction;
mod watcher;
mod ways;

pub use member::{Joining, Member, Shift, Taken};
pub use producer::{Producer, Sent};
pub use record::{Header, Lost, Record, Written};
pub use tally::{Ends, Failure, Tally};
pub use transaction::Step;
pub use ways::Ways;

#[cfg(test)]
mod tests;
