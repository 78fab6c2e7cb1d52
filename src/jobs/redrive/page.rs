//! What the console shows of dead letters: what was counted, what is under way, what came of it.

use std::sync::Arc;

use super::{Asked, Looked, Outcome, Progress, Survey};
use crate::model::time::At;

/// Runs that are kept: the last ones.
pub const KEPT: usize = 20;

/// What is shown.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The last count.
    pub count: Option<Count>,
    /// What is being brought back.
    pub now: Option<Arc<Underway>>,
    /// What was, the latest first.
    pub done: Arc<[Arc<Brought>]>,
}

/// A count: this very one that was asked for, and how far it is.
#[derive(Clone, Debug)]
pub struct Count {
    /// Where: the context's name. What was counted on another cluster may come in late.
    pub context: String,
    /// What is counted.
    pub asked: Arc<Asked>,
    /// When it began.
    pub at: At,
    /// What it came to.
    pub counted: Counted,
}

/// What a count came to.
#[derive(Clone, Debug)]
pub enum Counted {
    /// Not to its end yet.
    Counting(Looked),
    /// This would be done.
    Known(Arc<Survey>),
    /// Why it is not known.
    Failed(String),
    /// It was done: what is left has to be counted again.
    Spent,
}

/// What is being brought back.
#[derive(Clone, Debug)]
pub struct Underway {
    /// Where: the context's name.
    pub context: String,
    /// What was asked for.
    pub asked: Arc<Asked>,
    /// When it began.
    pub begun: At,
    /// How far it is.
    pub progress: Progress,
    /// Since when nothing was acknowledged that was handed over; none when nothing is waited for.
    pub waits: Option<At>,
    /// It was asked to stop.
    pub stopping: bool,
}

/// A run that ended.
#[derive(Clone, Debug)]
pub struct Brought {
    /// Where: the context's name.
    pub context: String,
    /// What was asked for.
    pub asked: Arc<Asked>,
    /// When it ended.
    pub at: At,
    /// How the records ended, or why none was written.
    pub result: Result<Outcome, String>,
}
