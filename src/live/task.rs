//! The things that are asked, how often, and what a want-set calls for.

use std::time::Duration;

use crate::model::names::BrokerId;
use crate::model::view::Want;

/// One thing to ask, of one broker where each broker has its own part of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Task {
    /// Metadata: topics, leaders, ISR.
    Metadata,
    /// DescribeCluster, features.
    Cluster,
    /// Whether a broker answers at all.
    Ping(BrokerId),
    /// ListGroups, members and commits of the groups a broker coordinates.
    Groups(BrokerId),
    /// High watermarks and last stable offsets of the partitions a broker leads.
    Ends(BrokerId),
    /// Log starts of the partitions a broker leads.
    Starts(BrokerId),
    /// A broker's log dirs.
    Storage(BrokerId),
    /// Topic configs for the health rules.
    TopicSettings,
    /// A broker's configs for the health rules.
    BrokerSettings(BrokerId),
    /// The KRaft quorum.
    Quorum,
    /// Reassignments under way.
    Moves,
    /// Eligible leaders of faulty partitions.
    Eligible,
    /// The thing looked at closely.
    Opened,
    /// What a broker's ApiVersions say of its software.
    Abilities(BrokerId),
}

/// Partitions up to which the base intervals hold.
const ROOMY: u32 = 25_000;
/// No interval is stretched beyond this.
const LONGEST: Duration = Duration::from_secs(120);
/// A task takes at most this share of its interval (1/n).
const SHARE: u32 = 10;

impl Task {
    /// The interval on a cluster of ordinary size.
    #[must_use]
    pub fn base(self) -> Duration {
        Duration::from_millis(match self {
            Self::Metadata | Self::Cluster | Self::Ping(_) => 1_000,
            Self::Ends(_) | Self::Groups(_) | Self::Quorum | Self::Moves | Self::Eligible => 2_000,
            Self::Starts(_) | Self::Opened => 10_000,
            Self::Storage(_) | Self::TopicSettings | Self::BrokerSettings(_) | Self::Abilities(_) => 30_000,
        })
    }

    /// The broker it asks, when it asks one.
    #[must_use]
    pub fn broker(self) -> Option<BrokerId> {
        match self {
            Self::Ping(broker)
            | Self::Groups(broker)
            | Self::Ends(broker)
            | Self::Starts(broker)
            | Self::Storage(broker)
            | Self::BrokerSettings(broker)
            | Self::Abilities(broker) => Some(broker),
            _ => None,
        }
    }

    /// What it does, as errors say it.
    #[must_use]
    pub fn operation(self) -> &'static str {
        match self {
            Self::Metadata => "read metadata",
            Self::Cluster => "describe the cluster",
            Self::Ping(_) | Self::Abilities(_) => "ask for API versions",
            Self::Groups(_) => "read the groups",
            Self::Ends(_) => "list end offsets",
            Self::Starts(_) => "list log starts",
            Self::Storage(_) => "describe log dirs",
            Self::TopicSettings | Self::BrokerSettings(_) => "describe configs",
            Self::Quorum => "describe the quorum",
            Self::Moves => "list reassignments",
            Self::Eligible => "ask for eligible leaders",
            Self::Opened => "describe all configs",
        }
    }

    /// Whether its cost grows with the number of partitions.
    fn grows(self) -> bool {
        !matches!(
            self,
            Self::Cluster | Self::Ping(_) | Self::Quorum | Self::Opened | Self::BrokerSettings(_)
        )
    }
}

/// The interval of a task: its base, stretched with the partitions, and so that it is busy a tenth of the time at most.
#[must_use]
pub fn interval(task: Task, partitions: usize, took: Duration) -> Duration {
    let size = u32::try_from(partitions).unwrap_or(u32::MAX);
    let base = task.base();
    let stretched = if task.grows() && size > ROOMY {
        base * size.div_ceil(ROOMY)
    } else {
        base
    };
    let busy = if task.grows() { took * SHARE } else { Duration::ZERO };
    stretched.max(busy).min(LONGEST).max(base)
}

/// The tasks that `want` calls for on a cluster with these brokers. `known` tells whether Metadata has come: what
/// needs leaders waits for it.
#[must_use]
pub fn tasks(want: &Want, brokers: &[BrokerId], known: bool, watching: bool) -> Vec<Task> {
    let mut tasks = Vec::new();
    let needs_topology = want.topology || want.offsets || want.groups || want.settings || want.moves || want.storage;
    let mut add = |wanted: bool, task: Task| {
        if wanted {
            tasks.push(task);
        }
    };
    add(needs_topology || !want.only_topics.is_empty(), Task::Metadata);
    add(want.cluster, Task::Cluster);
    add(want.quorum, Task::Quorum);
    add(want.moves, Task::Moves);
    add(want.moves && known, Task::Eligible);
    add(want.settings && known, Task::TopicSettings);
    add(want.open.is_some(), Task::Opened);
    for &broker in brokers {
        add(watching, Task::Ping(broker));
        add(want.groups && known, Task::Groups(broker));
        add(want.offsets && known, Task::Ends(broker));
        add(want.offsets && want.all_offsets && known, Task::Starts(broker));
        add(want.storage, Task::Storage(broker));
        add(want.settings, Task::BrokerSettings(broker));
        add(want.cluster, Task::Abilities(broker));
    }
    tasks
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn intervals_grow_with_the_cluster_and_with_slow_answers() {
        let quick = Duration::from_millis(10);
        assert_eq!(interval(Task::Metadata, 10_000, quick), SECOND);
        assert_eq!(interval(Task::Metadata, 200_000, quick), 8 * SECOND);
        assert_eq!(interval(Task::Ends(BrokerId(1)), 10_000, SECOND), 10 * SECOND);
        assert_eq!(interval(Task::Ping(BrokerId(1)), 1_000_000, 9 * SECOND), SECOND);
        assert_eq!(interval(Task::Metadata, 100_000_000, quick), LONGEST);
    }

    #[test]
    fn topics_alone_send_one_metadata_and_no_more() {
        let want = Want {
            topology: true,
            ..Want::default()
        };
        assert_eq!(tasks(&want, &[BrokerId(1), BrokerId(2)], true, false), [Task::Metadata]);
    }
}
