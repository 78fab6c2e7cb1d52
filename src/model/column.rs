//! One number a partition, by dense partition index: 8 bytes each, unknowns with their reason included.

use super::known::{Known, Reason};

/// A column of non-negative numbers, or of the reasons why they are unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column(Vec<i64>);

impl Column {
    /// `len` unknowns.
    #[must_use]
    pub fn unknown(len: usize, reason: Reason) -> Self {
        Self(vec![reason.to_code(); len])
    }

    /// How many partitions.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has no partition.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of partition `index`; unknown beyond the end.
    #[must_use]
    pub fn get(&self, index: usize) -> Known<i64> {
        match self.0.get(index) {
            Some(&value) => decode(value),
            None => Known::Unknown(Reason::NoSuchPartition),
        }
    }

    /// Sets the value of partition `index`; beyond the end it does nothing.
    pub fn set(&mut self, index: usize, value: Known<i64>) {
        if let Some(slot) = self.0.get_mut(index) {
            *slot = encode(value);
        }
    }

    /// The raw numbers: negative ones are unknown. For sums and deltas over the whole column.
    #[must_use]
    pub fn raw(&self) -> &[i64] {
        &self.0
    }
}

/// A known number as one `i64`; a negative value cannot be stored and is unknown.
#[must_use]
pub fn encode(value: Known<i64>) -> i64 {
    match value {
        Known::Value(value) if value >= 0 => value,
        Known::Value(_) => Reason::NotYet.to_code(),
        Known::Unknown(reason) => reason.to_code(),
    }
}

/// The reverse of [`encode`].
#[must_use]
pub fn decode(value: i64) -> Known<i64> {
    if value >= 0 {
        Known::Value(value)
    } else {
        Known::Unknown(Reason::from_code(value))
    }
}
