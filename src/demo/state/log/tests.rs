use super::*;
use crate::demo::batch::{Batch, Record, header, write};

fn terms(epoch: i32) -> Terms {
    Terms {
        epoch,
        now_ms: 1_000,
        append_time: false,
        keep: u64::MAX,
    }
}

fn batch_of(count: usize, producer: Option<(i64, i16, i32)>, transactional: bool) -> Vec<u8> {
    let record = Record {
        timestamp: 500,
        value: Some(b"value"),
        ..Record::default()
    };
    write(&Batch {
        records: &vec![record; count],
        producer,
        transactional,
    })
}

#[test]
fn batches_lie_end_to_end_and_are_read_whole() {
    let mut log = Log::default();
    for epoch in [0, 0, 3] {
        log.append(&batch_of(2, None, false), terms(epoch)).unwrap();
    }
    assert_eq!((log.start(), log.end(), log.stable()), (0, 6, 6));
    let one = batch_of(2, None, false).len();
    // from the middle of a batch: all of it
    assert_eq!(log.read(3, 6, usize::MAX, true, 3).len(), 2 * one);
    assert_eq!(header(&log.read(3, 6, one, true, 3)).unwrap().base_offset, 2);
    assert_eq!(log.read(0, 6, 10, true, 3).len(), one);
    assert!(log.read(0, 6, 10, false, 3).is_empty());
    assert!(log.read(6, 6, 10, true, 3).is_empty());
    assert_eq!(log.epoch_end(0, 3), (0, 4));
    assert_eq!(log.epoch_end(3, 3), (3, 6));
}

#[test]
fn a_gap_is_passed_with_an_empty_batch() {
    let mut log = Log::default();
    log.skip(1_000, 5_000);
    log.append(&batch_of(1, None, false), terms(1)).unwrap();
    assert_eq!((log.end(), log.size() > 5_000), (1_001, true));
    let gap = header(&log.read(10, 1_001, usize::MAX, true, 1)).unwrap();
    assert_eq!((gap.base_offset, gap.last_offset(), gap.count), (10, 999, 0));
    assert_eq!(header(&log.read(1_000, 1_001, usize::MAX, true, 1)).unwrap().count, 1);
    log.delete_before(500);
    assert_eq!((log.start(), log.end()), (500, 1_001));
    assert!((2_400..2_700).contains(&log.size()), "{}", log.size());
}

#[test]
fn retention_drops_whole_batches_from_the_front() {
    let mut log = Log::default();
    let one = batch_of(3, None, false);
    let keep = 2 * one.len() as u64;
    for _ in 0..5 {
        log.append(&one, Terms { keep, ..terms(0) }).unwrap();
    }
    assert_eq!((log.start(), log.end(), log.size()), (9, 15, keep));
}

#[test]
fn a_producer_writes_each_batch_once_and_in_order() {
    let mut log = Log::default();
    let mut append = |epoch, sequence| {
        let appended = log.append(&batch_of(2, Some((7, epoch, sequence)), false), terms(0));
        appended.map(|appended| (appended.base, appended.duplicate))
    };
    assert_eq!(append(0, 0), Ok((0, false)));
    assert_eq!(append(0, 2), Ok((2, false)));
    assert_eq!(append(0, 0), Ok((0, true)));
    assert_eq!(append(0, 6), Err(E::OutOfOrderSequenceNumber.code()));
    assert_eq!(append(1, 1), Err(E::OutOfOrderSequenceNumber.code()));
    assert_eq!(append(1, 0), Ok((4, false)));
    assert_eq!(append(0, 4), Err(E::InvalidProducerEpoch.code()));
}

#[test]
fn an_open_transaction_holds_the_stable_offset_until_its_marker() {
    let mut log = Log::default();
    log.append(&batch_of(1, None, false), terms(0)).unwrap();
    log.append(&batch_of(2, Some((7, 0, 0)), true), terms(0)).unwrap();
    log.append(&batch_of(1, None, false), terms(0)).unwrap();
    assert_eq!((log.stable(), log.end()), (1, 4));
    log.end_txn((7, 0), false, terms(0));
    assert_eq!((log.stable(), log.end()), (5, 5));
    let aborted = Aborted {
        producer_id: 7,
        first: 1,
        last: 4,
    };
    assert_eq!(log.aborted(0, 5), [aborted]);
    assert_eq!(log.aborted(5, 6), []);
}

#[test]
fn broken_batches_are_refused_by_their_fault() {
    let mut log = Log::default();
    let good = batch_of(1, None, false);
    let mut refuse = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bad = good.clone();
        change(&mut bad);
        log.append(&bad, terms(0)).unwrap_err()
    };
    assert_eq!(refuse(&|bytes| bytes[65] ^= 1), E::CorruptMessage.code());
    assert_eq!(refuse(&|bytes| bytes.truncate(60)), E::CorruptMessage.code());
    assert_eq!(refuse(&|bytes| bytes[16] = 1), E::UnsupportedForMessageFormat.code());
    assert_eq!(refuse(&|bytes| bytes.extend([0; 3])), E::InvalidRecord.code());
    assert_eq!(log.end(), 0);
}
