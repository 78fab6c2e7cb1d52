//! What filters see of records, on the threads that read them: keys and values as what their schemas say.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::schemas::{self, Formats, Source};
use crate::config::profile::Profile;
use crate::config::topics::Topic;
use crate::decode::{self, Decoded, Format, Shown, Side, Want};
use crate::model::names::TopicName;
use crate::model::trouble::Trouble;
use crate::records::read::Place;
use crate::wire::batch::Record;

/// Decodes by the formats of each topic.
#[derive(Clone)]
pub(super) struct Decoder {
    schemas: Source,
    formats: Arc<BTreeMap<TopicName, Formats>>,
}

impl Decoder {
    /// For these topics; the formats that are `asked` for go before those that the profile remembers. Reads
    /// certificates and `.proto` files.
    ///
    /// # Errors
    /// A word that is no format; a `.proto` file that cannot be read or is wrong.
    pub(super) fn open(profile: &Profile, topics: &[TopicName], asked: &Topic) -> Result<Self, Trouble> {
        Ok(Self {
            schemas: schemas::source(profile, profile.request_timeout),
            formats: Arc::new(schemas::formats(topics, &profile.topics, asked)?),
        })
    }

    /// Key and value as what they say.
    pub(super) fn decode(&self, place: &Place<'_>, record: &Record<'_>) -> (Decoded, Decoded) {
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
    pub(super) fn worth(&self, place: &Place<'_>, record: &Record<'_>) -> bool {
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

/// Asks a filter about a record whose key and value were decoded: where a schema says what they are, it sees that.
pub(super) fn ask<T>(
    (key, value): &(Decoded, Decoded),
    record: &Record<'_>,
    filter: impl FnOnce(&Record<'_>) -> T,
) -> T {
    let (key, value) = (seen(key), seen(value));
    filter(&Record {
        key: key.as_deref().map(str::as_bytes).or(record.key),
        value: value.as_deref().map(str::as_bytes).or(record.value),
        ..*record
    })
}

/// Why a key or value could not be decoded; none when both could.
pub(super) fn trouble((key, value): &(Decoded, Decoded)) -> Option<&str> {
    value.trouble.as_deref().or(key.trouble.as_deref())
}

/// The JSON that a filter sees instead of the bytes; none where the bytes are it.
fn seen(decoded: &Decoded) -> Option<String> {
    match (&decoded.value, decoded.format) {
        (Shown::Tree(_), Format::Json) | (Shown::Null | Shown::Text(_) | Shown::Bytes, _) => None,
        (Shown::Tree(value), _) => Some(value.to_string()),
    }
}
