//! How long to leave a broker alone after a failed connection.

use std::time::Duration;

/// The first pause, before jitter.
const FIRST: Duration = Duration::from_millis(100);
/// The longest pause, before jitter: a broker that comes back is seen within a glance.
const LONGEST: Duration = Duration::from_secs(2);
/// Pauses are spread by this share to either side, so that many consoles do not return at once.
const SPREAD: f64 = 0.2;

/// The pause after so many failures in a row (1 = the first); `unit` in 0..1 places it within the jitter.
pub(super) fn pause(failures: u32, unit: f64) -> Duration {
    let doublings = failures.saturating_sub(1).min(16);
    let plain = FIRST.saturating_mul(1 << doublings).min(LONGEST);
    plain.mul_f64(1.0 - SPREAD + 2.0 * SPREAD * unit.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_doubles_up_to_the_longest() {
        let middle = |failures| pause(failures, 0.5).as_millis();
        assert_eq!(
            [1, 2, 3, 4, 5, 6, 7].map(middle),
            [100, 200, 400, 800, 1600, 2000, 2000]
        );
        assert_eq!(middle(u32::MAX), 2000);
        assert_eq!(middle(0), 100);
    }

    #[test]
    fn jitter_stays_within_a_fifth() {
        assert_eq!(pause(1, 0.0), Duration::from_millis(80));
        assert_eq!(pause(1, 1.0), Duration::from_millis(120));
        assert_eq!(pause(1, 7.0), Duration::from_millis(120));
    }
}
