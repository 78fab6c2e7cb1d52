//! Groups with members: who is in them and what they read.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use kconsole::kafka::Client;
use kconsole::kafka::calls::{groups, metadata};
use kconsole::model::group::{GroupKind, GroupState};
use kconsole::model::known::Known;
use kconsole::model::names::{GroupId, Partition, TopicName};
use kconsole::model::trouble::Cause;
use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};

use super::ask;
use crate::harness::Cluster;
use crate::harness::listener::Listener;
use crate::harness::load::Load;
use crate::harness::process::until;

/// A member of librdkafka's, with this `group.protocol`, as its coordinator tells of it.
pub fn members(cluster: &Cluster, protocol: &str, kind: GroupKind) -> Result<()> {
    let load = Load {
        topics: 1,
        partitions: 3,
        prefix: format!("calls-{protocol}"),
        ..Load::default()
    };
    load.run(cluster)?;
    let topic = format!("calls-{protocol}-0000");
    let id = GroupId::from(format!("calls-{protocol}-members"));
    let mut config = ClientConfig::new();
    config
        .set("bootstrap.servers", cluster.bootstrap(Listener::Plaintext)?)
        .set("group.id", id.as_str())
        .set("group.instance.id", "static-1")
        // a broker that does not know the new topic yet lets it assign nothing, until it looks again
        .set("topic.metadata.refresh.interval.ms", "1000")
        .set("client.id", "reader");
    if kind == GroupKind::Consumer {
        config.set("group.protocol", protocol);
    }
    let begin = || -> Result<BaseConsumer> {
        let consumer: BaseConsumer = config.create()?;
        consumer.subscribe(&[&topic])?;
        Ok(consumer)
    };
    let (mut consumer, mut begun) = (begin()?, Instant::now());
    until(Duration::from_secs(60), || {
        // a static member whose first try to join was lost on a coordinator that has just begun is fenced for good
        if begun.elapsed() > Duration::from_secs(12) {
            (consumer, begun) = (begin()?, Instant::now());
        }
        consumer.poll(Duration::from_millis(100));
        let assigned = consumer.assignment()?.count();
        ensure!(assigned == 3, "{assigned} partitions are assigned");
        ask(cluster, async |client| settled(client, &id, kind, &topic).await)
    })
}

async fn settled(client: &Client, id: &GroupId, kind: GroupKind, topic: &str) -> Result<()> {
    metadata::fetch(client, Some(&[])).await?;
    let found = groups::coordinators(client, std::slice::from_ref(id)).await?;
    let coordinator = found[id].map_err(|code| anyhow::anyhow!("no coordinator: error {code}"))?;
    let listed = groups::list_of(client, coordinator).await?;
    let listed = listed.iter().find(|group| group.id == *id).context("not listed")?;
    // Asked as the other kind it is found as well.
    for asked in [listed.kind, GroupKind::Classic, GroupKind::Consumer] {
        let told = groups::describe(client, coordinator, &[(id.clone(), asked)]).await;
        let old = asked == GroupKind::Consumer
            && told
                .as_ref()
                .is_err_and(|trouble| matches!(trouble.cause, Cause::TooOld(_)));
        if old {
            continue;
        }
        let told = told?.remove(0).1?;
        ensure!(
            told.kind == kind && told.state == Known::Value(GroupState::Stable),
            "{told:?}"
        );
        let members = told.members.value().context("no members")?;
        let expected: Vec<_> = (0..3)
            .map(|number| (TopicName::from(topic), Partition(number)))
            .collect();
        let [member] = &members[..] else {
            anyhow::bail!("{members:?}")
        };
        ensure!(member.assigned == expected && &*member.client == "reader", "{member:?}");
        ensure!(
            member.instance.as_deref() == Some("static-1") && &*member.host == "/127.0.0.1",
            "{member:?}"
        );
        ensure!(told.rights.is_known(), "{:?}", told.rights);
    }
    Ok(())
}
