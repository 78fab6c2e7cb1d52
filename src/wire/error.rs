//! What can be wrong with bytes on the wire.

/// A frame or a message that cannot be written, read or believed.
///
/// Carries no payload bytes, so it is safe to log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// The peer announces a frame beyond the reader's bound. A peer that does not speak Kafka
    /// (TLS, HTTP) usually shows up here, its first bytes read as a length.
    #[error(
        "the peer announces a frame of {len} bytes, more than the {max} allowed: is this a Kafka listener without TLS?"
    )]
    FrameTooLarge {
        /// Announced length in bytes.
        len: u64,
        /// The reader's bound in bytes.
        max: usize,
    },
    /// The peer announces a frame of negative length.
    #[error("the peer announces a frame of {0} bytes: this is not the Kafka protocol")]
    NegativeLength(i32),
    /// A count or length in a message does not fit the bytes that are there.
    #[error("malformed {what} v{version}: {why} ({field}, byte {at})")]
    Malformed {
        /// Message name without its suffix, e.g. `Metadata`.
        what: &'static str,
        /// Message version.
        version: i16,
        /// Position in the frame (or blob) in bytes.
        at: usize,
        /// Field name as in Kafka's message schema, in snake case.
        field: &'static str,
        /// The reason.
        why: &'static str,
    },
    /// A request that cannot be written at this version.
    #[error("cannot encode {what} v{version}: {why}")]
    Encode {
        /// API name, e.g. `Metadata`.
        what: &'static str,
        /// API version.
        version: i16,
        /// The codec's reason.
        why: String,
    },
    /// A message of sound shape with a value the codec refuses (text that is not UTF-8).
    #[error("cannot decode {what} v{version}: {why}")]
    Decode {
        /// Message name without its suffix.
        what: &'static str,
        /// Message version.
        version: i16,
        /// The codec's reason.
        why: String,
    },
    /// A version outside what [`super::range`] gives.
    #[error("{api} v{version} is not a version this program speaks")]
    Unsupported {
        /// API name, e.g. `Metadata`.
        api: &'static str,
        /// The version asked for.
        version: i16,
    },
}
