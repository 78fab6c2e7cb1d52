//! Lag as the console works it out: its own calls, against what was written and committed here.

use std::sync::Arc;

use anyhow::{Context, Result};
use kconsole::config::profile::Profile;
use kconsole::kafka::Client;
use kconsole::kafka::calls::offsets::{self, Spec};
use kconsole::kafka::calls::{groups, metadata};
use kconsole::model::names::{GroupId, Partition, TopicName};

use super::groups::commit;
use super::produce::{batch, produce, request};
use super::{Check, Place, same, says};

pub const CHECKS: &[Check] = &[("the-console-sees-what-was-done", seen)];

fn seen(place: &Place) -> Result<()> {
    let (topic, group) = (place.topic(2, &[])?, place.name());
    let (mut leader, _) = place.leader(&topic, 0)?;
    for _ in 0..5 {
        let told = produce(&mut leader, 9, &request(&topic, 0, -1, batch(20)))?;
        says("Produce", told.error_code, "NONE")?;
    }
    let (mut raw, _) = place.coordinator(&group)?;
    says("a commit", commit(&mut raw, &group, &topic, 64, ("", -1))?, "NONE")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let bootstrap = place.bootstrap.split(',').map(str::to_owned).collect();
    let client = Client::new(Arc::new(Profile::plaintext(bootstrap)));
    runtime.block_on(async {
        let name = TopicName::from(topic.as_str());
        let answer = metadata::fetch(&client, Some(&[name])).await?;
        let topology = answer.topology(&Arc::default());
        let index = topology.index_of(&topic, Partition(0)).context("no partition")?;
        let id = GroupId::from(group.as_str());
        let coordinators = groups::coordinators(&client, std::slice::from_ref(&id)).await?;
        let coordinator = coordinators.get(&id).context("no coordinator")?;
        let coordinator = coordinator.map_err(|code| anyhow::anyhow!("coordinator: {code}"))?;
        let committed = groups::committed(&client, coordinator, &[id]).await?;
        let commits = committed[0].1.as_ref().map_err(|why| anyhow::anyhow!("{why:?}"))?;
        let offset = commits
            .iter()
            .find(|one| one.partition == Partition(0))
            .context("no commit")?
            .offset;
        let mut ends = Vec::new();
        offsets::list(&client, &topology, Spec::Latest, None, |_, told| {
            ends.extend(told.into_iter().flatten());
        })
        .await;
        let end = ends.iter().find(|(at, _)| *at as usize == index).context("no end")?.1;
        let end = end.map_err(|code| anyhow::anyhow!("end: {code}"))?.offset;
        same("what was committed", offset.value(), Some(64))?;
        same("the end", end, 100)
    })
}
