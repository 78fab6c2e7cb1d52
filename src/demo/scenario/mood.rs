//! What an act asks of traffic and readers.

/// The present mood; the default is an ordinary day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mood {
    /// These topics are written to so many times as much.
    pub bursts: Vec<(&'static str, f64)>,
    /// Clicks a second of one robot, all into one partition.
    pub robot: f64,
    /// A group that cannot get past a record.
    pub stuck: Option<Stuck>,
    /// Readers catch up as fast as they can: nothing holds them back.
    pub eager: bool,
}

/// Where a group stands still.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stuck {
    /// The group.
    pub group: &'static str,
    /// The topic.
    pub topic: &'static str,
    /// The partition.
    pub partition: i32,
    /// The record it cannot read.
    pub offset: i64,
}

impl Mood {
    /// How many times the ordinary rate a topic has.
    #[must_use]
    pub fn burst(&self, topic: &str) -> f64 {
        let found = self.bursts.iter().find(|(name, _)| *name == topic);
        found.map_or(1.0, |(_, times)| *times)
    }
}
