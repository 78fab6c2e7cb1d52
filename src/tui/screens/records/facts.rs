//! What is told of one record beside what it says: when, how large, written in what.

use crate::model::record::{Payload, Record};
use crate::model::time::At;
use crate::text::time::{rfc3339, stamp};
use crate::text::{Ago, Bytes};
use crate::tui::theme::Role;
use jiff::tz::TimeZone;

/// Its timestamp in the zone of the person and in UTC, and how long ago.
pub(super) fn moment(record: &Record, now: At, zone: &TimeZone) -> (Role, String) {
    let Some(at) = record.at else {
        return (Role::Dim, "no timestamp".to_owned());
    };
    let mut says = rfc3339(at.0);
    let here = stamp(at.0, zone);
    if here != stamp(at.0, &TimeZone::UTC) {
        says = format!("{here} here · {says}");
    }
    says.push_str(&match now.0 - at.0 {
        age if age >= 0 => format!(" · {} ago", Ago(age)),
        ahead => format!(" · {} ahead of this machine's clock", Ago(-ahead)),
    });
    if record.append_time {
        says.push_str(" · the broker's");
    }
    (Role::Dim, says)
}

/// What it is, how that is known, and why it could not be read.
pub(super) fn payload(payload: &Payload) -> Vec<(Role, String)> {
    let size = Bytes(payload.size as u64);
    let mut facts = vec![(
        Role::Dim,
        match payload.note.as_str() {
            "" => format!("{} · {size}", payload.format),
            note => format!("{note} · {size}"),
        },
    )];
    if let Some(why) = &payload.trouble {
        facts.push((Role::StateWarn, format!("not decoded: {why}")));
    }
    if payload.bytes.as_ref().is_some_and(|bytes| bytes.len() < payload.size) {
        facts.push((Role::StateWarn, "only the beginning of its bytes is kept".to_owned()));
    }
    facts
}

/// How large its parts are: `key 11 B · value 214 B · 2 headers 60 B`.
pub(super) fn sizes(record: &Record) -> (Role, String) {
    let headers = record.size() - record.key.size - record.value.size;
    let part = |name: &str, payload: &Payload| match payload.bytes {
        Some(_) => format!("{name} {}", Bytes(payload.size as u64)),
        None => format!("no {name}"),
    };
    let count = record.headers.len();
    let word = if count == 1 { "header" } else { "headers" };
    let headers = match count {
        0 => "no headers".to_owned(),
        _ => format!("{count} {word} {}", Bytes(headers as u64)),
    };
    let says = format!(
        "{} · {} · {headers}",
        part("key", &record.key),
        part("value", &record.value)
    );
    (Role::Dim, says)
}
