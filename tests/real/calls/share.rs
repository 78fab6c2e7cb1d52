//! Share groups (KIP-932): members, and where each partition starts.

use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use kconsole::kafka::Client;
use kconsole::kafka::calls::groups::Commit;
use kconsole::kafka::calls::{groups, metadata};
use kconsole::model::group::{GroupKind, GroupState};
use kconsole::model::known::{Known, Reason};
use kconsole::model::names::{GroupId, Partition, TopicName};

use super::ask;
use crate::harness::Cluster;
use crate::harness::listener::Listener;
use crate::harness::load::Load;
use crate::harness::process::until;
use crate::oracle;

const TOPIC: &str = "calls-share-0000";
const GROUP: &str = "calls-share-members";

/// Kafka's own share consumer joins, leaves by itself after a while without records, and is seen meanwhile.
pub fn share(cluster: &Cluster) -> Result<()> {
    let load = Load {
        topics: 1,
        partitions: 3,
        prefix: "calls-share".to_owned(),
        ..Load::default()
    };
    load.run(cluster)?;
    let bootstrap = cluster.bootstrap(Listener::Plaintext)?;
    let args = [
        ["--bootstrap-server", &bootstrap],
        ["--topic", TOPIC],
        ["--group", GROUP],
        ["--timeout-ms", "10000"],
    ];
    let main = "org.apache.kafka.tools.consumer.ConsoleShareConsumer";
    thread::scope(|scope| {
        let reader = scope.spawn(|| oracle::tool(cluster, main, &args.concat()));
        let seen = until(Duration::from_secs(60), || {
            ask(cluster, async |client| seen(client).await)
        });
        // The tool ends with an error code when it ends for want of records: only that it read is of interest.
        drop(reader.join());
        seen
    })
}

async fn seen(client: &Client) -> Result<()> {
    metadata::fetch(client, Some(&[])).await?;
    let id = GroupId::from(GROUP);
    let found = groups::coordinators(client, std::slice::from_ref(&id)).await?;
    let coordinator = found[&id].map_err(|code| anyhow::anyhow!("no coordinator: error {code}"))?;
    let listed = groups::list_of(client, coordinator).await?;
    let listed = listed.iter().find(|group| group.id == id).context("not listed")?;
    ensure!(listed.kind == GroupKind::Share, "{listed:?}");
    let told = groups::describe(client, coordinator, &[(id.clone(), GroupKind::Share)])
        .await?
        .remove(0)
        .1?;
    ensure!(told.state == Known::Value(GroupState::Stable), "{told:?}");
    let members = told.members.value().context("no members")?;
    let expected: Vec<_> = (0..3)
        .map(|number| (TopicName::from(TOPIC), Partition(number)))
        .collect();
    let [member] = &members[..] else { bail!("{members:?}") };
    ensure!(member.assigned == expected, "{member:?}");
    let starts = groups::share_offsets(client, coordinator, &[id]).await?.remove(0).1;
    let starts = starts.map_err(|code| anyhow::anyhow!("no offsets: error {code}"))?;
    // A share partition from which nothing was ever acknowledged has no start yet.
    let untouched = |start: &Commit| start.offset == Known::Unknown(Reason::NoCommit);
    ensure!(starts.len() == 3 && starts.iter().all(untouched), "{starts:?}");
    Ok(())
}
