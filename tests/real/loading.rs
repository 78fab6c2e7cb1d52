//! The data of the loader is there, as Kafka's own tools see it.

use anyhow::{Context, Result, ensure};

use crate::case::{Case, case};
use crate::clusters;
use crate::harness::listener::Listener;
use crate::harness::load::Load;
use crate::oracle;

/// The cases of this area.
pub fn cases() -> Vec<Case> {
    vec![case(
        "loading::topics_records_and_groups_are_as_kafkas_tools_see_them",
        as_the_tools_see,
    )]
}

fn as_the_tools_see() -> Result<()> {
    let calm = clusters::calm()?;
    let load = Load {
        topics: 20,
        partitions: 5,
        groups: 12,
        group_partitions: 10,
        records: 4_000,
        prefix: "loading".to_owned(),
        ..Load::default()
    };
    load.run(&calm)?;
    let bootstrap = calm.bootstrap(Listener::Plaintext)?;
    let topics = oracle::tool(
        &calm,
        "org.apache.kafka.tools.TopicCommand",
        &["--bootstrap-server", &bootstrap, "--describe", "--topic", "loading-.*"],
    )?;
    let partitions = topics.lines().filter(|line| line.contains("Leader: ")).count();
    ensure!(partitions == 100, "{partitions} partitions:\n{topics}");
    let lag = oracle::tool(
        &calm,
        "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
        &[
            "--bootstrap-server",
            &bootstrap,
            "--describe",
            "--group",
            "loading-group-003",
        ],
    )?;
    // Group 3 has committed three tenths of what partition 0 of topic 6 holds: 60 of 200.
    let row = lag.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let row = row
        .into_iter()
        .find(|row| row.get(1..3) == Some(&["loading-0006", "0"]))
        .context(lag.clone())?;
    ensure!(row.get(3..6) == Some(&["60", "200", "140"]), "{row:?}");
    Ok(())
}
