//! What is to be done for a person, and how it ended.
//!
//! To add a change: a variant of [`Job`] with what it needs to know, its plan beside the others in `plan`, and its
//! arm in [`carry_out`]. The gate, the dialog, the journal and the news of its end come with that.

use std::sync::Arc;

use super::desk::Boards;
use super::{compose, redrive, schemas};
use crate::config::profile::Profile;
use crate::model::trouble::{Cause, Trouble};
use crate::plan::{Permit, Plan};
use crate::records::read::Stop;
use crate::report::Mark;

/// A plan, and the job that does what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Errand {
    /// What is shown, agreed to and journalled.
    pub plan: Plan,
    /// What is done.
    pub job: Job,
}

/// Something that can be done, one variant a use case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Job {
    /// With the schema registry.
    Schemas(schemas::Job),
    /// Records are written.
    Send(Box<compose::Sending>),
    /// Dead letters are counted, or brought back.
    Redrive(Box<redrive::Job>),
}

/// What came of it, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How good it is.
    pub mark: Mark,
    /// One line; empty when it is seen where it was asked for.
    pub said: String,
    /// More, for who wants to know: shown until it was read.
    pub lines: Vec<String>,
}

impl Outcome {
    /// It went well, and one line tells all.
    pub fn well(said: impl Into<String>) -> Self {
        Self {
            mark: Mark::Ok,
            said: said.into(),
            lines: Vec::new(),
        }
    }
}

/// An errand at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// What it was.
    pub plan: Plan,
    /// What came of it. After a failure it may have been done all the same, when nobody answered.
    pub result: Result<Outcome, Trouble>,
}

/// What a job works with.
#[derive(Clone)]
pub struct Tools {
    /// The cluster.
    pub profile: Arc<Profile>,
    /// Where it may show how far it is.
    pub board: Boards,
    /// Raised when the person cancels it, or leaves.
    pub stop: Stop,
}

/// Does what the permit gives leave to.
///
/// # Errors
/// What went wrong, or that it was cancelled.
pub async fn carry_out(tools: &Tools, permit: &Arc<Permit>, job: &Job) -> Result<Outcome, Trouble> {
    match job {
        // their stop is their own: what was handed over has an end that has to be told
        Job::Send(sending) => {
            let (tools, permit, sending) = (tools.clone(), Arc::clone(permit), sending.clone());
            blocking(move || compose::send(&tools, &permit, &sending)).await
        }
        Job::Redrive(job) => {
            let (tools, permit, job) = (tools.clone(), Arc::clone(permit), job.clone());
            blocking(move || redrive::carry_out(&tools, &permit, &job)).await
        }
        Job::Schemas(job) => until(&tools.stop, schemas::carry_out(&tools.profile, permit, job)).await,
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Trouble> + Send + 'static) -> Result<T, Trouble> {
    let done = tokio::task::spawn_blocking(work);
    done.await.unwrap_or_else(|_fault| Err(fault()))
}

/// The work, or that it was cancelled: for work that may be left at any moment.
async fn until<T>(stop: &Stop, work: impl Future<Output = Result<T, Trouble>>) -> Result<T, Trouble> {
    tokio::select! {
        done = work => done,
        () = stop.wait() => Err(cancelled()),
    }
}

fn fault() -> Trouble {
    Trouble::new("finish", Cause::Io("a fault in kconsole itself: the log has it".into()))
}

fn cancelled() -> Trouble {
    let trouble = Trouble::new("finish", Cause::Io("it was cancelled".into()));
    trouble.hint("what was asked for before may have been done: look before you try again")
}
