//! How to write, beside what the profile says.

/// How to write, beside what the profile says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ways {
    /// `compression.type`, over the profile's.
    pub compression: Option<String>,
    /// `acks`, over the profile's: `all`, `1`, `0`.
    pub acks: Option<String>,
    /// `enable.idempotence`, over the profile's.
    pub idempotence: Option<bool>,
    /// `transactional.id`: all records in one transaction of this name. It implies acks=all and idempotence.
    pub transaction: Option<String>,
    /// Where records were written is kept for [`Producer::take_written`](super::Producer::take_written).
    pub keep_written: bool,
    /// Lost records are kept for [`Producer::take_lost`](super::Producer::take_lost).
    pub keep_lost: bool,
}
