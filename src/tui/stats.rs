//! What the UI costs: time from a key to its frame, frames and bytes. `KCONSOLE_FRAME_STATS=FILE` has them at the end.

use super::terminal::Counts;
use std::io;
use std::path::Path;
use std::time::Duration;

/// The variable that names the file.
pub const ENV: &str = "KCONSOLE_FRAME_STATS";

/// Times in buckets, each a quarter of a doubling wide: from 1 µs to about an hour, in constant space.
#[derive(Debug, Clone)]
pub struct Histogram {
    buckets: [u64; 128],
    count: u64,
    most: Duration,
}

impl Default for Histogram {
    fn default() -> Self {
        Self {
            buckets: [0; 128],
            count: 0,
            most: Duration::ZERO,
        }
    }
}

impl Histogram {
    /// Adds a time.
    pub fn record(&mut self, time: Duration) {
        let micros = time.as_micros().max(1) as f64;
        let bucket = (micros.log2() * 4.0) as usize;
        let last = self.buckets.len() - 1;
        if let Some(slot) = self.buckets.get_mut(bucket.min(last)) {
            *slot += 1;
        }
        self.count += 1;
        self.most = self.most.max(time);
    }

    /// How many times were added.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The time that this share (0 to 1) of all did not exceed: the upper edge of its bucket, and never more than the most.
    #[must_use]
    pub fn percentile(&self, share: f64) -> Duration {
        let wanted = (share.clamp(0.0, 1.0) * self.count as f64).ceil().max(1.0) as u64;
        let mut seen = 0;
        for (bucket, count) in self.buckets.iter().enumerate() {
            seen += count;
            if seen >= wanted {
                let edge = 2f64.powf((bucket as f64 + 1.0) / 4.0);
                return Duration::from_secs_f64(edge / 1e6).min(self.most);
            }
        }
        Duration::ZERO
    }
}

/// What was measured over a run.
#[derive(Debug, Clone, Default)]
pub struct Stats {
    /// From the start of the loop to the end of its first frame.
    pub first_frame: Duration,
    /// From a key's arrival to the end of the write that shows what it did.
    pub key_to_frame: Histogram,
    /// Time spent on making a frame and writing it.
    pub frame: Histogram,
    /// Frames and bytes written.
    pub counts: Counts,
}

impl Stats {
    /// As JSON, times in microseconds.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        let times = |times: &Histogram| {
            let micros = |share| u64::try_from(times.percentile(share).as_micros()).unwrap_or(u64::MAX);
            serde_json::json!({
                "count": times.count(), "p50_us": micros(0.5), "p90_us": micros(0.9),
                "p99_us": micros(0.99), "max_us": micros(1.0),
            })
        };
        serde_json::json!({
            "first_frame_us": u64::try_from(self.first_frame.as_micros()).unwrap_or(u64::MAX),
            "key_to_frame": times(&self.key_to_frame),
            "frame": times(&self.frame),
            "frames": self.counts.frames,
            "idle_frames": self.counts.idle,
            "bytes": self.counts.bytes,
        })
    }

    /// Writes them to a file.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, file: &Path) -> io::Result<()> {
        std::fs::write(file, format!("{:#}\n", self.to_json()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_upper_edges() {
        let mut times = Histogram::default();
        assert_eq!(times.percentile(0.99), Duration::ZERO);
        for micros in 1..=1000 {
            times.record(Duration::from_micros(micros));
        }
        let p50 = times.percentile(0.5).as_micros();
        assert!((500..=600).contains(&p50), "{p50}");
        assert_eq!(times.percentile(1.0), Duration::from_millis(1));
        times.record(Duration::from_secs(1_000_000));
        assert_eq!(times.count(), 1001);
        assert!(times.percentile(1.0) > Duration::from_secs(60));
    }
}
