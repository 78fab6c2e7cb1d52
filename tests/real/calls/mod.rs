//! The product's calls against real brokers, old and new, held against what other clients say.

mod hurt;
mod members;
mod share;

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use kconsole::config::profile::Profile;
use kconsole::kafka::Client;
use kconsole::kafka::calls::configs::Resource;
use kconsole::kafka::calls::offsets::Spec;
use kconsole::kafka::calls::{cluster, configs, groups, log_dirs, metadata, offsets, quorum, reassignments};
use kconsole::model::cluster::Kind;
use kconsole::model::group::{GroupKind, GroupState};
use kconsole::model::known::Known;
use kconsole::model::names::{BrokerId, GroupId, Partition, TopicName};
use kconsole::model::topology::Topology;
use kconsole::model::trouble::Cause;

use members::members;

use crate::case::{Case, case};
use crate::clusters;
use crate::harness::listener::Listener;
use crate::harness::load::Load;
use crate::harness::{Cluster, Version};
use crate::oracle;

/// The cases of this area.
pub fn cases() -> Vec<Case> {
    vec![
        case("calls::kafka_4_3_1_tells_what_its_tools_tell", || {
            same_as_tools(&*clusters::calm()?)
        }),
        case("calls::members_of_both_protocols_on_kafka_4_3_1", || {
            let calm = clusters::calm()?;
            members(&calm, "classic", GroupKind::Classic)?;
            members(&calm, "consumer", GroupKind::Consumer)
        }),
        case("calls::a_share_group_on_kafka_4_3_1", || {
            share::share(&*clusters::calm()?)
        }),
        case("alone::calls_while_a_broker_is_dead", || {
            hurt::dead_broker(&*clusters::storm()?)
        }),
        case("alone::calls_on_kafka_3_9_2", || old(Version::V3_9_2)),
        case("alone::calls_on_kafka_2_8_2", || old(Version::V2_8_2)),
    ]
}

fn old(version: Version) -> Result<()> {
    let cluster = clusters::version(version)?;
    same_as_tools(&cluster)?;
    members(&cluster, "classic", GroupKind::Classic)
}

const PREFIX: &str = "calls";
const TOPICS: u32 = 4;
/// Each topic's partition 0 has these records.
const RECORDS: i64 = 50;

fn same_as_tools(cluster: &Cluster) -> Result<()> {
    let load = Load {
        topics: TOPICS,
        partitions: 3,
        groups: 5,
        group_partitions: 12,
        records: u64::from(TOPICS) * RECORDS.unsigned_abs(),
        prefix: PREFIX.to_owned(),
        ..Load::default()
    };
    load.run(cluster)?;
    ask(cluster, async |client| {
        let topology = topics(cluster, client).await?;
        ends(client, &topology).await?;
        commits(cluster, client).await?;
        brokers(cluster, client).await
    })
}

/// Runs `work` with a client of this cluster.
fn ask<T>(cluster: &Cluster, work: impl AsyncFnOnce(&Client) -> Result<T>) -> Result<T> {
    let bootstrap = cluster.bootstrap(Listener::Plaintext)?;
    let bootstrap = bootstrap.split(',').map(str::to_owned).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let client = Client::new(Arc::new(Profile::plaintext(bootstrap)));
    runtime.block_on(work(&client))
}

/// Leaders, replicas and ISR as librdkafka sees them.
async fn topics(cluster: &Cluster, client: &Client) -> Result<Arc<Topology>> {
    let answer = metadata::fetch(client, None).await?;
    let topology = answer.topology(&Arc::default());
    let other = oracle::metadata(&cluster.dir.join("client-plaintext.properties"))?;
    let mut compared = 0;
    for topic in other
        .topics()
        .iter()
        .filter(|topic| topic.name().starts_with("calls-0"))
    {
        for part in topic.partitions() {
            let index = topology
                .index_of(topic.name(), Partition(part.id()))
                .context("a partition is missing")?;
            let ours = topology.get(index).context("no such index")?;
            let ids = |ids: &[i32]| ids.iter().map(|&id| BrokerId(id)).collect::<Vec<_>>();
            ensure!(
                ours.leader == Some(BrokerId(part.leader()))
                    && ours.replicas == ids(part.replicas())
                    && ours.isr.len() == part.isr().len(),
                "{ours:?}"
            );
            compared += 1;
        }
    }
    ensure!(compared == TOPICS * 3, "{compared} partitions were compared");
    let unknown = metadata::fetch(client, Some(&["calls-nowhere".into()]))
        .await?
        .topology(&Arc::default());
    ensure!(
        unknown.topics().len() == 1 && unknown.topics()[0].error == 3,
        "{unknown:?}"
    );
    let after = metadata::fetch(client, None).await?.topology(&Arc::default());
    ensure!(after.topic("calls-nowhere").is_none(), "asking created the topic");
    Ok(topology)
}

/// Ends and starts of every partition of ours, by every way of asking.
async fn ends(client: &Client, topology: &Topology) -> Result<()> {
    let ours: Vec<u32> = topology
        .iter()
        .filter(|row| row.topic.name.as_str().starts_with("calls-0"))
        .filter_map(|row| u32::try_from(row.index).ok())
        .collect();
    let newest = client
        .version::<kafka_protocol::messages::ListOffsetsRequest>(BrokerId(1))
        .await?;
    for spec in [
        Spec::Latest,
        Spec::LatestStable,
        Spec::Earliest,
        Spec::Timestamp(0),
        Spec::MaxTimestamp,
    ] {
        let mut told = BTreeMap::new();
        let mut failed = Vec::new();
        offsets::list(client, topology, spec, Some(&ours), |_, answer| match answer {
            Ok(rows) => told.extend(rows),
            Err(trouble) => failed.push(trouble),
        })
        .await;
        if spec == Spec::MaxTimestamp && newest < 7 {
            ensure!(
                failed.iter().all(|t| matches!(t.cause, Cause::TooOld(_))) && told.is_empty(),
                "{failed:?}"
            );
            continue;
        }
        ensure!(
            failed.is_empty() && told.len() == ours.len(),
            "{spec:?}: {failed:?} {told:?}"
        );
        for (index, at) in told {
            let row = topology.get(index as usize).context("no such index")?;
            let records = if row.partition == Partition(0) { RECORDS } else { 0 };
            let expected = match (spec, records) {
                (Spec::Latest | Spec::LatestStable, records) => records..=records,
                (Spec::Earliest, _) | (Spec::Timestamp(_), 1..) => 0..=0,
                (Spec::MaxTimestamp, 1..) => 0..=records - 1,
                (Spec::Timestamp(_) | Spec::MaxTimestamp, _) => -1..=-1,
            };
            let at = at.map_err(|code| anyhow::anyhow!("error {code} for {row:?}"))?;
            ensure!(expected.contains(&at.offset), "{spec:?}: {at:?} for {row:?}");
        }
    }
    Ok(())
}

/// Committed offsets of all groups, as Kafka's own tool sees them.
async fn commits(cluster: &Cluster, client: &Client) -> Result<()> {
    let brokers: Vec<BrokerId> = client.nodes().iter().map(|node| node.id).collect();
    let mut ours = BTreeMap::new();
    for (broker, listed) in groups::list(client, &brokers).await {
        let listed = listed?
            .into_iter()
            .filter(|group| group.id.as_str().starts_with("calls-group"));
        let ids: Vec<GroupId> = listed.map(|group| group.id).collect();
        let found = groups::coordinators(client, &ids).await?;
        ensure!(
            found.values().all(|coordinator| *coordinator == Ok(broker)),
            "{found:?}"
        );
        let kinds: Vec<_> = ids.iter().map(|id| (id.clone(), GroupKind::Classic)).collect();
        for (id, told) in groups::describe(client, broker, &kinds).await? {
            ensure!(told?.state == Known::Value(GroupState::Empty), "{id} is not empty");
        }
        for (id, commits) in groups::committed(client, broker, &ids).await? {
            for commit in commits.map_err(|code| anyhow::anyhow!("error {code} for {id}"))? {
                let key = (id.to_string(), commit.topic.to_string(), commit.partition.0);
                ours.insert(key, commit.offset.value().context("no offset")?);
            }
        }
    }
    let main = match cluster.spec.version {
        Version::V2_8_2 => "kafka.admin.ConsumerGroupCommand",
        _ => "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
    };
    let bootstrap = cluster.bootstrap(Listener::Plaintext)?;
    let table = oracle::tool(
        cluster,
        main,
        &["--bootstrap-server", &bootstrap, "--describe", "--all-groups"],
    )?;
    let rows = table.lines().filter_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [group, topic, partition, offset, ..] = words[..] else {
            return None;
        };
        group.starts_with("calls-group").then_some(())?;
        Some((
            (group.to_owned(), topic.to_owned(), partition.parse().ok()?),
            offset.parse().ok()?,
        ))
    });
    let theirs: BTreeMap<(String, String, i32), i64> = rows.collect();
    ensure!(
        ours.len() == 5 * 12 && ours == theirs,
        "ours {ours:?}, Kafka's {theirs:?}"
    );
    Ok(())
}

/// What brokers tell of themselves: kind, software, disks, configs, quorum, moves.
async fn brokers(cluster: &Cluster, client: &Client) -> Result<()> {
    let zookeeper = cluster.spec.version.has_zookeeper();
    let told = cluster::describe(client).await?;
    let kind = if zookeeper { Kind::ZooKeeper } else { Kind::KRaft };
    ensure!(
        told.kind == kind && told.nodes.len() == 3 && told.rights.is_known(),
        "{told:?}"
    );
    ensure!(told.controller.is_known() == zookeeper, "{told:?}");
    for (node, _) in &told.nodes {
        let software = client.abilities(node.id).await?.software.context("no software")?;
        ensure!(
            cluster.spec.version.number().starts_with(software),
            "told as {software}"
        );
        let dirs = log_dirs::describe(client, node.id).await?;
        ensure!(dirs.len() == 2 && dirs.iter().all(|dir| dir.error == 0), "{dirs:?}");
        ensure!(dirs.iter().all(|dir| dir.total.is_known() != zookeeper), "{dirs:?}");
        configs::broker(client, node.id).await?;
        let all = configs::all(client, Resource::Broker(node.id)).await?;
        let retention = all
            .iter()
            .find(|config| config.name == "log.retention.hours")
            .context("no retention")?;
        ensure!(retention.kind == "int" && !retention.doc.is_empty(), "{retention:?}");
    }
    let topic = TopicName::from("calls-0000");
    let settings = configs::named(client, &[topic.clone(), "calls-nowhere".into()]).await?;
    ensure!(
        settings[0].1.as_ref().is_ok_and(|s| s.min_isr >= 1 && s.delete),
        "{settings:?}"
    );
    ensure!(settings[1].1 == Err(3), "{settings:?}");
    ensure!(reassignments::list(client).await?.is_empty(), "something moves");
    match quorum::describe(client).await {
        Ok(quorum) => ensure!(
            !zookeeper && quorum.leader.is_some() && quorum.voters.len() == 3,
            "{quorum:?}"
        ),
        Err(trouble) => ensure!(zookeeper && matches!(trouble.cause, Cause::TooOld(_)), "{trouble}"),
    }
    Ok(())
}
