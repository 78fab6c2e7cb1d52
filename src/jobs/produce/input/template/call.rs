//! The functions of a template.

use std::fmt::Write as _;

use rand::RngExt as _;
use rand::rngs::Xoshiro256PlusPlus;

use super::words;
use crate::text::time::rfc3339;

/// What the functions draw from.
#[derive(Debug)]
pub(super) struct State {
    pub(super) chance: Xoshiro256PlusPlus,
    /// The number of the record, from 0.
    pub(super) record: u64,
}

/// The names of the functions.
pub(super) const FUNCTIONS: &[&str] = &[
    "seq", "uuid", "now", "int", "float", "bool", "choice", "name", "email", "city", "word", "hex",
];

/// A function with its arguments.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Call {
    /// The record's number, from here.
    Seq(i64),
    /// A random one (version 4).
    Uuid,
    /// RFC 3339 in UTC, with milliseconds.
    Now,
    /// Milliseconds since the epoch.
    NowMs,
    /// Seconds since the epoch.
    NowSeconds,
    /// From the first to the second, both possible.
    Int(i64, i64),
    /// From the first to the second, with so many digits after the point.
    Float(f64, f64, usize),
    Bool,
    Choice(Vec<String>),
    Name,
    Email,
    City,
    Word,
    /// So many random bytes.
    Hex(usize),
}

impl Call {
    /// The function of these words.
    ///
    /// # Errors
    /// In words, how it is written.
    pub(super) fn of(words: &[&str]) -> Result<Self, String> {
        let number = |text: &str| {
            text.parse::<i64>()
                .map_err(|_ill| format!("{text:?} is no whole number"))
        };
        let real = |text: &str| match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(number),
            _ => Err(format!("{text:?} is no number")),
        };
        Ok(match words {
            ["seq"] => Self::Seq(1),
            ["seq", from] => Self::Seq(number(from)?),
            ["uuid"] => Self::Uuid,
            ["now"] => Self::Now,
            ["now", "ms"] => Self::NowMs,
            ["now", "s"] => Self::NowSeconds,
            ["int", low, high] => match (number(low)?, number(high)?) {
                (low, high) if low <= high => Self::Int(low, high),
                (low, high) => return Err(format!("no number is from {low} to {high}")),
            },
            ["float", low, high, digits @ ..] if digits.len() < 2 => {
                let (low, high) = (real(low)?, real(high)?);
                if low > high {
                    return Err(format!("no number is from {low} to {high}"));
                }
                let digits = digits.first().map_or(Ok(2), |text| number(text))?;
                let digits = usize::try_from(digits).ok().filter(|digits| *digits <= 15);
                Self::Float(low, high, digits.ok_or("a float has 0 to 15 digits after the point")?)
            }
            ["bool"] => Self::Bool,
            ["choice", all @ ..] if !all.is_empty() => Self::Choice(all.iter().map(|one| (*one).to_owned()).collect()),
            ["name"] => Self::Name,
            ["email"] => Self::Email,
            ["city"] => Self::City,
            ["word"] => Self::Word,
            ["hex", bytes] => {
                let bytes = usize::try_from(number(bytes)?).ok().filter(|bytes| *bytes <= 1 << 20);
                Self::Hex(bytes.ok_or("at most 1048576 bytes")?)
            }
            [name, ..] => return Err(format!("write it as {}", usage(name))),
            [] => return Err("there is no function after =".into()),
        })
    }

    /// Appends its next value.
    pub(super) fn write(&self, state: &mut State, now: impl Fn() -> i64, out: &mut String) {
        let chance = &mut state.chance;
        // writing to a String cannot fail
        let _ = match self {
            Self::Seq(from) => {
                let number = from.saturating_add_unsigned(state.record);
                write!(out, "{number}")
            }
            Self::Uuid => {
                let made = uuid::Builder::from_random_bytes(chance.random()).into_uuid();
                write!(out, "{made}")
            }
            Self::Now => write!(out, "{}", rfc3339(now())),
            Self::NowMs => write!(out, "{}", now()),
            Self::NowSeconds => write!(out, "{}", now().div_euclid(1000)),
            Self::Int(low, high) => write!(out, "{}", chance.random_range(*low..=*high)),
            Self::Float(low, high, digits) => {
                let share: f64 = chance.random_range(0.0..=1.0);
                write!(out, "{:.digits$}", low + (high - low) * share)
            }
            Self::Bool => write!(out, "{}", chance.random_bool(0.5)),
            Self::Choice(all) => {
                out.push_str(of(chance, all));
                Ok(())
            }
            Self::Name => write!(out, "{} {}", of(chance, words::FIRST), of(chance, words::LAST)),
            Self::Email => {
                let (first, last) = (of(chance, words::FIRST), of(chance, words::LAST));
                let text = format!("{first}.{last}@example.com").to_lowercase();
                out.push_str(&text);
                Ok(())
            }
            Self::City => {
                out.push_str(of(chance, words::CITIES));
                Ok(())
            }
            Self::Word => {
                out.push_str(of(chance, words::WORDS));
                Ok(())
            }
            Self::Hex(bytes) => (0..*bytes).try_for_each(|_byte| write!(out, "{:02x}", chance.random::<u8>())),
        };
    }
}

fn of<'a, S: AsRef<str>>(chance: &mut Xoshiro256PlusPlus, all: &'a [S]) -> &'a str {
    let at = chance.random_range(0..all.len().max(1));
    all.get(at).map_or("", AsRef::as_ref)
}

fn usage(name: &str) -> &'static str {
    match name {
        "seq" => "{{seq}} or {{seq FROM}}",
        "now" => "{{now}}, {{now ms}} or {{now s}}",
        "int" => "{{int LOW HIGH}}",
        "float" => "{{float LOW HIGH}} or {{float LOW HIGH DIGITS}}",
        "choice" => "{{choice A B C}}",
        "hex" => "{{hex BYTES}}",
        _ => "{{NAME}}, without arguments",
    }
}
