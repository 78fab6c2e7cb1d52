//! Records for the eye: what comes in now, or a page from a place on, decoded.
//!
//! A reading has a thread of its own and publishes a [`Page`] about ten times a second while something changes; a quiet
//! one publishes nothing. However fast records come, only the last ones of a turn are taken out of their batches and
//! decoded: the others are counted.

mod keep;
mod page;
mod show;
mod slices;

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use crate::config::profile::Profile;
use crate::decode::NoSchemas;
use crate::jobs::desk::Boards;
use crate::jobs::schemas::{self, Source};
use crate::model::record::Record;
use crate::model::trouble::Trouble;
use crate::records::read::{Ended, Piece, Reader, Slice, Stop, Until, Ways, Wish};

use keep::{Keep, Kept, Raw};
pub use page::{Begin, From, Order, Page, ROWS, State, begin};

/// How long leaders and offsets are waited for.
const PATIENCE: Duration = Duration::from_secs(8);
/// How long after a failure a live reading tries again.
const AGAIN: Duration = Duration::from_secs(2);
/// How often one that waits looks whether it is to stop.
const LOOK: Duration = Duration::from_millis(100);
/// Over how long a rate is taken.
const WINDOW: Duration = Duration::from_secs(1);
/// Old records a live reading begins with, of all partitions.
const BEFORE: usize = 200;

/// Reads for one who looks; one order at a time. Dropping it ends the reading.
pub struct Browser {
    profile: Arc<Profile>,
    board: Boards,
    reading: u64,
    stop: Stop,
    /// Made by the first reading, kept for all.
    schemas: Arc<OnceLock<Source>>,
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
            stop: Stop::default(),
            schemas: Arc::default(),
        }
    }

    /// Looks at something else, or at nothing. Returns at once.
    pub fn show(&mut self, order: Option<Order>) {
        self.stop.stop();
        self.stop = Stop::default();
        self.reading += 1;
        let idle = order.is_none();
        let reading = Reading {
            board: self.board.clone(),
            stop: self.stop.clone(),
            page: Page {
                reading: self.reading,
                order: order.map(Arc::new),
                state: if idle { State::Idle } else { State::Starting },
                ..Page::default()
            },
            recent: VecDeque::new(),
            fresh: VecDeque::new(),
            window: (Instant::now(), 0),
            schemas: Arc::new(NoSchemas),
        };
        reading.publish();
        if idle {
            return;
        }
        let (profile, known) = (Arc::clone(&self.profile), Arc::clone(&self.schemas));
        let mut reading = reading;
        let thread = std::thread::Builder::new().name("browse".into());
        let spawned = thread.spawn(move || {
            reading.schemas = Arc::clone(known.get_or_init(|| schemas::source(&profile)));
            reading.run(&profile);
        });
        if let Err(error) = spawned {
            tracing::warn!(%error, "no thread to read records with");
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.stop.stop();
    }
}

/// One reading, on its thread.
struct Reading {
    board: Boards,
    stop: Stop,
    page: Page,
    /// The records of the page, the latest last.
    recent: VecDeque<Arc<Record>>,
    /// Those that came since the last page.
    fresh: VecDeque<Raw>,
    /// When the rate was taken, and how many had been read then.
    window: (Instant, u64),
    schemas: Source,
}

impl Reading {
    fn run(mut self, profile: &Arc<Profile>) {
        let Some(order) = self.page.order.clone() else { return };
        loop {
            let failed = match self.read(profile, &order) {
                Ok(()) => return,
                Err(trouble) => trouble,
            };
            self.page.state = State::Failed(failed.to_string());
            self.publish();
            if order.begin != Begin::Live || self.stopped_within(AGAIN) {
                return;
            }
        }
    }

    fn read(&mut self, profile: &Arc<Profile>, order: &Order) -> Result<(), Trouble> {
        let live = order.begin == Begin::Live;
        let wish = Wish {
            topics: vec![order.topic.clone()],
            partitions: order.partition.map(|partition| vec![partition]),
            from: match order.begin {
                Begin::Live => From::Last(slices::share(BEFORE, 1)),
                Begin::At(from) => from,
                Begin::After(_) => From::Earliest,
            },
            until: if live { Until::Never } else { Until::Now },
            isolation: order.isolation,
        };
        let whole = Reader::open(Arc::clone(profile), PATIENCE)?.plan(&wish)?;
        let ways = Ways {
            isolation: order.isolation,
            control: order.control,
            // a live reading waits for a broker as long as somebody looks
            patience: (!live).then_some(PATIENCE),
            answer_bytes: 1 << 20,
            partition_bytes: 128 << 10,
            ..Ways::default()
        };
        self.page.state = State::Reading;
        self.publish();
        let mut slices = slices::begin(&whole, &order.begin);
        let mut room = slices::share(ROWS, whole.len());
        loop {
            let window = slices::window(&slices, room);
            let reader = Reader::open(Arc::clone(profile), PATIENCE)?;
            let make = || Keep {
                most: if live { ROWS } else { usize::MAX },
            };
            // the reader stops what it was given when it is done; ours is looked at by every piece
            let stop = Stop::default();
            let ended = reader.run(&window, &ways, &stop, make, &mut |piece| self.piece(piece, live))?;
            if self.stop.asked() {
                return Ok(());
            }
            for (slice, ended) in slices.iter_mut().zip(&ended) {
                slice.from = slice.from.max(ended.upto);
            }
            let troubled = ended.iter().any(|one| one.trouble.is_some());
            let more = slices.iter().any(|slice| slice.from < slice.end);
            if troubled || !more || self.recent.len() + self.fresh.len() >= ROWS / 2 {
                self.end(&slices, &ended, more);
                return Ok(());
            }
            // offsets without records: compacted, aborted, or another program's markers
            room = room.saturating_mul(2);
        }
    }

    fn piece(&mut self, piece: Option<Piece<Kept>>, live: bool) -> ControlFlow<()> {
        if self.stop.asked() {
            return ControlFlow::Break(());
        }
        match piece {
            Some(piece) => {
                self.page.read += piece.records;
                self.fresh.extend(piece.out.into_order());
                if live {
                    let over = self.fresh.len().saturating_sub(ROWS);
                    self.fresh.drain(..over);
                } else if self.recent.len() + self.fresh.len() >= ROWS {
                    return ControlFlow::Break(());
                }
            }
            None => self.turn(),
        }
        ControlFlow::Continue(())
    }

    /// Publishes what is new, about ten times a second.
    fn turn(&mut self) {
        let elapsed = self.window.0.elapsed();
        let mut changed = !self.fresh.is_empty();
        if elapsed >= WINDOW {
            let rate = (self.page.read - self.window.1) as f64 / elapsed.as_secs_f64();
            changed |= (rate - self.page.per_second).abs() > f64::EPSILON;
            self.page.per_second = rate;
            self.window = (Instant::now(), self.page.read);
        }
        if changed {
            self.decode();
            self.publish();
        }
    }

    fn decode(&mut self) {
        for raw in std::mem::take(&mut self.fresh) {
            let topic = self.page.order.as_ref().map_or("", |order| order.topic.as_str());
            let record = show::decoded(topic, raw, self.schemas.as_ref());
            self.recent.push_back(Arc::new(record));
        }
        let live = self.page.order.as_ref().is_some_and(|order| order.begin == Begin::Live);
        if live {
            let over = self.recent.len().saturating_sub(ROWS);
            self.recent.drain(..over);
        }
        let mut records: Vec<_> = self.recent.iter().cloned().collect();
        records.sort_by_key(|record| (record.at, record.partition, record.offset));
        if live {
            records.reverse();
        }
        self.page.records = records.into();
    }

    fn end(&mut self, slices: &[Slice], ended: &[Ended], more: bool) {
        self.decode();
        self.page.troubles = ended
            .iter()
            .filter_map(|one| Some(format!("partition {}: {}", one.slice.partition, one.trouble.as_ref()?)))
            .collect();
        let upto = slices.iter().map(|slice| (slice.partition, slice.from)).collect();
        self.page.state = State::Ended { upto, more };
        self.page.per_second = 0.0;
        self.publish();
    }

    /// Publishes, unless a later reading has begun.
    fn publish(&self) {
        self.board.send_if_modified(|shown| {
            if shown.records.reading > self.page.reading {
                return false;
            }
            let number = shown.records.number + 1;
            Arc::make_mut(shown).records = Arc::new(Page {
                number,
                ..self.page.clone()
            });
            true
        });
    }

    /// Waits; whether it was stopped meanwhile.
    fn stopped_within(&self, time: Duration) -> bool {
        let until = Instant::now() + time;
        while Instant::now() < until && !self.stop.asked() {
            std::thread::sleep(LOOK);
        }
        self.stop.asked()
    }
}
