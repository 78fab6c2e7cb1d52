//! Records for the eye: what comes in now, a page from a place on, or what a search finds, decoded.
//!
//! A reading has a thread of its own and publishes a [`Page`] about ten times a second while something changes; a quiet
//! one publishes nothing. However fast records come, only the last ones of a turn are taken out of their batches and
//! decoded: the others are counted.

mod keep;
mod look;
mod page;
mod reading;
mod seek;
mod show;
mod slices;
mod troubles;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use crate::config::profile::Profile;
use crate::jobs::desk::Boards;
use crate::jobs::schemas::{self, Source};
use crate::model::names::TopicName;
use crate::records::read::Stop;

pub use page::{
    Begin, Format, Formats, From, Go, KEPT, Order, Page, Part, ROWS, ReadAs, Scan, Search, State, begin, check,
};
use reading::{Given, Reading};

/// Reads for one who looks; one order at a time. Dropping it ends the reading.
pub struct Browser {
    profile: Arc<Profile>,
    board: Boards,
    reading: u64,
    order: Option<Order>,
    /// What was chosen for topics that were looked at.
    chosen: HashMap<TopicName, Formats>,
    reins: Reins,
    /// A search was left for something else: whether it stood then.
    away: Option<bool>,
    /// Made by the first reading, kept for all.
    schemas: Arc<OnceLock<Source>>,
}

/// What holds a reading, or ends it.
#[derive(Clone, Debug, Default)]
struct Reins {
    stop: Stop,
    held: Arc<AtomicBool>,
}

impl Reins {
    fn hold(&self, held: bool) {
        self.held.store(held, Ordering::Release);
    }

    fn held(&self) -> bool {
        self.held.load(Ordering::Acquire)
    }
}

impl Browser {
    /// A browser of one cluster that reads nothing yet, and publishes where another one did.
    #[must_use]
    pub fn new(profile: Arc<Profile>, board: Boards) -> Self {
        let reading = board.borrow().records.reading;
        Self {
            profile,
            board,
            reading,
            order: None,
            chosen: HashMap::new(),
            reins: Reins::default(),
            away: None,
            schemas: Arc::default(),
        }
    }

    /// Looks at something else, or at nothing; or lets the search that is under way stand or go. A search stands while
    /// nothing is looked at, and goes on when it is looked at again. Returns at once.
    pub fn show(&mut self, order: Option<Order>) {
        let searched = |order: &Option<Order>| order.as_ref().is_some_and(|order| order.search.is_some());
        if order.is_none() && searched(&self.order) {
            self.away.get_or_insert(self.reins.held());
            self.reins.hold(true);
            return;
        }
        let away = self.away.take();
        if let (Some(before), Some(now)) = (&self.order, &order)
            && let Some(search) = &now.search
            && before.same(now)
            && let Some(held) = self.held_on(search.go, away)
        {
            self.reins.hold(held);
            self.order = order;
            return;
        }
        self.reins.stop.stop();
        self.reins = Reins::default();
        self.reading += 1;
        self.order.clone_from(&order);
        let formats = order.as_ref().map(|order| self.formats(order)).unwrap_or_default();
        let page = Page {
            reading: self.reading,
            state: if order.is_some() { State::Starting } else { State::Idle },
            order: order.clone().map(Arc::new),
            ..Page::default()
        };
        reading::publish(&self.board, &page);
        let Some(order) = order else { return };
        let (profile, schemas) = (Arc::clone(&self.profile), Arc::clone(&self.schemas));
        let given = Given {
            order,
            formats,
            page,
            board: self.board.clone(),
            reins: self.reins.clone(),
        };
        let thread = std::thread::Builder::new().name("browse".into());
        let spawned = thread.spawn(move || {
            let schemas = Arc::clone(schemas.get_or_init(|| schemas::source(&profile, schemas::PATIENCE)));
            Reading::new(given, profile, schemas).run();
        });
        if let Err(error) = spawned {
            tracing::warn!(%error, "no thread to read records with");
        }
    }

    /// Whether the search that is under way stands from now on; none when it is to begin anew. `away`: nothing was looked at
    /// meanwhile, and whether it stood before.
    fn held_on(&self, go: Go, away: Option<bool>) -> Option<bool> {
        let state = &self.board.borrow().records.state;
        match (go, away) {
            (_, Some(_)) if matches!(state, State::Failed(_)) => None,
            (Go::Yes, _) => Some(false),
            (Go::No, _) => Some(true),
            (Go::WhenSmall, None) => None,
            // it may have been left before it was known how large it is
            (Go::WhenSmall, Some(stood)) => Some(stood || *state == State::Held),
        }
    }

    /// What keys and values are read as: as it is ordered, else as it was chosen before.
    fn formats(&mut self, order: &Order) -> Formats {
        let chosen = self.chosen.entry(order.topic.clone()).or_default();
        let or = |now: ReadAs, before: ReadAs| if now == ReadAs::AsSet { before } else { now };
        *chosen = Formats {
            key: or(order.formats.key, chosen.key),
            value: or(order.formats.value, chosen.value),
        };
        *chosen
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.reins.stop.stop();
    }
}
