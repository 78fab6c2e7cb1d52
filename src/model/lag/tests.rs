use proptest::prelude::*;

use super::*;
use crate::model::column::encode;
use crate::model::group::{Group, GroupKind, GroupState, Member};
use crate::model::names::Partition;

use Isolation::{ReadCommitted, ReadUncommitted};
use Known::{Unknown, Value};

fn lag(committed: Known<i64>, start: i64, stable: i64, high: i64, isolation: Isolation) -> Lag {
    Lag::new(committed, Value(start), Value(high), Value(stable), isolation)
}

#[test]
fn committed_40_start_100_stable_450_high_500() {
    let uncommitted = lag(Value(40), 100, 450, 500, ReadUncommitted);
    assert_eq!((uncommitted.lag, uncommitted.lost), (Value(400), Value(60)));
    let committed = lag(Value(40), 100, 450, 500, ReadCommitted);
    assert_eq!((committed.lag, committed.lost), (Value(350), Value(60)));
    assert_eq!((committed.blocked, committed.end), (Value(50), Value(450)));
}

#[test]
fn no_commit_is_unknown_with_an_upper_bound() {
    let row = lag(Unknown(Reason::NoCommit), 100, 450, 500, ReadUncommitted);
    assert_eq!(row.lag, Unknown(Reason::NoCommit));
    assert_eq!((row.at_most, row.lost), (Value(400), Unknown(Reason::NoCommit)));
}

#[test]
fn a_commit_beyond_the_end_is_ahead_and_no_negative_lag() {
    let row = lag(Value(520), 100, 500, 500, ReadUncommitted);
    assert_eq!((row.lag, row.ahead, row.lost), (Value(0), 20, Value(0)));
    let between = lag(Value(480), 100, 450, 500, ReadCommitted);
    assert_eq!(
        (between.lag, between.ahead),
        (Value(0), 0),
        "past the stable offset is not ahead"
    );
}

#[test]
fn an_unknown_end_or_start_is_never_zero() {
    let silent = Lag::new(
        Value(40),
        Value(0),
        Unknown(Reason::Unreachable),
        Unknown(Reason::NotYet),
        ReadUncommitted,
    );
    assert_eq!(silent.lag, Unknown(Reason::Unreachable));
    let no_start = Lag::new(
        Value(40),
        Unknown(Reason::NotYet),
        Value(50),
        Value(50),
        ReadUncommitted,
    );
    assert_eq!((no_start.lag, no_start.lost), (Value(10), Unknown(Reason::NotYet)));
}

#[test]
fn a_marker_at_the_end_of_a_transactional_topic_is_caught_up() {
    let row = lag(Value(99), 0, 100, 100, ReadUncommitted);
    assert_eq!((row.caught_up(true), row.caught_up(false)), (Value(true), Value(false)));
}

fn group(kind: GroupKind, state: GroupState, assigned: &[&str], rows: &[(&str, Known<i64>, i64)]) -> Group {
    let member = Member {
        id: "m-1".into(),
        instance: None,
        client: "c".into(),
        host: "/10.0.0.1".into(),
        epoch: Known::default(),
        assigned: assigned.iter().map(|&topic| (topic.into(), Partition(0))).collect(),
        target: Known::default(),
    };
    let offsets = rows
        .iter()
        .map(|&(topic, committed, end)| GroupOffset {
            topic: topic.into(),
            partition: Partition(0),
            index: None,
            committed_raw: encode(committed),
            high_raw: end,
            stable_raw: end,
            start_raw: 0,
            member: None,
            changed: None,
        })
        .collect();
    Group {
        id: "g".into(),
        kind,
        state: Value(state),
        protocol_type: "consumer".into(),
        assignor: Known::default(),
        coordinator: Known::default(),
        epoch: Known::default(),
        assignment_epoch: Known::default(),
        members: Value(vec![member]),
        offsets: Value(offsets),
        rights: Known::default(),
        read_at: None,
    }
}

#[test]
fn a_stale_topic_is_listed_and_not_counted_while_the_group_is_stable() {
    let commits = [("new", Value(90), 100), ("old", Value(0), 1_000)];
    let stable = group(GroupKind::Consumer, GroupState::Stable, &["new"], &commits);
    let total = GroupLag::of(&stable, ReadUncommitted).value().unwrap();
    assert_eq!((total.lag.known, total.stale.known, total.stale_rows), (10, 1_000, 1));
    assert_eq!(
        rows(&stable, ReadUncommitted).map(|r| r.stale).collect::<Vec<_>>(),
        [false, true]
    );

    let empty = group(GroupKind::Classic, GroupState::Empty, &["new"], &commits);
    assert_eq!(GroupLag::of(&empty, ReadUncommitted).value().unwrap().lag.known, 1_010);
    let opaque = group(GroupKind::Classic, GroupState::Stable, &[], &commits);
    assert_eq!(GroupLag::of(&opaque, ReadUncommitted).value().unwrap().lag.known, 1_010);
}

#[test]
fn a_total_with_an_unknown_reads_at_least() {
    let rows = [("a", Value(90), 100), ("b", Unknown(Reason::NoCommit), 50)];
    let some = group(GroupKind::Classic, GroupState::Empty, &[], &rows);
    let total = GroupLag::of(&some, ReadUncommitted).value().unwrap();
    assert_eq!(
        total.lag,
        Total {
            known: 10,
            at_least: true
        }
    );
    assert_eq!(
        (total.rows, total.unknown, total.uncommitted, total.share),
        (2, 1, 1, false)
    );

    let share = group(GroupKind::Share, GroupState::Stable, &["a"], &rows[..1]);
    assert!(GroupLag::of(&share, ReadUncommitted).value().unwrap().share);
    let dark = Group {
        offsets: Unknown(Reason::NotAuthorised),
        ..share
    };
    assert_eq!(GroupLag::of(&dark, ReadUncommitted), Unknown(Reason::NotAuthorised));
}

fn number() -> impl Strategy<Value = Known<i64>> {
    prop_oneof![
        8 => (0..1_000i64).prop_map(Value),
        1 => (0..=i64::MAX).prop_map(Value),
        1 => Just(Unknown(Reason::NoCommit)),
        1 => Just(Unknown(Reason::TimedOut)),
    ]
}

proptest! {
    #[test]
    fn lag_is_never_negative_and_splits_what_kafka_shows(c in number(), s in number(), h in number(), l in number()) {
        let row = Lag::new(c, s, h, l, ReadUncommitted);
        for part in [row.lag, row.lost, row.blocked, row.at_most] {
            prop_assert!(part.value().is_none_or(|n| n >= 0));
        }
        prop_assert_eq!(row.lag.is_known(), c.is_known() && h.is_known());
        if let (Value(c), Value(s), Value(h)) = (c, s, h) && s <= h {
            // what kafka-consumer-groups shows is our lag and the lost ones, less what is ahead
            prop_assert_eq!(h - c, row.lag.value().unwrap() + row.lost.value().unwrap() - row.ahead);
        }
        prop_assert!(row.at_most.value().is_none_or(|most| row.lag.value().is_none_or(|lag| lag <= most)));
    }

    #[test]
    fn a_total_is_order_free_and_exact_only_when_all_is_known(numbers in prop::collection::vec(number(), 0..20)) {
        let forth: Total = numbers.iter().copied().collect();
        let back: Total = numbers.iter().rev().copied().collect();
        prop_assert_eq!(forth, back);
        prop_assert_eq!(forth.at_least, numbers.iter().any(|n| !n.is_known()));
    }
}
