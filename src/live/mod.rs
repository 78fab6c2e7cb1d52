//! The engine that watches: it polls the cluster and publishes immutable views, section by section.
//!
//! One thread with a current-thread runtime does all of it:
//!
//! | file | its part |
//! |---|---|
//! | `task` | the things that are asked, how often, and what a want-set calls for |
//! | `schedule` | when each is due; never overlapping itself, stretched as the cluster grows, backed off |
//! | `ask` | one task's calls, as a future |
//! | `engine` | the loop: starts what is due, gathers what comes, publishes |
//! | `apply` | an answer onto the board |
//! | `still` | for pictures: in lock-step with a held clock, then standing |
//! | `board` | the next view under construction, with `brokers`, `ends` and `sweeps` beneath |
//!
//! The front ends only read the published views. A watch channel drops views in between, so events are cumulative.

mod answer;
mod apply;
mod ask;
mod board;
mod brokers;
mod ends;
mod engine;
mod memory;
mod schedule;
mod still;
mod sweep;
mod sweeps;
mod task;

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tokio::sync::{mpsc, watch};

use crate::config::profile::Profile;
use crate::model::health::Thresholds;
use crate::model::trouble::{Cause, Trouble};
use crate::model::view::{View, Want};
use engine::{Control, Engine};

pub use crate::kafka::api_name;
pub use still::Still;

/// How the engine watches.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// When the health rules speak up.
    pub thresholds: Thresholds,
}

/// A running engine; dropping it stops it.
#[derive(Debug)]
pub struct Live {
    view: watch::Receiver<Arc<View>>,
    /// Closing it ends the engine's loop, and with it every connection.
    control: mpsc::Sender<Control>,
}

impl Live {
    /// Starts watching on a thread of its own. It does not wait for anything.
    ///
    /// # Errors
    /// When the system gives no thread or no event queue.
    pub fn start(profile: Arc<Profile>, want: Want, options: Options) -> Result<Self, Trouble> {
        Self::started(profile, want, options, None)
    }

    /// Plays in lock-step with the held clock and returns when that is over; nothing but what is opened is asked then.
    ///
    /// # Errors
    /// When the system gives no thread or no event queue.
    pub fn start_still(profile: Arc<Profile>, want: Want, options: Options, still: Still) -> Result<Self, Trouble> {
        let (done, played) = std::sync::mpsc::channel();
        let live = Self::started(profile, want, options, Some((still, done)))?;
        // an engine that died shows in its views
        let _ = played.recv();
        Ok(live)
    }

    fn started(
        profile: Arc<Profile>,
        want: Want,
        options: Options,
        still: Option<(Still, std::sync::mpsc::Sender<()>)>,
    ) -> Result<Self, Trouble> {
        let (out, view) = watch::channel(Arc::default());
        let (control, told) = mpsc::channel(16);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|e| Trouble::new("start the engine", Cause::Io(e.to_string())))?;
        thread::Builder::new()
            .name("live".into())
            .spawn(move || {
                runtime.block_on(async move {
                    let mut engine = Engine::new(profile, want, options, false);
                    if let Some((still, done)) = still {
                        engine.play(still, &out).await;
                        // whoever waited may be gone
                        let _ = done.send(());
                    }
                    engine.watch(told, out).await;
                });
            })
            .map_err(|e| Trouble::new("start the engine", Cause::Io(e.to_string())))?;
        Ok(Self { view, control })
    }

    /// The published views. The channel closes only when the engine has died.
    #[must_use]
    pub fn view(&self) -> watch::Receiver<Arc<View>> {
        self.view.clone()
    }

    /// Changes what is fetched.
    pub fn want(&self, want: Want) {
        self.tell(Control::Want(want));
    }

    /// Asks everything again now.
    pub fn refresh(&self) {
        self.tell(Control::Refresh);
    }

    /// Never waits: an engine that is sixteen wishes behind gets the next one with the next key.
    fn tell(&self, control: Control) {
        if self.control.try_send(control).is_err() {
            tracing::warn!("the engine did not take a wish");
        }
    }
}

/// Asks for `want` once and returns when every wanted part has its answer or its trouble, or when `timeout` passed.
///
/// # Errors
/// When nobody answered anything at all; what failed in part is in the view's stamps.
pub async fn once(profile: Arc<Profile>, want: Want, options: Options, timeout: Duration) -> Result<View, Trouble> {
    Engine::new(profile, want, options, true).look(timeout).await
}
