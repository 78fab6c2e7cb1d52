//! Groups of all kinds: who they are, who looks after them, who is in them, and how far they have come.
//!
//! ```text
//! list (every broker) → the broker that lists a group is its coordinator → describe, committed (each coordinator)
//! ```
//!
//! An error for one group never costs another its answer.

mod classic;
pub(super) mod committed;
mod consumer;
mod coordinators;
mod describe;
mod list;
mod share;

pub use committed::{Commit, committed};
pub use coordinators::coordinators;
pub use describe::{Described, describe};
pub use list::{ListedGroup, list, list_of};
pub use share::share_offsets;

/// Kafka's GROUP_ID_NOT_FOUND.
const NOT_FOUND: i16 = 69;
/// Kafka's UNSUPPORTED_VERSION.
const UNSUPPORTED: i16 = 35;
/// Groups in one request to describe them at most.
const CHUNK: usize = 500;
/// Requests under way to one broker at once at most.
const AT_ONCE: usize = 16;
