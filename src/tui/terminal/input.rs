//! Keys, mouse and resizes of the terminal, read by a thread of their own.

use super::gate::Gate;
use crate::tui::event::{Event, Timed};
use std::io;
use std::time::Duration;
use tokio::sync::mpsc::Sender;

/// Starts the thread that reads the terminal into `events`.
///
/// It is not joined: it sleeps in a read that only a key ends, and the process leaves without it. A full queue makes it
/// wait, so that a stalled screen costs no memory. While the terminal is lent it reads nothing. When the terminal is gone it says [`Event::Hangup`] and ends.
///
/// # Errors
/// When the terminal cannot be read or the thread cannot be started.
pub fn read_input(events: Sender<Timed>, gate: Gate) -> io::Result<()> {
    // watches SIGWINCH from here on: whoever asks for the size next misses no change of it
    crossterm::event::poll(Duration::ZERO)?;
    let read = move || {
        loop {
            let event = match crossterm::event::read() {
                Ok(event) => Event::from_terminal(event),
                Err(error) => {
                    tracing::error!("the terminal cannot be read: {error}");
                    Some(Event::Hangup)
                }
            };
            // a key that was read before the terminal was lent is still ours; a size is asked for anew
            let lent = gate.pass();
            let Some(event) = event.filter(|event| !(lent && matches!(event, Event::Resize(..)))) else {
                continue;
            };
            let last = matches!(event, Event::Hangup);
            if events.blocking_send(Timed::now(event)).is_err() || last {
                return;
            }
        }
    };
    std::thread::Builder::new().name("input".to_owned()).spawn(read)?;
    Ok(())
}
