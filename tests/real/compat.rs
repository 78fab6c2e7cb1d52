//! The older versions run, answer as old ones do, and survive a killed broker.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use kafka_protocol::messages::{DescribeQuorumRequest, DescribeTopicPartitionsRequest};

use crate::case::{Case, case};
use crate::clusters;
use crate::harness::Version;
use crate::harness::listener::Listener;
use crate::harness::load::Load;
use crate::harness::process::until;
use crate::harness::raw::Connection;
use crate::oracle;

/// The cases of this area.
pub fn cases() -> Vec<Case> {
    vec![
        case("alone::kafka_2_8_2_on_zookeeper_runs_and_heals", old),
        case("alone::kafka_3_9_2_runs_and_heals", middle),
    ]
}

fn old() -> Result<()> {
    runs_and_heals(Version::V2_8_2, |broker| {
        ensure!(
            broker.version::<DescribeQuorumRequest>().is_err(),
            "DescribeQuorum without KRaft"
        );
        Ok(())
    })
}

fn middle() -> Result<()> {
    runs_and_heals(Version::V3_9_2, |broker| {
        broker.version::<DescribeQuorumRequest>()?;
        broker.version::<DescribeTopicPartitionsRequest>().map(drop)
    })
}

fn runs_and_heals(version: Version, speaks: fn(&Connection) -> Result<()>) -> Result<()> {
    let cluster = clusters::version(version)?;
    let first = cluster.node(1)?.address(Listener::Plaintext).context("no address")?;
    speaks(&Connection::open(&first, Duration::from_secs(5))?)?;
    let load = Load {
        topics: 3,
        partitions: 3,
        groups: 2,
        group_partitions: 9,
        records: 300,
        prefix: "compat".to_owned(),
        ..Load::default()
    };
    load.run(&cluster)?;
    cluster.kill(2)?;
    cluster.launch(2)?;
    // A broker that just came up knows the brokers before it knows the topics.
    until(Duration::from_secs(60), || {
        let seen = oracle::metadata(&cluster.dir.join("client-plaintext.properties"))?;
        let ours = seen
            .topics()
            .iter()
            .filter(|topic| topic.name().starts_with("compat-"))
            .count();
        ensure!(
            seen.brokers().len() == 3 && ours == 3,
            "{} brokers, {ours} topics",
            seen.brokers().len()
        );
        Ok(())
    })
}
