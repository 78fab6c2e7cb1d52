//! Leaf: Kafka frames and codecs made safe: bounds, headers, versions.
//!
//! ```text
//! stream → Frames (length bounded) → frame → correlation → decode: shape walked, then the codec crate → answer
//! ```
//!
//! The codec crate (`kafka-protocol`) trusts what it reads; nothing reaches it here before its counts and lengths were
//! checked against the bytes that are there ([`Shape`]).

pub mod batch;
mod blob;
mod crc32c;
mod error;
mod frame;
mod message;
mod names;
mod partitioner;
mod reader;
mod shape;
#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use message::forged;

pub use blob::{decode_assignment, decode_subscription};
pub use crc32c::crc32c;
pub use error::WireError;
pub use frame::Frames;
pub use message::{Guarded, check, correlation, decode, decode_api_versions, encode, negotiate, open, range};
pub use names::{api_name, error_name};
pub use partitioner::partition_of;
pub use reader::{Ints, Reader};
pub use shape::{Extent, Shape};

/// The largest frame ever read or written, in bytes.
pub const MAX_FRAME: usize = 256 * 1024 * 1024;

/// A bound for frames in daily use, in bytes: Metadata of a million partitions fits.
pub const DEFAULT_FRAME: usize = 64 * 1024 * 1024;
