//! At most so many records a second.

use std::time::{Duration, Instant};

/// What was not sent in time is made up for, up to so much.
const BURST: Duration = Duration::from_millis(100);

/// When the next record may be sent.
#[derive(Debug)]
pub(in crate::jobs) struct Pace {
    each: Option<Duration>,
    due: Instant,
}

impl Pace {
    pub(in crate::jobs) fn new(rate: Option<f64>, now: Instant) -> Self {
        let each = rate.filter(|rate| *rate > 0.0).map(|rate| 1.0 / rate);
        Self {
            each: each.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()),
            due: now,
        }
    }

    /// How long to wait for the next record; none for not at all.
    pub(in crate::jobs) fn wait(&self, now: Instant) -> Option<Duration> {
        self.each?;
        let left = self.due.saturating_duration_since(now);
        (!left.is_zero()).then_some(left)
    }

    /// A record was sent.
    pub(in crate::jobs) fn sent(&mut self, now: Instant) {
        if let Some(each) = self.each {
            let earliest = now.checked_sub(BURST).unwrap_or(now);
            self.due = self.due.max(earliest) + each;
        }
    }

    /// Whether there is a pace at all.
    pub(in crate::jobs) fn is_set(&self) -> bool {
        self.each.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_spaces_the_records_and_makes_up_for_a_little() {
        let begun = Instant::now();
        let mut pace = Pace::new(Some(10.0), begun);
        assert_eq!(pace.wait(begun), None);
        pace.sent(begun);
        assert_eq!(pace.wait(begun), Some(Duration::from_millis(100)));
        // an hour later one record is made up for, not all that could have been sent
        let later = begun + Duration::from_secs(3600);
        let mut sent = 0;
        while pace.wait(later).is_none() {
            pace.sent(later);
            sent += 1;
        }
        assert_eq!(sent, 2);
    }

    #[test]
    fn without_a_rate_nothing_waits() {
        let now = Instant::now();
        let mut pace = Pace::new(None, now);
        pace.sent(now);
        assert_eq!(pace.wait(now), None);
        assert!(!pace.is_set());
    }
}
