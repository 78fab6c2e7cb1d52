//! What is in the records: one file a family, all from the same shop.

mod avro;
mod dead_letter;
mod json;
mod protobuf;
mod shop;
#[cfg(test)]
mod tests;

use bytes::Bytes;

use super::dice::Dice;
use crate::demo::story::Content;
use shop::Shop;

/// A record before it has an offset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Its key.
    pub key: Option<Bytes>,
    /// Its value; none deletes the key of a compacted topic.
    pub value: Option<Bytes>,
    /// Its headers.
    pub headers: Vec<(&'static str, Bytes)>,
}

/// A schema of the story cannot be used: a mistake in the program.
#[derive(Debug, thiserror::Error)]
#[error("a schema of the demo: {0}")]
pub struct SchemaError(String);

/// Makes records of every kind.
#[derive(Debug)]
pub struct Payloads {
    shop: Shop,
    avro: avro::Avro,
    protobuf: protobuf::Protobuf,
    /// Producers have begun to write `promo_code`.
    pub promotions: bool,
}

impl Payloads {
    /// With every schema parsed.
    ///
    /// # Errors
    /// When a schema of the story is none.
    pub fn new() -> Result<Self, SchemaError> {
        Ok(Self {
            shop: Shop::default(),
            avro: avro::Avro::new()?,
            protobuf: protobuf::Protobuf::new()?,
            promotions: false,
        })
    }

    /// A record of `content`, written at `now` (ms since the epoch).
    pub fn make(&mut self, content: Content, now: i64, dice: &mut Dice) -> Made {
        match content {
            Content::Order => self.avro.order(&mut self.shop, self.promotions, now, dice),
            Content::Profile => self.avro.profile(now, dice),
            Content::Payment => self.protobuf.payment(&self.shop, now, dice),
            Content::DeadLetter => dead_letter::sunk(now, dice),
            other => json::make(other, &self.shop, now, dice),
        }
    }

    /// A record that claims a schema nobody has registered, and is cut short: no consumer can read it.
    pub fn poison(&mut self, dice: &mut Dice) -> Made {
        let mut made = keyed(shop::customer(dice), dead_letter::poisoned(dice));
        made.headers = vec![("source", Bytes::from_static(b"checkout-canary"))];
        made
    }

    /// A click of a robot, which always goes to the same partition.
    pub fn robot(&mut self, now: i64, dice: &mut Dice) -> Made {
        json::robot(now, dice)
    }

    /// The dead letter that Connect makes of a record of `topic` it could not read.
    pub fn dead_letter(&mut self, of: &Made, topic: &str, partition: i32, offset: i64) -> Made {
        dead_letter::of(of, topic, partition, offset)
    }

    /// The dead letter that Spring makes of a record of `topic`, written at `at` (ms since the epoch), that it could not
    /// deal with.
    pub fn unsettled(&mut self, of: &Made, topic: &str, partition: i32, offset: i64, at: i64) -> Made {
        dead_letter::sprung(of, topic, partition, offset, at)
    }
}

fn keyed(key: String, value: impl Into<Bytes>) -> Made {
    Made {
        key: Some(Bytes::from(key)),
        value: Some(value.into()),
        headers: Vec::new(),
    }
}

/// Confluent's wire format: a zero, the schema's id, and what the schema's language puts before its bytes.
fn framed(id: i32, before: &[u8], body: &[u8]) -> Bytes {
    let mut out = Vec::with_capacity(5 + before.len() + body.len());
    out.push(0);
    out.extend(id.to_be_bytes());
    out.extend(before);
    out.extend(body);
    out.into()
}
