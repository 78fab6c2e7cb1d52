use std::time::{Duration, Instant};

use bytes::{BufMut, Bytes};
use kafka_protocol::messages::fetch_response::PartitionData;

use super::answer::{self, Part};
use super::cursor::{Cursor, State};
use super::spot::bounds;
use super::take::{SHARE, shares};
use super::{From, Slice, Until, Wish};
use crate::model::lag::Isolation;
use crate::model::names::{BrokerId, TopicName};
use crate::wire::batch::{Batch, BatchError, Batches, HEADER};

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
