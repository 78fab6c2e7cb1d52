//! Leaf: escaping, display width, units, durations and time, nearest name.
//!
//! Text from a cluster is hostile until it went through [`escape()`]; a width is a display width, never a count of
//! chars; a number is written by a `Display` newtype, so that a table formats its cells without allocating.

pub mod csv;
pub mod diff;
pub mod duration;
pub mod escape;
pub mod nearest;
pub mod time;
pub mod units;
pub mod width;
pub mod wrap;

pub use duration::{Ago, Long, parse_duration};
pub use escape::{escape, escape_bytes, push_escaped};
pub use nearest::nearest;
pub use units::{Bytes, BytesShort, Compact, Percent, Precise, Rate, Thousands};
pub use width::{cut, cut_middle, head, pad_left, pad_right, width};
pub use wrap::wrap;
