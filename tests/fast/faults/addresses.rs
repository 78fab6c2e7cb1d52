//! Advertised addresses that do not resolve here.

use std::io::Write as _;
use std::process::{Command, Stdio};

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

#[test]
fn a_member_of_a_group_goes_around_too() {
    let demo = elsewhere();
    let home = tempfile::tempdir().unwrap();
    let run = |args: &[&str], input: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kconsole"));
        command.args(args).args(["-b", &demo.bootstrap()]);
        for (id, address) in demo.addresses() {
            command.args(["--address-map", &format!("kafka-{id}.invalid:9092={address}")]);
        }
        let mut child = command
            .env("HOME", home.path())
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("XDG_STATE_HOME")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let input = "{\"key\":\"k\",\"value\":\"v1\",\"headers\":{\"a\":\"1\"},\"partition\":0,\"timestamp\":1700000000000}\n\
                 {\"value\":null,\"partition\":1,\"timestamp\":1700000000000}\n{\"value\":\"v3\",\"partition\":2}\n";
    run(&["produce", "orders", "-i", "json"], input);
    let read = run(&["consume", "orders", "--group", "audit", "-n", "3", "-o", "json"], "");
    let mut read: Vec<serde_json::Value> = read.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    read.sort_by_key(|record| record["partition"].as_i64());
    assert_eq!(read.len(), 3);
    assert_eq!(read[0]["headers"], serde_json::json!([{"name": "a", "value": "1"}]));
    assert_eq!(
        (&read[0]["key"], &read[0]["value"], &read[0]["timestamp"]),
        (&"k".into(), &"v1".into(), &1_700_000_000_000_i64.into())
    );
    assert!(read[1]["value"].is_null());
    // what was printed is committed: a second member goes on behind it
    run(&["produce", "orders"], "v4\n");
    let more = run(&["consume", "orders", "--group", "audit", "-n", "1"], "");
    assert_eq!(more, "v4\n");
}
