//! Record batches for Produce.

use anyhow::Result;
use bytes::{Bytes, BytesMut};
use kafka_protocol::indexmap::IndexMap;
use kafka_protocol::records::{
    Compression, NO_PARTITION_LEADER_EPOCH, NO_PRODUCER_EPOCH, NO_PRODUCER_ID, Record, RecordBatchEncoder,
    RecordEncodeOptions, TimestampType,
};

/// One uncompressed batch of `(key, value)` records, all of `timestamp` (milliseconds since 1970).
pub fn batch(records: impl IntoIterator<Item = (Bytes, Bytes)>, timestamp: i64) -> Result<Bytes> {
    let records = (0..).zip(records).map(|(at, (key, value))| Record {
        transactional: false,
        control: false,
        delete_horizon: false,
        partition_leader_epoch: NO_PARTITION_LEADER_EPOCH,
        producer_id: NO_PRODUCER_ID,
        producer_epoch: NO_PRODUCER_EPOCH,
        timestamp_type: TimestampType::Creation,
        offset: at,
        // The encoder keeps records in one batch only while offset − sequence stays the same.
        sequence: i32::try_from(at).unwrap_or(i32::MAX),
        timestamp,
        key: Some(key),
        value: Some(value),
        headers: IndexMap::new(),
    });
    let records: Vec<Record> = records.collect();
    let mut encoded = BytesMut::new();
    let options = RecordEncodeOptions {
        version: 2,
        compression: Compression::None,
    };
    RecordBatchEncoder::encode(&mut encoded, &records, &options)?;
    Ok(encoded.freeze())
}
