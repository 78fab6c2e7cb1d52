//! Reading records from the embedded cluster: every record once and in order, whatever the brokers do meanwhile.

use std::sync::Arc;
use std::time::Duration;

use kafka_protocol::messages::ApiKey;
use kconsole::config::profile::{Profile, Registry};
use kconsole::demo::batch::{Batch, Record, write};
use kconsole::demo::fault::{Act, Rule};
use kconsole::demo::{Cluster, Demo, Plan, show};
use kconsole::jobs::consume::{
    self, All, Caps, Decode, Form, From, LatestOnly, Order, Outcome, Progress, Size, Stop, Tell, Until, Wish, places,
};
use kconsole::jobs::search::Filter;
use kconsole::model::lag::Isolation;
use kconsole::model::names::{BrokerId, TopicName};

use crate::suite::place::Place;
use crate::suite::produce::{now_ms, produce, request};

#[derive(Default)]
struct Hears(Size);

impl Tell for Hears {
    fn begins(&mut self, size: &Size) {
        self.0 = size.clone();
    }
    fn goes(&mut self, _progress: &Progress) {}
    fn looks(&self) -> bool {
        true
    }
}

/// A cluster with a topic of three partitions, and four batches of five records in each: `p2-17` is the last of the last.
fn shelf() -> (Cluster, String) {
    let cluster = Cluster::start(&Plan::default()).unwrap();
    let place = Place::new(&cluster.bootstrap(), "reading");
    let topic = place.topic(3, &[]).unwrap();
    for partition in 0..3 {
        let (mut leader, _) = place.leader(&topic, partition as usize).unwrap();
        for batch in 0..4 {
            let values: Vec<String> = (0..5).map(|at| format!("p{partition}-{}", batch * 5 + at)).collect();
            let records: Vec<Record<'_>> = values
                .iter()
                .map(|value| Record {
                    timestamp: now_ms() - 60_000,
                    key: Some(b"key"),
                    value: Some(value.as_bytes()),
                    ..Record::default()
                })
                .collect();
            let bytes = write(&Batch::of(&records));
            let told = produce(&mut leader, 9, &request(&topic, partition, -1, bytes)).unwrap();
            assert_eq!(told.error_code, 0);
        }
    }
    (cluster, topic)
}

fn order(topic: &str) -> Order {
    let wish = Wish {
        topics: vec![TopicName::from(topic)],
        partitions: None,
        from: From::Earliest,
        until: Until::Now,
        isolation: Isolation::ReadCommitted,
    };
    Order {
        give_up: Some(Duration::from_secs(20)),
        ..Order::of(wish, Form::Value)
    }
}

fn read(cluster: &Cluster, order: &Order) -> (Outcome, Vec<String>) {
    let addresses = cluster.bootstrap().split(',').map(str::to_owned).collect();
    let profile = Arc::new(Profile::plaintext(addresses));
    let mut lines = Vec::new();
    let mut keep = |bytes: &[u8]| {
        lines.extend_from_slice(bytes);
        Ok(())
    };
    let mut hears = Hears::default();
    let (outcome, written) = consume::run(profile, order, &Stop::default(), || All, &mut keep, &mut hears).unwrap();
    assert!(hears.0.bytes.is_some(), "{:?}", hears.0);
    written.unwrap();
    let lines = String::from_utf8(lines).unwrap().lines().map(str::to_owned).collect();
    (outcome, lines)
}

/// The lines of one partition, in the order they came.
fn of(lines: &[String], partition: i32) -> Vec<String> {
    let prefix = format!("p{partition}-");
    lines.iter().filter(|line| line.starts_with(&prefix)).cloned().collect()
}

fn all_of(partition: i32) -> Vec<String> {
    (0..20).map(|at| format!("p{partition}-{at}")).collect()
}

fn assert_all(outcome: &Outcome, lines: &[String]) {
    assert!(outcome.whole(), "{:?}", outcome.missing());
    assert_eq!((lines.len(), outcome.progress.records), (60, 60));
    for partition in 0..3 {
        assert_eq!(of(lines, partition), all_of(partition));
    }
}

#[test]
fn every_record_comes_once_and_a_partition_in_its_order() {
    let (cluster, topic) = shelf();
    let (outcome, lines) = read(&cluster, &order(&topic));
    assert_all(&outcome, &lines);
    assert_eq!(outcome.progress.of, Some(60));
}

#[test]
fn what_a_broker_refuses_for_now_is_asked_for_again() {
    let (cluster, topic) = shelf();
    for act in [Act::Code(6), Act::Code(74), Act::Drop, Act::Cut(40)] {
        let rule = Rule::on(act.clone()).api(ApiKey::Fetch).times(3);
        cluster.shared().faults.clear();
        cluster.shared().faults.add(rule);
        let (outcome, lines) = read(&cluster, &order(&topic));
        assert_all(&outcome, &lines);
    }
}

#[test]
fn a_broker_that_answers_without_records_for_a_while_loses_none() {
    let (cluster, topic) = shelf();
    // a broker has one partition: each is asked three times in vain, though it says that its log goes on
    for broker in 1..=3 {
        let empty = Rule::on(Act::Empty).api(ApiKey::Fetch).broker(BrokerId(broker));
        cluster.shared().faults.add(empty.times(3));
    }
    let (outcome, lines) = read(&cluster, &order(&topic));
    assert_eq!(cluster.shared().faults.met(), 9);
    assert_all(&outcome, &lines);
}

#[test]
fn what_is_refused_for_good_is_a_part_told_as_one() {
    let (cluster, topic) = shelf();
    // TOPIC_AUTHORIZATION_FAILED
    cluster.shared().faults.add(Rule::on(Act::Code(29)).api(ApiKey::Fetch));
    let mut patience = order(&topic);
    patience.wish.partitions = Some(vec![1]);
    patience.give_up = Some(Duration::from_millis(300));
    let (outcome, lines) = read(&cluster, &patience);
    assert!(lines.is_empty() && !outcome.whole());
    let missing = outcome.missing();
    assert_eq!(missing.len(), 1);
    assert!(missing[0].contains("read to offset 0 of 20") && missing[0].contains("TOPIC_AUTHORIZATION_FAILED"));
}

#[test]
fn a_part_is_chosen_by_place_and_number() {
    let (cluster, topic) = shelf();
    let mut some = order(&topic);
    some.wish.partitions = Some(vec![2]);
    some.wish.from = From::Last(3);
    assert_eq!(read(&cluster, &some).1, ["p2-17", "p2-18", "p2-19"]);
    some.wish.from = From::Offset(7);
    some.wish.until = Until::Offset(9);
    assert_eq!(
        read(&cluster, &some).1,
        ["p2-7", "p2-8"],
        "out of the middle of a batch"
    );
    some.wish.from = From::Time(now_ms() - 5_000);
    some.wish.until = Until::Now;
    assert!(read(&cluster, &some).1.is_empty(), "nothing is so new");
    some.wish.from = From::Earliest;
    some.limit = Some(4);
    let (outcome, lines) = read(&cluster, &some);
    assert_eq!(lines, ["p2-0", "p2-1", "p2-2", "p2-3"]);
    assert!(outcome.enough && outcome.whole() && !outcome.stopped);
    some.wish.partitions = Some(vec![3]);
    let brokers = cluster.bootstrap().split(',').map(str::to_owned).collect();
    let profile = Arc::new(Profile::plaintext(brokers));
    let refused = consume::run(
        profile,
        &some,
        &Stop::default(),
        || All,
        &mut |_| Ok(()),
        &mut Hears::default(),
    );
    assert!(refused.unwrap_err().to_string().contains("partition 3"));
}

#[test]
fn the_newest_record_of_a_key_is_left() {
    let (cluster, topic) = shelf();
    let mut newest = order(&topic);
    newest.latest = Some(LatestOnly::default());
    let (outcome, lines) = read(&cluster, &newest);
    assert!(outcome.whole(), "{:?}", outcome.missing());
    assert_eq!(lines, ["p0-19", "p1-19", "p2-19"]);
    assert_eq!(outcome.latest.unwrap().keys, 3);
}

#[test]
fn what_was_cut_off_is_a_part_and_can_be_gone_on_with() {
    let (cluster, topic) = shelf();
    let mut part = order(&topic);
    part.wish.partitions = Some(vec![1]);
    part.limit = Some(7);
    let (outcome, mut lines) = read(&cluster, &part);
    assert_eq!(outcome.go_on().as_deref(), Some("1=7"));
    let mut rest = order(&topic);
    rest.places = places("1=7").unwrap();
    let (outcome, more) = read(&cluster, &rest);
    assert!(outcome.whole());
    lines.extend(more);
    assert_eq!(lines, all_of(1));

    let mut capped = order(&topic);
    capped.caps = Caps {
        bytes: Some(1),
        rate: Some(100_000),
    };
    let (outcome, mut lines) = read(&cluster, &capped);
    assert!(outcome.capped && !outcome.whole(), "{outcome:?}");
    rest.places = places(&outcome.go_on().unwrap()).unwrap();
    let (outcome, more) = read(&cluster, &rest);
    assert!(outcome.whole());
    lines.extend(more);
    for partition in 0..3 {
        assert_eq!(of(&lines, partition), all_of(partition));
    }
    // what has no end is a part too when it is cut off, also where nothing more has come yet
    capped.caps.rate = None;
    capped.wish.partitions = Some(vec![1]);
    capped.wish.until = Until::Never;
    let (outcome, _) = read(&cluster, &capped);
    assert!(outcome.capped && !outcome.whole(), "{outcome:?}");
}

#[test]
fn an_end_ahead_is_waited_for_only_when_asked_and_a_place_has_to_be_there() {
    let (cluster, topic) = shelf();
    let mut ahead = order(&topic);
    ahead.wish.until = Until::Offset(25);
    ahead.waits = false;
    let (outcome, lines) = read(&cluster, &ahead);
    assert!(outcome.whole(), "{:?}", outcome.missing());
    assert_eq!(lines.len(), 60);
    ahead.places = places("2=99").unwrap();
    let (outcome, lines) = read(&cluster, &ahead);
    assert!(lines.is_empty());
    assert_eq!(
        (
            outcome.ended.len(),
            outcome.ended[0].slice.from,
            outcome.ended[0].slice.end
        ),
        (1, 99, 20)
    );
    ahead.places = places("2=3,7=0").unwrap();
    let brokers = cluster.bootstrap().split(',').map(str::to_owned).collect();
    let profile = Arc::new(Profile::plaintext(brokers));
    let refused = consume::size(profile, &ahead).unwrap_err().to_string();
    assert!(refused.contains("partition 7"), "{refused}");
}

#[test]
fn a_dead_leader_is_left_for_the_next_one() {
    let (cluster, topic) = shelf();
    let mut more = order(&topic);
    more.wish.until = Until::Offset(25);
    let place = Place::new(&cluster.bootstrap(), "reading");
    std::thread::scope(|scope| {
        // it waits for five more in each partition
        let reading = scope.spawn(|| read(&cluster, &more));
        let victim = cluster.addresses().last().unwrap().0;
        cluster.edit(|state| state.stop_broker(victim));
        let late = Record {
            timestamp: now_ms(),
            value: Some(b"late"),
            ..Record::default()
        };
        for partition in 0..3 {
            let batch = write(&Batch::of(&std::array::from_fn::<_, 5, _>(|_| late.clone())));
            let written = place.eventually("a leader that takes records", || {
                let (mut leader, _) = place.leader(&topic, partition as usize)?;
                let told = produce(&mut leader, 9, &request(&topic, partition, 1, batch.clone()))?;
                anyhow::ensure!(told.error_code == 0, "{}", told.error_code);
                Ok(())
            });
            written.unwrap();
        }
        let (outcome, lines) = reading.join().unwrap();
        assert!(outcome.whole(), "{:?}", outcome.missing());
        assert_eq!(lines.len(), 75);
        for partition in 0..3 {
            assert_eq!(of(&lines, partition), all_of(partition));
        }
    });
}

#[test]
fn a_search_finds_what_is_in_the_values() {
    let (cluster, topic) = shelf();
    let profile = Arc::new(Profile::plaintext(vec![cluster.addresses()[0].1.to_string()]));
    for (filter, wanted) in [
        ("p1-1", 11),
        ("key:key", 60),
        ("re:/^P[02]-7$/i", 2),
        (".offset == 7 and (.value | endswith(\"-7\"))", 3),
        ("header:trace", 0),
    ] {
        let filter = Filter::parse(filter).unwrap();
        let mut lines = Vec::new();
        let mut keep = |bytes: &[u8]| {
            lines.extend_from_slice(bytes);
            Ok(())
        };
        let sieve = || filter.sieve();
        let ran = consume::run(
            Arc::clone(&profile),
            &order(&topic),
            &Stop::default(),
            sieve,
            &mut keep,
            &mut Hears::default(),
        );
        let (outcome, _) = ran.unwrap();
        assert!(outcome.whole());
        assert_eq!(
            (outcome.progress.found, outcome.progress.records),
            (wanted, 60),
            "{filter:?}"
        );
        assert_eq!(lines.iter().filter(|byte| **byte == b'\n').count() as u64, wanted);
    }
}

#[test]
fn what_the_registry_knows_is_decoded() {
    let demo = Demo::start(&show::Options::default()).unwrap();
    let mut profile = Profile::plaintext(demo.bootstrap().split(',').map(str::to_owned).collect());
    profile.registry = Some(Registry {
        urls: vec![format!("http://{}", demo.registry())],
        ..Registry::default()
    });
    let mut order = order("ecommerce.orders.created");
    order.wish.until = Until::Never;
    order.wish.from = From::Last(1);
    order.limit = Some(1);
    order.form = Form::Json;
    order.decode = Decode::Print;
    let mut lines = Vec::new();
    let mut keep = |bytes: &[u8]| {
        lines.extend_from_slice(bytes);
        Ok(())
    };
    let (_, written) = consume::run(
        Arc::new(profile),
        &order,
        &Stop::default(),
        || All,
        &mut keep,
        &mut Hears::default(),
    )
    .unwrap();
    written.unwrap();
    let record: serde_json::Value = serde_json::from_slice(&lines).unwrap();
    assert_eq!(
        (&record["value_format"], &record["key_format"]),
        (&"avro".into(), &"text".into()),
        "{record}"
    );
    assert!(record["value"]["order_id"].is_string(), "{record}");
}
