//! Where to begin and to end, as it is typed.

use jiff::tz::TimeZone;

use super::{From, Spot, Until};
use crate::model::names::TopicName;
use crate::text::time::parse_time;

/// A typed beginning: `earliest`, `latest`, `-100` (so many before the end), `4711` (an offset), or a time.
///
/// # Errors
/// In words, when it is none of these.
pub fn from(text: &str, now: i64, zone: &TimeZone) -> Result<From, String> {
    let typed = text.trim();
    Ok(match typed {
        "earliest" | "beginning" | "start" => From::Earliest,
        "latest" | "live" | "end" => From::Latest,
        _ => match (typed.strip_prefix('-').map(str::parse), typed.parse()) {
            (Some(Ok(last)), _) => From::Last(last),
            (None, Ok(offset)) => From::Offset(offset),
            _ => From::Time(parse_time(typed, now, zone).map_err(|error| {
                format!("{error}; or earliest, latest, an offset, -100 for the last 100 of each partition")
            })?),
        },
    })
}

/// Typed places, an offset for each partition: `0=4711,3=88`, or `orders:0=4711,payments:3=88` of several topics; none
/// when it is something else.
///
/// # Errors
/// In words, when one of them is no place.
pub fn places(text: &str) -> Result<Option<Vec<Spot>>, String> {
    if !text.contains('=') {
        return Ok(None);
    }
    let one = |part: &str| {
        let (at, offset) = part.split_once('=')?;
        let (topic, partition) = match at.rsplit_once(':') {
            Some((topic, partition)) => (Some(TopicName::from(topic)), partition),
            None => (None, at),
        };
        let (partition, offset) = (partition.parse().ok()?, offset.parse().ok()?);
        (partition >= 0 && offset >= 0).then_some(Spot {
            topic,
            partition,
            offset,
        })
    };
    let each = text.split(',').map(str::trim);
    each.map(|part| one(part).ok_or_else(|| format!("{part:?} is no place: write it like 0=4711 or orders:0=4711")))
        .collect::<Result<Vec<_>, _>>()
        .map(Some)
}

/// A typed end: `now`, `never`, `4711` (an offset, not read any more), or a time.
///
/// # Errors
/// In words, when it is none of these.
pub fn until(text: &str, now: i64, zone: &TimeZone) -> Result<Until, String> {
    let typed = text.trim();
    Ok(match typed {
        "now" | "end" | "latest" => Until::Now,
        "never" => Until::Never,
        _ => match typed.parse() {
            Ok(offset) if offset >= 0 => Until::Offset(offset),
            _ => Until::Time(
                parse_time(typed, now, zone).map_err(|error| format!("{error}; or now, never or an offset"))?,
            ),
        },
    })
}
