//! The acting side of the live console: what is looked at on demand, and what is changed.
//!
//! One desk a cluster. It has a thread of its own, shows on a [`Board`] what streams, and tells the end of each errand
//! through the console's queue of events. Dropping it, or leaving it, stops everything it does.
//!
//! | file | its part |
//! |---|---|
//! | `board` | what it shows |
//! | `acting` | its thread: what is under way, and how it ends |

mod acting;
mod board;

use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::sync::mpsc;

use super::browse::{self, Browser};
use super::compose::{Composer, Draft};
use super::errand::{Ended, Errand, Job};
use super::journal::Journal;
use super::schemas;
use crate::config::profile::Profile;
use crate::model::names::ClusterId;
use crate::model::trouble::{Cause, Trouble};
use crate::plan::{Consent, Gate, Permit};
use acting::Acting;
pub use board::{Board, Boards, Working};

/// Errands under way at most.
const MOST: usize = 4;

/// What the thread was asked and has not taken yet, at most.
const QUEUE: usize = 16;

/// What a screen wants to see that is not watched all the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// The records of a topic.
    Records(browse::Order),
    /// A record in the making.
    Draft(Arc<Draft>),
    /// A part of the schema registry.
    Schemas(schemas::Look),
}

/// What the thread is asked.
enum Ask {
    Carry(Box<Admitted>),
    Cancel,
    /// A part of the registry, and the number of the look.
    Schemas(Option<schemas::Look>, u64),
}

/// An errand that the gate let through.
struct Admitted {
    number: u64,
    permit: Permit,
    job: Job,
}

/// Does what a person asks for, on one cluster.
pub struct Desk {
    profile: Arc<Profile>,
    board: Boards,
    browser: Browser,
    composer: Composer,
    asks: mpsc::Sender<Ask>,
    thread: JoinHandle<Vec<Ended>>,
}

/// A desk that was left: what was under way is stopped, and what was sent has its end awaited.
pub struct Leaving(JoinHandle<Vec<Ended>>);

impl Leaving {
    /// Whether all has ended.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.0.is_finished()
    }

    /// Waits for the ends, a few seconds at most; gives those that nobody was told.
    #[must_use]
    pub fn ended(self) -> Vec<Ended> {
        self.0.join().unwrap_or_default()
    }
}

impl Desk {
    /// A desk that does nothing yet. It shows on `board`, where it wipes off what another one left, and tells what ended
    /// to `events` for as long as somebody listens there.
    ///
    /// # Errors
    /// When there can be no more threads.
    pub fn open<E>(
        profile: Arc<Profile>,
        journal: Journal,
        board: Boards,
        events: mpsc::WeakSender<E>,
    ) -> Result<Self, Trouble>
    where
        E: From<Ended> + Send + 'static,
    {
        schemas::watch::begin(&board, None);
        board.send_modify(|shown| {
            let shown = Arc::make_mut(shown);
            shown.work.clear();
            shown.carried = Arc::default();
            // what was counted there says nothing of here
            Arc::make_mut(&mut shown.redrive).count = None;
        });
        let (asks, asked) = mpsc::channel(QUEUE);
        let acting = Acting::new(Arc::clone(&profile), journal, board.clone(), events);
        let thread = acting::spawn(acting, asked)?;
        Ok(Self {
            browser: Browser::new(Arc::clone(&profile), board.clone()),
            composer: Composer::new(Arc::clone(&profile), board.clone()),
            profile,
            board,
            asks,
            thread,
        })
    }

    /// Looks at something else, or at nothing. Returns at once.
    pub fn look(&mut self, look: Option<Look>) {
        let (order, draft, part) = match look {
            Some(Look::Records(order)) => (Some(order), None, None),
            Some(Look::Draft(draft)) => (None, Some(draft), None),
            Some(Look::Schemas(part)) => (None, None, Some(part)),
            None => (None, None, None),
        };
        if part.is_some() || self.board.borrow().schemas.look.is_some() {
            let number = schemas::watch::begin(&self.board, part.as_ref());
            // a full queue: the next look is seen
            let _full = self.asks.try_send(Ask::Schemas(part, number));
        }
        if order.is_some() || self.board.borrow().records.order.is_some() {
            self.browser.show(order);
        }
        if let Some(draft) = draft {
            self.composer.show(draft);
        }
    }

    /// Carries out an errand, if the gate lets it through; `cluster` is the one that is connected. Returns at once.
    ///
    /// # Errors
    /// Why not; then nothing was done.
    pub fn carry(&mut self, errand: Errand, consent: &Consent, cluster: Option<ClusterId>) -> Result<(), Trouble> {
        let gate = Gate {
            read_only: self.profile.read_only,
            cluster,
        };
        let Errand { plan, job } = errand;
        let (title, permit) = (plan.title(), gate.admit(plan, consent)?);
        let busy = || Trouble::new("begin", Cause::Config(format!("{MOST} things are under way already")));
        if self.board.borrow().work.len() >= MOST {
            return Err(busy().hint(":cancel stops them"));
        }
        let number = self.board.borrow().begun + 1;
        let admitted = Box::new(Admitted { number, permit, job });
        self.asks.try_send(Ask::Carry(admitted)).map_err(|_full| busy())?;
        let working = Working { number, title };
        self.board.send_modify(|shown| {
            let shown = Arc::make_mut(shown);
            shown.begun = number;
            shown.work.push(working);
        });
        Ok(())
    }

    /// Leaves it, and stops what is under way: each errand tells its end, if anybody listens still. Returns at once.
    #[must_use]
    pub fn leave(self) -> Leaving {
        Leaving(self.thread)
    }

    /// Stops what is under way; each errand tells its end.
    pub fn cancel(&self) {
        // a full queue has errands that did not begin yet: they are stopped with the next try
        let _full = self.asks.try_send(Ask::Cancel);
    }
}
