use std::time::Instant;

use bytes::{BufMut, Bytes};
use kafka_protocol::messages::fetch_response::PartitionData;

use super::answer::{self, Part};
use super::cursor::{Cursor, State};
use super::spot::bounds;
use super::{From, Slice, Until, Wish};
use crate::model::lag::Isolation;
use crate::model::names::{BrokerId, TopicName};
use crate::wire::batch::BatchError;

fn slice(from: i64, until: Option<i64>) -> Slice {
    Slice {
        topic: TopicName::from("orders"),
        partition: 0,
        from,
        until,
        start: 0,
        end: 100,
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
fn a_gap_before_the_end_is_passed_only_when_nothing_was_left_out_for_want_of_room() {
    let at_60 = cursor(60, Some(100));
    let upto = |part, committed, alone| match answer::read(part, &at_60, committed, alone) {
        Part::Nothing { upto } => upto,
        other => panic!("{other:?}"),
    };
    assert_eq!(upto(empty(100, 90), false, true), 100);
    assert_eq!(
        upto(empty(100, 90), true, true),
        90,
        "an open transaction holds it back"
    );
    assert_eq!(upto(empty(100, 90), false, false), 60);
    let mut through = cursor(60, Some(100));
    through.went(100);
    assert!(through.done());
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
    match answer::read(part, &cursor(60, None), true, true) {
        Part::Larger(bytes) => assert!(bytes >= 5_000_012, "{bytes}"),
        other => panic!("{other:?}"),
    }
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
    match answer::read(part, &cursor(60, None), true, true) {
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
