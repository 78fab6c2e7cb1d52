//! A crawler: every click of it has the same key, so one partition gets them all.

use super::{Act, Mood, Stage};

/// Clicks a second.
const PACE: f64 = 420.0;

pub(super) struct HotPartition;

impl Act for HotPartition {
    fn step(&mut self, _stage: &mut Stage<'_>, mood: &mut Mood) {
        mood.robot = PACE;
    }
}
