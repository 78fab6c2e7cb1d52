//! Signals: a clean end on TERM, HUP and INT, a clean stop and return on TSTP and CONT.

use super::console::restore;
use super::gate::Gate;
use crate::tui::event::{Event, Timed};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};
use signal_hook::iterator::{Handle, Signals};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::Sender;

/// How long the UI may take to end by itself, before the process is ended for it (it may hang in a write).
const GRACE: Duration = Duration::from_secs(1);

/// Signals are watched as long as this lives.
pub struct SignalWatch {
    handle: Handle,
    ended: Arc<AtomicBool>,
}

impl Drop for SignalWatch {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        self.handle.close();
    }
}

/// Turns signals into events. While the terminal is lent, its keys' signals are for who has it.
///
/// # Errors
/// When the handlers cannot be registered or the thread cannot be started.
pub fn watch_signals(events: Sender<Timed>, gate: Gate) -> io::Result<SignalWatch> {
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT])?;
    let handle = signals.handle();
    let ended = Arc::new(AtomicBool::new(false));
    let watch = SignalWatch {
        handle,
        ended: Arc::clone(&ended),
    };
    let run = move || {
        for signal in &mut signals {
            if gate.is_lent() && matches!(signal, SIGTSTP | SIGCONT | SIGINT) {
                continue;
            }
            let event = match signal {
                SIGTSTP => Event::Suspend,
                SIGCONT => Event::Continue,
                _ => Event::Terminate { code: 128 + signal },
            };
            let fatal = matches!(event, Event::Terminate { .. });
            // a full queue means that the UI hangs: then the grace below decides
            let _ = events.try_send(Timed::now(event));
            if fatal {
                wait(&ended);
                if !ended.load(Ordering::SeqCst) {
                    restore();
                    signal_hook::low_level::exit(128 + signal);
                }
            }
        }
    };
    std::thread::Builder::new().name("signals".to_owned()).spawn(run)?;
    Ok(watch)
}

fn wait(ended: &AtomicBool) {
    let start = Instant::now();
    while !ended.load(Ordering::SeqCst) && start.elapsed() < GRACE {
        std::thread::sleep(Duration::from_millis(10));
    }
}
