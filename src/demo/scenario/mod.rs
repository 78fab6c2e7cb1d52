//! What goes wrong, and when: the acts of the story, and the director who plays them.
//!
//! | part | what it is |
//! |---|---|
//! | [`Scenario`] | an act by its name |
//! | [`script`] | which act is played when: one of them again and again, or all in turn |
//! | [`Mood`] | what an act asks of traffic and readers |
//! | [`acts`] | one act a file |
//! | [`cluster`] | what an act does to the cluster itself: brokers, ISR, leaders, replicas, transactions |

pub mod acts;
pub mod cluster;
pub mod director;
pub mod mood;
pub mod script;

pub use director::Director;
pub use mood::Mood;
pub use script::{Programme, Script};

/// One act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scenario {
    /// Nothing is wrong.
    Quiet,
    /// A flash sale: more clicks than a sink can write away.
    LagSpike,
    /// One record that a consumer cannot read stops it on one partition.
    PoisonPill,
    /// A broker dies, is fenced, comes back and catches up.
    BrokerDown,
    /// Partitions are moved to other brokers, under a throttle.
    Reassignment,
    /// A crawler writes to one partition more than its reader can read.
    HotPartition,
    /// Replicas of one broker fall out of the ISR and come back, again and again.
    IsrFlap,
    /// A producer dies in the middle of a transaction: readers of committed records wait.
    HangingTransaction,
}

impl Scenario {
    /// All, in the order in which they are played in turn.
    pub const ALL: [Self; 8] = [
        Self::Quiet,
        Self::LagSpike,
        Self::PoisonPill,
        Self::BrokerDown,
        Self::Reassignment,
        Self::HotPartition,
        Self::IsrFlap,
        Self::HangingTransaction,
    ];

    /// Its name, as the command line takes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Quiet => "quiet",
            Self::LagSpike => "lag-spike",
            Self::PoisonPill => "poison-pill",
            Self::BrokerDown => "broker-down",
            Self::Reassignment => "reassignment",
            Self::HotPartition => "hot-partition",
            Self::IsrFlap => "isr-flap",
            Self::HangingTransaction => "hanging-transaction",
        }
    }

    /// The act of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scenario| scenario.name() == name)
    }

    /// How long it lasts, in ms of the story's time.
    #[must_use]
    pub fn lasts(self) -> i64 {
        1_000
            * match self {
                Self::Quiet => 45,
                Self::BrokerDown => 120,
                Self::IsrFlap => 120,
                Self::PoisonPill | Self::HangingTransaction => 150,
                Self::Reassignment => 150,
                Self::LagSpike | Self::HotPartition => 180,
            }
    }
}
