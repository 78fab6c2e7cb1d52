//! Ctrl-C while a command reads: the first stops it, so that it can tell how far it came; the second ends the process.

use std::io;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::{Handle, Signals};
use signal_hook::low_level::emulate_default_handler;

use crate::jobs::consume::Stop;

/// Signals that stop a reading, as long as it lives.
pub struct Interrupts(Handle);

impl Interrupts {
    /// Hands them to `stop`.
    ///
    /// # Errors
    /// When the system gives no handler or no thread.
    pub fn stop(stop: &Stop) -> io::Result<Self> {
        let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
        let (handle, stop) = (signals.handle(), stop.clone());
        std::thread::Builder::new().name("interrupts".into()).spawn(move || {
            for signal in &mut signals {
                if stop.asked() {
                    // whatever it waits for (a pager, a filter that does not end), it has waited enough
                    let _ = emulate_default_handler(signal);
                }
                stop.stop();
            }
        })?;
        Ok(Self(handle))
    }
}

impl Drop for Interrupts {
    fn drop(&mut self) {
        // it ends the thread
        self.0.close();
    }
}
