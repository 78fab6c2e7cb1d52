//! Which schema writes keys and values: found in the registry before the input is opened. Nothing is registered unless
//! it was asked for.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::encode::{Encoder, Encoders};
use super::order::Order;
use crate::config::profile::Profile;
use crate::decode::{Kind, Lookup, Schema, SchemaKey, SchemaSource as _};
use crate::model::trouble::{Cause, Trouble};
use crate::plan::Permit;
use crate::registry::{Client, Code, Draft, Registered, Schemas, Version};

const OPERATION: &str = "find the schema";

/// Versions of a subject that are compared with a file, at most; the newest first.
const COMPARED: usize = 100;

/// A schema that is wanted for keys or values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Which one.
    pub which: Which,
    /// How its subject is named; not looked at for [`Which::Id`].
    pub subject: Naming,
    /// Which message of a Protobuf schema; none for the first.
    pub message: Option<String>,
}

/// Which schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// The one with this id.
    Id(u32),
    /// The last version of the subject.
    Latest,
    /// This version of the subject.
    Version(i32),
    /// The one in this file. It has to be registered, or is registered when `register` says so and it is compatible.
    File {
        /// Its path; the extension tells its language: avsc, proto, json.
        path: PathBuf,
        /// Register it when it is not.
        register: bool,
    },
}

/// How the subject of a schema is named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Naming {
    /// `TOPIC-key`, `TOPIC-value`.
    #[default]
    Topic,
    /// The record's full name: of the file's, or this one.
    Record(Option<String>),
    /// `TOPIC-` and the record's full name.
    TopicRecord(Option<String>),
    /// This name.
    Named(String),
}

/// Leave to register schemas, by subject.
pub type Leave<'a> = dyn Fn(&str, &str) -> Result<Permit, Trouble> + 'a;

fn refused(what: String) -> Trouble {
    Trouble::new(OPERATION, Cause::Config(what))
}

/// Finds the schemas of the order. `leave` admits the registration of a kind of schema under a subject; with none, a
/// dry run, nothing is registered.
///
/// # Errors
/// No registry is named or it does not answer; there is no such schema; a file that is none, is not registered, or is
/// not compatible.
pub(super) fn find(profile: &Profile, order: &Order, leave: Option<&Leave<'_>>) -> Result<Encoders, Trouble> {
    if order.key_schema.is_none() && order.value_schema.is_none() {
        return Ok(Encoders::default());
    }
    let client = Client::new(profile)?.ok_or_else(|| {
        refused("no schema registry is named".into())
            .hint("schema.registry.url of the context, or -X schema.registry.url=…")
    })?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| refused(format!("cannot start: {error}")))?;
    runtime.block_on(async {
        let finder = Finder {
            client: &client,
            topic: order.topic.as_str(),
            leave,
        };
        Ok(Encoders {
            key: finder.side(order.key_schema.as_ref(), "key").await?,
            value: finder.side(order.value_schema.as_ref(), "value").await?,
        })
    })
}

struct Finder<'a> {
    client: &'a Client,
    topic: &'a str,
    leave: Option<&'a Leave<'a>>,
}

impl Finder<'_> {
    async fn side(&self, wish: Option<&Wish>, side: &str) -> Result<Option<Encoder>, Trouble> {
        let Some(wish) = wish else { return Ok(None) };
        let subject = |schema: Option<&Schema>| subject(&wish.subject, self.topic, side, schema);
        let (schema, id) = match &wish.which {
            Which::Id(id) => self.by_id(*id).await?,
            Which::Latest => self.registered(&subject(None)?, Version::Latest).await?,
            Which::Version(number) => self.registered(&subject(None)?, Version::Number(*number)).await?,
            Which::File { path, register } => {
                let (kind, text) = read(path)?;
                let parsed = Schema::parse(kind, &text, &[]);
                let schema = parsed.map_err(|fault| refused(format!("{}: {fault}", path.display())))?;
                let id = self.file(&subject(Some(&schema))?, kind, &text, *register).await?;
                (Arc::new(schema), id)
            }
        };
        Ok(Some(Encoder {
            schema,
            id,
            message: wish.message.clone(),
        }))
    }

    async fn by_id(&self, id: u32) -> Result<(Arc<Schema>, u32), Trouble> {
        let (schemas, key) = (Schemas::default(), SchemaKey::Id(id));
        schemas.fetch(self.client, key).await?;
        match schemas.schema(key) {
            Lookup::Found(schema) => Ok((schema, id)),
            Lookup::Missing(why) => Err(refused(why.to_string())),
            Lookup::Later => Err(refused(format!("schema {id} could not be fetched"))),
        }
    }

    async fn registered(&self, subject: &str, version: Version) -> Result<(Arc<Schema>, u32), Trouble> {
        let found = self.client.version(subject, version, false).await?;
        let parsed = self.client.parsed(&found).await?;
        let schema = parsed.map_err(|why| refused(format!("subject {subject}: {why}")))?;
        Ok((Arc::new(schema), found.id))
    }

    /// The id of a file's schema under its subject, registered now if that was asked for.
    async fn file(&self, subject: &str, kind: Kind, text: &str, register: bool) -> Result<u32, Trouble> {
        let versions = match self.client.versions(subject, false).await {
            Ok(versions) => versions,
            Err(failed) if failed.code.is_some_and(Code::not_found) => Vec::new(),
            Err(failed) => return Err(failed.into()),
        };
        for version in versions.iter().rev().take(COMPARED) {
            let found = self.client.version(subject, Version::Number(*version), false).await?;
            if same(&found, kind, text) {
                return Ok(found.id);
            }
        }
        let draft = Draft {
            schema: text.to_owned(),
            schema_type: kind.name(),
            references: Vec::new(),
        };
        if !versions.is_empty() {
            let check = self.client.check(subject, None, &draft).await?;
            if !check.is_compatible {
                let reasons = check.reasons();
                let why = match reasons.is_empty() {
                    true => "the registry gives no reason".to_owned(),
                    false => reasons.join("; "),
                };
                return Err(refused(format!("it is not compatible with subject {subject}: {why}")));
            }
        }
        match (register, self.leave) {
            (true, Some(leave)) => {
                let permit = leave(subject, kind.name())?;
                Ok(self.client.register(&permit, subject, &draft).await?)
            }
            // a dry run: the id it would get is not known
            (_, None) => Ok(0),
            (false, Some(_)) => Err(refused(format!("it is not registered under subject {subject}"))
                .hint("--register registers it: it is compatible with what is there")),
        }
    }
}

fn subject(naming: &Naming, topic: &str, side: &str, schema: Option<&Schema>) -> Result<String, Trouble> {
    let record = |named: &Option<String>| {
        let of_schema = schema.map(|schema| schema.record_name().to_owned());
        let found = named.clone().or(of_schema).filter(|name| !name.is_empty());
        found.ok_or_else(|| {
            refused("the subject goes by the record's name, and none is known: --record names it".into())
        })
    };
    Ok(match naming {
        Naming::Topic => format!("{topic}-{side}"),
        Naming::Record(named) => record(named)?,
        Naming::TopicRecord(named) => format!("{topic}-{}", record(named)?),
        Naming::Named(name) => name.clone(),
    })
}

/// A file's schema and its language.
fn read(path: &Path) -> Result<(Kind, String), Trouble> {
    let shown = path.display();
    let kind = match path.extension().and_then(|extension| extension.to_str()) {
        Some("avsc") => Kind::Avro,
        Some("proto") => Kind::Protobuf,
        Some("json") => Kind::Json,
        _ => {
            return Err(refused(format!(
                "{shown}: a schema's file ends in .avsc, .proto or .json"
            )));
        }
    };
    let text = fs::read_to_string(path).map_err(|error| refused(format!("cannot read {shown}: {error}")))?;
    Ok((kind, text))
}

/// Whether a file's schema is the registered one: as JSON, or but for white space.
fn same(found: &Registered, kind: Kind, text: &str) -> bool {
    if found.kind() != Some(kind) || !found.references().is_empty() {
        return false;
    }
    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    match kind {
        Kind::Protobuf => found.schema.split_whitespace().eq(text.split_whitespace()),
        Kind::Avro | Kind::Json => json(&found.schema).is_some_and(|schema| Some(schema) == json(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_named_as_confluents_strategies_name_it() {
        let schema = Schema::parse(
            Kind::Avro,
            r#"{"type":"record","name":"Order","namespace":"shop","fields":[]}"#,
            &[],
        )
        .unwrap();
        let named = |naming: Naming, schema: Option<&Schema>| subject(&naming, "orders", "value", schema).ok();
        assert_eq!(named(Naming::Topic, None).unwrap(), "orders-value");
        assert_eq!(named(Naming::Record(None), Some(&schema)).unwrap(), "shop.Order");
        assert_eq!(
            named(Naming::TopicRecord(None), Some(&schema)).unwrap(),
            "orders-shop.Order"
        );
        assert_eq!(named(Naming::Record(Some("a.B".into())), None).unwrap(), "a.B");
        assert_eq!(named(Naming::Record(None), None), None);
        assert_eq!(named(Naming::Named("x".into()), None).unwrap(), "x");
    }

    #[test]
    fn a_file_is_the_registered_schema_whatever_its_spaces() {
        let found = |kind: Option<&str>, schema: &str| Registered {
            subject: "s".into(),
            version: 1,
            id: 1,
            schema_type: kind.map(str::to_owned),
            references: None,
            schema: schema.into(),
        };
        assert!(same(
            &found(None, "{\"type\":\"int\"}"),
            Kind::Avro,
            "{ \"type\" : \"int\" }\n"
        ));
        assert!(!same(
            &found(None, "{\"type\":\"int\"}"),
            Kind::Avro,
            "{\"type\":\"long\"}"
        ));
        assert!(!same(&found(Some("JSON"), "{}"), Kind::Avro, "{}"));
        assert!(same(
            &found(Some("PROTOBUF"), "message A {\n}"),
            Kind::Protobuf,
            "message A { }"
        ));
    }
}
