use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::model::column::Column;
use crate::model::group::{Group, GroupKind, GroupOffset};
use crate::model::known::Reason;
use crate::model::names::Partition;
use crate::model::stamp::Stamp;
use crate::model::time::Span;
use crate::model::topology::{PartitionPart, TopicPart};

const START: i64 = 1_000_000;

fn topology(topics: &[(&str, u32, usize)], before: &Arc<Topology>) -> Arc<Topology> {
    let parts = topics.iter().map(|&(name, id, len)| TopicPart {
        name: name.into(),
        id: uuid::Uuid::from_u128(u128::from(id)),
        partitions: (0..len)
            .map(|at| PartitionPart {
                partition: i32::try_from(at).unwrap(),
                ..PartitionPart::default()
            })
            .collect(),
        ..TopicPart::default()
    });
    Topology::build(parts.collect(), before)
}

fn offsets(topology: &Topology, ends: &[i64], answered: At) -> Offsets {
    let mut high = Column::unknown(ends.len(), Reason::NotYet);
    for (at, &end) in ends.iter().enumerate() {
        high.set(at, Known::Value(end));
    }
    let stamp = Stamp {
        at: Some(answered),
        ..Stamp::default()
    };
    Offsets {
        layout: topology.layout,
        high,
        from: vec![1; ends.len()],
        brokers: BTreeMap::from([(BrokerId(1), stamp)]),
        ..Offsets::default()
    }
}

fn push(history: &mut History, topology: &Topology, second: i64, ends: &[i64]) {
    let at = At(START + second * 1000);
    history.push_ends(at, topology, &offsets(topology, ends, at));
}

fn groups(second: i64, commits: &[(i64, i64)]) -> Groups {
    let rows = (0..).zip(commits).map(|(partition, &(committed, end))| GroupOffset {
        topic: "a".into(),
        partition: Partition(partition),
        index: None,
        committed_raw: committed,
        high_raw: end,
        stable_raw: end,
        start_raw: 0,
        member: None,
        changed: None,
    });
    let group = Group {
        id: "g".into(),
        kind: GroupKind::Classic,
        state: Known::default(),
        protocol_type: "consumer".into(),
        assignor: Known::default(),
        coordinator: Known::default(),
        epoch: Known::default(),
        assignment_epoch: Known::default(),
        members: Known::default(),
        offsets: Known::Value(rows.collect()),
        rights: Known::default(),
        read_at: Some(At(START + second * 1000)),
    };
    Groups {
        list: vec![Arc::new(group)],
        ..Groups::default()
    }
}

#[test]
fn rates_of_partition_topic_and_cluster() {
    let topology = topology(&[("a", 1, 2), ("b", 2, 1)], &Arc::default());
    let mut history = History::default();
    push(&mut history, &topology, 0, &[100, 0, 7]);
    assert_eq!(
        history.rate(&topology, 0, Span::seconds(10)),
        Known::Unknown(Reason::TooFewSamples)
    );
    push(&mut history, &topology, 2, &[120, 4, 7]);
    push(&mut history, &topology, 4, &[140, 8, 7]);
    assert_eq!(history.rate(&topology, 0, Span::seconds(10)), Known::Value(10.0));
    assert_eq!(history.rate(&topology, 2, Span::seconds(10)), Known::Value(0.0));
    assert_eq!(
        history.rate(&topology, 3, Span::seconds(10)),
        Known::Unknown(Reason::NoSuchPartition)
    );
    assert_eq!(
        history.topic_rate(topology.topic("a").unwrap(), Span::seconds(10)),
        Known::Value(12.0)
    );
    assert_eq!(history.cluster_rate(Span::seconds(2)), Known::Value(12.0));
    assert_eq!(
        history.rate(&topology, 0, Span(500)),
        Known::Value(10.0),
        "samples wider apart than the window"
    );
}

#[test]
fn a_silent_broker_gives_no_false_zero() {
    let topology = topology(&[("a", 1, 1)], &Arc::default());
    let mut history = History::default();
    push(&mut history, &topology, 0, &[100]);
    push(&mut history, &topology, 2, &[120]);
    for second in [4, 6, 8] {
        let silent = offsets(&topology, &[120], At(START + 2_000));
        history.push_ends(At(START + second * 1000), &topology, &silent);
    }
    assert_eq!(history.rate(&topology, 0, Span::seconds(20)), Known::Value(10.0));
    assert_eq!(
        history.rate(&topology, 0, Span::seconds(3)),
        Known::Unknown(Reason::TooFewSamples)
    );
}

#[test]
fn a_recreated_topic_has_no_false_rate_and_a_new_one_moves_the_indices() {
    let first = topology(&[("b", 1, 2)], &Arc::default());
    let mut history = History::default();
    push(&mut history, &first, 0, &[100, 200]);
    push(&mut history, &first, 2, &[110, 200]);
    let second = topology(&[("a", 9, 1), ("b", 1, 3)], &first);
    push(&mut history, &second, 4, &[5, 120, 200, 0]);
    assert_eq!(history.rate(&second, 1, Span::seconds(10)), Known::Value(5.0));
    assert_eq!(
        history.rate(&second, 0, Span::seconds(10)),
        Known::Unknown(Reason::TooFewSamples)
    );
    let recreated = topology(&[("a", 9, 1), ("b", 2, 3)], &second);
    push(&mut history, &recreated, 6, &[5, 500, 600, 700]);
    assert_eq!(
        history.rate(&recreated, 1, Span::seconds(10)),
        Known::Unknown(Reason::TooFewSamples)
    );
    assert_eq!(history.rate(&recreated, 0, Span::seconds(10)), Known::Value(0.0));
    assert_eq!(
        history.cluster_rate(Span::seconds(6)),
        Known::Value(20.0 / 6.0),
        "the recreated topic wrote nothing"
    );
}

#[test]
fn time_lag_is_interpolated_or_at_least() {
    let topology = topology(&[("a", 1, 1)], &Arc::default());
    let mut history = History::default();
    for second in 0..=10 {
        push(&mut history, &topology, second, &[1000 + second * 100]);
    }
    let now = At(START + 11_000);
    let lag = |offset| history.time_lag("a", Partition(0), offset, now).value().unwrap();
    assert_eq!(lag(2_000), TimeLag::About(Span(0)));
    assert_eq!(lag(1_550), TimeLag::About(Span(5_500)));
    assert_eq!(lag(999), TimeLag::AtLeast(Span(11_000)));
    assert!(!history.time_lag("z", Partition(0), 0, now).is_known());
}

#[test]
fn commits_are_learnt_with_their_cadence() {
    let mut history = History::default();
    for second in (0..=40).step_by(2) {
        // every 10 s a commit; the group falls behind by 20 a second
        history.push_groups(
            At(START + second * 1000),
            &groups(second, &[(second / 10 * 100, second * 30)]),
        );
    }
    let commits = history.commits("g", "a", Partition(0)).unwrap();
    assert_eq!(commits.usual(), Known::Value(Span::seconds(10)));
    assert_eq!(commits.changed, Some(At(START + 40_000)));
    assert_eq!(commits.end_then, 1_200);
    assert_eq!(
        history.committed_rate("g", "a", Partition(0), Span::seconds(40)),
        Known::Value(10.0)
    );
    assert_eq!(history.trend("g", Span::seconds(40)), Known::Value(20.0));
    assert_eq!(history.lag_trend(Span::seconds(40)), Known::Value(20.0));
    history.push_groups(At(START + 42_000), &groups(42, &[(400, 0), (7, 9)]));
    assert_eq!(
        history.commits("g", "a", Partition(0)).unwrap().usual(),
        Known::Value(Span::seconds(10))
    );
    assert!(history.commits("g", "a", Partition(1)).unwrap().changed.is_none());
}

#[test]
fn flow_and_eta() {
    let topology = topology(&[("a", 1, 1)], &Arc::default());
    let mut history = History::default();
    for second in [0, 2, 4] {
        push(&mut history, &topology, second, &[second * 30]);
        history.push_groups(At(START + second * 1000), &groups(second, &[(second * 50, 1_000)]));
    }
    let flow = history.flow("g", Span::seconds(10)).value().unwrap();
    assert_eq!(
        flow,
        Flow {
            incoming: 30.0,
            outgoing: 50.0
        }
    );
    assert_eq!((flow.eta(0), flow.eta(200)), (Eta::Done, Eta::In(Span::seconds(10))));
    assert_eq!(
        Flow {
            incoming: 50.0,
            outgoing: 50.0
        }
        .eta(1),
        Eta::Never
    );
}

#[test]
fn series_lie_on_a_fixed_grid() {
    let topology = topology(&[("a", 1, 1)], &Arc::default());
    let mut history = History::default();
    for second in (0..60).step_by(2) {
        push(&mut history, &topology, second, &[second * 7]);
    }
    let series = history.series(Series::Written, Span::seconds(50), 5);
    assert_eq!(series.len(), 5);
    assert!(
        series
            .iter()
            .all(|rate| rate.is_some_and(|rate| (rate - 7.0).abs() < 1e-9)),
        "{series:?}"
    );
    let before = history.series(Series::Partition("a", Partition(0)), Span::seconds(500), 5);
    assert_eq!(
        before.iter().filter(|value| value.is_some()).count(),
        0,
        "no cell is covered: {before:?}"
    );
    assert_eq!(history.series(Series::Lag, Span::seconds(50), 3), [None, None, None]);
}

#[test]
fn a_tenth_of_200_000_busy_partitions_takes_a_tenth_of_the_budget() {
    let topology = topology(&[("a", 1, 20_000)], &Arc::default());
    let mut history = History::default();
    let mut ends = vec![1_000_000i64; 20_000];
    for sweep in 0..70 {
        for (at, end) in ends.iter_mut().enumerate() {
            *end += i64::try_from(at % 1_000).unwrap() * 10;
        }
        push(&mut history, &topology, sweep * 10, &ends);
    }
    let (samples, bytes) = history.size();
    assert!(samples > 55 && bytes < BUDGET / 10, "{samples} samples, {bytes} bytes");
}

proptest! {
    #[test]
    fn a_steady_partition_has_its_rate_whatever_the_sweeps(
        rate in 0..1_000_000i64,
        gaps in prop::collection::vec(1..120i64, 2..80),
        window in 1..600i64,
    ) {
        let topology = topology(&[("a", 1, 1)], &Arc::default());
        let mut history = History::default();
        let mut second = 0;
        for gap in gaps {
            second += gap;
            push(&mut history, &topology, second, &[second * rate]);
        }
        let known = history.rate(&topology, 0, Span::seconds(window)).value().unwrap();
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let expected = rate as f64;
        prop_assert!((known - expected).abs() < 1e-6 * expected.max(1.0), "{} of {}", known, expected);
        prop_assert!(history.size().0 <= 120 + 48 + 52);
    }
}
