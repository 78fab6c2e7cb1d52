//! A page that is drawn over the one before, as `watch` does it: no line scrolls away, and nothing flickers.

use std::io::{self, Write};

/// Begins a synchronized update (DEC mode 2026) at the top left.
const BEGIN: &[u8] = b"\x1b[?2026h\x1b[H";
/// Erases what is left of the page before, and shows the new one.
const END: &[u8] = b"\x1b[J\x1b[?2026l";

/// Writes pages to a terminal; lines beyond its height are left out.
pub struct Page<W> {
    to: W,
    height: usize,
    /// Lines that still fit.
    left: usize,
    drawn: bool,
}

impl<W: Write> Page<W> {
    /// Pages of `height` lines.
    pub const fn new(to: W, height: usize) -> Self {
        Self {
            to,
            height,
            left: height,
            drawn: false,
        }
    }

    /// Begins a page.
    pub fn begin(&mut self) -> io::Result<()> {
        self.left = self.height.saturating_sub(1);
        if !self.drawn {
            self.drawn = true;
            self.to.write_all(b"\x1b[2J")?;
        }
        self.to.write_all(BEGIN)
    }

    /// Ends it.
    pub fn end(&mut self) -> io::Result<()> {
        self.to.write_all(END)
    }
}

impl<W: Write> Write for Page<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            if self.left == 0 {
                break;
            }
            match line.strip_suffix(b"\n") {
                // what the page before had further right goes
                Some(line) => {
                    self.to.write_all(line)?;
                    self.to.write_all(b"\x1b[K\n")?;
                    self.left -= 1;
                }
                None => self.to.write_all(line)?,
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_erases_what_was_longer_and_stays_within_its_height() {
        let mut bytes = Vec::new();
        let mut page = Page::new(&mut bytes, 3);
        page.begin().unwrap();
        page.write_all(b"one\ntw").unwrap();
        page.write_all(b"o\nthree\nfour\n").unwrap();
        page.end().unwrap();
        page.begin().unwrap();
        page.write_all(b"again\n").unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(
            text,
            "\x1b[2J\x1b[?2026h\x1b[Hone\x1b[K\ntwo\x1b[K\n\x1b[J\x1b[?2026l\x1b[?2026h\x1b[Hagain\x1b[K\n"
        );
    }
}
