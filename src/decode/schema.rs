//! A schema, parsed once for all the payloads it reads and writes.

use serde_json::Value;

use super::avro::{self, Shape};
use super::frame::Way;
use super::input::{Fault, Input, Read};
use super::json_schema::JsonSchema;
use super::protobuf::Messages;
use super::{Format, plain};

/// Schemas larger than this, in bytes, are not parsed.
const LARGEST: usize = 4 << 20;

/// The languages a schema may be written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Apache Avro.
    #[default]
    Avro,
    /// Protocol Buffers.
    Protobuf,
    /// JSON Schema.
    Json,
}

/// A schema, parsed.
#[derive(Debug)]
pub struct Schema {
    body: Body,
}

#[derive(Debug)]
enum Body {
    Avro(Shape),
    Protobuf(Messages),
    Json(JsonSchema),
}

impl Kind {
    /// The registry's word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Avro => "AVRO",
            Self::Protobuf => "PROTOBUF",
            Self::Json => "JSON",
        }
    }

    /// The kind of this name, in capitals or not.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let all = [Self::Avro, Self::Protobuf, Self::Json];
        all.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(name))
    }

    /// The format of the payloads it describes.
    #[must_use]
    pub const fn format(self) -> Format {
        match self {
            Self::Avro => Format::Avro,
            Self::Protobuf => Format::Protobuf,
            Self::Json => Format::JsonSchema,
        }
    }
}

impl Schema {
    /// Parses a schema. `references` are what it builds on, by the name it uses (a Protobuf import, a JSON Schema
    /// `$ref`), those they build on before them.
    ///
    /// # Errors
    /// What is wrong with it, in the words of its language's parser.
    pub fn parse(kind: Kind, text: &str, references: &[(&str, &str)]) -> Result<Self, Fault> {
        if references.iter().map(|(_, text)| text.len()).sum::<usize>() + text.len() > LARGEST {
            return Err(Fault::new(format!("the schema is larger than {} MiB", LARGEST >> 20)));
        }
        let body = match kind {
            Kind::Avro => Body::Avro(avro::parse(text, references.iter().map(|(_, text)| *text))?),
            Kind::Protobuf => Body::Protobuf(Messages::parse(text, references)?),
            Kind::Json => Body::Json(JsonSchema::parse(text, references)?),
        };
        Ok(Self { body })
    }

    /// The same, for payloads of another message of a Protobuf schema: its full name, or the part after the package.
    ///
    /// # Errors
    /// It has no such message, or is in another language.
    pub fn with_message(self, name: &str) -> Result<Self, Fault> {
        match self.body {
            Body::Protobuf(messages) => Ok(Self {
                body: Body::Protobuf(messages.with_first(name)?),
            }),
            _ => Err(Fault::new("only a Protobuf schema has messages")),
        }
    }

    /// Its language.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self.body {
            Body::Avro(_) => Kind::Avro,
            Body::Protobuf(_) => Kind::Protobuf,
            Body::Json(_) => Kind::Json,
        }
    }

    /// The full name of what it describes, for the subject strategies that go by it: a record's, a message's, a title.
    #[must_use]
    pub fn record_name(&self) -> &str {
        match &self.body {
            Body::Avro(shape) => shape.name(),
            Body::Protobuf(messages) => messages.name(),
            Body::Json(schema) => schema.name(),
        }
    }

    /// Language and name: "Avro ecommerce.Order".
    #[must_use]
    pub fn name(&self) -> String {
        let language = match self.kind() {
            Kind::Avro => "Avro",
            Kind::Protobuf => "Protobuf",
            Kind::Json => "JSON Schema",
        };
        match self.record_name() {
            "" => language.to_owned(),
            name => format!("{language} {name}"),
        }
    }

    /// A value to begin with: every field the schema requires or names, with a value of its type. It is written by the
    /// schema, where one without the writer's help can be (not by a pattern, nor by a type that must contain itself).
    #[must_use]
    pub fn skeleton(&self, message: Option<&str>) -> Value {
        match &self.body {
            Body::Avro(shape) => avro::skeleton(shape),
            Body::Protobuf(messages) => messages.skeleton(message),
            Body::Json(schema) => schema.skeleton(),
        }
    }

    /// What a payload says, and what else is to be said of it. `way` is to a Protobuf message.
    pub(super) fn decode(&self, bytes: &[u8], way: Way<'_>) -> Read<(Value, String)> {
        match &self.body {
            Body::Avro(shape) => Ok((avro::read(shape, bytes)?, String::new())),
            Body::Protobuf(messages) => messages.read(bytes, way),
            Body::Json(_) => {
                // its size is what it is held to
                Input::new(bytes)?;
                let value = plain::json(bytes).map_err(Fault::new)?;
                Ok((value, String::new()))
            }
        }
    }

    /// The payload of a value, without an id before it. `message` names one of a Protobuf schema's; without it, the
    /// first.
    ///
    /// # Errors
    /// The first field that does not fit, with its path: `.lines[1].price: …`.
    pub fn encode(&self, json: &Value, message: Option<&str>) -> Result<Vec<u8>, Fault> {
        self.written(json, message, false)
    }

    /// The payload of a value in Confluent's wire format: a zero, the schema's id in four bytes, for Protobuf the way to
    /// the message, then what [`Schema::encode`] gives.
    ///
    /// # Errors
    /// As [`Schema::encode`].
    pub fn frame(&self, id: u32, json: &Value, message: Option<&str>) -> Result<Vec<u8>, Fault> {
        let payload = self.written(json, message, true)?;
        let mut bytes = Vec::with_capacity(payload.len() + 5);
        bytes.push(0);
        bytes.extend_from_slice(&id.to_be_bytes());
        bytes.extend_from_slice(&payload);
        Ok(bytes)
    }

    fn written(&self, json: &Value, message: Option<&str>, indexed: bool) -> Read<Vec<u8>> {
        match &self.body {
            Body::Avro(shape) => avro::write(shape, json),
            Body::Protobuf(messages) => messages.write(json, message, indexed),
            Body::Json(schema) => {
                schema.validate(json)?;
                Ok(json.to_string().into_bytes())
            }
        }
    }
}
