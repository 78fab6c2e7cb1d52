//! From buffers to bytes: the difference of two frames, in one write, between the marks of a synchronised update.

use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::io::{self, Write};

/// DEC private mode 2026: the terminal shows what stands between the two at once. Unknown to a terminal, it is ignored.
const SYNC_BEGIN: &[u8] = b"\x1b[?2026h";
const SYNC_END: &[u8] = b"\x1b[?2026l";
const CLEAR: &[u8] = b"\x1b[0m\x1b[2J";

/// What was written so far.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Frames that changed something.
    pub frames: u64,
    /// Frames that changed nothing and wrote nothing.
    pub idle: u64,
    /// Bytes of all frames.
    pub bytes: u64,
}

/// Paints frames on a terminal. A frame equal to the one before writes nothing.
pub struct Painter<W> {
    out: W,
    shown: Buffer,
    next: Buffer,
    /// The bytes of one frame; kept, so that a frame allocates nothing once it is warm.
    bytes: Vec<u8>,
    cursor: Option<Position>,
    repaint: bool,
    sync: bool,
    counts: Counts,
}

impl<W: Write> Painter<W> {
    /// A painter for a terminal whose cursor is hidden.
    pub fn new(out: W) -> Self {
        Self {
            out,
            shown: Buffer::empty(Rect::ZERO),
            next: Buffer::empty(Rect::ZERO),
            bytes: Vec::with_capacity(16 * 1024),
            cursor: None,
            repaint: true,
            sync: true,
            counts: Counts::default(),
        }
    }

    /// Whether frames stand between the marks of a synchronised update.
    #[must_use]
    pub fn synchronised(mut self, sync: bool) -> Self {
        self.sync = sync;
        self
    }

    /// Forgets what the terminal shows: the next frame is painted whole.
    pub const fn repaint(&mut self) {
        self.repaint = true;
    }

    /// Paints one frame of `columns` × `rows`; gives the bytes written. `paint` fills the buffer and says where the text
    /// cursor stands, if it shows.
    ///
    /// # Errors
    /// When the terminal takes no bytes.
    pub fn frame(
        &mut self,
        (columns, rows): (u16, u16),
        paint: impl FnOnce(&mut Buffer) -> Option<Position>,
    ) -> io::Result<usize> {
        let area = Rect::new(0, 0, columns, rows);
        if self.next.area != area {
            self.next.resize(area);
            self.shown.resize(area);
            self.repaint = true;
        }
        self.next.reset();
        let cursor = paint(&mut self.next);
        if self.repaint {
            self.shown.reset();
        }
        let changes = self.shown.diff(&self.next);
        if changes.is_empty() && cursor == self.cursor && !self.repaint {
            self.counts.idle += 1;
            return Ok(0);
        }
        self.bytes.clear();
        if self.sync {
            self.bytes.extend_from_slice(SYNC_BEGIN);
        }
        if self.repaint {
            self.bytes.extend_from_slice(CLEAR);
        }
        let mut backend = CrosstermBackend::new(&mut self.bytes);
        if !changes.is_empty() {
            backend.draw(changes.into_iter())?;
        }
        match cursor {
            Some(position) => {
                backend.set_cursor_position(position)?;
                if self.cursor.is_none() || self.repaint {
                    backend.show_cursor()?;
                }
            }
            None if self.cursor.is_some() || self.repaint => backend.hide_cursor()?,
            None => {}
        }
        if self.sync {
            self.bytes.extend_from_slice(SYNC_END);
        }
        self.out.write_all(&self.bytes)?;
        self.out.flush()?;
        std::mem::swap(&mut self.shown, &mut self.next);
        self.cursor = cursor;
        self.repaint = false;
        self.counts.frames += 1;
        self.counts.bytes += self.bytes.len() as u64;
        Ok(self.bytes.len())
    }

    /// Sends a sequence that changes no cell, such as OSC 52.
    ///
    /// # Errors
    /// When the terminal takes no bytes.
    pub fn send(&mut self, sequence: &[u8]) -> io::Result<()> {
        self.counts.bytes += sequence.len() as u64;
        self.out.write_all(sequence)?;
        self.out.flush()
    }

    /// What was written so far.
    pub const fn counts(&self) -> Counts {
        self.counts
    }

    /// The terminal beneath.
    pub const fn out(&mut self) -> &mut W {
        &mut self.out
    }

    /// The terminal beneath, to look at.
    pub const fn out_ref(&self) -> &W {
        &self.out
    }
}
