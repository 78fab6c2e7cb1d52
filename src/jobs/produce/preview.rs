//! One record of an order as it would be sent, without asking anybody: for who types and wants to see at once.

use std::sync::Arc;

use super::encode::{Encoder, Encoders};
use super::input::batch::{Batch, Row};
use super::input::{self, json};
use super::order::{Order, Source};
use crate::config::profile::Profile;
use crate::decode::Schema;
use crate::records::write::Header;

/// A schema that was found, and its id.
#[derive(Clone, Debug)]
pub struct Writer {
    /// The schema.
    pub schema: Arc<Schema>,
    /// Its id in the registry.
    pub id: u32,
    /// Which message of a Protobuf schema; none for the first.
    pub message: Option<String>,
}

/// A record as it would be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// The bytes of its key; none for null.
    pub key: Option<Vec<u8>>,
    /// The bytes of its value; none for null.
    pub value: Option<Vec<u8>>,
    /// Its headers.
    pub headers: Vec<Header>,
    /// The partition that is asked for.
    pub partition: Option<i32>,
}

/// What a template says once, filled in, and where it is none: the byte from 0, and why.
///
/// # Errors
/// As said.
pub fn filled(template: &str) -> Result<String, (usize, String)> {
    let mut template = input::Template::parse(template, None).map_err(|told| {
        // "template, column 7: why"
        let rest = told.strip_prefix("template, column ").unwrap_or(&told);
        let (column, why) = rest.split_once(": ").unwrap_or(("1", rest));
        let column: usize = column.parse().unwrap_or(1);
        (column.saturating_sub(1), why.to_owned())
    })?;
    let mut out = String::new();
    template.fill(&mut out);
    Ok(out)
}

/// The first record of an order whose template is JSON, as it would be sent with these schemas.
///
/// # Errors
/// In words, with the field of the record that does not fit its schema (of a key after "key: ").
pub fn preview(order: &Order, key: Option<&Writer>, value: Option<&Writer>) -> Result<Preview, String> {
    let Source::Template { text, .. } = &order.source else {
        return Err("only a template is shown before it is sent".into());
    };
    let text = filled(text).map_err(|(_, why)| why)?;
    let mut batch = Batch::default();
    json::read(text.as_bytes(), 1, &order.shape, &mut batch);
    let encoder = |writer: &Writer| Encoder {
        schema: Arc::clone(&writer.schema),
        id: writer.id,
        message: writer.message.clone(),
    };
    let encoders = Encoders {
        key: key.map(encoder),
        value: value.map(encoder),
    };
    let batch = match encoders.is_empty() {
        true => batch,
        false => encoders.batch(&batch, &order.shape),
    };
    match batch.rows.first() {
        Some(Row::Record(item)) => {
            let record = batch.record(item, &order.shape);
            Ok(Preview {
                key: record.key.map(<[u8]>::to_vec),
                value: record.value.map(<[u8]>::to_vec),
                headers: record.headers.to_vec(),
                partition: record.partition,
            })
        }
        Some(Row::Bad(bad)) => Err(bad.why.clone()),
        None => Err("it is no record".into()),
    }
}

/// The most bytes of key and value that are handed to librdkafka, whatever the topic says.
#[must_use]
pub fn largest(profile: &Profile) -> usize {
    input::longest(profile)
}
