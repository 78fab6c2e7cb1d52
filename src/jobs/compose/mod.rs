//! Records in the making: what a person types is checked and encoded as it is typed, and sent when it was agreed to.
//!
//! | file | its part |
//! |---|---|
//! | `draft` | what is typed: pure |
//! | `headers`, `text` | headers a line each; JSON laid out, made short, looked up by path: pure |
//! | `order` | from a draft to the order of `produce`, and to the command line that does the same: pure |
//! | `lookup` | the topic's schemas and the shape of its last record |
//! | `check` | the bytes as they will be sent, or what does not fit and where |
//! | `send` | the sending itself, which is `produce` |
//! | `sheet` | what is shown of all that |
//!
//! A [`Composer`] has a thread of its own. It takes the latest draft, whatever came between, and shows a [`Sheet`].

mod check;
mod draft;
pub mod headers;
mod lookup;
mod order;
mod send;
mod sheet;
pub mod text;

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::config::profile::Profile;
use crate::decode::{Lookup, SchemaKey};
use crate::jobs::desk::Boards;
use crate::jobs::produce::Writer;
use crate::jobs::schemas;
use crate::model::names::TopicName;

pub use super::produce::{Ends, Outcome, Progress, Written};
pub use check::{Checked, Goes, Ready};
pub use draft::{As, Draft, Kept, LONGEST, Part, hex, unhex};
use lookup::Found;
pub use order::{Field, Ids, Times, Wrong, command, order};
pub use send::{Sending, plan, send};
pub use sheet::{About, Deliveries, KEPT, Latency, REPORTS, Sent, Sheet, Underway};

/// Schemas that drafts asked for by their id, at most.
const SCHEMAS: usize = 64;

/// Checks drafts for one who types. Dropping it ends its thread after the check it is at.
pub struct Composer {
    shared: Arc<Shared>,
}

struct Shared {
    profile: Arc<Profile>,
    boards: Boards,
    slot: Mutex<Slot>,
    news: Condvar,
}

#[derive(Default)]
struct Slot {
    /// The latest draft that was not looked at.
    draft: Option<Arc<Draft>>,
    /// What is known, of the topic that was asked for last.
    found: Option<(TopicName, Option<Arc<Found>>)>,
    /// What is known is new.
    fresh: bool,
    started: bool,
    closed: bool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Slot> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Composer {
    /// A composer of one cluster that shows on `boards`. It starts nothing before the first draft.
    #[must_use]
    pub fn new(profile: Arc<Profile>, boards: Boards) -> Self {
        let shared = Shared {
            profile,
            boards,
            slot: Mutex::default(),
            news: Condvar::new(),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// Looks at a draft. Returns at once.
    pub fn show(&mut self, draft: Arc<Draft>) {
        let mut slot = self.shared.lock();
        if slot.found.as_ref().is_none_or(|(topic, _)| *topic != draft.topic) {
            slot.found = Some((draft.topic.clone(), None));
            self.spawn("look-up", {
                let topic = draft.topic.clone();
                move |shared| shared.look(&topic)
            });
        }
        slot.draft = Some(draft);
        if !std::mem::replace(&mut slot.started, true) {
            self.spawn("compose", Shared::serve);
        }
        self.shared.news.notify_all();
    }

    fn spawn(&self, name: &str, work: impl FnOnce(Arc<Shared>) + Send + 'static) {
        let shared = Arc::clone(&self.shared);
        let thread = std::thread::Builder::new().name(name.into());
        if let Err(error) = thread.spawn(move || work(shared)) {
            tracing::warn!(%error, name, "no thread");
        }
    }
}

impl Drop for Composer {
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.news.notify_all();
    }
}

impl Shared {
    fn look(&self, topic: &TopicName) {
        let found = Arc::new(lookup::look(&self.profile, topic));
        let mut slot = self.lock();
        if let Some((of, known)) = &mut slot.found
            && of == topic
        {
            *known = Some(found);
            slot.fresh = true;
        }
        self.news.notify_all();
    }

    fn serve(self: Arc<Self>) {
        let mut by_id: HashMap<u32, Result<Writer, String>> = HashMap::new();
        let mut last: Option<Arc<Draft>> = None;
        loop {
            let mut slot = self.lock();
            while slot.draft.is_none() && !slot.fresh && !slot.closed {
                slot = self.news.wait(slot).unwrap_or_else(PoisonError::into_inner);
            }
            if slot.closed {
                return;
            }
            slot.fresh = false;
            let draft = slot.draft.take().or(last.take());
            let found = slot.found.clone();
            drop(slot);
            let Some(draft) = draft else { continue };
            let found = found
                .filter(|(topic, _)| *topic == draft.topic)
                .and_then(|(_, found)| found);
            let fetched = std::cell::RefCell::new(&mut by_id);
            let checked = check::check(&self.profile, &draft, found.as_deref(), &|id| {
                let mut all = fetched.borrow_mut();
                if all.len() >= SCHEMAS {
                    all.clear();
                }
                all.entry(id).or_insert_with(|| fetch(&self.profile, id)).clone()
            });
            // a registry that did not answer is asked again
            by_id.retain(|_, known| known.is_ok());
            last = Some(Arc::clone(&draft));
            self.publish(&draft, found.as_deref(), checked);
        }
    }

    fn publish(&self, draft: &Draft, found: Option<&Found>, checked: Checked) {
        let about = match found {
            None => About::Looking,
            Some(found) => About::Known {
                skeleton: Arc::from(found.skeleton.as_str()),
                says: found.says.clone(),
                key: found.key.as_ref().map_or_else(String::new, |known| known.says.clone()),
                unanswered: found.unanswered.clone(),
            },
        };
        let checked = Some(Arc::new(checked));
        self.boards.send_modify(|board| {
            let board = Arc::make_mut(board);
            board.sheet = Arc::new(Sheet {
                number: board.sheet.number + 1,
                topic: Some(draft.topic.clone()),
                about,
                checked,
            });
        });
    }
}

/// A schema by its id.
fn fetch(profile: &Profile, id: u32) -> Result<Writer, String> {
    let schemas = schemas::source(profile, schemas::PATIENCE);
    match schemas.schema(SchemaKey::Id(id)) {
        Lookup::Found(schema) => Ok(Writer {
            schema,
            id,
            message: None,
        }),
        Lookup::Missing(why) => Err(why.to_string()),
        Lookup::Later => Err(format!("schema {id} is not known yet: the registry does not answer")),
    }
}
