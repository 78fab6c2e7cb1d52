//! What is seen of a record in the making, and of those that were sent.

use std::sync::Arc;

use super::check::Checked;
use super::draft::Draft;
use super::order::Times;
use crate::jobs::produce::{Outcome, Progress, Written};
use crate::model::names::TopicName;
use crate::model::time::At;

/// Records that are kept of what was sent: the last ones.
pub const KEPT: usize = 50;

/// Reports that are shown of a sending: the last ones.
pub const REPORTS: usize = 200;

/// What is known of the topic, and what came of the last check.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// Counts the sheets: it differs when the sheet does.
    pub number: u64,
    /// What it is about; none before the first draft.
    pub topic: Option<TopicName>,
    /// What is known of the topic.
    pub about: About,
    /// The last check.
    pub checked: Option<Arc<Checked>>,
}

/// What is known of a topic.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum About {
    /// Registry and log are being asked.
    #[default]
    Looking,
    /// They answered.
    Known {
        /// A value to begin with.
        skeleton: Arc<str>,
        /// What that is of: "Avro shop.Order v3 (id 7)", "as the last record"; may be empty.
        says: String,
        /// What keys are written by, in words; empty for nothing.
        key: String,
        /// Why it is not known whether there is a schema.
        unanswered: Option<String>,
    },
}

/// What is being sent, and what was.
#[derive(Clone, Debug, Default)]
pub struct Deliveries {
    /// Under way.
    pub now: Option<Arc<Underway>>,
    /// Ended, the latest first.
    pub sent: Arc<[Arc<Sent>]>,
}

/// A sending under way.
#[derive(Clone, Debug)]
pub struct Underway {
    /// What is sent.
    pub draft: Arc<Draft>,
    /// How often.
    pub times: Times,
    /// When it began.
    pub begun: At,
    /// How far it is.
    pub progress: Progress,
    /// Since when nothing was acknowledged that was handed over; none when nothing is waited for.
    pub waits: Option<At>,
    /// What librdkafka said of its connections last.
    pub complaint: Option<String>,
    /// It was asked to stop.
    pub stopping: bool,
}

/// A sending that ended.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Where: the context's name.
    pub context: String,
    /// What was sent.
    pub draft: Arc<Draft>,
    /// How often.
    pub times: Times,
    /// When it ended.
    pub at: At,
    /// How the records ended, or why none was sent.
    pub result: Result<Outcome, String>,
    /// Where they are; of many the last ones, in the order of their acknowledgement.
    pub reports: Vec<Written>,
    /// From the handing over to the answer, of all that were acknowledged.
    pub latency: Option<Latency>,
}

/// How long acknowledgements took. Microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Latency {
    /// The shortest.
    pub least: u64,
    /// The longest.
    pub most: u64,
    /// Of all together.
    pub sum: u64,
    /// How many.
    pub count: u64,
}

impl Latency {
    /// With one more.
    #[must_use]
    pub fn with(earlier: Option<Self>, micros: u64) -> Self {
        let earlier = earlier.unwrap_or(Self {
            least: micros,
            ..Self::default()
        });
        Self {
            least: earlier.least.min(micros),
            most: earlier.most.max(micros),
            sum: earlier.sum.saturating_add(micros),
            count: earlier.count + 1,
        }
    }

    /// The mean.
    #[must_use]
    pub const fn mean(&self) -> u64 {
        match self.count {
            0 => 0,
            count => self.sum / count,
        }
    }
}
