//! A schema as it is registered, and whether it is one at all.

use serde::{Deserialize, Serialize};

use super::Fault;

/// The languages a schema may be written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Kind {
    /// Apache Avro; what a schema without a type is.
    #[default]
    Avro,
    /// JSON Schema.
    Json,
    /// Protocol Buffers.
    Protobuf,
}

impl Kind {
    /// All of them, in the order Confluent's `/schemas/types` lists them.
    pub const ALL: [Self; 3] = [Self::Json, Self::Protobuf, Self::Avro];
}

/// Another subject's schema that one builds on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reference {
    /// How the schema names it: an Avro full name, a Protobuf import, a JSON Schema `$ref`.
    pub name: String,
    /// The subject it is registered under.
    pub subject: String,
    /// The version of that subject.
    pub version: i32,
}

/// Protobuf messages in messages, at most; JSON has such a bound in its parser.
const DEEPEST: usize = 64;

/// A schema. Two that differ in white space only are the same, but for Protobuf.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Schema {
    /// Its language.
    pub kind: Kind,
    /// Its text; Avro and JSON Schema without needless white space.
    pub text: String,
    /// What it builds on.
    pub references: Vec<Reference>,
}

impl Schema {
    /// A schema of this text. Only its JSON is looked at; see [`Schema::check`].
    ///
    /// # Errors
    /// 42201 when Avro or JSON Schema is no JSON.
    pub fn new(kind: Kind, text: &str, references: Vec<Reference>) -> Result<Self, Fault> {
        let text = match kind {
            Kind::Protobuf => text.trim().to_owned(),
            Kind::Avro | Kind::Json => {
                let value: serde_json::Value =
                    serde_json::from_str(text).map_err(|why| Fault::InvalidSchema(why.to_string()))?;
                value.to_string()
            }
        };
        Ok(Self { kind, text, references })
    }

    /// Whether it is a schema of its language; `referenced` are the texts it builds on, and what those build on.
    ///
    /// # Errors
    /// 42201 with what the parser says.
    pub fn check(&self, referenced: &[String]) -> Result<(), Fault> {
        let invalid = |why: String| Fault::InvalidSchema(why);
        match self.kind {
            Kind::Avro => self.avro(referenced).map(|_| ()),
            Kind::Json => match serde_json::from_str(&self.text) {
                Ok(serde_json::Value::Object(_) | serde_json::Value::Bool(_)) => Ok(()),
                Ok(_) => Err(invalid("a JSON Schema is an object or a boolean".into())),
                Err(why) => Err(invalid(why.to_string())),
            },
            Kind::Protobuf if depth(&self.text) > DEEPEST => Err(invalid("it is nested too deeply".into())),
            Kind::Protobuf => protox::file::File::from_source("schema.proto", &self.text)
                .map(|_| ())
                .map_err(|why| invalid(why.to_string())),
        }
    }

    /// The Avro schema, with what it builds on put in.
    ///
    /// # Errors
    /// 42201 when it is none, or a name in it is not known.
    pub(super) fn avro(&self, referenced: &[String]) -> Result<apache_avro::Schema, Fault> {
        let invalid = |why: apache_avro::Error| Fault::InvalidSchema(why.to_string());
        if referenced.is_empty() {
            return apache_avro::Schema::parse_str(&self.text).map_err(invalid);
        }
        let (mut schema, others) = apache_avro::Schema::parse_str_with_list(&self.text, referenced).map_err(invalid)?;
        schema.denormalize(&others).map_err(invalid)?;
        Ok(schema)
    }
}

/// How deep braces and brackets go; those in texts and comments count too.
fn depth(text: &str) -> usize {
    let (mut now, mut most) = (0usize, 0);
    for c in text.chars() {
        match c {
            '{' | '[' | '(' => now += 1,
            '}' | ']' | ')' => now = now.saturating_sub(1),
            _ => {}
        }
        most = most.max(now);
    }
    most
}
