//! One broker's address: connected once for all who ask, left alone for a while after a failure.
//!
//! State moves when somebody looks ([`Link::settle`]); the connecting task only leaves its result.

use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::address;
use super::backoff;
use super::cause::Fault;
use super::connection::Connection;
use super::hint::{self, Setting};
use super::open::{Means, Steps, open};
use super::task::{Task, lock};
use crate::clock;
use crate::model::cluster::Reach;
use crate::model::names::BrokerId;
use crate::model::time::At;
use crate::model::trouble::{Cause, Peer, Trouble};

/// A broker that owes an answer this long is called lost, though it is still waited for.
pub(super) const SILENCE: Duration = Duration::from_millis(1500);

/// See the module.
#[derive(Debug)]
pub(super) struct Link {
    /// The advertised (or bootstrap) `host:port`.
    pub(super) address: Arc<str>,
    /// The broker's id, -1 until Metadata told it.
    id: AtomicI32,
    means: Arc<Means>,
    steps: Arc<Steps>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    phase: Phase,
    /// Failures in a row.
    failures: u32,
    /// Since when it does not answer.
    lost: Option<At>,
    /// The last round trip in microseconds.
    rtt: Option<u32>,
    /// It has answered a question at least once.
    answered: bool,
}

#[derive(Debug)]
enum Phase {
    Idle,
    Connecting {
        since: Instant,
        outcome: watch::Receiver<Option<Outcome>>,
        _task: Task,
    },
    Up(Arc<Connection>),
    Resting {
        until: Instant,
        fault: Fault,
    },
}

type Outcome = (Instant, Result<Arc<Connection>, Fault>);

/// How good a candidate a link is for a question that anybody can answer; the best sort first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Promise {
    /// Connected and answering.
    Answers,
    /// Not connected, nothing known against it.
    Open,
    /// It owes an answer, or the last try failed and the next may begin.
    Doubtful,
    /// Left alone for now: asking gives the last failure at once.
    Resting,
}

impl Link {
    pub(super) fn new(address: Arc<str>, means: Arc<Means>) -> Self {
        Self {
            address,
            id: AtomicI32::new(-1),
            means,
            steps: Arc::default(),
            state: Mutex::new(State {
                phase: Phase::Idle,
                failures: 0,
                lost: None,
                rtt: None,
                answered: false,
            }),
        }
    }

    /// The broker's id, once it is known.
    pub(super) fn id(&self) -> Option<BrokerId> {
        Some(self.id.load(Ordering::Relaxed))
            .filter(|id| *id >= 0)
            .map(BrokerId)
    }

    /// Metadata says who lives here.
    pub(super) fn name(&self, id: BrokerId) {
        self.id.store(id.0, Ordering::Relaxed);
    }

    /// The fault as the trouble of one operation here: with the broker's name, and what may help.
    pub(super) fn trouble(&self, operation: &'static str, fault: Fault) -> Trouble {
        let (answered, throttled) = {
            let mut state = lock(&self.state);
            self.settle(&mut state);
            let throttled = matches!(&state.phase, Phase::Up(connection) if connection.muted());
            (state.answered, throttled)
        };
        self.told(operation, fault, answered, throttled)
    }

    fn told(&self, operation: &'static str, fault: Fault, answered: bool, throttled: bool) -> Trouble {
        let profile = &self.means.profile;
        let dialled = address::dialled(&profile.address_map, &self.address);
        let mapped = *dialled != *self.address;
        let given = profile.bootstrap.iter().any(|given| **given == *self.address);
        let setting = Setting {
            profile,
            address: &self.address,
            mapped,
            advertised: self.id().is_some() && !given,
            answered,
            throttled,
            passed: self.steps.passed().len(),
        };
        let address = match mapped {
            true => format!("{} by way of {dialled}", self.address).into(),
            false => Arc::clone(&self.address),
        };
        let peer = Peer { id: self.id(), address };
        hint::add(fault, &setting).trouble(operation, Some(peer))
    }

    /// The connection, made when there is none; everybody waits for the same try. The flag says that it was there
    /// before, so that it may have died unseen.
    pub(super) async fn connection(&self) -> Result<(Arc<Connection>, bool), Fault> {
        let mut used = true;
        loop {
            let mut outcome = {
                let mut state = lock(&self.state);
                self.settle(&mut state);
                match &state.phase {
                    Phase::Up(connection) => return Ok((Arc::clone(connection), used)),
                    Phase::Resting { until, fault } if Instant::now() < *until => return Err(fault.clone()),
                    Phase::Connecting { outcome, .. } => outcome.clone(),
                    Phase::Idle | Phase::Resting { .. } => self.start(&mut state),
                }
            };
            used = false;
            if outcome.wait_for(Option::is_some).await.is_err() {
                // The runtime it was started on is gone: begin anew on this one.
                lock(&self.state).phase = Phase::Idle;
            }
        }
    }

    fn start(&self, state: &mut State) -> watch::Receiver<Option<Outcome>> {
        let (tell, outcome) = watch::channel(None);
        let (means, steps, address) = (
            Arc::clone(&self.means),
            Arc::clone(&self.steps),
            Arc::clone(&self.address),
        );
        let task = Task::spawn(async move {
            let opened = open(&means, &address, &steps).await.map(Arc::new);
            tell.send_replace(Some((Instant::now(), opened)));
        });
        state.phase = Phase::Connecting {
            since: Instant::now(),
            outcome: outcome.clone(),
            _task: task,
        };
        outcome
    }

    /// Moves the state to what happened since somebody last looked.
    fn settle(&self, state: &mut State) {
        if let Phase::Connecting { outcome, .. } = &state.phase {
            let Some((at, result)) = outcome.borrow().clone() else {
                return;
            };
            match result {
                Ok(connection) => state.phase = Phase::Up(connection),
                Err(fault) => self.failed(state, at, fault),
            }
        }
        let Phase::Up(connection) = &state.phase else {
            return;
        };
        let connection = Arc::clone(connection);
        let now = Instant::now();
        state.answered |= connection.proved();
        if connection.proved() && connection.silent_for(now).is_none_or(|silence| silence < SILENCE) {
            state.failures = 0;
        }
        if connection
            .silent_for(now)
            .is_some_and(|silence| silence > self.means.profile.request_timeout)
        {
            connection.doubt();
        }
        if let Some(fault) = connection.ended() {
            // One that answered may be made anew at once: brokers close what is idle, and restart.
            if connection.proved() && matches!(fault.cause, Cause::Closed) {
                state.phase = Phase::Idle;
            } else {
                self.failed(state, now, fault);
            }
        }
    }

    fn failed(&self, state: &mut State, at: Instant, fault: Fault) {
        state.failures = state.failures.saturating_add(1);
        let pause = backoff::pause(state.failures, rand::random());
        tracing::debug!(address = %self.address, cause = %fault.cause, ?pause, "not connected");
        state.phase = Phase::Resting {
            until: at + pause,
            fault,
        };
    }

    /// Whether it answers, as far as is known now.
    pub(super) fn reach(&self) -> Reach {
        let mut state = lock(&self.state);
        self.settle(&mut state);
        let now = Instant::now();
        let (since, fault) = match &state.phase {
            Phase::Idle => return state.rtt.map_or(Reach::NotTried, |rtt| Reach::Answers { rtt }),
            Phase::Up(connection) => match connection.silent_for(now).filter(|silence| *silence >= SILENCE) {
                Some(silence) => (silence, Fault::timed_out(silence)),
                None => {
                    let rtt = connection.rtt();
                    state.lost = None;
                    state.rtt = Some(rtt);
                    return Reach::Answers { rtt };
                }
            },
            Phase::Connecting { since, .. } if state.lost.is_none() && since.elapsed() < SILENCE => {
                return state.rtt.map_or(Reach::NotTried, |rtt| Reach::Answers { rtt });
            }
            Phase::Connecting { since, .. } => (since.elapsed(), Fault::timed_out(since.elapsed())),
            Phase::Resting { fault, .. } => (Duration::ZERO, fault.clone()),
        };
        let ago = i64::try_from(since.as_millis()).unwrap_or(0);
        let since = *state.lost.get_or_insert(At(clock::now_ms() - ago));
        Reach::Lost {
            since,
            trouble: Arc::new(self.told("reach the broker", fault, state.answered, false)),
        }
    }

    /// How good a candidate it is.
    pub(super) fn promise(&self) -> Promise {
        let mut state = lock(&self.state);
        self.settle(&mut state);
        let now = Instant::now();
        match &state.phase {
            Phase::Up(connection) if connection.silent_for(now).is_none_or(|silence| silence < SILENCE) => {
                Promise::Answers
            }
            Phase::Resting { until, .. } if now < *until => Promise::Resting,
            Phase::Idle if state.failures == 0 => Promise::Open,
            Phase::Connecting { since, .. } if state.failures == 0 && since.elapsed() < SILENCE => Promise::Open,
            _ => Promise::Doubtful,
        }
    }

    /// It is left alone no longer.
    pub(super) fn afresh(&self) {
        if let Phase::Resting { until, .. } = &mut lock(&self.state).phase {
            *until = Instant::now();
        }
    }

    /// When the next try may begin, while it is left alone.
    pub(super) fn resting_until(&self) -> Option<Instant> {
        match &lock(&self.state).phase {
            Phase::Resting { until, .. } => Some(*until),
            _ => None,
        }
    }

    /// The steps of the latest try that worked, and where it ended.
    pub(super) fn story(&self) -> (Vec<String>, Option<Trouble>) {
        let mut state = lock(&self.state);
        self.settle(&mut state);
        let trouble = match &state.phase {
            Phase::Resting { fault, .. } => Some(self.told("connect", fault.clone(), state.answered, false)),
            _ => None,
        };
        (self.steps.passed(), trouble)
    }
}
