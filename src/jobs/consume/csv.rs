//! Records as rows of CSV (RFC 4180). Null and nothing look the same in it, and bytes are as they are.

use serde_json::{Value, json};

use crate::decode::Decoded;
use crate::records::read::Place;
use crate::text::csv::push_field;
use crate::text::escape::escape_bytes;
use crate::wire::batch::Record;

/// The first row.
pub const HEAD: &str = "topic,partition,offset,timestamp,key,value,headers\n";

/// A row, without its line's end. `safe`: for a terminal, which control characters may not reach.
pub(super) fn row(
    place: &Place<'_>,
    record: &Record<'_>,
    says: Option<(&Decoded, &Decoded)>,
    safe: bool,
    to: &mut Vec<u8>,
) {
    field(place.topic.as_str().as_bytes(), safe, to);
    let at = match record.timestamp {
        -1 => String::new(),
        at => at.to_string(),
    };
    to.extend_from_slice(format!(",{},{},{at},", place.partition, record.offset).as_bytes());
    let [key, value] = match says {
        None => [record.key, record.value].map(|bytes| bytes.unwrap_or_default().to_vec()),
        Some((key, value)) => {
            [(key, record.key), (value, record.value)].map(|(says, bytes)| says.line(bytes).as_bytes().to_vec())
        }
    };
    field(&key, safe, to);
    to.push(b',');
    field(&value, safe, to);
    to.push(b',');
    let headers: Vec<Value> = record
        .headers
        .map(|(name, value)| json!({"name": said(name), "value": value.map(said)}))
        .collect();
    if !headers.is_empty() {
        field(Value::Array(headers).to_string().as_bytes(), safe, to);
    }
}

/// Text when it is UTF-8, else `{"base64": "…"}`.
fn said(bytes: &[u8]) -> Value {
    use base64::Engine as _;
    match std::str::from_utf8(bytes) {
        Ok(text) => Value::String(text.to_owned()),
        Err(_) => json!({"base64": base64::engine::general_purpose::STANDARD.encode(bytes)}),
    }
}

fn field(bytes: &[u8], safe: bool, to: &mut Vec<u8>) {
    let escaped = safe.then(|| escape_bytes(bytes));
    let bytes = escaped.as_ref().map_or(bytes, |text| text.as_bytes());
    push_field(bytes, to);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::names::TopicName;

    #[test]
    fn what_a_reader_of_csv_reads_is_what_the_record_says() {
        let topic = TopicName::from("t");
        let place = Place {
            topic: &topic,
            partition: 3,
            append_time: false,
            control: false,
        };
        let record = Record {
            offset: 7,
            timestamp: 5,
            key: Some(b"k\"1\""),
            value: Some(b"a,b\r\nc\xff"),
            headers: Default::default(),
        };
        let mut out = HEAD.as_bytes().to_vec();
        row(&place, &record, None, false, &mut out);
        let mut reader = ::csv::Reader::from_reader(out.as_slice());
        let read = reader.byte_records().next().unwrap().unwrap();
        let fields: Vec<&[u8]> = read.iter().collect();
        assert_eq!(fields, [&b"t"[..], b"3", b"7", b"5", b"k\"1\"", b"a,b\r\nc\xff", b""]);
        let mut safe = Vec::new();
        row(&place, &record, None, true, &mut safe);
        assert_eq!(safe.iter().filter(|byte| **byte == b'\r').count(), 0);
    }
}
