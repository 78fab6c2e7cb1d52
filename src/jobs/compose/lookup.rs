//! What is known of a topic before the first letter is typed: its schemas, the shape of its last record, how many
//! partitions it has.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};

use crate::config::profile::Profile;
use crate::decode::{self, Decoded, Format, Lookup, Schema, SchemaKey, Shown, Side, Want};
use crate::jobs::produce::Writer;
use crate::jobs::schemas::{self, Client, Version};
use crate::model::lag::Isolation;
use crate::model::names::TopicName;
use crate::model::trouble::Trouble;
use crate::records::read::{From, Piece, Place, Reader, Scan, Stop, Until, Ways, Wish};
use crate::registry::Code;
use crate::wire::batch::Record;

/// How long leaders and the last record are waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// Partitions whose last record is looked at, at most.
const LOOKED_AT: usize = 16;

/// What is known of a topic.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) partitions: Option<i32>,
    pub(super) key: Option<Known>,
    pub(super) value: Option<Known>,
    /// A value to begin with.
    pub(super) skeleton: String,
    /// What it is of: "Avro shop.Order v3 (id 7)", "as the last record".
    pub(super) says: String,
    /// Why it is not known whether there is a schema.
    pub(super) unanswered: Option<String>,
}

/// A schema that was found.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) writer: Writer,
    /// "Avro shop.Order v3 (id 7)".
    pub(super) says: String,
}

/// Looks, which takes a while: registry first, then the log.
pub(super) fn look(profile: &Arc<Profile>, topic: &TopicName) -> Found {
    let mut found = Found {
        skeleton: "{}".into(),
        ..Found::default()
    };
    match registered(profile, topic) {
        Ok((key, value)) => (found.key, found.value) = (key, value),
        Err(trouble) => found.unanswered = Some(trouble.to_string()),
    }
    let schemas = schemas::source(profile, schemas::PATIENCE);
    let last = match last(profile, topic) {
        Ok((partitions, last)) => {
            found.partitions = Some(partitions);
            last
        }
        // who may not read may write all the same
        Err(_trouble) => None,
    };
    let decoded = |bytes: Option<&[u8]>, side| {
        let place = decode::Place {
            topic: topic.as_str(),
            side,
            key: last.as_ref().and_then(|last| last.key.as_deref()),
            schema_header: None,
        };
        decode::decode(bytes, &place, &Want::Auto, schemas.as_ref())
    };
    if let Some(last) = &last {
        let value = decoded(last.value.as_deref(), Side::Value);
        if found.value.is_none() && found.unanswered.is_none() {
            // a subject may be named by the record and not by the topic: the last record tells
            found.value = by_frame(last.value.as_deref(), &value, schemas.as_ref());
        }
        if found.value.is_none()
            && let Shown::Tree(tree) = &value.value
            && value.format == Format::Json
        {
            found.skeleton = format!("{:#}", shape(tree, 0));
            found.says = "as the last record".into();
        }
    }
    if let Some(known) = &found.value {
        let value = known.writer.schema.skeleton(known.writer.message.as_deref());
        found.skeleton = format!("{value:#}");
        found.says.clone_from(&known.says);
    }
    found
}

fn registered(profile: &Profile, topic: &TopicName) -> Result<(Option<Known>, Option<Known>), Trouble> {
    let Some(client) = Client::new(profile)? else {
        return Ok((None, None));
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|why| Trouble::new("start", crate::model::trouble::Cause::Io(why.to_string())))?;
    runtime.block_on(async {
        let (key, value) = (format!("{topic}-key"), format!("{topic}-value"));
        let (key, value) = tokio::join!(latest(&client, &key), latest(&client, &value));
        Ok((key?, value?))
    })
}

async fn latest(client: &Client, subject: &str) -> Result<Option<Known>, Trouble> {
    let found = match client.version(subject, Version::Latest, false).await {
        Ok(found) => found,
        Err(failed) if failed.code.is_some_and(Code::not_found) => return Ok(None),
        Err(failed) => return Err(failed.into()),
    };
    let parsed = client.parsed(&found).await?;
    let unusable = |why: String| {
        let cause = crate::model::trouble::Cause::Config(format!("subject {subject}: {why}"));
        Trouble::new("read the schema", cause)
    };
    let schema = parsed.map_err(unusable)?;
    Ok(Some(Known {
        says: format!("{} v{} (id {})", schema.name(), found.version, found.id),
        writer: Writer {
            schema: Arc::new(schema),
            id: found.id,
            message: None,
        },
    }))
}

/// The schema that the payload of a record carries the id of.
fn by_frame(bytes: Option<&[u8]>, decoded: &Decoded, schemas: &dyn decode::SchemaSource) -> Option<Known> {
    let schema_s = matches!(decoded.format, Format::Avro | Format::Protobuf | Format::JsonSchema);
    let (Some([0, a, b, c, d, ..]), true) = (bytes, schema_s) else {
        return None;
    };
    let id = u32::from_be_bytes([*a, *b, *c, *d]);
    let Lookup::Found(schema) = schemas.schema(SchemaKey::Id(id)) else {
        return None;
    };
    Some(Known {
        says: format!("{} (id {id}, as the last record)", Schema::name(&schema)),
        writer: Writer {
            schema,
            id,
            message: None,
        },
    })
}

/// A value of the same shape that says nothing: texts are empty, numbers 0; of a list the first stays.
pub(super) fn shape(value: &Value, depth: usize) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::Bool(_) => Value::Bool(false),
        Value::Number(_) => Value::from(0),
        Value::String(_) => Value::from(""),
        _ if depth > 32 => Value::Null,
        Value::Array(all) => all.iter().take(1).map(|one| shape(one, depth + 1)).collect(),
        Value::Object(all) => {
            let all = all
                .iter()
                .take(200)
                .map(|(name, value)| (name.clone(), shape(value, depth + 1)));
            Value::Object(all.collect::<Map<_, _>>())
        }
    }
}

/// The last record of a share.
#[derive(Default)]
struct Last {
    timestamp: i64,
    key: Option<Vec<u8>>,
    value: Option<Vec<u8>>,
}

struct Keep;

impl Scan for Keep {
    type Out = Option<Last>;

    fn record(&mut self, _place: &Place<'_>, record: &Record<'_>, out: &mut Option<Last>) {
        *out = Some(Last {
            timestamp: record.timestamp,
            key: record.key.map(<[u8]>::to_vec),
            value: record.value.map(<[u8]>::to_vec),
        });
    }
}

/// How many partitions the topic has, and the latest record of the fullest of them.
fn last(profile: &Arc<Profile>, topic: &TopicName) -> Result<(i32, Option<Last>), Trouble> {
    let wish = Wish {
        topics: vec![topic.clone()],
        partitions: None,
        from: From::Last(1),
        until: Until::Now,
        isolation: Isolation::ReadCommitted,
    };
    let mut slices = Reader::open(Arc::clone(profile), PATIENCE)?.plan(&wish)?;
    let partitions = i32::try_from(slices.len()).unwrap_or(i32::MAX);
    slices.retain(|slice| !slice.is_empty());
    slices.sort_by_key(|slice| std::cmp::Reverse(slice.end));
    slices.truncate(LOOKED_AT);
    let ways = Ways {
        patience: Some(PATIENCE),
        ..Ways::default()
    };
    let mut latest: Option<Last> = None;
    let reader = Reader::open(Arc::clone(profile), PATIENCE)?;
    let read = reader.run(&slices, &ways, &Stop::default(), || Keep, &mut |piece: Option<
        Piece<Option<Last>>,
    >| {
        if let Some(found) = piece.and_then(|piece| piece.out) {
            let newer = latest.as_ref().is_none_or(|latest| latest.timestamp <= found.timestamp);
            latest = if newer { Some(found) } else { latest.take() };
        }
        std::ops::ControlFlow::Continue(())
    });
    match read {
        Ok(_) => Ok((partitions, latest)),
        Err(_trouble) => Ok((partitions, None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_shape_has_the_fields_and_none_of_the_values() {
        let value = json!({"id": "o-1", "n": 3.5, "paid": true, "lines": [{"sku": "a"}, {"sku": "b"}], "note": null});
        assert_eq!(
            shape(&value, 0),
            json!({"id": "", "n": 0, "paid": false, "lines": [{"sku": ""}], "note": null})
        );
    }
}
