//! Clusters come up, are hurt, heal, and leave nothing behind.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use kafka_protocol::messages::describe_quorum_request::{PartitionData, TopicData};
use kafka_protocol::messages::{DescribeQuorumRequest, MetadataRequest, TopicName};
use kafka_protocol::protocol::StrBytes;

use crate::case::{Case, case};
use crate::clusters::{self, HOLD};
use crate::harness::listener::Listener;
use crate::harness::process::{is_paused, until};
use crate::harness::raw::Connection;
use crate::harness::{Cluster, Spec, Version};

/// The cases of this area.
pub fn cases() -> Vec<Case> {
    vec![
        case("lifecycle::nothing_is_left_when_the_test_is_killed", nothing_left),
        case("alone::a_killed_broker_is_missed_and_comes_back", killed),
        case("alone::a_paused_broker_is_silent_and_goes_on", paused),
        case("alone::a_stopped_broker_leaves_in_order", stopped),
        case("alone::a_dedicated_controller_leads_the_quorum", dedicated_controller),
    ]
}

const ANSWER: Duration = Duration::from_secs(5);
/// A broker session is 9 s; the rest is for a busy machine.
const FENCED: Duration = Duration::from_secs(60);

fn killed() -> Result<()> {
    let storm = clusters::storm()?;
    let before = storm.pid(2)?;
    storm.kill(2)?;
    ensure!(storm.pid(2)?.is_none(), "broker 2 still runs");
    until(FENCED, || knows(&storm, 1, &[1, 3]))?;
    storm.launch(2)?;
    ensure!(storm.pid(2)? != before, "broker 2 has its old pid");
    until(FENCED, || knows(&storm, 1, &[1, 2, 3]))
}

fn paused() -> Result<()> {
    let storm = clusters::storm()?;
    let broker = storm.node(3)?;
    let address = broker.address(Listener::Plaintext).context("no address")?;
    storm.pause(3)?;
    ensure!(is_paused(&storm.folder(broker)), "broker 3 is not paused");
    ensure!(
        Connection::open(&address, Duration::from_secs(1)).is_err(),
        "a paused broker answers"
    );
    storm.resume(3)?;
    ensure!(!is_paused(&storm.folder(broker)), "broker 3 is still paused");
    Connection::open(&address, ANSWER).map(drop)
}

fn stopped() -> Result<()> {
    let storm = clusters::storm()?;
    storm.stop(1)?;
    // A controlled shutdown tells the controller: no session has to run out first.
    until(Duration::from_secs(8), || knows(&storm, 2, &[2, 3]))?;
    storm.launch(1)
}

fn dedicated_controller() -> Result<()> {
    let apart = clusters::apart()?;
    let address = apart.bootstrap(Listener::Plaintext)?;
    let topic = TopicData::default()
        .with_topic_name(TopicName(StrBytes::from_static_str("__cluster_metadata")))
        .with_partitions(vec![PartitionData::default()]);
    let request = DescribeQuorumRequest::default().with_topics(vec![topic]);
    let answer = Connection::open(&address, ANSWER)?.call(&request)?;
    let partition = answer
        .topics
        .first()
        .and_then(|topic| topic.partitions.first())
        .context("no quorum")?;
    let voters: Vec<i32> = partition
        .current_voters
        .iter()
        .map(|voter| voter.replica_id.0)
        .collect();
    ensure!(
        partition.leader_id.0 == 100 && voters == [100],
        "leader {:?}, voters {voters:?}",
        partition.leader_id
    );
    Ok(())
}

/// A process takes a cluster and is killed -9: its brokers end and its files go.
fn nothing_left() -> Result<()> {
    let home = tempfile::tempdir()?;
    let spec = Spec {
        name: "left".to_owned(),
        version: Version::V4_3_1,
        brokers: 1,
        controller: false,
        tls: false,
        sasl: false,
        jmx: false,
        set: Vec::new(),
    };
    let mut holder = Command::new(std::env::current_exe()?)
        .arg(HOLD)
        .arg(home.path())
        .arg(serde_json::to_string(&spec)?)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut said = String::new();
    BufReader::new(holder.stdout.take().context("no output")?).read_line(&mut said)?;
    ensure!(said == "held\n", "the holder said {said:?}");
    let cluster = Cluster::open(&home.path().join("cluster"))?.context("no cluster is up")?;
    let pid = cluster.pid(1)?.context("broker 1 does not run")?;
    holder.kill()?;
    holder.wait()?;
    until(Duration::from_secs(30), || {
        ensure!(
            !fs::exists(format!("/proc/{pid}"))?,
            "broker 1 outlives its killed user: process {pid}"
        );
        ensure!(
            !fs::exists(&cluster.dir)?,
            "files are left in {}",
            cluster.dir.display()
        );
        Ok(())
    })
}

/// Whether broker `of` lists exactly these brokers.
fn knows(cluster: &Cluster, of: i32, brokers: &[i32]) -> Result<()> {
    let address = cluster.node(of)?.address(Listener::Plaintext).context("no address")?;
    let request = MetadataRequest::default()
        .with_topics(Some(Vec::new()))
        .with_allow_auto_topic_creation(false);
    let answer = Connection::open(&address, ANSWER)?.call(&request)?;
    let mut listed: Vec<i32> = answer.brokers.iter().map(|broker| broker.node_id.0).collect();
    listed.sort_unstable();
    if listed != brokers {
        bail!("broker {of} lists {listed:?}, not {brokers:?}");
    }
    Ok(())
}
