//! What the UI wants done outside of itself. `update` gives effects and does nothing of it.

use super::place::Place;
use crate::jobs::browse::ReadAs;
use crate::jobs::desk::Look;
use crate::jobs::errand::Errand;
use crate::model::names::TopicName;
use crate::plan::Consent;

/// A record's key or its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The key.
    Key,
    /// The value.
    Value,
}

/// The format of a saved table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values, a header first.
    Csv,
    /// A JSON array of objects.
    Json,
    /// A JSON object a line.
    JsonLines,
    /// Bytes as they are.
    Raw,
}

/// Something to be done outside of the UI's state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Leave.
    Quit,
    /// Give the terminal to the shell and stop, until the shell continues the process.
    Suspend,
    /// Paint the next frame whole.
    Repaint,
    /// Put text on the clipboard of the person.
    Copy(String),
    /// Send bytes to the terminal that change no cell.
    Terminal(Vec<u8>),
    /// Open a text in the person's editor; what is changed there goes nowhere.
    Edit {
        /// The file's name without its ending.
        stem: String,
        /// Its ending, which tells an editor what it is.
        ending: &'static str,
        /// What is in it.
        text: String,
    },
    /// Save a table, or records.
    Save {
        /// The file's name without its ending: the screen and what it shows.
        stem: String,
        /// Its format.
        format: Format,
        /// What is in it.
        content: Vec<u8>,
    },
    /// Ask the engine for fresh answers at once.
    Refresh,
    /// Look at another cluster.
    SwitchContext(String),
    /// Play a scenario on the demo.
    Play(String),
    /// Show in another theme.
    Theme(String),
    /// Another thing is looked at closely: the engine fetches what only that place needs.
    Visit(Place),
    /// Show what is not watched all the time, or nothing of it any more.
    Look(Option<Look>),
    /// Carry out what was agreed to.
    Carry(Box<Errand>, Consent),
    /// Stop what is under way.
    Cancel,
    /// Remember what a topic's keys or values are read as.
    Remember {
        /// The topic.
        topic: TopicName,
        /// Of which.
        side: Side,
        /// As what.
        read: ReadAs,
    },
}
