//! What the rest of the house reads through: a runtime of its own, so that it can be used from any thread.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Runtime};

use super::engine::{Engine, Left};
use super::pool::{self, Order};
use super::unit::{Fault, Piece};
use super::{Ended, Scan, Slice, Stop, Ways, Wish, spot};
use crate::config::profile::Profile;
use crate::kafka::Client;
use crate::kafka::calls::{log_dirs, metadata};
use crate::model::names::{TopicId, TopicName};
use crate::model::trouble::{Cause, Trouble};
use crate::wire::batch::BatchError;

/// How often a quiet reading is told of.
const TURN: Duration = Duration::from_millis(100);

/// Sizes are worth no longer wait: nobody needs them to read.
const SIZES: Duration = Duration::from_secs(3);

/// Reads records of one cluster.
pub struct Reader {
    client: Client,
    rack: Option<String>,
    runtime: Runtime,
    patience: Duration,
}

impl Reader {
    /// A reader by a profile. `patience`: how long a plan may wait for leaders. No I/O.
    ///
    /// # Errors
    /// When the system gives no runtime.
    pub fn open(profile: Arc<Profile>, patience: Duration) -> Result<Self, Trouble> {
        let runtime = Builder::new_current_thread().enable_all().build();
        Ok(Self {
            rack: profile.client_rack.clone(),
            client: Client::new(profile),
            runtime: runtime.map_err(|error| io("start", &error))?,
            patience,
        })
    }

    /// Works out what a wish comes to: a slice a partition, in the order of names and numbers.
    ///
    /// # Errors
    /// A topic or partition is not there or may not be seen, or a leader does not answer.
    pub fn plan(&self, wish: &Wish) -> Result<Vec<Slice>, Trouble> {
        self.runtime.block_on(spot::plan(&self.client, wish, self.patience))
    }

    /// A topic's id (Metadata, key 3); none where the brokers have none (before Kafka 2.8).
    ///
    /// # Errors
    /// No broker answers.
    pub fn topic_id(&self, topic: &TopicName) -> Result<Option<TopicId>, Trouble> {
        let asked = metadata::fetch(&self.client, Some(std::slice::from_ref(topic)));
        let answer = self.runtime.block_on(asked)?;
        let topology = answer.topology(&Arc::default());
        Ok(topology.topic(topic.as_str()).and_then(|topic| topic.id))
    }

    /// About how many bytes the slices take on disk, by their share of their logs (DescribeLogDirs, key 35); none when
    /// that may not be asked or is not known.
    #[must_use]
    pub fn bytes(&self, slices: &[Slice]) -> Option<u64> {
        let mut leaders: Vec<_> = slices.iter().filter_map(|slice| slice.leader).collect();
        leaders.sort_unstable();
        leaders.dedup();
        let mut bytes = 0;
        for leader in leaders {
            let look = async {
                let look = log_dirs::describe(&self.client, leader);
                tokio::time::timeout(SIZES, look).await.ok()?.ok()
            };
            let dirs = self.runtime.block_on(look)?;
            for slice in slices.iter().filter(|slice| slice.leader == Some(leader)) {
                let whole = u64::try_from(slice.end - slice.start).unwrap_or_default();
                let share = slice.len().unwrap_or(whole).min(whole);
                let mut replicas = dirs.iter().flat_map(|dir| dir.replicas.of(slice.topic.as_str()));
                let found = replicas.find(|replica| replica.partition.0 == slice.partition && !replica.future);
                let size = u64::try_from(found?.size).unwrap_or_default();
                bytes += u128::from(size) * u128::from(share) / u128::from(whole.max(1));
            }
        }
        u64::try_from(bytes).ok()
    }

    /// Reads the slices. `make` makes a scan for each worker; `each` hears of every piece in its order, and about ten
    /// times a second of none. It may break off: then nothing more is read. Blocks until the end.
    ///
    /// # Errors
    /// When a thread cannot be started. What went wrong with a partition is told in its [`Ended`].
    pub fn run<S: Scan + 'static>(
        self,
        slices: &[Slice],
        ways: &Ways,
        stop: &Stop,
        mut make: impl FnMut() -> S,
        each: &mut dyn FnMut(Option<Piece<S::Out>>) -> ControlFlow<()>,
    ) -> Result<Vec<Ended>, Trouble> {
        let (units, taken) = mpsc::channel();
        let given_up: Arc<[AtomicBool]> = slices.iter().map(|_| AtomicBool::new(false)).collect();
        let workers = std::thread::available_parallelism().map_or(2, usize::from).clamp(1, 16);
        let pieces = pool::start((0..workers).map(|_| make()).collect(), ways.control, taken)
            .map_err(|error| io("start a thread", &error))?;
        let engine = Engine::new(
            self.client,
            self.rack,
            slices,
            ways.clone(),
            units,
            Arc::clone(&given_up),
            stop.clone(),
        );
        let runtime = self.runtime;
        let asking = std::thread::Builder::new()
            .name("fetch".into())
            .spawn(move || runtime.block_on(engine.run()))
            .map_err(|error| io("start a thread", &error))?;
        let mut ended: Vec<Ended> = slices
            .iter()
            .map(|slice| Ended {
                slice: slice.clone(),
                upto: slice.from,
                skipped: 0,
                trouble: None,
            })
            .collect();
        collect(&pieces, &mut ended, &given_up, each);
        stop.stop();
        drop(pieces);
        let left: Vec<Left> = asking.join().unwrap_or_else(|_panic| {
            // what nobody asked for any more was not read
            let why = || {
                Trouble::new(
                    "fetch records",
                    Cause::Config("the reader met a bug of its own".to_owned()),
                )
            };
            ended.iter().map(|_| (0, Some(why()))).collect()
        });
        for (ended, (skipped, trouble)) in ended.iter_mut().zip(left) {
            ended.skipped = skipped;
            if ended.trouble.is_none() {
                ended.trouble = trouble;
            }
        }
        Ok(ended)
    }
}

/// Hands the pieces on until there are no more.
fn collect<T>(
    pieces: &mpsc::Receiver<Piece<T>>,
    ended: &mut [Ended],
    given_up: &[AtomicBool],
    each: &mut dyn FnMut(Option<Piece<T>>) -> ControlFlow<()>,
) {
    let mut order = Order::default();
    let mut told = Instant::now();
    loop {
        let came = match pieces.recv_timeout(TURN) {
            Ok(piece) => {
                let slice = piece.slice;
                order.put(piece);
                Some(slice)
            }
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => return,
        };
        while let Some(piece) = came.and_then(|slice| order.take(slice)) {
            let Some(slice) = ended.get_mut(piece.slice) else {
                continue;
            };
            if slice.trouble.is_some() {
                continue;
            }
            slice.upto = slice.upto.max(piece.upto);
            if let Some(fault) = &piece.fault {
                let what = format!(
                    "{}-{} at offset {}: {fault}",
                    slice.slice.topic, slice.slice.partition, slice.upto
                );
                let trouble = |cause| Trouble::new("read records", cause);
                slice.trouble = Some(match fault {
                    Fault::Batch(BatchError::OldFormat(_)) => trouble(Cause::Config(what))
                        .hint("kafka-console-consumer reads it; what is written with a later message.format.version is read here"),
                    Fault::Batch(_) => trouble(Cause::Malformed(what)),
                    Fault::Scan(_) => trouble(Cause::Config(what)),
                });
                if let Some(given_up) = given_up.get(piece.slice) {
                    given_up.store(true, Ordering::Relaxed);
                }
            }
            if each(Some(piece)).is_break() {
                return;
            }
        }
        if told.elapsed() >= TURN {
            told = Instant::now();
            if each(None).is_break() {
                return;
            }
        }
    }
}

fn io(what: &'static str, error: &std::io::Error) -> Trouble {
    Trouble::new(what, Cause::Io(error.to_string()))
}
