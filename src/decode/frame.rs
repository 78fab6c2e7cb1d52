//! Confluent's wire format: the id of the schema before or beside the payload.
//!
//! Before it: a zero byte, the id in 4 bytes, big endian. Beside it, in a header: a one, a GUID of 16 bytes, and the
//! payload is bare. Protobuf has the way to its message within the file next, there too: see [`Way`].

use super::{Decoded, Lookup, Schema, SchemaKey, SchemaSource, Shown};

/// Where a Protobuf payload names its message within the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way<'a> {
    /// Nowhere: it is the first.
    First,
    /// Before the message.
    Ahead,
    /// In the header, after what names the schema: these bytes.
    Beside(&'a [u8]),
}

/// A payload and what names its schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame<'a> {
    pub(super) key: SchemaKey,
    pub(super) way: Way<'a>,
    pub(super) payload: &'a [u8],
}

impl<'a> Frame<'a> {
    /// The frame that the header or the first bytes make.
    pub(super) fn of(bytes: &'a [u8], header: Option<&'a [u8]>) -> Option<Self> {
        let beside = match header {
            Some([1, rest @ ..]) => {
                let guid = rest.split_first_chunk::<16>();
                guid.map(|(guid, way)| (SchemaKey::Guid(uuid::Uuid::from_bytes(*guid)), way))
            }
            // a header may carry the frame's head as it is, too
            Some(&[0, a, b, c, d, ref way @ ..]) => Some((SchemaKey::Id(u32::from_be_bytes([a, b, c, d])), way)),
            _ => None,
        };
        if let Some((key, way)) = beside {
            let (way, payload) = (Way::Beside(way), bytes);
            return Some(Self { key, way, payload });
        }
        match *bytes {
            [0, a, b, c, d, ref payload @ ..] => {
                let (key, way) = (SchemaKey::Id(u32::from_be_bytes([a, b, c, d])), Way::Ahead);
                // no registry numbers from 0
                (key != SchemaKey::Id(0)).then_some(Self { key, way, payload })
            }
            _ => None,
        }
    }

    /// What it says, by the schema that the source has.
    pub(super) fn decode(&self, source: &dyn SchemaSource) -> Result<Decoded, Missing> {
        let note = format!("registry {}", self.key);
        match source.schema(self.key) {
            Lookup::Found(schema) => {
                let named = format!("{note}: {}", schema.name());
                Ok(match schema.decode(self.payload, self.way) {
                    Ok((value, more)) => Decoded::new(schema.kind().format(), Shown::Tree(value), named + &more),
                    Err(why) => Decoded::undecoded(named, why.to_string()),
                })
            }
            Lookup::Later => {
                let mut waiting = Decoded::undecoded(note, "its schema has not been fetched yet");
                waiting.wants = Some(self.key);
                Ok(waiting)
            }
            Lookup::Missing(why) => Err(Missing {
                note,
                why: why.as_ref().to_owned(),
            }),
        }
    }
}

/// A schema that cannot be had.
#[derive(Debug)]
pub(super) struct Missing {
    note: String,
    why: String,
}

impl From<Missing> for Decoded {
    fn from(missing: Missing) -> Self {
        Self::undecoded(missing.note, missing.why)
    }
}

/// A payload by a given schema: as it is, or behind the frame that a registry's serializer put before it.
pub(super) fn bare(bytes: &[u8], schema: &Schema) -> Decoded {
    let shown = |note: String, value| Decoded::new(schema.kind().format(), Shown::Tree(value), note);
    let why = match schema.decode(bytes, Way::First) {
        Ok((value, more)) => return shown(schema.name() + &more, value),
        Err(why) => why,
    };
    let framed = Frame::of(bytes, None).and_then(|frame| {
        let (value, more) = schema.decode(frame.payload, frame.way).ok()?;
        Some(shown(
            format!("{}{more}, behind registry {}", schema.name(), frame.key),
            value,
        ))
    });
    framed.unwrap_or_else(|| Decoded::undecoded(schema.name(), why.to_string()))
}
