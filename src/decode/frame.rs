//! Confluent's wire format: the id of the schema before or beside the payload.
//!
//! Before it: a zero byte, the id in 4 bytes, big endian. Beside it, in a header: a one, a GUID of 16 bytes, and the
//! payload is bare. Protobuf then has the way to its message within the file, see [`super::schema`].

use super::{Decoded, Lookup, Schema, SchemaKey, SchemaSource, Shown};

/// A payload and what names its schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame<'a> {
    pub(super) key: SchemaKey,
    pub(super) payload: &'a [u8],
}

impl<'a> Frame<'a> {
    /// The frame that the header or the first bytes make.
    pub(super) fn of(bytes: &'a [u8], header: Option<&[u8]>) -> Option<Self> {
        if let Some([1, guid @ ..]) = header
            && let Ok(guid) = uuid::Uuid::from_slice(guid)
        {
            let key = SchemaKey::Guid(guid);
            return Some(Self { key, payload: bytes });
        }
        // a header may carry the frame's head as it is, too
        if let Some(&[0, a, b, c, d]) = header {
            let key = SchemaKey::Id(u32::from_be_bytes([a, b, c, d]));
            return Some(Self { key, payload: bytes });
        }
        match *bytes {
            [0, a, b, c, d, ref payload @ ..] => {
                let key = SchemaKey::Id(u32::from_be_bytes([a, b, c, d]));
                // no registry numbers from 0
                (key != SchemaKey::Id(0)).then_some(Self { key, payload })
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
                Ok(match schema.decode(self.payload, true) {
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

/// A payload without a frame, by a given schema.
pub(super) fn bare(bytes: &[u8], schema: &Schema) -> Decoded {
    match schema.decode(bytes, false) {
        Ok((value, more)) => Decoded::new(schema.kind().format(), Shown::Tree(value), schema.name() + &more),
        Err(why) => Decoded::undecoded(schema.name(), why.to_string()),
    }
}
