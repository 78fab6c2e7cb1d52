//! The desk's thread: what is under way, and how it ends.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::runtime::Builder;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::{Admitted, Ask, Boards};
use crate::config::profile::Profile;
use crate::jobs::errand::{Ended, Tools, carry_out};
use crate::jobs::journal::Journal;
use crate::jobs::schemas::{self, Client};
use crate::model::trouble::{Cause, Trouble};
use crate::records::read::Stop;

/// What is under way when the desk is left has so long for its end: a sending flushes for three seconds, and gives up
/// what is left.
const LEAVE: Duration = Duration::from_secs(5);

/// Starts the thread. It ends when nobody can ask it any more and all that was under way was stopped; it gives what
/// ended too late for anybody to be told.
pub(super) fn spawn<E>(
    acting: Acting<E>,
    asked: mpsc::Receiver<Ask>,
) -> Result<std::thread::JoinHandle<Vec<Ended>>, Trouble>
where
    E: From<Ended> + Send + 'static,
{
    let failed = |error: std::io::Error| Trouble::new("start the acting thread", Cause::Io(error.to_string()));
    let runtime = Builder::new_current_thread().enable_all().build().map_err(failed)?;
    let work = move || {
        let untold = runtime.block_on(acting.serve(asked));
        // what blocks still was told to stop, and is not waited for
        runtime.shutdown_background();
        untold
    };
    std::thread::Builder::new()
        .name("desk".into())
        .spawn(work)
        .map_err(failed)
}

/// What the thread keeps.
pub(super) struct Acting<E> {
    profile: Arc<Profile>,
    journal: Journal,
    board: Boards,
    events: mpsc::WeakSender<E>,
}

impl<E: From<Ended> + Send + 'static> Acting<E> {
    pub(super) fn new(profile: Arc<Profile>, journal: Journal, board: Boards, events: mpsc::WeakSender<E>) -> Self {
        Self {
            profile,
            journal,
            board,
            events,
        }
    }

    async fn serve(self, mut asked: mpsc::Receiver<Ask>) -> Vec<Ended> {
        let mut running = JoinSet::new();
        let mut stops = Stops::default();
        let mut registry = Registry::default();
        loop {
            tokio::select! {
                ask = asked.recv() => match ask {
                    None => {
                        stops.raise();
                        return self.last(running).await;
                    }
                    Some(Ask::Cancel) => stops.raise(),
                    Some(Ask::Schemas(part, number)) => {
                        registry.look(&self.profile, &self.board, part.map(|part| (part, number)));
                    }
                    Some(Ask::Carry(admitted)) => {
                        let stop = stops.add(admitted.number);
                        running.spawn(self.errand(stop, *admitted));
                    }
                },
                Some(ended) = running.join_next(), if !running.is_empty() => {
                    let Ok((number, ended)) = ended else { continue };
                    stops.forget(number);
                    self.board.send_modify(|shown| {
                        Arc::make_mut(shown).work.retain(|one| one.number != number);
                    });
                    // what is shown may have changed with it
                    registry.again(&self.profile, &self.board);
                    let _untold = self.tell(ended).await;
                }
            }
        }
    }

    /// The ends of what was under way when the desk was left; those that nobody could be told.
    async fn last(&self, mut running: JoinSet<(u64, Ended)>) -> Vec<Ended> {
        let mut untold = Vec::new();
        let name = self.profile.name.as_ref().or_else(|| self.profile.bootstrap.first());
        let ends = async {
            while let Some(ended) = running.join_next().await {
                let Ok((_, mut ended)) = ended else { continue };
                // who reads it may look at another cluster by now
                if let (Some(name), Ok(outcome)) = (name, &mut ended.result) {
                    outcome.said = format!("{} on {name}", outcome.said);
                }
                untold.extend(self.tell(ended).await);
            }
        };
        // the journal says of the others that they were left
        let _late = tokio::time::timeout(LEAVE, ends).await;
        untold
    }

    /// Tells the console; gives it back when there is none any more.
    async fn tell(&self, ended: Ended) -> Option<Ended> {
        let Some(events) = self.events.upgrade() else {
            return Some(ended);
        };
        let place = events.reserve().await;
        match place {
            Ok(place) => {
                place.send(E::from(ended));
                None
            }
            Err(_closed) => Some(ended),
        }
    }

    /// One errand from the journal's first line to its last.
    fn errand(&self, stop: Stop, admitted: Admitted) -> impl Future<Output = (u64, Ended)> + Send + use<E> {
        let Admitted { number, permit, job } = admitted;
        let journal = self.journal.clone();
        let tools = Tools {
            profile: Arc::clone(&self.profile),
            board: self.board.clone(),
            stop,
        };
        let permit = Arc::new(permit);
        async move {
            let entry = journal.begin(&permit);
            let work = AssertUnwindSafe(carry_out(&tools, &permit, &job)).catch_unwind();
            let result = work.await.unwrap_or_else(|_panic| {
                let cause = Cause::Io("a fault in kconsole itself: the log has it".into());
                Err(Trouble::new("finish", cause))
            });
            entry.end(&result, |outcome| outcome.said.clone());
            let plan = permit.plan().clone();
            (number, Ended { plan, result })
        }
    }
}

/// What is looked at of the schema registry.
#[derive(Default)]
struct Registry {
    /// Made by the first look, kept for all.
    client: Option<Arc<Client>>,
    part: Option<schemas::Look>,
    task: JoinSet<()>,
}

impl Registry {
    fn look(&mut self, profile: &Profile, board: &Boards, part: Option<(schemas::Look, u64)>) {
        self.task = JoinSet::new();
        self.part = part.as_ref().map(|(part, _)| part.clone());
        let Some((part, number)) = part else { return };
        let client = match &self.client {
            Some(client) => Arc::clone(client),
            None => match schemas::open(profile) {
                Ok(client) => Arc::clone(self.client.insert(Arc::new(client))),
                Err(why) => return schemas::watch::unset(board.clone(), number, why),
            },
        };
        self.task
            .spawn(schemas::watch::watch(client, part, board.clone(), number));
    }

    fn again(&mut self, profile: &Profile, board: &Boards) {
        if let Some(part) = self.part.clone() {
            let number = schemas::watch::begin(board, Some(&part));
            self.look(profile, board, Some((part, number)));
        }
    }
}

/// The stops of what is under way; all are raised when it is left.
#[derive(Default)]
struct Stops(Vec<(u64, Stop)>);

impl Stops {
    fn add(&mut self, number: u64) -> Stop {
        let stop = Stop::default();
        self.0.push((number, stop.clone()));
        stop
    }

    fn forget(&mut self, number: u64) {
        self.0.retain(|(one, _)| *one != number);
    }

    fn raise(&self) {
        for (_, stop) in &self.0 {
            stop.stop();
        }
    }
}

impl Drop for Stops {
    fn drop(&mut self) {
        self.raise();
    }
}
