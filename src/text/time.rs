//! Points in time: shown in a zone, and typed as an instant or as "so long ago". The unit is milliseconds since the epoch.

use super::duration::{ParseError, parse_duration};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

/// The wall clock of a moment: `03:12:41`. What no calendar holds shows as `–`.
#[must_use]
pub fn hms(ms: i64, zone: &TimeZone) -> String {
    show(ms, zone, "%H:%M:%S")
}

/// Date and time to the millisecond: `2026-11-21 03:12:39.120`.
#[must_use]
pub fn stamp(ms: i64, zone: &TimeZone) -> String {
    show(ms, zone, "%Y-%m-%d %H:%M:%S%.3f")
}

/// RFC 3339 in UTC: `2026-11-21T03:12:39.120Z`, for JSON.
#[must_use]
pub fn rfc3339(ms: i64) -> String {
    show(ms, &TimeZone::UTC, "%Y-%m-%dT%H:%M:%S%.3fZ")
}

fn show(ms: i64, zone: &TimeZone, format: &str) -> String {
    match Timestamp::from_millisecond(ms) {
        Ok(at) => at.to_zoned(zone.clone()).strftime(format).to_string(),
        // the edges of the calendar
        Err(_) => "–".to_owned(),
    }
}

/// In seconds it is the year 5138, in milliseconds 1973: before Kafka, and after it.
const SECONDS: i64 = 100_000_000_000;

/// A typed moment as milliseconds since the epoch: `now`, `-1h` (so long before `now`), a RFC 3339 instant, `@` and
/// milliseconds or seconds since the epoch (which of them their size tells: seconds are below [`SECONDS`]), or a date with an optional time in `zone` (`2026-11-21`, `2026-11-21 03:12`).
///
/// # Errors
/// When the text is none of these, or out of the calendar.
pub fn parse_time(text: &str, now: i64, zone: &TimeZone) -> Result<i64, ParseError> {
    let typed = text.trim();
    if typed == "now" {
        return Ok(now);
    }
    if let Some(back) = typed.strip_prefix(['-', '−']) {
        return Ok(now.saturating_sub(parse_duration(back)?));
    }
    if let Some(at) = typed.strip_prefix('@').and_then(|at| at.parse::<i64>().ok()) {
        return Ok(if at < SECONDS { at.saturating_mul(1_000) } else { at });
    }
    if let Ok(at) = typed.parse::<Timestamp>() {
        return Ok(at.as_millisecond());
    }
    typed
        .parse::<DateTime>()
        .ok()
        .and_then(|civil| civil.to_zoned(zone.clone()).ok())
        .map(|at| at.timestamp().as_millisecond())
        .ok_or_else(|| ParseError {
            what: text.chars().take(40).collect(),
            kind: "time",
            example: "-1h, now, 2026-11-21T03:12:00Z, \"2026-11-21 03:12\" or @1795230720000 (ms)",
        })
}

/// A typed range `FROM..TO` as milliseconds since the epoch; a side left out is open, and a lone `FROM` has no end.
///
/// # Errors
/// When a side is no time, or the range ends before it begins.
pub fn parse_range(text: &str, now: i64, zone: &TimeZone) -> Result<(Option<i64>, Option<i64>), ParseError> {
    let (from, to) = text.split_once("..").unwrap_or((text, ""));
    let side = |side: &str| match side.trim() {
        "" => Ok(None),
        typed => parse_time(typed, now, zone).map(Some),
    };
    let (from, to) = (side(from)?, side(to)?);
    match (from, to) {
        (Some(from), Some(to)) if to < from => Err(ParseError {
            what: text.chars().take(60).collect(),
            kind: "range in time (it ends before it begins)",
            example: "-2h..-1h",
        }),
        range => Ok(range),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: i64 = 1_795_230_759_120;

    #[test]
    fn a_moment_shows_in_its_zone() {
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        assert_eq!(stamp(NOW, &TimeZone::UTC), "2026-11-21 03:12:39.120");
        assert_eq!(hms(NOW, &zone), "05:12:39");
        assert_eq!(rfc3339(NOW), "2026-11-21T03:12:39.120Z");
        assert_eq!(hms(i64::MAX, &zone), "–");
    }

    #[test]
    fn a_moment_is_typed_in_many_ways() {
        let utc = TimeZone::UTC;
        assert_eq!(parse_time("now", NOW, &utc), Ok(NOW));
        assert_eq!(parse_time("-1h", NOW, &utc), Ok(NOW - 3_600_000));
        assert_eq!(parse_time("2026-11-21T03:12:39.120Z", 0, &utc), Ok(NOW));
        assert_eq!(parse_time("2026-11-21 03:12:39.120", 0, &utc), Ok(NOW));
        assert_eq!(parse_time(&format!("@{NOW}"), 0, &utc), Ok(NOW));
        assert_eq!(parse_time("@1795230759", 0, &utc), Ok(NOW - 120));
        assert!(parse_time("yesterday", NOW, &utc).is_err());
        assert!(parse_time("@x", NOW, &utc).is_err());
    }

    #[test]
    fn a_range_may_be_open() {
        let utc = TimeZone::UTC;
        assert_eq!(
            parse_range("-2s..-1s", NOW, &utc),
            Ok((Some(NOW - 2000), Some(NOW - 1000)))
        );
        assert_eq!(parse_range("-2s", NOW, &utc), Ok((Some(NOW - 2000), None)));
        assert_eq!(parse_range("..now", NOW, &utc), Ok((None, Some(NOW))));
        assert!(parse_range("-1s..-2s", NOW, &utc).is_err());
    }

    proptest! {
        #[test]
        fn any_text_and_moment_is_answered(text in any::<String>(), ms in any::<i64>()) {
            let _ = parse_range(&text, ms, &TimeZone::UTC);
            prop_assert!(!stamp(ms, &TimeZone::UTC).is_empty());
        }
    }
}
