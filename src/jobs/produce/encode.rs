//! Keys and values as a schema writes them: JSON in, Confluent's wire format out.

use std::sync::Arc;

use serde_json::Value;

use super::input::batch::{Bad, Batch, Item, Part, Row, Span};
use super::order::Shape;
use crate::decode::Schema;

/// What writes a key or a value.
#[derive(Clone, Debug)]
pub(super) struct Encoder {
    /// The schema.
    pub(super) schema: Arc<Schema>,
    /// Its id in the registry, or (a dry run) 0 when it has none yet.
    pub(super) id: u32,
    /// Which message of a Protobuf schema; none for the first.
    pub(super) message: Option<String>,
}

/// What writes keys, and what writes values.
#[derive(Clone, Debug, Default)]
pub(super) struct Encoders {
    pub(super) key: Option<Encoder>,
    pub(super) value: Option<Encoder>,
}

/// Why it cannot be written: the column in the text, where it is known, and words.
type Wrong = (Option<String>, String);

impl Encoder {
    /// The bytes of a JSON text. What is no JSON is tried as a string, for keys and values that are plain text.
    fn encode(&self, text: &[u8]) -> Result<Vec<u8>, Wrong> {
        let write = |json: &Value| self.schema.frame(self.id, json, self.message.as_deref());
        match serde_json::from_slice::<Value>(text) {
            Ok(json) => write(&json).map_err(|fault| (None, fault.to_string())),
            Err(error) => {
                let plain = std::str::from_utf8(text)
                    .ok()
                    .map(|text| Value::String(text.to_owned()));
                let written = plain.and_then(|plain| write(&plain).ok());
                let column = Some(error.column().max(1).to_string());
                written.ok_or_else(|| (column, format!("no JSON: {}", super::input::words(&error))))
            }
        }
    }
}

impl Encoders {
    /// Nothing is encoded.
    pub(super) fn is_empty(&self) -> bool {
        self.key.is_none() && self.value.is_none()
    }

    /// The batch with its keys and values encoded; a record that does not fit its schema is none.
    pub(super) fn batch(&self, from: &Batch, shape: &Shape) -> Batch {
        let mut to = Batch {
            read: from.read,
            rows: Vec::with_capacity(from.rows.len()),
            bytes: Vec::with_capacity(from.bytes.len()),
        };
        for row in &from.rows {
            let row = match row {
                Row::Bad(bad) => Row::Bad(Bad {
                    line: bad.line,
                    column: bad.column.clone(),
                    why: bad.why.clone(),
                    input: to.put(from.at(bad.input)),
                    item: None,
                }),
                Row::Record(item) => match self.item(from, item, shape, &mut to) {
                    Ok(item) => Row::Record(item),
                    Err((column, why)) => {
                        let (read, value) = unencoded(from, item, &mut to);
                        Row::Bad(Bad {
                            line: item.line,
                            column,
                            why,
                            input: value,
                            item: Some(Box::new(read)),
                        })
                    }
                },
            };
            to.rows.push(row);
        }
        to
    }

    fn item(&self, from: &Batch, item: &Item, shape: &Shape, to: &mut Batch) -> Result<Item, Wrong> {
        let record = from.record(item, shape);
        let key = part(self.key.as_ref(), record.key, to).map_err(|(column, why)| (column, format!("key: {why}")))?;
        let value = part(self.value.as_ref(), record.value, to)?;
        Ok(with(item, key, value))
    }
}

/// A record with another key and value.
fn with(item: &Item, key: Part, value: Part) -> Item {
    Item {
        key,
        value,
        ..item.clone()
    }
}

/// A record as it was read, and where its value is.
fn unencoded(from: &Batch, item: &Item, to: &mut Batch) -> (Item, Span) {
    let nothing = to.put(&[]);
    let mut part = |part| match part {
        Part::At(span) => Part::At(to.put(from.at(span))),
        other => other,
    };
    let (key, value) = (part(item.key), part(item.value));
    let read = with(item, key, value);
    let span = match value {
        Part::At(span) => span,
        Part::Null | Part::Given => nothing,
    };
    (read, span)
}

/// A part, encoded when there is something to encode it with. Null stays null: a tombstone has no schema.
fn part(encoder: Option<&Encoder>, bytes: Option<&[u8]>, to: &mut Batch) -> Result<Part, Wrong> {
    let Some(bytes) = bytes else { return Ok(Part::Null) };
    let span: Span = match encoder {
        Some(encoder) => to.put(&encoder.encode(bytes)?),
        None => to.put(bytes),
    };
    Ok(Part::At(span))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::Kind;

    fn encoders() -> Encoders {
        let avro = |text: &str, id| {
            Some(Encoder {
                schema: Arc::new(Schema::parse(Kind::Avro, text, &[]).unwrap()),
                id,
                message: None,
            })
        };
        Encoders {
            key: avro("\"string\"", 1),
            value: avro(
                r#"{"type":"record","name":"O","fields":[{"name":"n","type":"int"}]}"#,
                258,
            ),
        }
    }

    fn encoded(key: Part, value: &[u8]) -> (Batch, Shape) {
        let shape = Shape {
            key: Some(b"all".to_vec()),
            ..Shape::default()
        };
        let mut batch = Batch::default();
        let value = Part::At(batch.put(value));
        batch.rows.push(Row::Record(Item {
            line: 7,
            key,
            value,
            headers: Vec::new(),
            partition: None,
            timestamp: None,
        }));
        (encoders().batch(&batch, &shape), shape)
    }

    #[test]
    fn a_record_is_written_as_its_schemas_write_it() {
        let (batch, shape) = encoded(Part::Given, b"{\"n\":3}");
        let Row::Record(item) = &batch.rows[0] else {
            panic!("{batch:?}")
        };
        let record = batch.record(item, &shape);
        assert_eq!(record.key, Some(&b"\0\0\0\0\x01\x06all"[..]));
        assert_eq!(record.value, Some(&b"\0\0\0\x01\x02\x06"[..]));
        let (batch, shape) = encoded(Part::Null, b"{\"n\":3}");
        let Row::Record(item) = &batch.rows[0] else {
            panic!("{batch:?}")
        };
        assert_eq!(batch.record(item, &shape).key, None);
    }

    #[test]
    fn what_does_not_fit_is_named_by_line_and_field_or_column() {
        let told = |value: &[u8]| match &encoded(Part::Null, value).0.rows[0] {
            Row::Bad(bad) => bad.told(),
            Row::Record(item) => panic!("{item:?}"),
        };
        assert!(
            told(b"{\"n\":\"x\"}").starts_with("line 7: .n: "),
            "{}",
            told(b"{\"n\":\"x\"}")
        );
        // and kept as it was read, with its key
        let (batch, shape) = encoded(Part::Given, b"{\"n\":\"x\"}");
        let Row::Bad(Bad { item: Some(item), .. }) = &batch.rows[0] else {
            panic!("{batch:?}")
        };
        let record = batch.record(item, &shape);
        assert_eq!(
            (record.key, record.value),
            (Some(&b"all"[..]), Some(&b"{\"n\":\"x\"}"[..]))
        );
        assert!(
            told(b"{\"n\":1").starts_with("line 7, column 6: no JSON: "),
            "{}",
            told(b"{\"n\":1")
        );
    }
}
