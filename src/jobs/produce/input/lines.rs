//! A line is a value, with its key before a separator if there is one.

use memchr::{memchr, memmem};

use super::super::order::Shape;
use super::batch::{Bad, Batch, Item, Part, Row, Span};

/// Where the lines of a chunk are, without their line ends: `\n` or `\r\n`.
pub(super) fn split(chunk: &[u8]) -> impl Iterator<Item = Span> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let rest = chunk.get(from..).filter(|rest| !rest.is_empty())?;
        let end = memchr(b'\n', rest);
        let length = end.unwrap_or(rest.len());
        let returned = end.is_some() && rest.get(..length).is_some_and(|line| line.ends_with(b"\r"));
        let span = Span {
            from,
            to: from + length - usize::from(returned),
        };
        from += length + 1;
        Some(span)
    })
}

/// Whether nothing is in it but white space.
pub(super) fn blank(line: &[u8]) -> bool {
    line.iter().all(u8::is_ascii_whitespace)
}

/// The row of a line of a batch. With `json`, its value has to be JSON.
pub(super) fn row(batch: &Batch, line: Span, number: u64, shape: &Shape, json: bool) -> Row {
    let text = batch.at(line);
    let bad = |column: Option<usize>, why: String| {
        Row::Bad(Bad {
            line: number,
            column: column.map(|column| column.to_string()),
            why,
            input: line,
            item: None,
        })
    };
    let (key, value) = match shape.key_separator.as_deref() {
        Some(separator) => {
            let Some(at) = find(text, separator) else {
                // half a file with keys and half without is no one's wish
                return bad(None, "there is no key separator in it".into());
            };
            let key = Span {
                to: line.from + at,
                ..line
            };
            let value = Span {
                from: line.from + at + separator.len(),
                ..line
            };
            (nullable(batch, key, shape, false), value)
        }
        None => (Part::Given, line),
    };
    let part = nullable(batch, value, shape, shape.null_empty);
    if json
        && let Part::At(span) = part
        && let Err(error) = serde_json::from_slice::<serde::de::IgnoredAny>(batch.at(span))
    {
        return bad(
            Some(span.from - line.from + error.column().max(1)),
            super::json::words(&error),
        );
    }
    Row::Record(Item {
        line: number,
        key,
        value: part,
        headers: Vec::new(),
        partition: None,
        timestamp: None,
    })
}

/// Null where the shape says so.
pub(super) fn nullable(batch: &Batch, span: Span, shape: &Shape, null_empty: bool) -> Part {
    let text = batch.at(span);
    let marked = shape.null_marker.as_deref() == Some(text);
    if marked || (null_empty && text.is_empty()) {
        Part::Null
    } else {
        Part::At(span)
    }
}

fn find(line: &[u8], separator: &[u8]) -> Option<usize> {
    match separator {
        [one] => memchr(*one, line),
        many => memmem::find(line, many),
    }
}
