//! What can happen to the UI.

use super::key::Chord;
use crate::jobs::errand;
use crossterm::event::{Event as Terminal, KeyEventKind, MouseButton, MouseEventKind};
use std::time::Instant;

/// Something that happened; view updates come through their own channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A key went down.
    Key(Chord),
    /// The mouse did something at a cell.
    Mouse {
        /// What it did.
        kind: Mouse,
        /// Column, from 0.
        column: u16,
        /// Row, from 0.
        row: u16,
    },
    /// Text was pasted: it is text, never keys.
    Paste(String),
    /// The terminal has a new size.
    Resize(u16, u16),
    /// An effect ended, and the person should know how.
    Told(Notice),
    /// An errand ended.
    Ended(Box<errand::Ended>),
    /// The shell wants the terminal (SIGTSTP).
    Suspend,
    /// The process goes on (SIGCONT).
    Continue,
    /// The process has to end (SIGTERM, SIGHUP, SIGINT).
    Terminate {
        /// The exit code: 128 and the signal.
        code: i32,
    },
    /// The terminal is gone.
    Hangup,
}

/// What the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mouse {
    /// The left button went down.
    Click,
    /// The wheel turned up.
    WheelUp,
    /// The wheel turned down.
    WheelDown,
}

/// How good a piece of news is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Neither.
    Info,
    /// It worked.
    Good,
    /// It worked, but.
    Warning,
    /// It failed.
    Bad,
}

/// A piece of news for the person, shown for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// How good.
    pub tone: Tone,
    /// One line.
    pub text: String,
}

impl Notice {
    /// News of a tone; what has several lines is told in one.
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        let text = text.into();
        let lines: Vec<_> = text.lines().map(str::trim).collect();
        Self {
            tone,
            text: lines.join(" · "),
        }
    }
}

/// An event with the moment it came in, from which the time to its frame is measured.
#[derive(Debug, Clone)]
pub struct Timed {
    /// When it came in.
    pub at: Instant,
    /// What came in.
    pub event: Event,
}

impl Timed {
    /// An event of this moment.
    #[must_use]
    pub fn now(event: Event) -> Self {
        Self {
            at: Instant::now(),
            event,
        }
    }
}

impl From<errand::Ended> for Timed {
    fn from(ended: errand::Ended) -> Self {
        Self::now(Event::Ended(Box::new(ended)))
    }
}

impl Event {
    /// What a terminal's event means here; none when it means nothing (key releases, mouse moves, focus).
    #[must_use]
    pub fn from_terminal(event: Terminal) -> Option<Self> {
        match event {
            Terminal::Key(key) if key.kind != KeyEventKind::Release => Some(Self::Key(Chord::from_terminal(key))),
            Terminal::Paste(text) => Some(Self::Paste(text)),
            Terminal::Resize(columns, rows) => Some(Self::Resize(columns, rows)),
            Terminal::Mouse(mouse) => {
                let kind = match mouse.kind {
                    MouseEventKind::Down(MouseButton::Left) => Mouse::Click,
                    MouseEventKind::ScrollUp => Mouse::WheelUp,
                    MouseEventKind::ScrollDown => Mouse::WheelDown,
                    _ => return None,
                };
                Some(Self::Mouse {
                    kind,
                    column: mouse.column,
                    row: mouse.row,
                })
            }
            _ => None,
        }
    }
}
