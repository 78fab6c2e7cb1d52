//! One line on stderr that tells how far a reading is, when a person is there to see it.

use std::io::{self, IsTerminal, Write};

use crate::jobs::consume::{Progress, Size, Tell};
use crate::text::{Bytes, Compact, Long, Percent, Precise, Thousands};

use super::exit::complain;

/// See the module.
pub struct Meter {
    tty: bool,
    shown: bool,
    /// Found records are told of, and what will be read is told first.
    searching: bool,
}

impl Meter {
    /// For printing records as they come, or for a search among them. It stays silent when the records themselves go
    /// to the terminal.
    pub fn new(searching: bool) -> Self {
        Self {
            tty: io::stderr().is_terminal() && !io::stdout().is_terminal(),
            shown: false,
            searching,
        }
    }

    /// Takes the line away.
    pub fn clear(&mut self) {
        if std::mem::take(&mut self.shown) {
            // nobody is left to be told when stderr is closed
            let _ = io::stderr().write_all(b"\r\x1b[K");
        }
    }
}

impl Tell for Meter {
    fn begins(&mut self, size: &Size) {
        if !self.looks() {
            return;
        }
        complain(&self::size(if self.searching { "searching" } else { "reading" }, size));
    }

    fn goes(&mut self, progress: &Progress) {
        if !self.tty {
            return;
        }
        self.shown = true;
        let _ = io::stderr().write_all(format!("\r\x1b[K{}", line(progress, self.searching)).as_bytes());
    }

    fn looks(&self) -> bool {
        match self.searching {
            true => io::stderr().is_terminal(),
            false => self.tty,
        }
    }
}

/// `searching 3,000,000 records in 12 partitions, about 310 MiB`
pub fn size(doing: &str, size: &Size) -> String {
    let partitions = match size.partitions {
        1 => "1 partition".to_owned(),
        more => format!("{more} partitions"),
    };
    let bytes = size.bytes.map(|bytes| format!(", about {}", Bytes(bytes)));
    let bytes = bytes.unwrap_or_default();
    match size.offsets {
        Some(offsets) => format!("{doing} {} records in {partitions}{bytes}", Thousands(signed(offsets))),
        None => format!("{doing} {partitions} as records come"),
    }
}

/// `1.20 M of 3.00 M (40 %), 8.1 M/s, 310 MiB, 17 matches, 2 s left`
fn line(progress: &Progress, searching: bool) -> String {
    let seconds = progress.took_ms.max(1) as f64 / 1000.0;
    let mut text = match progress.of {
        Some(of) if of > 0 => format!(
            "{} of {} ({})",
            Precise(signed(progress.offsets)),
            Precise(signed(of)),
            Percent(progress.offsets as f64 / of as f64)
        ),
        _ => format!("{} records", Precise(signed(progress.records))),
    };
    let rate = (progress.records as f64 / seconds) as i64;
    text.push_str(&format!(", {}/s, {}", Compact(rate), Bytes(progress.bytes)));
    if searching {
        text.push_str(&format!(", {} matches", Thousands(signed(progress.found))));
    }
    if progress.partitions > 1 && progress.of.is_some() {
        text.push_str(&format!(
            ", {} of {} partitions done",
            progress.done, progress.partitions
        ));
        if let Some((partition, percent)) = progress.slowest {
            text.push_str(&format!(" (partition {partition}: {percent} %)"));
        }
    }
    if let Some(of) = progress.of
        && progress.offsets > 0
        && progress.took_ms > 1_000
    {
        let left = of.saturating_sub(progress.offsets) as f64 / progress.offsets as f64 * progress.took_ms as f64;
        text.push_str(&format!(", {} left", Long(left as i64)));
    }
    text
}

/// As the number types of `text` take it.
pub fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_how_far_and_how_long() {
        let progress = Progress {
            records: 1_200_000,
            bytes: 310 << 20,
            found: 17,
            offsets: 1_200_000,
            of: Some(3_000_000),
            partitions: 12,
            done: 5,
            slowest: Some((3, 12)),
            took_ms: 2_000,
        };
        assert_eq!(
            line(&progress, true),
            "1.20 M of 3.00 M (40 %), 600 k/s, 310 MiB, 17 matches, 5 of 12 partitions done (partition 3: 12 %), 3 s left"
        );
        let endless = Progress { of: None, ..progress };
        assert_eq!(line(&endless, false), "1.20 M records, 600 k/s, 310 MiB");
    }
}
