//! `[thresholds]`: from where on something is worth a finding.

use super::error::{ConfigError, Origin};
use crate::model::health::Thresholds;
use crate::model::time::Span;
use crate::text::{Long, parse_duration};

/// Where a threshold is kept, which tells how it is written.
#[derive(Clone, Copy)]
enum Field {
    /// A share of a whole, from 0 to 1; also written `80%`.
    Share(fn(&mut Thresholds) -> &mut f64),
    /// How many times the mean: at least 1.
    Ratio(fn(&mut Thresholds) -> &mut f64),
    /// A number of things.
    Count(fn(&mut Thresholds) -> &mut i64),
    /// A duration.
    Time(fn(&mut Thresholds) -> &mut Span),
}

/// One threshold.
pub struct Threshold {
    /// Its name in the file.
    pub name: &'static str,
    /// What it does: Markdown.
    pub doc: &'static str,
    field: Field,
}

macro_rules! thresholds {
    ($($name:ident: $kind:ident, $doc:literal;)*) => {
        &[$(Threshold { name: stringify!($name), doc: $doc, field: Field::$kind(|all| &mut all.$name) }),*]
    };
}

/// Every threshold.
pub const THRESHOLDS: &[Threshold] = thresholds! {
    disk_warning: Share, "A file system this full is a warning.";
    disk_critical: Share, "A file system this full is critical.";
    disk_skew: Share, "The fullest disk may be this much fuller than the mean of all.";
    leader_skew: Ratio, "The busiest broker may lead this many times the mean.";
    non_preferred: Share, "This share of partitions led by another than the preferred leader is a warning.";
    voter_behind: Time, "A voter of the quorum this far behind lags.";
    move_stuck: Time, "A reassignment whose partition has not changed for so long is stuck.";
    rebalance: Time, "A group may rebalance for so long.";
    lag_floor: Count, "A lag of fewer records is never falling behind.";
    behind_for: Time, "A lag that grows for so long is falling behind.";
    commit_intervals: Count, "Commits have stopped after this many of a group's usual intervals…";
    commit_floor: Time, "…and at least so long…";
    commit_unknown: Time, "…or so long while the usual interval is not known.";
    retention_margin: Time, "Retention that overtakes a group within so long is a warning.";
};

/// Sets one threshold as it was written.
///
/// # Errors
/// An unknown name, with the nearest right one; a value out of its range.
pub(super) fn set(all: &mut Thresholds, name: &str, text: &str, origin: &Origin) -> Result<(), ConfigError> {
    let Some(found) = THRESHOLDS.iter().find(|one| one.name == name) else {
        return Err(ConfigError::unknown(
            origin,
            "threshold",
            name,
            THRESHOLDS.iter().map(|one| one.name),
        ));
    };
    let taken = match found.field {
        Field::Share(field) => share(text).map(|number| *field(all) = number),
        Field::Ratio(field) => number(text, 1.0, f64::MAX).map(|number| *field(all) = number),
        Field::Count(field) => text
            .parse()
            .ok()
            .filter(|count| *count >= 0)
            .map(|count| *field(all) = count),
        Field::Time(field) => parse_duration(text).ok().map(|ms| *field(all) = Span(ms)),
    };
    let wanted = match found.field {
        Field::Share(_) => "a share is wanted, such as 0.8 or \"80%\"",
        Field::Ratio(_) => "a number from 1 up is wanted, such as 1.5",
        Field::Count(_) => "a whole number is wanted",
        Field::Time(_) => "a duration in quotes is wanted, such as \"90s\"",
    };
    taken.ok_or_else(|| ConfigError::new(origin, format!("{name}: {wanted}")))
}

/// What one threshold is by default, as it would be written.
#[must_use]
pub fn default_of(one: &Threshold) -> String {
    let mut all = Thresholds::default();
    match one.field {
        Field::Share(field) | Field::Ratio(field) => field(&mut all).to_string(),
        Field::Count(field) => field(&mut all).to_string(),
        Field::Time(field) => format!("\"{}\"", Long(field(&mut all).0).to_string().replace(' ', "")),
    }
}

fn share(text: &str) -> Option<f64> {
    match text.strip_suffix('%') {
        Some(percent) => number(percent.trim_end(), 0.0, 100.0).map(|percent| percent / 100.0),
        None => number(text, 0.0, 1.0),
    }
}

fn number(text: &str, least: f64, most: f64) -> Option<f64> {
    text.parse().ok().filter(|number| (least..=most).contains(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Origin = Origin::Flag("here");

    #[test]
    fn a_default_written_again_is_the_default() {
        for one in THRESHOLDS {
            let mut all = Thresholds::default();
            let text = default_of(one).replace('"', "");
            set(&mut all, one.name, &text, &HERE).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(all, Thresholds::default(), "{}", one.name);
        }
    }

    #[test]
    fn each_is_set_as_it_is_written() {
        let mut all = Thresholds::default();
        for (name, text) in [
            ("disk_warning", "70%"),
            ("leader_skew", "2"),
            ("lag_floor", "5"),
            ("rebalance", "2m"),
        ] {
            set(&mut all, name, text, &HERE).unwrap();
        }
        assert!((all.disk_warning - 0.7).abs() < 1e-9 && (all.leader_skew - 2.0).abs() < 1e-9);
        assert_eq!((all.lag_floor, all.rebalance), (5, Span::seconds(120)));
    }

    #[test]
    fn what_is_out_of_range_is_refused() {
        let refused = |name, text| {
            set(&mut Thresholds::default(), name, text, &HERE)
                .unwrap_err()
                .to_string()
        };
        assert!(refused("disk_warning", "80").contains("\"80%\""));
        assert!(refused("disk_warning", "NaN").contains("a share"));
        assert!(refused("leader_skew", "0.5").contains("from 1 up"));
        assert!(refused("lag_floor", "-1").contains("whole number"));
        assert!(refused("rebalance", "60").contains("a duration"));
        assert!(refused("disk_warn", "1").contains("did you mean \"disk_warning\"?"));
    }
}
