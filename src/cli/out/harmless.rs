//! Data may end on a terminal too: chars that could steer one are written as `\uXXXX`, which JSON and YAML both read back.

use std::io::{self, Write};

use crate::text::escape::is_safe;

/// Writes through to `to`, with unsafe chars beyond ASCII control characters as `\uXXXX`.
///
/// The serialisers write the ASCII control characters as escapes themselves, but for DEL; a char that is unsafe beyond
/// ASCII can only stand inside a string. They write a string in whole chars, never torn.
pub struct Harmless<W> {
    to: W,
}

impl<W: Write> Harmless<W> {
    /// Makes what is written to `to` harmless.
    pub const fn new(to: W) -> Self {
        Self { to }
    }
}

impl<W: Write> Write for Harmless<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.iter().all(|byte| *byte < 0x7f) {
            return self.to.write(bytes);
        }
        let Ok(text) = std::str::from_utf8(bytes) else {
            return self.to.write(bytes);
        };
        let mut clean = 0;
        for (at, c) in text.char_indices() {
            if c.is_ascii_control() && c != '\x7f' || is_safe(c) {
                continue;
            }
            self.to.write_all(bytes.get(clean..at).unwrap_or_default())?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(self.to, "\\u{unit:04x}")?;
            }
            clean = at + c.len_utf8();
        }
        self.to.write_all(bytes.get(clean..).unwrap_or_default())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}
