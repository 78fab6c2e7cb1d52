//! What a worker does with a record: decode it, ask the filter, show it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Sift;
use super::show::{Form, Lines};
use super::spare::Spare;
use crate::decode::{self, Decoded, Format, Shown, Side, Want};
use crate::jobs::schemas::{Formats, Source};
use crate::model::names::TopicName;
use crate::records::read::{Place, Scan};
use crate::wire::batch::Record;

/// Shows the wanted ones.
pub(super) struct Printer<S> {
    pub(super) sift: S,
    pub(super) form: Form,
    /// Set when they are decoded.
    pub(super) decoder: Option<Decoder>,
    /// What was decoded is printed, too.
    pub(super) print: bool,
    /// Every record's key is kept beside its line: which of them is the newest is known only at the end.
    pub(super) keys: bool,
    pub(super) spare: Spare,
}

/// Decodes by the formats of each topic.
#[derive(Clone)]
pub(super) struct Decoder {
    pub(super) schemas: Source,
    pub(super) formats: Arc<BTreeMap<TopicName, Formats>>,
}

impl Decoder {
    /// Key and value as what they say.
    fn decode(&self, place: &Place<'_>, record: &Record<'_>) -> (Decoded, Decoded) {
        let auto = Want::Auto;
        let formats = self.formats.get(place.topic);
        let of = |bytes, side: Side| {
            let mut headers = record.headers;
            let header = headers.find(|(name, _)| *name == side.schema_header().as_bytes());
            let stands = decode::Place {
                topic: place.topic.as_str(),
                side,
                key: record.key,
                schema_header: header.and_then(|(_, value)| value),
            };
            let want = match side {
                Side::Key => formats.map(|formats| &formats.key),
                Side::Value => formats.map(|formats| &formats.value),
            };
            decode::decode(bytes, &stands, want.unwrap_or(&auto), self.schemas.as_ref())
        };
        (of(record.key, Side::Key), of(record.value, Side::Value))
    }

    /// Whether a filter may see anything else in it than its bytes.
    fn worth(&self, place: &Place<'_>, record: &Record<'_>) -> bool {
        // printable text is that, or JSON, which a filter reads by itself
        let plain = |byte: &u8| (0x20..0x7f).contains(byte);
        let looks = |bytes: Option<&[u8]>| match bytes {
            None | Some([b'{' | b'[', ..]) => false,
            Some(bytes) => !bytes.iter().all(plain),
        };
        let formats = self.formats.get(place.topic);
        let forced = formats.is_some_and(|formats| !matches!((&formats.key, &formats.value), (Want::Auto, Want::Auto)));
        forced || looks(record.key) || looks(record.value)
    }
}

/// The JSON that a filter sees instead of the bytes; none where the bytes are it.
fn seen(decoded: &Decoded) -> Option<String> {
    match (&decoded.value, decoded.format) {
        (Shown::Tree(_), Format::Json) | (Shown::Null | Shown::Text(_) | Shown::Bytes, _) => None,
        (Shown::Tree(value), _) => Some(value.to_string()),
    }
}

impl<S: Sift> Scan for Printer<S> {
    type Out = Lines;

    fn out(&mut self) -> Lines {
        self.spare.take()
    }

    fn weight(lines: &Lines) -> usize {
        lines.weight()
    }

    fn may(&mut self, bytes: &[u8]) -> bool {
        // what is decoded does not stand in the bytes, and a record that is not found may be newer than one that is
        self.decoder.is_some() || self.keys || self.sift.may(bytes)
    }

    fn record(&mut self, place: &Place<'_>, record: &Record<'_>, out: &mut Lines) {
        let decoder = self.decoder.as_ref();
        let decoder = decoder.filter(|decoder| self.print || decoder.worth(place, record));
        let decoded = decoder.map(|decoder| decoder.decode(place, record));
        if let Some((key, value)) = &decoded
            && let Some(why) = value.trouble.as_ref().or(key.trouble.as_ref())
        {
            out.undecoded(place, record.offset, why);
        }
        let wanted = match &decoded {
            None => self.sift.wants(place, record),
            Some((key, value)) => {
                let (key, value) = (seen(key), seen(value));
                let says = Record {
                    key: key.as_deref().map(str::as_bytes).or(record.key),
                    value: value.as_deref().map(str::as_bytes).or(record.value),
                    ..*record
                };
                self.sift.wants(place, &says)
            }
        };
        if wanted {
            match decoded.as_ref().filter(|_| self.print) {
                Some((key, value)) => self.form.show_decoded(place, record, key, value, out),
                None => self.form.show(place, record, out),
            }
        } else if self.keys {
            out.nothing();
        }
        if self.keys {
            out.of_key(record);
        }
        if wanted || self.keys {
            out.at(record.offset);
        }
    }
}
