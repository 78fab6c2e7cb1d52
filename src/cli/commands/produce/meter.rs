//! One line on stderr that counts along, when a person is there to see it.

use std::io::{self, IsTerminal, Write};
use std::time::Instant;

use crate::jobs::produce::Progress;
use crate::text::{Bytes, Compact, Long, Thousands};

/// How wide the bar is.
const BAR: usize = 20;

/// The line.
pub(super) struct Meter {
    shown: bool,
    tty: bool,
    begun: Instant,
}

impl Meter {
    /// The line, where it is wanted and a person sees it.
    pub(super) fn new(wanted: bool) -> Self {
        Self {
            shown: false,
            tty: wanted && io::stderr().is_terminal(),
            begun: Instant::now(),
        }
    }

    pub(super) fn show(&mut self, progress: &Progress) {
        if self.tty {
            self.shown = true;
            let text = format!("\r\x1b[K{}", line(progress, self.begun.elapsed().as_secs_f64()));
            // nobody is left to be told when stderr is closed
            let _ = io::stderr().write_all(text.as_bytes());
        }
    }

    pub(super) fn clear(&mut self) {
        if self.shown {
            let _ = io::stderr().write_all(b"\r\x1b[K");
        }
    }
}

/// A count with thousands marks.
pub(super) fn marks(count: u64) -> String {
    Thousands(whole(count)).to_string()
}

fn whole(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// What the line says, so many seconds after the beginning.
fn line(progress: &Progress, seconds: f64) -> String {
    let done = progress.ends.acknowledged;
    let a_second = if seconds > 0.0 { done as f64 / seconds } else { 0.0 };
    let lost = progress.ends.not_written + progress.ends.possibly_written;
    let lost = match lost {
        0 => String::new(),
        lost => format!(", {} not", marks(lost)),
    };
    let rate = Compact(a_second.round() as i64);
    let counts = format!("{} acknowledged{lost}  {rate}/s", marks(done));
    let Some(of) = progress.of_bytes.filter(|of| *of > 0) else {
        return format!("{counts}  {} read", Bytes(progress.bytes));
    };
    let share = (progress.bytes as f64 / of as f64).clamp(0.0, 1.0);
    let full = ((share * BAR as f64).floor() as usize).min(BAR);
    let bar = format!("{}{}", "━".repeat(full), "─".repeat(BAR - full));
    let left = if share > 0.0 && share < 1.0 && seconds > 1.0 {
        let ms = (seconds / share - seconds) * 1000.0;
        format!("  {} left", Long(ms as i64))
    } else {
        String::new()
    };
    format!("{bar} {:>3.0} %  {counts}{left}", (share * 100.0).floor())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::produce::Ends;

    #[test]
    fn the_line_counts_and_shows_how_far_it_is() {
        let mut progress = Progress {
            sent: 2_000,
            bytes: 50,
            of_bytes: Some(100),
            ends: Ends {
                acknowledged: 1_500,
                ..Ends::default()
            },
        };
        assert_eq!(
            line(&progress, 3.0),
            "━━━━━━━━━━──────────  50 %  1,500 acknowledged  500/s  3 s left"
        );
        progress.ends.possibly_written = 2;
        progress.of_bytes = None;
        assert_eq!(line(&progress, 3.0), "1,500 acknowledged, 2 not  500/s  50 B read");
        assert_eq!(line(&Progress::default(), 0.0), "0 acknowledged  0/s  0 B read");
    }
}
