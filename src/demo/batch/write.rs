//! Batches written by the cluster itself: traffic, transaction markers, and the empty ones that fill a gap.

use super::{CONTROL, HEADER, TRANSACTIONAL, put, sign};

/// A record to be written.
#[derive(Clone, Debug, Default)]
pub struct Record<'a> {
    /// Milliseconds since the epoch.
    pub timestamp: i64,
    /// The key; `None` is null.
    pub key: Option<&'a [u8]>,
    /// The value; `None` is null, a tombstone.
    pub value: Option<&'a [u8]>,
    /// Headers in their order.
    pub headers: Vec<(&'a str, Option<&'a [u8]>)>,
}

/// What a batch is written from.
#[derive(Clone, Debug)]
pub struct Batch<'a> {
    /// The records, at least one.
    pub records: &'a [Record<'a>],
    /// Idempotent producer: id, epoch and the first record's sequence number.
    pub producer: Option<(i64, i16, i32)>,
    /// Whether it belongs to a transaction of that producer.
    pub transactional: bool,
}

impl<'a> Batch<'a> {
    /// These records, from nobody in particular.
    #[must_use]
    pub fn of(records: &'a [Record<'a>]) -> Self {
        Self {
            records,
            producer: None,
            transactional: false,
        }
    }
}

struct Top {
    base_offset: i64,
    epoch: i32,
    attributes: i16,
    last_delta: i32,
    base_timestamp: i64,
    max_timestamp: i64,
    producer: (i64, i16, i32),
    count: i32,
}

/// An uncompressed batch at offset 0, as a producer sends it.
#[must_use]
pub fn write(batch: &Batch<'_>) -> Vec<u8> {
    let base = batch.records.first().map_or(0, |record| record.timestamp);
    let newest = batch
        .records
        .iter()
        .map(|record| record.timestamp)
        .max()
        .unwrap_or(base);
    let count = i32::try_from(batch.records.len()).unwrap_or(i32::MAX);
    let mut records = Vec::new();
    for (delta, record) in (0_i64..).zip(batch.records) {
        put_record(&mut records, delta, record.timestamp - base, record);
    }
    let top = Top {
        base_offset: 0,
        epoch: -1,
        attributes: if batch.transactional { TRANSACTIONAL } else { 0 },
        last_delta: count - 1,
        base_timestamp: base,
        max_timestamp: newest,
        producer: batch.producer.unwrap_or((-1, -1, -1)),
        count,
    };
    whole(&top, &records)
}

/// The control batch that ends a transaction.
#[must_use]
pub fn marker(base_offset: i64, epoch: i32, producer: (i64, i16), commit: bool, now_ms: i64) -> Vec<u8> {
    let key = [0, 0, 0, u8::from(commit)];
    let record = Record {
        timestamp: now_ms,
        key: Some(&key),
        // version 0, coordinator epoch 0
        value: Some(&[0; 6]),
        headers: Vec::new(),
    };
    let mut records = Vec::new();
    put_record(&mut records, 0, 0, &record);
    let top = Top {
        base_offset,
        epoch,
        attributes: TRANSACTIONAL | CONTROL,
        last_delta: 0,
        base_timestamp: now_ms,
        max_timestamp: now_ms,
        producer: (producer.0, producer.1, -1),
        count: 1,
    };
    whole(&top, &records)
}

/// A batch without records over these offsets, both inclusive, as compaction leaves behind: it moves a consumer on.
#[must_use]
pub fn empty(first: i64, last: i64, epoch: i32) -> Vec<u8> {
    let top = Top {
        base_offset: first,
        epoch,
        attributes: 0,
        last_delta: i32::try_from(last - first).unwrap_or(i32::MAX),
        base_timestamp: -1,
        max_timestamp: -1,
        producer: (-1, -1, -1),
        count: 0,
    };
    whole(&top, &[])
}

fn whole(top: &Top, records: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0; HEADER];
    bytes.extend_from_slice(records);
    let length = i32::try_from(bytes.len() - 12).unwrap_or(i32::MAX);
    put(&mut bytes, 0, &top.base_offset.to_be_bytes());
    put(&mut bytes, 8, &length.to_be_bytes());
    put(&mut bytes, 12, &top.epoch.to_be_bytes());
    put(&mut bytes, 16, &[2]);
    put(&mut bytes, 21, &top.attributes.to_be_bytes());
    put(&mut bytes, 23, &top.last_delta.to_be_bytes());
    put(&mut bytes, 27, &top.base_timestamp.to_be_bytes());
    put(&mut bytes, 35, &top.max_timestamp.to_be_bytes());
    put(&mut bytes, 43, &top.producer.0.to_be_bytes());
    put(&mut bytes, 51, &top.producer.1.to_be_bytes());
    put(&mut bytes, 53, &top.producer.2.to_be_bytes());
    put(&mut bytes, 57, &top.count.to_be_bytes());
    sign(&mut bytes);
    bytes
}

fn put_record(out: &mut Vec<u8>, offset_delta: i64, timestamp_delta: i64, record: &Record<'_>) {
    let mut body = vec![0];
    put_varint(&mut body, timestamp_delta);
    put_varint(&mut body, offset_delta);
    put_blob(&mut body, record.key);
    put_blob(&mut body, record.value);
    put_varint(&mut body, len(&record.headers));
    for (name, value) in &record.headers {
        put_blob(&mut body, Some(name.as_bytes()));
        put_blob(&mut body, *value);
    }
    put_varint(out, len(&body));
    out.extend_from_slice(&body);
}

fn put_blob(out: &mut Vec<u8>, blob: Option<&[u8]>) {
    match blob {
        None => put_varint(out, -1),
        Some(blob) => {
            put_varint(out, len(blob));
            out.extend_from_slice(blob);
        }
    }
}

fn len<T>(list: &[T]) -> i64 {
    i64::try_from(list.len()).unwrap_or(i64::MAX)
}

/// A zig-zag varint.
fn put_varint(out: &mut Vec<u8>, number: i64) {
    let mut rest = ((number << 1) ^ (number >> 63)).cast_unsigned();
    while rest >= 0x80 {
        out.push((rest & 0x7f) as u8 | 0x80);
        rest >>= 7;
    }
    out.push(rest as u8);
}

#[cfg(test)]
mod tests {
    use super::super::{check, header, placed};
    use super::*;
    use kafka_protocol::records::RecordBatchDecoder;

    #[test]
    fn the_codec_crate_reads_what_is_written() {
        let headers = vec![("trace", Some(&b"abc"[..])), ("none", None)];
        let records = [
            Record {
                timestamp: 1_700_000_000_000,
                key: Some(b"key"),
                value: Some(b"value"),
                headers,
            },
            Record {
                timestamp: 1_700_000_000_300,
                ..Record::default()
            },
        ];
        let bytes = write(&Batch::of(&records));
        assert!(check(&bytes).is_ok());
        let placed = placed(&bytes, 40, 7, None);
        let found = RecordBatchDecoder::decode(&mut placed.clone()).unwrap().records;
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].offset, found[1].offset), (40, 41));
        assert_eq!(
            (found[0].partition_leader_epoch, found[1].timestamp),
            (7, 1_700_000_000_300)
        );
        assert_eq!(found[0].value.as_deref(), Some(&b"value"[..]));
        assert_eq!((found[1].key.as_deref(), found[0].headers.len()), (None, 2));
        assert_eq!(check(&placed).unwrap().last_offset(), 41);
    }

    #[test]
    fn a_stamped_batch_is_signed_anew() {
        let records = [Record::default()];
        let stamped = placed(&write(&Batch::of(&records)), 5, 1, Some(99));
        assert_eq!(check(&stamped).unwrap().max_timestamp, 99);
    }

    #[test]
    fn markers_and_gaps_have_sound_headers() {
        let end = marker(9, 2, (77, 3), true, 123);
        let top = check(&end).unwrap();
        assert!(top.is_control() && top.is_transactional());
        assert_eq!((top.base_offset, top.producer_id, top.producer_epoch), (9, 77, 3));
        let gap = header(&empty(100, 299, 4)).unwrap();
        assert_eq!((gap.base_offset, gap.last_offset(), gap.count), (100, 299, 0));
    }
}
