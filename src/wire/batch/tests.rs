use std::io::{Read, Write};

use bytes::BufMut;
use proptest::prelude::*;

use super::*;

/// A record as it is written: offset and timestamp count from the batch's.
#[derive(Clone, Debug, Default)]
struct Plain {
    offset: i64,
    timestamp: i64,
    key: Option<Vec<u8>>,
    value: Option<Vec<u8>>,
    headers: Vec<(Vec<u8>, Option<Vec<u8>>)>,
}

fn varlong(out: &mut Vec<u8>, value: i64) {
    let mut left = (value << 1 ^ value >> 63).cast_unsigned();
    while left >= 0x80 {
        out.push((left & 0x7f) as u8 | 0x80);
        left >>= 7;
    }
    out.push(left as u8);
}

fn blob(out: &mut Vec<u8>, bytes: Option<&[u8]>) {
    varlong(out, bytes.map_or(-1, |bytes| bytes.len() as i64));
    out.extend_from_slice(bytes.unwrap_or_default());
}

fn plain(records: &[Plain]) -> Vec<u8> {
    let mut out = Vec::new();
    for record in records {
        let mut body = vec![0];
        varlong(&mut body, record.timestamp);
        varlong(&mut body, record.offset);
        blob(&mut body, record.key.as_deref());
        blob(&mut body, record.value.as_deref());
        varlong(&mut body, record.headers.len() as i64);
        for (name, value) in &record.headers {
            blob(&mut body, Some(name));
            blob(&mut body, value.as_deref());
        }
        varlong(&mut out, body.len() as i64);
        out.extend(body);
    }
    out
}

fn packed(codec: u8, plain: &[u8]) -> Vec<u8> {
    match codec {
        0 => plain.to_vec(),
        1 => {
            let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            gzip.write_all(plain).unwrap();
            gzip.finish().unwrap()
        }
        2 => snap::raw::Encoder::new().compress_vec(plain).unwrap(),
        3 => {
            let mut lz4 = lz4_flex::frame::FrameEncoder::new(Vec::new());
            lz4.write_all(plain).unwrap();
            lz4.finish().unwrap()
        }
        // snappy as Java writes it
        12 => {
            let mut out = b"\x82SNAPPY\x00\x00\x00\x00\x01\x00\x00\x00\x01".to_vec();
            for chunk in plain.chunks(7) {
                let block = snap::raw::Encoder::new().compress_vec(chunk).unwrap();
                out.put_u32(block.len() as u32);
                out.extend(block);
            }
            out
        }
        _ => zstd::encode_all(plain, 1).unwrap(),
    }
}

fn batch(base: i64, attributes: i16, records: &[Plain], packed: &[u8]) -> Vec<u8> {
    let mut signed = Vec::new();
    signed.put_i16(attributes);
    signed.put_i32(records.last().map_or(0, |record| record.offset as i32));
    signed.put_i64(1_000);
    signed.put_i64(2_000);
    signed.put_i64(77);
    signed.put_i16(3);
    signed.put_i32(0);
    signed.put_i32(records.len() as i32);
    signed.extend_from_slice(packed);
    let mut out = Vec::new();
    out.put_i64(base);
    out.put_i32((signed.len() + 9) as i32);
    out.put_i32(5);
    out.put_i8(2);
    out.put_u32(crate::wire::crc32c(&signed));
    out.extend(signed);
    out
}

fn read(bytes: Vec<u8>) -> Vec<Result<Batch, BatchError>> {
    Batches::new(bytes.into()).collect()
}

fn some() -> impl Strategy<Value = Option<Vec<u8>>> {
    proptest::option::of(proptest::collection::vec(any::<u8>(), 0..40))
}

fn records() -> impl Strategy<Value = Vec<Plain>> {
    let headers = proptest::collection::vec((proptest::collection::vec(any::<u8>(), 0..9), some()), 0..3);
    let record = (1i64..4, -3_000i64..3_000, some(), some(), headers);
    proptest::collection::vec(record, 1..20).prop_map(|all| {
        let mut offset = -1;
        let each = all.into_iter().map(|(gap, timestamp, key, value, headers)| {
            offset += gap;
            Plain {
                offset,
                timestamp,
                key,
                value,
                headers,
            }
        });
        each.collect()
    })
}

proptest! {
    #[test]
    fn records_come_out_as_they_went_in(
        records in records(),
        codec in prop::sample::select(vec![0u8, 1, 2, 3, 4, 12]),
        base in 0i64..1 << 50,
        cut in 1usize..60,
    ) {
        let bytes = batch(base, i16::from(codec % 10), &records, &packed(codec, &plain(&records)));
        // a second batch, cut off by the answer
        let mut answer = bytes.clone();
        answer.extend_from_slice(&bytes[..bytes.len() - cut]);
        let batches = read(answer);
        prop_assert_eq!(batches.len(), 1);
        let batch = batches[0].as_ref().unwrap();
        batch.check().unwrap();
        prop_assert_eq!(batch.head.last_offset, base + records.last().unwrap().offset);
        let mut scratch = Vec::new();
        let mut count = 0;
        for (got, was) in batch.records(&mut scratch).unwrap().zip(&records) {
            let got = got.unwrap();
            prop_assert_eq!((got.offset, got.timestamp), (base + was.offset, 1_000 + was.timestamp));
            prop_assert_eq!((got.key, got.value), (was.key.as_deref(), was.value.as_deref()));
            let headers: Vec<_> = got.headers.map(|(name, value)| (name.to_vec(), value.map(<[u8]>::to_vec))).collect();
            prop_assert_eq!(&headers, &was.headers);
            count += 1;
        }
        prop_assert_eq!(count, records.len());
    }

    #[test]
    fn bent_batches_are_refused_or_read_and_never_crash(
        records in records(),
        codec in prop::sample::select(vec![0u8, 1, 2, 3, 4, 12]),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut bytes = batch(9, i16::from(codec % 10), &records, &packed(codec, &plain(&records)));
        let at = at.index(bytes.len());
        let was = std::mem::replace(&mut bytes[at], byte);
        let mut scratch = Vec::new();
        for batch in read(bytes).into_iter().flatten() {
            // another length is another batch
            if !(8..12).contains(&at) {
                prop_assert_eq!(batch.check().is_err(), at >= 17 && was != byte);
            }
            let read = batch.records(&mut scratch).map(|records| records.filter(Result::is_ok).count());
            prop_assert!(read.unwrap_or_default() <= usize::try_from(batch.head.count).unwrap_or(0));
        }
    }

    #[test]
    fn noise_is_no_crash(noise in proptest::collection::vec(any::<u8>(), 0..400)) {
        let mut scratch = Vec::new();
        for batch in read(noise.clone()).into_iter().flatten() {
            let _ = batch.records(&mut scratch).map(Iterator::count);
        }
        for codec in [Codec::Gzip, Codec::Snappy, Codec::Lz4, Codec::Zstd] {
            let _ = codec.inflate(&noise, &mut scratch);
        }
    }
}

#[test]
fn what_is_not_magic_2_is_named() {
    let mut old = batch(0, 0, &[Plain::default()], &plain(&[Plain::default()]));
    old[16] = 1;
    assert_eq!(read(old.clone())[0].as_ref().unwrap_err(), &BatchError::OldFormat(1));
    assert_eq!(read(old).len(), 1, "nothing after an error");
}

#[test]
fn all_records_have_the_brokers_time_where_it_appends() {
    let records = [
        Plain::default(),
        Plain {
            offset: 1,
            timestamp: 5,
            ..Plain::default()
        },
    ];
    let batches = read(batch(0, 0x08, &records, &plain(&records)));
    let mut scratch = Vec::new();
    let times: Vec<_> = batches[0]
        .as_ref()
        .unwrap()
        .records(&mut scratch)
        .unwrap()
        .map(|record| record.unwrap().timestamp)
        .collect();
    assert_eq!(times, [2_000, 2_000]);
}

#[test]
fn a_bomb_is_not_opened() {
    let bomb = zstd::encode_all(std::io::repeat(0).take(MOST as u64 + 10), 1).unwrap();
    let mut scratch = Vec::new();
    assert_eq!(Codec::Zstd.inflate(&bomb, &mut scratch), Err(BatchError::TooLarge));
    // a block of snappy that says it is 200 MB long
    let lie = [0x80, 0x84, 0xaf, 0x5f, 0, 0];
    assert_eq!(Codec::Snappy.inflate(&lie, &mut scratch), Err(BatchError::TooLarge));
    assert!(scratch.capacity() < MOST / 2);
}
