//! JSON, straight from the rows to the writer: no tree of values in between.

use std::io::{self, Write};

use serde::Serialize;

/// Writes one document and a line's end.
pub fn write(to: &mut impl Write, value: &impl Serialize, pretty: bool) -> io::Result<()> {
    if pretty {
        serde_json::to_writer_pretty(&mut *to, value)?;
    } else {
        serde_json::to_writer(&mut *to, value)?;
    }
    to.write_all(b"\n")
}
