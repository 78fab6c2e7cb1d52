//! Every file of tests/scenarios is a test of its own.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::scenario::{Scenario, World, line, words};

macro_rules! scenarios {
    ($($name:ident),* $(,)?) => {
        const LISTED: &[&str] = &[$(stringify!($name)),*];
        $(
            #[test]
            fn $name() {
                play(stringify!($name));
            }
        )*
    };
}

scenarios!(
    a_broker_is_fenced_and_comes_back,
    a_burst_is_one_event,
    a_failed_log_dir,
    a_move_is_no_fault,
    a_quiet_partition_is_given_time,
    elr_brings_it_back,
    internal_topics_stop_groups,
    leaders_in_the_wrong_place,
    one_partition_is_hot,
    a_throttle_is_left_behind,
    an_open_transaction_holds_readers_back,
    commits_stop_beyond_their_cadence,
    disks_fill_up,
    groups_come_and_go,
    records_are_lost_or_soon_will_be,
    the_quorum_lags_and_is_lost,
    topics_come_and_go,
    two_brokers_down,
    unreachable_from_here_only,
);

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios")
}

#[test]
fn every_file_is_played() {
    let files: BTreeSet<_> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    assert_eq!(files, LISTED.iter().map(|name| (*name).to_owned()).collect());
}

fn play(name: &str) {
    let text = std::fs::read_to_string(folder().join(format!("{name}.toml"))).unwrap();
    let scenario: Scenario = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut world = World::default();
    for (at, step) in scenario.step.iter().enumerate() {
        let (view, events) = world.step(step);
        let all = &view.health.findings;
        let said: Vec<_> = all.iter().map(|finding| words(finding, view.at)).collect();
        let said = said.join("\n\n");
        if let Some(expected) = &step.findings {
            let found: Vec<_> = all.iter().map(line).collect();
            assert_eq!(&found, expected, "{name}, step {at}:\n{said}");
        }
        if let Some(expected) = &step.events {
            let told: Vec<_> = events.iter().map(|event| event.text.clone()).collect();
            assert_eq!(&told, expected, "{name}, step {at}: events");
        }
        for expected in &step.says {
            assert!(said.contains(expected), "{name}, step {at}: no {expected:?} in\n{said}");
        }
    }
}
