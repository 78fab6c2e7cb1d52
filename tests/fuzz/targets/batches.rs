//! The records of a Fetch, batch by batch: as they come, and as the inside of a batch of each codec.

#![no_main]

use bytes::{BufMut, Bytes, BytesMut};
use libfuzzer_sys::fuzz_target;
use targets::wire::batch::{Batches, HEADER, MOST};

fuzz_target!(|data: &[u8]| {
    read(Bytes::copy_from_slice(data));
    if let Some((first, packed)) = data.split_first() {
        read(around(i16::from(first % 8), i32::from(first / 8), packed));
    }
});

fn read(bytes: Bytes) {
    let mut scratch = Vec::new();
    for batch in Batches::new(bytes).flatten() {
        let _ = batch.check();
        let told = usize::try_from(batch.head.count).unwrap_or(0);
        if let Ok(records) = batch.records(&mut scratch) {
            let read = records.filter(Result::is_ok).count();
            assert!(read <= told, "{read} of {told}");
        }
        assert!(scratch.len() <= MOST);
    }
}

/// A batch that says it holds so many records in these bytes, packed by this codec.
fn around(codec: i16, count: i32, packed: &[u8]) -> Bytes {
    let mut batch = BytesMut::new();
    batch.put_i64(0);
    batch.put_i32(i32::try_from(HEADER - 12 + packed.len()).unwrap_or(i32::MAX));
    batch.put_i32(0);
    batch.put_i8(2);
    batch.put_u32(0);
    batch.put_i16(codec);
    batch.put_i32(count);
    batch.put_bytes(0, 30);
    batch.put_i32(count);
    batch.extend_from_slice(packed);
    batch.freeze()
}
