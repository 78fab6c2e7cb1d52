use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::{BufMut, Bytes, BytesMut};
use kafka_protocol::messages::fetch_response::PartitionData;
use kafka_protocol::records;

use super::answer::{self, Part};
use super::budget::Budget;
use super::cursor::{Cursor, State};
use super::pool::Order;
use super::spot::bounds;
use super::take::{SHARE, shares};
use super::unit::{PART, Piece, Unit, Worker};
use super::{From, Place, Scan, Slice, Until, Wish};
use crate::model::lag::Isolation;
use crate::model::names::{BrokerId, TopicName};
use crate::wire::batch::{Batch, BatchError, Batches, HEADER, Record};

fn slice(from: i64, until: Option<i64>) -> Slice {
    Slice {
        topic: TopicName::from("orders"),
        partition: 0,
        from,
        until,
        start: 0,
        end: 100,
        held_back: 0,
        leader: Some(BrokerId(1)),
        epoch: 4,
        id: None,
    }
}

fn cursor(from: i64, until: Option<i64>) -> Cursor {
    Cursor::new(slice(from, until), 1 << 20, Instant::now())
}

fn empty(high_watermark: i64, stable: i64) -> PartitionData {
    PartitionData::default()
        .with_high_watermark(high_watermark)
        .with_last_stable_offset(stable)
        .with_preferred_read_replica((-1).into())
        .with_records(Some(Bytes::new()))
}

#[test]
fn an_answer_without_records_says_where_the_log_ends() {
    let at_60 = cursor(60, Some(100));
    let end = |part, committed| match answer::read(part, &at_60, committed) {
        Part::Nothing { end } => end,
        other => panic!("{other:?}"),
    };
    assert_eq!(end(empty(100, 90), false), 100);
    assert_eq!(end(empty(100, 90), true), 90, "an open transaction holds it back");
}

#[test]
fn a_gap_is_passed_only_when_it_is_sure() {
    let start = Instant::now();
    let at = |ms| start + Duration::from_millis(ms);
    let mut crowded = cursor(60, Some(100));
    for second in 0..60 {
        assert!(!crowded.came_empty(100, false, at(second * 1_000)), "there was no room");
    }
    assert!(crowded.first, "it comes first the next time");
    let mut slow = cursor(60, Some(100));
    for ms in [0, 600, 1_200, 1_800] {
        assert!(!slow.came_empty(100, true, at(ms)), "after {ms} ms it may yet come");
        assert!(slow.source(at(ms)).is_none() && slow.source(at(ms + 600)).is_some());
    }
    slow.went(70);
    assert!(!slow.came_empty(100, true, at(2_400)), "it came: counted anew");
    let mut gap = cursor(60, Some(100));
    let passed: Vec<bool> = (0..5).map(|at_| gap.came_empty(100, true, at(at_ * 600))).collect();
    assert_eq!(passed, [false, false, false, false, true]);
    assert!(gap.done());
    let mut open = cursor(60, Some(100));
    for second in 0..60 {
        assert!(!open.came_empty(60, true, at(second * 1_000)), "the end is here as yet");
    }
    assert!(!open.done());
}

#[test]
fn a_batch_that_does_not_fit_is_asked_for_in_full() {
    let mut cut = Vec::new();
    cut.put_i64(60);
    cut.put_i32(5_000_000);
    cut.put_i32(4);
    cut.put_i8(2);
    cut.put_bytes(0, 40);
    let part = empty(100, 100).with_records(Some(cut.into()));
    match answer::read(part, &cursor(60, None), true) {
        Part::Larger(bytes) => assert!(bytes >= 5_000_012, "{bytes}"),
        other => panic!("{other:?}"),
    }
}

/// Batches of one record each, of so many bytes.
fn batches(count: i64, bytes: usize) -> Vec<Batch> {
    let mut out = Vec::new();
    for offset in 0..count {
        let begin = out.len();
        out.put_i64(offset);
        out.put_i32(i32::try_from(bytes - 12).unwrap());
        out.put_i32(4);
        out.put_i8(2);
        out.put_bytes(0, HEADER - 17);
        out.resize(begin + bytes, 0);
    }
    Batches::new(out.into()).map(Result::unwrap).collect()
}

#[test]
fn an_answer_is_shared_out_unless_an_aborted_transaction_reaches_over() {
    let counts = |apart| -> Vec<usize> { shares(batches(8, SHARE / 3 + 1), apart).iter().map(Vec::len).collect() };
    assert_eq!(counts(true), [3, 3, 2]);
    assert_eq!(counts(false), [8]);
    let offsets = shares(batches(8, SHARE / 3 + 1), true).into_iter().flatten();
    assert!(offsets.map(|batch| batch.head.base_offset).eq(0..8));
    assert_eq!(shares(Vec::new(), true).len(), 1, "what there is to say is said once");
}

#[test]
fn an_old_message_format_is_named() {
    let mut old = Vec::new();
    old.put_i64(60);
    old.put_i32(30);
    old.put_i32(0);
    old.put_i8(1);
    old.put_bytes(0, 40);
    let part = empty(100, 100).with_records(Some(old.into()));
    match answer::read(part, &cursor(60, None), true) {
        Part::Batches { batches, next, fault } => {
            assert_eq!((batches.len(), next), (0, 60));
            assert_eq!(fault, Some(BatchError::OldFormat(1)));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_retention_took_meanwhile_is_counted() {
    let mut behind = cursor(10, Some(50));
    assert!(behind.back_in_range(30, 100));
    assert_eq!((behind.next, behind.skipped), (30, 20));
    assert!(matches!(behind.state, State::Ready));
    let mut gone = cursor(10, Some(50));
    assert!(gone.back_in_range(80, 100));
    assert_eq!(gone.skipped, 40, "no more than was wanted");
    assert!(gone.done());
    let mut beyond = cursor(90, None);
    assert!(!beyond.back_in_range(0, 80), "the log was truncated");
}

#[test]
fn places_become_offsets_within_the_log() {
    let wish = |from, until| Wish {
        topics: Vec::new(),
        partitions: None,
        from,
        until,
        isolation: Isolation::ReadCommitted,
    };
    // the log has the offsets 10 to 99
    let of = |from, until| bounds(&wish(from, until), 10, 100, Some(40), Some(-1));
    assert_eq!(of(From::Earliest, Until::Now), (10, Some(100)));
    assert_eq!(of(From::Latest, Until::Never), (100, None));
    assert_eq!(of(From::Last(5), Until::Now), (95, Some(100)));
    assert_eq!(of(From::Last(500), Until::Now), (10, Some(100)));
    assert_eq!(of(From::Offset(3), Until::Offset(20)), (10, Some(20)));
    assert_eq!(
        of(From::Time(0), Until::Time(9)),
        (40, Some(100)),
        "no record is so new"
    );
    assert_eq!(
        of(From::Latest, Until::Offset(20)),
        (100, Some(100)),
        "nothing lies before its beginning"
    );
}

/// Looks at a record until a time has passed that is worth a part, each so many records.
struct Heavy {
    every: i64,
}

impl Scan for Heavy {
    type Out = Vec<i64>;

    fn record(&mut self, _: &Place<'_>, record: &Record<'_>, out: &mut Vec<i64>) {
        let begun = Instant::now();
        while record.offset % self.every == 0 && begun.elapsed() < PART {}
        out.push(record.offset);
    }
}

fn unit(number: u64, records: i64) -> Unit {
    let record = |offset| records::Record {
        transactional: false,
        control: false,
        delete_horizon: false,
        partition_leader_epoch: 0,
        producer_id: -1,
        producer_epoch: -1,
        timestamp_type: records::TimestampType::Creation,
        offset,
        sequence: -1,
        timestamp: 0,
        key: None,
        value: Some(Bytes::from_static(b"{}")),
        headers: Default::default(),
    };
    let records: Vec<_> = (0..records).map(record).collect();
    let options = records::RecordEncodeOptions {
        version: 2,
        compression: records::Compression::None,
    };
    let mut bytes = BytesMut::new();
    records::RecordBatchEncoder::encode(&mut bytes, &records, &options).unwrap();
    let batches: Vec<_> = Batches::new(bytes.freeze()).map(Result::unwrap).collect();
    Unit {
        number,
        slice: 0,
        topic: TopicName::from("orders"),
        partition: 0,
        from: 0,
        until: i64::MAX,
        next: records.len() as i64,
        batches,
        aborted: Vec::new(),
        fault: None,
        held: Arc::<Budget>::default().hold(0),
    }
}

#[test]
fn what_takes_long_is_told_in_parts_and_is_whole_together() {
    let mut parts = Vec::new();
    let mut give = |piece| {
        parts.push(piece);
        true
    };
    let mut worker = Worker::new(Heavy { every: 40 }, false);
    assert!(worker.work(&unit(0, 100), &mut give));
    assert!(parts.len() >= 3, "{}", parts.len());
    let offsets: Vec<i64> = parts.iter().flat_map(|part| part.out.clone()).collect();
    assert_eq!(offsets, (0..100).collect::<Vec<_>>());
    assert_eq!(parts.iter().map(|part| part.records).sum::<u64>(), 100);
    for part in &parts {
        assert_eq!(part.upto, part.out.last().map_or(100, |last| last + 1));
    }
    let last: Vec<bool> = parts.iter().map(|part| part.last).collect();
    assert!(
        last.iter().rposition(|last| !last) < last.iter().position(|last| *last),
        "{last:?}"
    );
}

#[test]
fn a_heavy_filter_stops_within_a_part_when_nobody_waits_for_it() {
    let mut seen = Vec::new();
    let mut give = |piece: Piece<Vec<i64>>| {
        seen.extend(piece.out);
        false
    };
    assert!(!Worker::new(Heavy { every: 1 }, false).work(&unit(0, 1_000), &mut give));
    assert!((1..100).contains(&seen.len()), "{}", seen.len());
}

#[test]
fn pieces_wait_for_those_of_their_own_partition_alone() {
    let piece = |slice, number, last| Piece {
        slice,
        last,
        records: 10,
        ..Piece::lost(&Unit {
            batches: Vec::new(),
            ..unit(number, 0)
        })
    };
    let mut order: Order<()> = Order::default();
    let put = |order: &mut Order<()>, piece: Piece<()>| {
        let slice = piece.slice;
        order.put(piece);
        std::iter::from_fn(|| order.take(slice))
            .map(|piece| (piece.number, piece.ahead))
            .collect::<Vec<_>>()
    };
    assert_eq!(put(&mut order, piece(0, 1, false)), []);
    assert_eq!(
        put(&mut order, piece(1, 0, true)),
        [(0, 10)],
        "another partition's goes on"
    );
    assert_eq!(put(&mut order, piece(0, 0, false)), [(0, 10)], "a part is told at once");
    assert_eq!(put(&mut order, piece(0, 1, true)), []);
    assert_eq!(put(&mut order, piece(0, 0, true)), [(0, 20), (1, 10), (1, 0)]);
}
