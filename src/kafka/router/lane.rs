//! Two lanes to each broker. A broker answers one request of a connection after the other, so one that is slow to answer
//! holds up all behind it.

/// Which connection to a broker a request takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::kafka) enum Lane {
    /// What the broker answers from memory. Whether it answers here is whether it is reachable.
    Prompt,
    /// What it hands on to the controller (and waits for it, when that is gone) or reads from its disks. Made only when
    /// such a question is asked.
    Patient,
}

impl Lane {
    /// The lane of an API.
    pub(in crate::kafka) fn of(api: i16) -> Self {
        match api {
            // Fetch, DescribeLogDirs, ListPartitionReassignments, DescribeQuorum
            1 | 35 | 46 | 55 => Self::Patient,
            _ => Self::Prompt,
        }
    }
}
