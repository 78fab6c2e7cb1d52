//! Dates, times, UUIDs and durations as people write them. What no calendar holds stays a number.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde_json::{Map, Value, json};

use super::decimal;
use crate::decode::input::{Fault, Input, Read};

/// A type with a meaning beyond its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Logical {
    /// In bytes, or in a fixed of this size.
    Decimal {
        precision: u64,
        scale: u32,
        size: Option<usize>,
        name: String,
    },
    /// Sixteen bytes.
    Uuid {
        name: String,
    },
    Date,
    Time(Unit),
    Timestamp(Unit),
    Local(Unit),
    Duration {
        name: String,
    },
}

/// What a time is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Millis,
    Micros,
    Nanos,
}

impl Unit {
    /// How many make a second.
    const fn per_second(self) -> i64 {
        match self {
            Self::Millis => 1_000,
            Self::Micros => 1_000_000,
            Self::Nanos => 1_000_000_000,
        }
    }

    const fn digits(self) -> usize {
        match self {
            Self::Millis => 3,
            Self::Micros => 6,
            Self::Nanos => 9,
        }
    }
}

impl Logical {
    /// The logical type on a primitive; none where it is unknown or does not fit.
    pub(super) fn of_primitive(all: &Map<String, Value>, base: &str) -> Option<Self> {
        Some(match (all.get("logicalType")?.as_str()?, base) {
            ("date", "int") => Self::Date,
            ("time-millis", "int") => Self::Time(Unit::Millis),
            ("time-micros", "long") => Self::Time(Unit::Micros),
            ("timestamp-millis", "long") => Self::Timestamp(Unit::Millis),
            ("timestamp-micros", "long") => Self::Timestamp(Unit::Micros),
            ("timestamp-nanos", "long") => Self::Timestamp(Unit::Nanos),
            ("local-timestamp-millis", "long") => Self::Local(Unit::Millis),
            ("local-timestamp-micros", "long") => Self::Local(Unit::Micros),
            ("local-timestamp-nanos", "long") => Self::Local(Unit::Nanos),
            ("decimal", "bytes") => Self::decimal(all, None, String::from("bytes"))?,
            _ => return None,
        })
    }

    /// The logical type on a fixed.
    pub(super) fn of_fixed(all: &Map<String, Value>, name: &str, size: usize) -> Option<Self> {
        let name = name.to_owned();
        match (all.get("logicalType")?.as_str()?, size) {
            ("decimal", _) => Self::decimal(all, Some(size), name),
            ("uuid", 16) => Some(Self::Uuid { name }),
            ("duration", 12) => Some(Self::Duration { name }),
            _ => None,
        }
    }

    fn decimal(all: &Map<String, Value>, size: Option<usize>, name: String) -> Option<Self> {
        let precision = all.get("precision")?.as_u64()?;
        let scale = all.get("scale").map_or(Some(0), Value::as_u64)?;
        let scale = u32::try_from(scale).ok().filter(|scale| *scale <= 1_000)?;
        Some(Self::Decimal {
            precision,
            scale,
            size,
            name,
        })
    }

    /// What carries it: the name of a fixed, or a primitive's.
    pub(super) fn base_name(&self) -> &str {
        match self {
            Self::Decimal { name, .. } | Self::Uuid { name } | Self::Duration { name } => name,
            Self::Date | Self::Time(Unit::Millis) => "int",
            Self::Time(_) | Self::Timestamp(_) | Self::Local(_) => "long",
        }
    }

    pub(super) fn read(&self, input: &mut Input<'_>) -> Read<Value> {
        Ok(match self {
            Self::Decimal {
                precision, scale, size, ..
            } => {
                let size = match size {
                    Some(size) => *size,
                    None => super::read::length(input)?,
                };
                decimal::read(input.take(size)?, *scale, *precision)
            }
            Self::Uuid { .. } => uuid::Uuid::from_bytes(input.array()?).to_string().into(),
            Self::Date => {
                let days = input.zigzag()?;
                date(days).map_or_else(|| days.into(), |date| date.to_string().into())
            }
            Self::Time(unit) => {
                let number = input.zigzag()?;
                clock(number, *unit).map_or_else(|| number.into(), Value::from)
            }
            Self::Timestamp(unit) | Self::Local(unit) => {
                let number = input.zigzag()?;
                let zone = if matches!(self, Self::Timestamp(_)) { "Z" } else { "" };
                stamp(number, *unit, zone).map_or_else(|| number.into(), Value::from)
            }
            Self::Duration { .. } => {
                let [months, days, milliseconds] = [(); 3].map(|()| input.array().map(u32::from_le_bytes));
                json!({ "months": months?, "days": days?, "milliseconds": milliseconds? })
            }
        })
    }

    /// The number that a time as text is; a number is taken as it is.
    pub(super) fn number(&self, value: &Value) -> Read<i64> {
        let text = match value {
            Value::String(text) => text.trim(),
            other => return super::write::whole(other),
        };
        let wrong = |wanted: &str| Fault::new(format!("{text:?} is no {wanted}"));
        match self {
            Self::Date => {
                let date: Date = text.parse().map_err(|_why| wrong("date, such as 2026-11-21"))?;
                let days = date.duration_since(Date::constant(1970, 1, 1)).as_hours() / 24;
                Ok(days)
            }
            Self::Time(unit) => {
                let time: Time = text
                    .parse()
                    .map_err(|_why| wrong("time of day, such as 03:12:41.120"))?;
                nanos_to(time.duration_since(Time::midnight()).as_nanos(), *unit).ok_or_else(|| wrong("time in range"))
            }
            Self::Timestamp(unit) => {
                let at: Timestamp = text
                    .parse()
                    .map_err(|_why| wrong("instant, such as 2026-11-21T03:12:41.120Z"))?;
                nanos_to(at.as_nanosecond(), *unit).ok_or_else(|| wrong("instant in range"))
            }
            Self::Local(unit) => {
                let civil: DateTime = text
                    .parse()
                    .map_err(|_why| wrong("date and time, such as 2026-11-21T03:12:41"))?;
                let at = civil
                    .to_zoned(TimeZone::UTC)
                    .map_err(|_why| wrong("date and time in range"))?;
                nanos_to(at.timestamp().as_nanosecond(), *unit).ok_or_else(|| wrong("date and time in range"))
            }
            Self::Decimal { .. } | Self::Uuid { .. } | Self::Duration { .. } => Err(wrong("number")),
        }
    }
}

fn nanos_to(nanos: i128, unit: Unit) -> Option<i64> {
    let one = i128::from(1_000_000_000 / unit.per_second());
    i64::try_from(nanos.div_euclid(one)).ok()
}

fn date(days: i64) -> Option<Date> {
    // more days than any calendar has are no span: `days()` would panic
    let span = Span::new().try_days(days).ok()?;
    Date::constant(1970, 1, 1).checked_add(span).ok()
}

/// `03:12:41.120`, with as many digits as the unit has.
fn clock(number: i64, unit: Unit) -> Option<String> {
    let (seconds, part) = (
        number.div_euclid(unit.per_second()),
        number.rem_euclid(unit.per_second()),
    );
    let digits = unit.digits();
    (0..86_400).contains(&seconds).then(|| {
        let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
        format!("{hours:02}:{minutes:02}:{seconds:02}.{part:0digits$}")
    })
}

/// RFC 3339 with as many digits as the unit has, so that texts compare as times do.
fn stamp(number: i64, unit: Unit, zone: &str) -> Option<String> {
    let seconds = number.div_euclid(unit.per_second());
    let part = number.rem_euclid(unit.per_second());
    let day = date(seconds.div_euclid(86_400))?;
    let clock = clock(seconds.rem_euclid(86_400) * unit.per_second() + part, unit)?;
    Some(format!("{day}T{clock}{zone}"))
}
