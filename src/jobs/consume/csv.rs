//! Records as rows of CSV (RFC 4180) that lose nothing.

use crate::decode::Decoded;
use crate::records::read::Place;
use crate::report::records::csv::{Row, push};
use crate::text::escape::escape_bytes;
use crate::wire::batch::Record;

/// A row, without its line's end. `safe`: for a terminal, which control characters may not reach.
pub(super) fn row(
    place: &Place<'_>,
    record: &Record<'_>,
    says: Option<(&Decoded, &Decoded)>,
    safe: bool,
    to: &mut Vec<u8>,
) {
    let says = says.map(|(key, value)| (key.line(record.key), value.line(record.value)));
    let part = |bytes: Option<&'_ [u8]>| bytes.is_some();
    let (key, value) = match &says {
        None => (record.key, record.value),
        Some((key, value)) => (
            part(record.key).then_some(key.as_bytes()),
            part(record.value).then_some(value.as_bytes()),
        ),
    };
    let row = Row {
        topic: place.topic.as_str(),
        partition: place.partition,
        offset: record.offset,
        timestamp: (record.timestamp != -1).then_some(record.timestamp),
        key,
        value,
    };
    let safely = |bytes: &[u8]| escape_bytes(bytes).into_owned().into_bytes();
    push(&row, record.headers, safe.then_some(&safely), to);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::names::TopicName;
    use crate::report::records::csv::HEAD;

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
        let read = |record: &Record<'_>| {
            let mut out = HEAD.as_bytes().to_vec();
            row(&place, record, None, false, &mut out);
            let mut reader = ::csv::Reader::from_reader(out.as_slice());
            let read = reader.byte_records().next().unwrap().unwrap();
            read.iter().map(<[u8]>::to_vec).collect::<Vec<_>>()
        };
        let fields = [&b"t"[..], b"3", b"7", b"5", b"k\"1\"", b"a,b\r\nc\xff", b"", b""];
        assert_eq!(read(&record), fields);
        let mut safe = Vec::new();
        row(&place, &record, None, true, &mut safe);
        assert_eq!(safe.iter().filter(|byte| **byte == b'\r').count(), 0);
        let none = Record {
            key: Some(b""),
            value: None,
            ..record
        };
        assert_eq!(read(&none)[4..], [&b""[..], b"", b"", b"value"]);
    }
}
