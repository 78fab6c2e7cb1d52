//! Protobuf: a schema's text compiled, a payload read by one of its messages, a value written by it.
//!
//! | file | its part |
//! |---|---|
//! | `any` | messages that name their type, of types that the schema has not |
//! | `files` | the schema, what it imports, and what is always there |
//! | `index` | Confluent's way to a message within its file |
//! | `skeleton` | a value to begin with |
//! | `wrong` | which field of a value does not fit |

mod any;
mod files;
mod index;
mod skeleton;
#[cfg(test)]
mod tests;
mod wrong;

use prost_reflect::prost::Message;
use prost_reflect::{DeserializeOptions, DynamicMessage, FileDescriptor, Kind, MessageDescriptor, SerializeOptions};
use serde_json::value::Serializer;
use serde_json::{Number, Value};

use super::frame::Way;
use super::input::{Fault, Input, Read};

/// A file of messages.
#[derive(Debug)]
pub(super) struct Messages {
    file: FileDescriptor,
    first: MessageDescriptor,
    /// One of its messages, or of those it imports, has a float of 32 bits.
    floats: bool,
}

impl Messages {
    /// Compiles a file; `references` are those it imports, by the name it imports them by.
    pub(super) fn parse(text: &str, references: &[(&str, &str)]) -> Read<Self> {
        let file = files::compile(text, references)?;
        let first = file.messages().next();
        let first = first.ok_or_else(|| Fault::new("the file defines no message"))?;
        let floats = |message: MessageDescriptor| message.fields().any(|field| field.kind() == Kind::Float);
        let floats = file.parent_pool().all_messages().any(floats);
        Ok(Self { file, first, floats })
    }

    /// The same, with this message taken for its first.
    pub(super) fn with_first(self, name: &str) -> Read<Self> {
        match self.message(name) {
            Some(first) => Ok(Self { first, ..self }),
            None => Err(Fault::new(format!("the file has no message {name}"))),
        }
    }

    /// The full name of its first message.
    pub(super) fn name(&self) -> &str {
        self.first.full_name()
    }

    /// A message of the file by its full name, or by the part of it after the package.
    pub(super) fn message(&self, name: &str) -> Option<MessageDescriptor> {
        let pool = self.file.parent_pool();
        let full = format!("{}.{name}", self.file.package_name());
        let found = pool
            .get_message_by_name(name)
            .or_else(|| pool.get_message_by_name(&full));
        found.filter(|message| message.parent_file() == self.file)
    }

    /// What a payload says, with the name of its message where that is not the first, and how many fields it has that
    /// the schema has not.
    pub(super) fn read(&self, bytes: &[u8], way: Way<'_>) -> Read<(Value, String)> {
        let mut input = Input::new(bytes)?;
        let message = match way {
            Way::First | Way::Beside([]) => self.first.clone(),
            Way::Ahead => index::read(&mut input, &self.file)?,
            Way::Beside(way) => index::read(&mut Input::new(way)?, &self.file)?,
        };
        let other = (message != self.first).then(|| format!(", message {}", message.full_name()));
        let rest = input.take(input.left())?;
        let mut read = DynamicMessage::decode(message, rest).map_err(|why| Fault::new(why.to_string()))?;
        let taken = match any::held_by(&self.first) {
            true => any::take_out(&mut read, &self.first),
            false => Vec::new(),
        };
        let strange = match taken.len() {
            0 => String::new(),
            1 => ", 1 message of a type that the schema has not".to_owned(),
            count => format!(", {count} messages of types that the schema has not"),
        };
        let unknown = match read.unknown_fields().count() {
            0 => String::new(),
            1 => ", 1 field that the schema has not".to_owned(),
            count => format!(", {count} fields that the schema has not"),
        };
        let options = SerializeOptions::new()
            .use_proto_field_name(true)
            .stringify_64_bit_integers(false)
            .skip_default_fields(false);
        let value = match self.floats {
            false => read.serialize_with_options(Serializer, &options),
            // by way of text, in which a float has as many digits as tell it: 0.1, not 0.10000000149011612
            true => {
                let mut text = Vec::new();
                let written = read.serialize_with_options(&mut serde_json::Serializer::new(&mut text), &options);
                written.and_then(|()| serde_json::from_slice(&text))
            }
        };
        let mut value = value.map_err(|why| Fault::new(why.to_string()))?;
        any::put_back(&mut value, taken);
        Ok((value, other.unwrap_or_default() + &unknown + &strange))
    }

    /// A value to begin with; of the first message without a name.
    pub(super) fn skeleton(&self, message: Option<&str>) -> Value {
        let named = message.and_then(|name| self.message(name));
        skeleton::skeleton(named.as_ref().unwrap_or(&self.first))
    }

    /// The payload of a value, with the way to its message before it where `indexed`. Without a name the message is the
    /// first.
    pub(super) fn write(&self, json: &Value, message: Option<&str>, indexed: bool) -> Read<Vec<u8>> {
        let message = match message {
            Some(name) => self
                .message(name)
                .ok_or_else(|| Fault::new(format!("the schema has no message {name}")))?,
            None => self.first.clone(),
        };
        let mut bytes = Vec::new();
        if indexed {
            index::write(&message, &mut bytes);
        }
        let read = fits(&message, json).map_err(|why| wrong::locate(&message, json, &why))?;
        read.encode(&mut bytes).map_err(|why| Fault::new(why.to_string()))?;
        Ok(bytes)
    }
}

/// The message a value is.
fn fits(message: &MessageDescriptor, json: &Value) -> Result<DynamicMessage, String> {
    let options = DeserializeOptions::new().deny_unknown_fields(true);
    let json = numbers(json)?;
    DynamicMessage::deserialize_with_options(message.clone(), &json, &options).map_err(|why| why.to_string())
}

/// The same value, its numbers as any deserializer hears them: serde_json hands those that keep all their digits to itself
/// alone.
fn numbers(json: &Value) -> Result<Value, String> {
    Ok(match json {
        Value::Number(number) if number.is_i64() || number.is_u64() => json.clone(),
        Value::Number(number) => {
            let float = number.as_f64().and_then(Number::from_f64);
            Value::Number(float.ok_or_else(|| format!("{number} is beyond any number of Protobuf's"))?)
        }
        Value::Array(items) => Value::Array(items.iter().map(numbers).collect::<Result<_, _>>()?),
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| Ok((name.clone(), numbers(value)?));
            Value::Object(fields.iter().map(field).collect::<Result<_, String>>()?)
        }
        other => other.clone(),
    })
}
