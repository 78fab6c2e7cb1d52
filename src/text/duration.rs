//! Durations in and out: `14 s`, `6 m`, `3 h`, `2 d` to read; `90s`, `1h30m`, `7 d` to type. The unit is the millisecond.

use std::fmt;

/// A duration in milliseconds as one number and unit: `<1 s`, `14 s`, `6 m`, `3 h`, `2 d`, `5 y`. Rounded down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ago(pub i64);

/// A duration in milliseconds with its second unit: `840 ms`, `14 s`, `6 m 10 s`, `1 h 12 m`, `7 d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Long(pub i64);

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const YEAR: i64 = 365 * DAY;

impl fmt::Display for Ago {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            ms if ms < SECOND => f.write_str("<1 s"),
            ms if ms < MINUTE => write!(f, "{} s", ms / SECOND),
            ms if ms < HOUR => write!(f, "{} m", ms / MINUTE),
            ms if ms < DAY => write!(f, "{} h", ms / HOUR),
            ms if ms < 2 * YEAR => write!(f, "{} d", ms / DAY),
            ms => write!(f, "{} y", ms / YEAR),
        }
    }
}

impl fmt::Display for Long {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = self.0.max(0);
        if ms < SECOND {
            return write!(f, "{ms} ms");
        }
        let (unit, name, minor, minor_name) = match ms {
            ms if ms < MINUTE => return write!(f, "{} s", ms / SECOND),
            ms if ms < HOUR => (MINUTE, "m", SECOND, "s"),
            ms if ms < DAY => (HOUR, "h", MINUTE, "m"),
            _ => (DAY, "d", HOUR, "h"),
        };
        write!(f, "{} {name}", ms / unit)?;
        match ms % unit / minor {
            0 => Ok(()),
            rest => write!(f, " {rest} {minor_name}"),
        }
    }
}

/// Why a typed duration or time was not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what:?} is no {kind}: write it like {example}")]
pub struct ParseError {
    pub(super) what: String,
    pub(super) kind: &'static str,
    pub(super) example: &'static str,
}

/// Milliseconds of a typed duration: one or more numbers with a unit of `ms`, `s`, `m`, `h`, `d` or `w`.
///
/// # Errors
/// When a unit is missing or unknown, or the sum exceeds what milliseconds can hold.
pub fn parse_duration(text: &str) -> Result<i64, ParseError> {
    total(text).ok_or_else(|| ParseError {
        what: text.chars().take(40).collect(),
        kind: "duration",
        example: "90s, 15m, 1h30m or 7d",
    })
}

fn total(text: &str) -> Option<i64> {
    let mut rest = text.trim();
    let mut sum: i64 = 0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let (number, after) = rest.split_at_checked(digits)?;
        let after = after.trim_start();
        let letters = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
        let (unit, next) = after.split_at_checked(letters)?;
        let unit = match unit {
            "ms" => 1,
            "s" | "sec" => SECOND,
            "m" | "min" => MINUTE,
            "h" => HOUR,
            "d" => DAY,
            "w" => 7 * DAY,
            _ => return None,
        };
        sum = sum.checked_add(number.parse::<i64>().ok()?.checked_mul(unit)?)?;
        rest = next.trim_start();
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_unit_is_enough_in_a_list() {
        let shown: Vec<String> = [-5, 999, 14_000, 59_999, 370_000, 3 * HOUR, 50 * HOUR, 3 * YEAR]
            .iter()
            .map(|ms| Ago(*ms).to_string())
            .collect();
        assert_eq!(shown, ["<1 s", "<1 s", "14 s", "59 s", "6 m", "3 h", "2 d", "3 y"]);
    }

    #[test]
    fn a_detail_shows_two() {
        let shown: Vec<String> = [840, 14_000, 370_000, 360_000, 72 * MINUTE, 7 * DAY]
            .iter()
            .map(|ms| Long(*ms).to_string())
            .collect();
        assert_eq!(shown, ["840 ms", "14 s", "6 m 10 s", "6 m", "1 h 12 m", "7 d"]);
    }

    #[test]
    fn durations_are_typed_with_units() {
        assert_eq!(parse_duration("90s"), Ok(90_000));
        assert_eq!(parse_duration(" 1h 30 m "), Ok(90 * MINUTE));
        assert_eq!(parse_duration("250ms"), Ok(250));
        assert_eq!(parse_duration("2w"), Ok(14 * DAY));
        for bad in ["", "5", "5x", "h", "-5s", "1.5h", "99999999999999999w"] {
            assert!(parse_duration(bad).is_err(), "{bad:?}");
        }
        assert_eq!(
            parse_duration("soon").unwrap_err().to_string(),
            "\"soon\" is no duration: write it like 90s, 15m, 1h30m or 7d"
        );
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in any::<String>()) {
            let _ = parse_duration(&text);
        }

        #[test]
        fn what_is_shown_can_be_typed(ms in 1000i64..YEAR) {
            let back = parse_duration(&Long(ms).to_string()).unwrap();
            prop_assert!(back <= ms && ms - back < HOUR);
        }
    }
}
