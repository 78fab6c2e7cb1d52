//! Counts interrupts into a [`Stop`]: one stops the reading, two give up what has not ended.

use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::{Handle, Signals};

use crate::jobs::produce::Stop;

/// Counts for as long as it lives.
pub(super) struct Interrupts(Handle);

impl Interrupts {
    pub(super) fn count(stop: &Stop) -> io::Result<Self> {
        let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
        let (handle, count) = (signals.handle(), Arc::clone(&stop.0));
        std::thread::Builder::new().name("interrupts".into()).spawn(move || {
            for _signal in &mut signals {
                count.fetch_add(1, Ordering::Relaxed);
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
