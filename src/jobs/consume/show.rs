//! Records as bytes to print: their values as they are, or JSON lines that lose nothing.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::csv;
use crate::decode::Decoded;
use crate::records::read::Place;
use crate::text::escape::{escape, escape_bytes, is_safe};
use crate::wire::batch::Record;

/// How records are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The value and a line's end, as it is. Null is an empty line.
    Value,
    /// The same for a terminal: control characters cannot reach it.
    SafeValue,
    /// The value as it is, and nothing after it. Null is nothing, too.
    Raw,
    /// A JSON object a line, with everything in it.
    Json,
    /// A row of CSV; [`CSV_HEAD`](super::CSV_HEAD) goes before the first.
    Csv {
        /// For a terminal: control characters cannot reach it.
        safe: bool,
    },
}

/// About what a key takes that is kept, in bytes.
const KEY: usize = 64;

/// What one worker made of one share: lines, and where each record's end.
#[derive(Debug, Default)]
pub struct Lines {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    offsets: Vec<i64>,
    /// Each record's key and whether its value is null, where the newest of each is looked for.
    keys: Vec<(Option<Vec<u8>>, bool)>,
    /// Before which line each record stands whose key or value could not be decoded.
    undecoded: Vec<usize>,
    /// Which was the first, and why.
    why: Option<String>,
}

/// A record whose key may have a newer one.
pub(super) struct Keyed<'a> {
    pub(super) key: Option<&'a [u8]>,
    pub(super) tombstone: bool,
    pub(super) offset: i64,
    /// Empty when the filter did not find it.
    pub(super) line: &'a [u8],
}

impl Lines {
    /// About what is in it, in bytes.
    pub(super) fn weight(&self) -> usize {
        self.bytes.len() + self.ends.len() * size_of::<(usize, i64)>() + self.keys.len() * KEY
    }

    /// Memory that its lines take, in bytes.
    pub(super) fn capacity(&self) -> usize {
        self.bytes.capacity()
    }

    /// The lines of the first so many records, how many they are, and the offset of the last.
    pub(super) fn first(&self, most: u64) -> (&[u8], u64, Option<i64>) {
        let count = usize::try_from(most).unwrap_or(usize::MAX).min(self.ends.len());
        let last = count.checked_sub(1);
        let end = last.and_then(|last| self.ends.get(last)).copied();
        let offset = last.and_then(|last| self.offsets.get(last)).copied();
        (
            self.bytes.get(..end.unwrap_or(0)).unwrap_or_default(),
            count as u64,
            offset,
        )
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Bytes of the lines.
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.ends.len()
    }

    /// Forgets them, and keeps their room.
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
        self.offsets.clear();
        self.keys.clear();
        self.undecoded.clear();
        self.why = None;
    }

    /// The next record's key or value could not be decoded.
    pub(super) fn undecoded(&mut self, place: &Place<'_>, offset: i64, why: &str) {
        self.undecoded.push(self.ends.len());
        self.why
            .get_or_insert_with(|| format!("{}-{} offset {offset}: {why}", place.topic, place.partition));
    }

    /// How many records before so many lines could not be decoded; which was the first, and why.
    pub(super) fn troubles(&self, lines: usize) -> (u64, Option<&str>) {
        let count = self.undecoded.partition_point(|at| *at < lines);
        (count as u64, self.why.as_deref().filter(|_| count > 0))
    }

    /// A record that the filter did not find.
    pub(super) fn nothing(&mut self) {
        self.ends.push(self.bytes.len());
    }

    /// The key of the record that was added last.
    pub(super) fn of_key(&mut self, record: &Record<'_>) {
        self.keys.push((record.key.map(<[u8]>::to_vec), record.value.is_none()));
    }

    /// The offset of the record that was added last.
    pub(super) fn at(&mut self, offset: i64) {
        self.offsets.push(offset);
    }

    /// Every record with its key.
    pub(super) fn keyed(&self) -> impl Iterator<Item = Keyed<'_>> {
        let mut from = 0;
        let each = self.keys.iter().zip(&self.ends).zip(&self.offsets);
        each.map(move |(((key, tombstone), end), offset)| {
            let line = self.bytes.get(from..*end).unwrap_or_default();
            from = *end;
            Keyed {
                key: key.as_deref(),
                tombstone: *tombstone,
                offset: *offset,
                line,
            }
        })
    }
}

impl Form {
    /// Adds one record, its key and value as what they say.
    pub(super) fn show_decoded(
        self,
        place: &Place<'_>,
        record: &Record<'_>,
        key: &Decoded,
        value: &Decoded,
        out: &mut Lines,
    ) {
        let to = &mut out.bytes;
        match self {
            Self::Value | Self::Raw => to.extend_from_slice(value.line(record.value).as_bytes()),
            Self::SafeValue => to.extend_from_slice(escape(&value.line(record.value)).as_bytes()),
            Self::Json => json(place, record, Some((key, value)), to),
            Self::Csv { safe } => csv::row(place, record, Some((key, value)), safe, to),
        }
        self.end(out);
    }

    /// Adds one record.
    pub(super) fn show(self, place: &Place<'_>, record: &Record<'_>, out: &mut Lines) {
        let to = &mut out.bytes;
        match self {
            Self::Value | Self::Raw => to.extend_from_slice(record.value.unwrap_or_default()),
            Self::SafeValue => to.extend_from_slice(escape_bytes(record.value.unwrap_or_default()).as_bytes()),
            Self::Json => json(place, record, None, to),
            Self::Csv { safe } => csv::row(place, record, None, safe, to),
        }
        self.end(out);
    }

    /// Ends a record.
    fn end(self, out: &mut Lines) {
        if self != Self::Raw {
            out.bytes.push(b'\n');
        }
        out.ends.push(out.bytes.len());
    }
}

/// A record as one JSON object without a line's end; key and value as what they say, where that is given.
pub(super) fn json(place: &Place<'_>, record: &Record<'_>, says: Option<(&Decoded, &Decoded)>, to: &mut Vec<u8>) {
    to.extend_from_slice(b"{\"topic\":");
    text(place.topic.as_str(), to);
    to.extend_from_slice(b",\"partition\":");
    number(i64::from(place.partition), to);
    to.extend_from_slice(b",\"offset\":");
    number(record.offset, to);
    to.extend_from_slice(b",\"timestamp\":");
    match record.timestamp {
        -1 => to.extend_from_slice(b"null"),
        at => number(at, to),
    }
    to.extend_from_slice(b",\"timestamp_type\":");
    to.extend_from_slice(match place.append_time {
        true => b"\"append\"",
        false => b"\"create\"",
    });
    if place.control {
        to.extend_from_slice(b",\"control\":");
        to.extend_from_slice(match record.committed() {
            Some(true) => b"\"commit\"",
            Some(false) => b"\"abort\"",
            None => b"\"other\"",
        });
    }
    match says {
        None => {
            to.extend_from_slice(b",\"key\":");
            blob(record.key, to);
            to.extend_from_slice(b",\"value\":");
            blob(record.value, to);
        }
        Some((key, value)) => {
            said("key", key, record.key, to);
            said("value", value, record.value, to);
        }
    }
    to.extend_from_slice(b",\"headers\":[");
    for (at, (name, value)) in record.headers.enumerate() {
        if at > 0 {
            to.push(b',');
        }
        to.extend_from_slice(b"{\"name\":");
        blob(Some(name), to);
        to.extend_from_slice(b",\"value\":");
        blob(value, to);
        to.push(b'}');
    }
    to.extend_from_slice(b"]}");
}

/// A payload as its value, its format, and why it could not be read.
fn said(name: &str, decoded: &Decoded, bytes: Option<&[u8]>, to: &mut Vec<u8>) {
    let mut field = |name: &str, value: &dyn Fn(&mut Vec<u8>)| {
        to.extend_from_slice(b",\"");
        to.extend_from_slice(name.as_bytes());
        to.extend_from_slice(b"\":");
        value(to);
    };
    field(name, &|to| safe(&decoded.json(bytes).to_string(), to));
    field(&format!("{name}_format"), &|to| text(decoded.format.name(), to));
    if let Some(why) = &decoded.trouble {
        field(&format!("{name}_error"), &|to| text(why, to));
    }
}

/// JSON as it is, but for what could steer a terminal, which can stand only in strings.
fn safe(json: &str, to: &mut Vec<u8>) {
    for c in json.chars() {
        if is_safe(c) {
            to.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        } else {
            escaped(c, to);
        }
    }
}

fn number(value: i64, to: &mut Vec<u8>) {
    use std::io::Write;
    // a Vec takes all
    let _ = write!(to, "{value}");
}

/// Text when it is UTF-8, else `{"base64": "…"}`; null for none.
fn blob(bytes: Option<&[u8]>, to: &mut Vec<u8>) {
    match bytes.map(std::str::from_utf8) {
        None => to.extend_from_slice(b"null"),
        Some(Ok(utf8)) => text(utf8, to),
        Some(Err(_)) => {
            to.extend_from_slice(b"{\"base64\":\"");
            to.extend_from_slice(STANDARD.encode(bytes.unwrap_or_default()).as_bytes());
            to.extend_from_slice(b"\"}");
        }
    }
}

/// A JSON string. What could steer a terminal is written as `\uXXXX`, which reads back as it was.
fn text(text: &str, to: &mut Vec<u8>) {
    to.push(b'"');
    let bytes = text.as_bytes();
    let mut copied = 0;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if PLAIN.get(usize::from(byte)).copied().unwrap_or(false) {
            at += 1;
            continue;
        }
        let c = text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or('\0');
        let len = c.len_utf8();
        if byte < 0x80 || !is_safe(c) {
            to.extend_from_slice(bytes.get(copied..at).unwrap_or_default());
            escaped(c, to);
            copied = at + len;
        }
        at += len;
    }
    to.extend_from_slice(bytes.get(copied..).unwrap_or_default());
    to.push(b'"');
}

/// Bytes that stand for themselves in a string.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0x20;
    while byte < 0x7f {
        plain[byte] = byte != b'"' as usize && byte != b'\\' as usize;
        byte += 1;
    }
    plain
};

fn escaped(c: char, to: &mut Vec<u8>) {
    use std::io::Write;
    match c {
        '"' => to.extend_from_slice(b"\\\""),
        '\\' => to.extend_from_slice(b"\\\\"),
        '\n' => to.extend_from_slice(b"\\n"),
        '\r' => to.extend_from_slice(b"\\r"),
        '\t' => to.extend_from_slice(b"\\t"),
        c => {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // a Vec takes all
                let _ = write!(to, "\\u{unit:04x}");
            }
        }
    }
}
