//! `kconsole consume` and `search` on every listener, for every codec, with transactions.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use rdkafka::ClientConfig;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};

use crate::case::{Case, case};
use crate::clusters;
use crate::harness::Cluster;
use crate::harness::listener::Listener;
use crate::harness::load::Load;

/// The cases of this area.
pub fn cases() -> Vec<Case> {
    vec![
        case("consume::every_codec_is_read", codecs),
        case("consume::what_was_aborted_is_left_out", aborted),
        case("consume::every_kind_of_door_is_read_through", every_door),
    ]
}

/// Runs kconsole; what it printed, when it ended well.
fn kconsole(args: &[&str], input: &str) -> Result<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kconsole"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("KCONSOLE_") {
            command.env_remove(name);
        }
    }
    command.args(args).stdin(Stdio::piped());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    child.stdin.take().context("no stdin")?.write_all(input.as_bytes())?;
    let ended = child.wait_with_output()?;
    let said = String::from_utf8_lossy(&ended.stderr);
    ensure!(ended.status.success(), "kconsole {args:?}: {said}");
    Ok(String::from_utf8(ended.stdout)?)
}

fn topic(cluster: &Cluster, prefix: &str, partitions: i32) -> Result<(String, String)> {
    let load = Load {
        topics: 1,
        partitions,
        replicas: Some(3),
        prefix: prefix.to_owned(),
        ..Load::default()
    };
    load.run(cluster)?;
    Ok((format!("{prefix}-0000"), cluster.bootstrap(Listener::Plaintext)?))
}

fn sorted(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines
}

fn codecs() -> Result<()> {
    let calm = clusters::calm()?;
    let (topic, brokers) = topic(&calm, "consume-codecs", 6)?;
    let mut wanted = Vec::new();
    for codec in ["none", "gzip", "snappy", "lz4", "zstd"] {
        let lines: Vec<String> = (0..2_000)
            .map(|n| format!("{{\"codec\":\"{codec}\",\"n\":{n}}}"))
            .collect();
        kconsole(&["produce", "-b", &brokers, &topic, "-z", codec], &lines.join("\n"))?;
        wanted.extend(lines);
    }
    wanted.sort_unstable();
    let read = kconsole(&["consume", "-b", &brokers, &topic], "")?;
    ensure!(sorted(&read) == wanted, "{} lines came back", read.lines().count());
    let found = kconsole(&["search", "-b", &brokers, &topic, "lz4"], "")?;
    ensure!(found.lines().count() == 2_000, "{} found", found.lines().count());
    let filter = ".value.codec == \"zstd\" and .value.n >= 1000";
    let found = kconsole(&["search", "-b", &brokers, &topic, filter], "")?;
    ensure!(found.lines().count() == 1_000, "{} found", found.lines().count());
    // a writer without keys may leave partitions empty
    let last = kconsole(&["consume", "-b", &brokers, &topic, "--from", "-1"], "")?;
    ensure!((1..=6).contains(&last.lines().count()), "{last}");
    Ok(())
}

fn aborted() -> Result<()> {
    const LIMIT: Duration = Duration::from_secs(30);
    let calm = clusters::calm()?;
    let (topic, brokers) = topic(&calm, "consume-aborted", 2)?;
    let producer: BaseProducer = ClientConfig::new()
        .set("bootstrap.servers", &brokers)
        .set("transactional.id", "consume-aborted")
        .set("log_level", "0")
        .create()?;
    producer.init_transactions(LIMIT)?;
    for (word, count, commit) in [("kept", 10, true), ("gone", 10, false), ("too", 5, true)] {
        producer.begin_transaction()?;
        for n in 0..count {
            let value = format!("{word}-{n}");
            let record = BaseRecord::<(), str>::to(&topic).partition(n % 2).payload(&value);
            producer.send(record).map_err(|(error, _)| error)?;
        }
        producer.flush(LIMIT)?;
        match commit {
            true => producer.commit_transaction(LIMIT)?,
            false => producer.abort_transaction(LIMIT)?,
        }
    }
    let count = |args: &[&str]| -> Result<usize> {
        let read = kconsole(&[&["consume", "-b", &brokers, &topic], args].concat(), "")?;
        Ok(read.lines().count())
    };
    crate::harness::process::until(LIMIT, || {
        let committed = count(&[])?;
        ensure!(committed == 15, "{committed} committed");
        Ok(())
    })?;
    let read = kconsole(&["consume", "-b", &brokers, &topic], "")?;
    ensure!(!read.contains("gone"), "{read}");
    ensure!(count(&["--isolation", "uncommitted"])? == 25, "not all");
    let shown = kconsole(&["consume", "-b", &brokers, &topic, "--control", "-o", "json"], "")?;
    let markers = |kind: &str| shown.matches(&format!("\"control\":\"{kind}\"")).count();
    ensure!((markers("commit"), markers("abort")) == (4, 2), "{shown}");
    Ok(())
}

fn every_door() -> Result<()> {
    let calm = clusters::calm()?;
    let (topic, brokers) = topic(&calm, "consume-doors", 3)?;
    let lines: Vec<String> = (0..3_000).map(|n| format!("line {n:04}")).collect();
    kconsole(&["produce", "-b", &brokers, &topic], &lines.join("\n"))?;
    for door in ["plaintext", "ssl", "mtls-admin", "admin", "admin-scram-sha-256"] {
        let file = calm.dir.join(format!("client-{door}.properties")).display().to_string();
        let read = kconsole(&["consume", "--properties", &file, &topic], "")?;
        ensure!(sorted(&read) == lines, "{door}: {} lines", read.lines().count());
    }
    Ok(())
}
