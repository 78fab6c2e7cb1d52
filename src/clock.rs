//! The one place that reads the clock.
//!
//! Moments are milliseconds since the epoch. They follow the monotonic clock, so that a step of the wall clock (NTP, a
//! hand on `date`) makes no negative rate; only after the machine slept, which stops the monotonic clock, is the
//! difference made good, and always forward.
//!
//! For pictures of the demo it can be held: then it stands still, and moves when it is told to.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Instant, SystemTime};

/// A wall clock this far ahead of the monotonic one means that the machine slept.
const SLEPT_MS: i64 = 5_000;

struct Anchor {
    start: Instant,
    /// Milliseconds since the epoch at `start`, moved forward after a sleep.
    base: AtomicI64,
}

/// Where the clock is held; 0 while it goes by itself.
static HELD: AtomicI64 = AtomicI64::new(0);

/// Holds the clock of the whole process at a moment (milliseconds since the epoch, above 0), for good.
pub fn hold(at_ms: i64) {
    HELD.store(at_ms.max(1), Ordering::SeqCst);
}

/// Whether it is held.
#[must_use]
pub fn is_held() -> bool {
    HELD.load(Ordering::SeqCst) > 0
}

/// Moves a clock that is held on by so many milliseconds; one that is not held goes as it goes.
pub fn step(ms: i64) {
    // held or not never changes back, so that nothing is lost in between
    if is_held() {
        HELD.fetch_add(ms.max(0), Ordering::SeqCst);
    }
}

/// Now, in milliseconds since the epoch; never less than an earlier answer, but for [`hold`].
#[must_use]
pub fn now_ms() -> i64 {
    match HELD.load(Ordering::SeqCst) {
        0 => monotonic_ms(),
        held => held,
    }
}

fn monotonic_ms() -> i64 {
    static ANCHOR: OnceLock<Anchor> = OnceLock::new();
    let anchor = ANCHOR.get_or_init(|| Anchor {
        start: Instant::now(),
        base: AtomicI64::new(wall_ms()),
    });
    let elapsed = i64::try_from(anchor.start.elapsed().as_millis()).unwrap_or(i64::MAX);
    let base = anchor.base.load(Ordering::Relaxed);
    let slept = wall_ms() - (base + elapsed);
    if slept <= SLEPT_MS {
        return base + elapsed;
    }
    base + elapsed + anchored(&anchor.base, base, slept)
}

/// Moves the base once even when two threads see the sleep; gives how far it moved.
fn anchored(base: &AtomicI64, seen: i64, slept: i64) -> i64 {
    match base.compare_exchange(seen, seen + slept, Ordering::Relaxed, Ordering::Relaxed) {
        Ok(_) => slept,
        Err(now) => now - seen,
    }
}

fn wall_ms() -> i64 {
    let since = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_agrees_with_the_wall_and_never_goes_back() {
        let first = now_ms();
        let second = now_ms();
        assert!(second >= first);
        assert!((wall_ms() - second).abs() < SLEPT_MS);
    }

    #[test]
    fn a_sleep_is_made_good_once() {
        let base = AtomicI64::new(1_000);
        assert_eq!(anchored(&base, 1_000, 60_000), 60_000);
        assert_eq!(anchored(&base, 1_000, 60_000), 60_000);
        assert_eq!(base.load(Ordering::Relaxed), 61_000);
    }
}
