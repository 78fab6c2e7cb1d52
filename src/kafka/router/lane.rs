//! Three lanes to each broker. A broker answers one request of a connection after the other, so one that is slow to answer
//! holds up all behind it.

/// Which connection to a broker a request takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::kafka) enum Lane {
    /// What the broker answers from memory. Whether it answers here is whether it is reachable.
    Prompt,
    /// What it reads from its disks. Made only when such a question is asked.
    Disk,
    /// What it hands on to the controller, and waits for it when that is gone: a hung controller holds up nothing but
    /// the questions only it can answer. Made only when such a question is asked.
    Controller,
}

impl Lane {
    /// The lane of an API.
    pub(in crate::kafka) fn of(api: i16) -> Self {
        match api {
            // Fetch, DescribeLogDirs
            1 | 35 => Self::Disk,
            // ListPartitionReassignments, DescribeQuorum
            46 | 55 => Self::Controller,
            _ => Self::Prompt,
        }
    }
}
