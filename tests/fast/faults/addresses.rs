//! Advertised addresses that do not resolve here.

use kconsole::config::profile::{AddressMap, AddressRule};
use kconsole::model::cluster::Reach;
use kconsole::model::trouble::Cause;

use super::*;

fn elsewhere() -> Cluster {
    peopled(&Plan {
        advertised: Some(String::from("kafka-%.invalid:9092")),
        ..Plan::default()
    })
}

#[test]
fn a_name_that_does_not_resolve_is_told_with_the_way_around() {
    let demo = elsewhere();
    let watch = Watch::start(
        profile(&demo),
        Want {
            topology: true,
            cluster: true,
            ..Want::default()
        },
    );
    let lost = |view: &View, id| {
        let broker = view.cluster.broker(BrokerId(id));
        broker.is_some_and(|broker| matches!(broker.reach, Reach::Lost { .. }))
    };
    let view = watch.until("all are lost", |view| (1..=3).all(|id| lost(view, id)));
    assert!(
        view.topology.topic("orders").is_some(),
        "the bootstrap address tells it"
    );
    let Reach::Lost { trouble, .. } = &view.cluster.broker(TWO).unwrap().reach else {
        unreachable!()
    };
    assert_eq!(trouble.cause, Cause::Dns("kafka-2.invalid".into()));
    let hint = trouble.hint.as_ref().unwrap();
    assert!(hint.contains("the broker advertises kafka-2.invalid:9092"), "{hint}");
    assert!(
        hint.contains("--address-map 'kafka-2.invalid:9092=HOST:PORT'"),
        "{hint}"
    );
}

#[test]
fn the_address_map_is_the_way_around() {
    let demo = elsewhere();
    let rules = demo.addresses().iter().map(|(id, address)| AddressRule {
        pattern: format!("kafka-{id}.invalid:9092"),
        target: address.to_string(),
    });
    let profile = Profile {
        address_map: AddressMap { rules: rules.collect() },
        ..profile(&demo)
    };
    let view = look(profile, Want::everything());
    assert_eq!(view.groups.list.len(), 3);
    let answer = |broker: &kconsole::model::cluster::Broker| matches!(broker.reach, Reach::Answers { .. });
    assert!(view.cluster.brokers.iter().all(answer), "{:#?}", view.cluster.brokers);
}
