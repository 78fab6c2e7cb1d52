//! The fate of one partition when brokers stop.

use crate::model::names::BrokerId;
use crate::model::topology::PartitionRef;

/// What becomes of a partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// None of them is in its ISR, or it is offline already.
    Untouched,
    /// Its whole ISR stops.
    Offline,
    /// It lives on.
    Stays {
        /// Its leader stops.
        leader_moves: bool,
        /// How the rest of its ISR stands to min ISR.
        min: Min,
    },
}

/// How an ISR stands to `min.insync.replicas`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Min {
    /// It falls below: writes are refused.
    Under,
    /// It was below before.
    Already,
    /// It falls to it.
    At,
    /// It stays above.
    Above,
    /// The setting is not known, and it falls.
    Unknown,
}

/// The fate of `row` when the brokers that are `stopping` stop. A clean leader is elected from the ISR alone.
pub(super) fn fate(row: &PartitionRef<'_>, min_isr: Option<i32>, stopping: impl Fn(BrokerId) -> bool) -> Fate {
    let Some(leader) = row.leader else {
        return Fate::Untouched;
    };
    let left = row.isr.iter().filter(|id| !stopping(**id)).count();
    if left == row.isr.len() {
        return Fate::Untouched;
    }
    if left == 0 {
        return Fate::Offline;
    }
    let min = match min_isr {
        None => Min::Unknown,
        Some(min) => {
            let min = usize::try_from(min).unwrap_or(0).min(row.replicas.len());
            if row.isr.len() < min {
                Min::Already
            } else if left < min {
                Min::Under
            } else if left == min {
                Min::At
            } else {
                Min::Above
            }
        }
    };
    Fate::Stays {
        leader_moves: stopping(leader),
        min,
    }
}
