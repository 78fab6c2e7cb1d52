//! `kconsole produce` on every listener, under failure, and counted back.

mod avro;
mod hurt;
mod inputs;
mod mapped;
mod orders;

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::case::{Case, case};
use crate::clusters;
use crate::harness::listener::Listener;
use crate::harness::load::Load;
use crate::harness::{Cluster, Version};
use crate::oracle;
use crate::records::{self, Stored};

/// The cases of this area.
pub fn cases() -> Vec<Case> {
    vec![
        case("produce::ten_thousand_lines_are_there_as_they_were_read", as_read),
        case("produce::a_key_is_where_a_java_producer_puts_it", partitions_of_keys),
        case("produce::every_kind_of_door_is_written_through", every_door),
        case("produce::nothing_is_created_and_nobody_let_in", nothing_created),
        case("produce::read_only_sends_no_byte_and_opens_no_file", read_only),
        case("produce::an_interrupt_waits_for_what_was_sent", hurt::interrupted),
        case("produce::what_consume_prints_goes_back_in_as_it_was", inputs::back_in),
        case(
            "produce::what_cannot_be_written_is_in_the_file_and_in_the_dead_letters",
            inputs::kept,
        ),
        case("produce::csv_raw_and_templates_are_records", inputs::shapes),
        case("produce::a_dry_run_sends_nothing", inputs::dry),
        case("produce::orders_in_a_transaction_are_all_or_none", orders::all_or_none),
        case("produce::orders_killed_half_way_are_none", orders::killed),
        case("produce::a_restart_with_the_same_id_fences_at_once", orders::fenced),
        case(
            "produce::avro_orders_in_a_transaction_are_all_or_none",
            avro::all_or_none,
        ),
        case("produce::an_address_map_leads_to_the_brokers", mapped::through_doors),
        case("alone::produce_on_kafka_3_9_2", || old(Version::V3_9_2)),
        case("alone::produce_on_kafka_2_8_2", || old(Version::V2_8_2)),
        case(
            "alone::produce_counts_truly_when_a_leader_is_killed",
            hurt::leader_killed,
        ),
        case(
            "alone::produce_tells_possibly_written_from_not_written",
            hurt::last_replica_killed,
        ),
    ]
}

fn old(version: Version) -> Result<()> {
    let cluster = clusters::version(version)?;
    let (topic, brokers) = topic(&cluster, "produce-old", 3, 3)?;
    let lines: Vec<String> = (0..500).map(|n| format!("{n:03}")).collect();
    for codec in ["none", "zstd"] {
        let said = produce(&cluster, &["-b", &brokers, &topic, "-z", codec], &lines.join("\n"))?;
        ensure!(
            said.code == 0 && said.count("acknowledged")? == 500,
            "{codec}: {said:?}"
        );
    }
    let stored = records::all(&brokers, &topic)?;
    let twice: Vec<&str> = lines.iter().flat_map(|line| [line.as_str(); 2]).collect();
    ensure!(values(&stored) == twice, "{} records came back", stored.len());
    Ok(())
}

/// What a run of `kconsole produce` said.
#[derive(Debug)]
struct Said {
    code: i32,
    outcome: Value,
    stderr: String,
}

impl Said {
    fn count(&self, name: &str) -> Result<u64> {
        let count = self.outcome.get(name).and_then(Value::as_u64);
        count.with_context(|| format!("no {name} in {self:?}"))
    }
}

fn start(cluster: &Cluster, args: &[&str]) -> Result<Child> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kconsole"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("KCONSOLE_") {
            command.env_remove(name);
        }
    }
    command
        .args(["produce", "-o", "json"])
        .args(args)
        .env("XDG_CONFIG_HOME", &cluster.dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command.spawn().context("cannot run kconsole")
}

fn end(child: Child) -> Result<Said> {
    let ended = child.wait_with_output()?;
    Ok(Said {
        code: ended.status.code().unwrap_or(-1),
        outcome: serde_json::from_slice(&ended.stdout).unwrap_or_default(),
        stderr: String::from_utf8(ended.stderr)?,
    })
}

fn produce(cluster: &Cluster, args: &[&str], input: &str) -> Result<Said> {
    let mut child = start(cluster, args)?;
    let mut stdin = child.stdin.take().context("no stdin")?;
    // it may end before it has read everything
    let _ignored = stdin.write_all(input.as_bytes());
    drop(stdin);
    end(child)
}

/// An empty topic of its own, and the brokers to reach it by.
fn topic(cluster: &Cluster, prefix: &str, partitions: i32, replicas: i16) -> Result<(String, String)> {
    let load = Load {
        topics: 1,
        partitions,
        replicas: Some(replicas),
        prefix: prefix.to_owned(),
        ..Load::default()
    };
    load.run(cluster)?;
    Ok((format!("{prefix}-0000"), cluster.bootstrap(Listener::Plaintext)?))
}

fn values(stored: &[Stored]) -> Vec<&str> {
    let mut values: Vec<&str> = stored.iter().filter_map(|record| record.value.as_deref()).collect();
    values.sort_unstable();
    values
}

fn as_read() -> Result<()> {
    let calm = clusters::calm()?;
    let (topic, brokers) = topic(&calm, "produce-whole", 6, 3)?;
    let lines: Vec<String> = (0..10_000)
        .map(|n| format!("key {}|value {n:05} é|", n % 100))
        .collect();
    let file = calm.dir.join("produce-whole.txt");
    fs::write(&file, lines.join("\n"))?;
    let path = file.display().to_string();
    let args = [
        "-b", &brokers, &topic, "-f", &path, "-K", "|", "-H", "a=1", "-H", "b=x=y", "-z", "zstd",
    ];
    let said = produce(&calm, &args, "")?;
    ensure!(said.code == 0 && said.count("acknowledged")? == 10_000, "{said:?}");
    let pinned = produce(
        &calm,
        &["-b", &brokers, &topic, "-p", "4", "-k", "pinned", "--null-empty"],
        "one\n\n",
    )?;
    ensure!(pinned.code == 0 && pinned.count("acknowledged")? == 2, "{pinned:?}");

    let stored = records::all(&brokers, &topic)?;
    let (pinned, read): (Vec<Stored>, Vec<Stored>) = stored
        .into_iter()
        .partition(|record| record.key.as_deref() == Some("pinned"));
    let mut back: Vec<String> = Vec::new();
    let headers = [("a".to_owned(), "1".to_owned()), ("b".to_owned(), "x=y".to_owned())];
    for record in &read {
        ensure!(record.headers == headers, "{record:?}");
        let (key, value) = (record.key.as_deref(), record.value.as_deref());
        back.push(format!("{}|{}", key.context("no key")?, value.context("no value")?));
    }
    let mut lines = lines;
    lines.sort_unstable();
    back.sort_unstable();
    ensure!(back == lines, "{} lines came back of {}", back.len(), lines.len());
    let where_pinned: Vec<_> = pinned
        .iter()
        .map(|record| (record.partition, record.value.as_deref()))
        .collect();
    ensure!(where_pinned == [(4, Some("one")), (4, None)], "{pinned:?}");
    Ok(())
}

/// Kafka's own test vectors of murmur2, by which its producer chooses.
const MURMUR2: &[(&str, i32)] = &[
    ("21", -973_932_308),
    ("foobar", -790_332_482),
    ("a-little-bit-long-string", -985_981_536),
    ("a-little-bit-longer-string", -1_486_304_829),
    ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971),
    ("abc", 479_470_107),
];

fn partitions_of_keys() -> Result<()> {
    let calm = clusters::calm()?;
    let (topic, brokers) = topic(&calm, "produce-keys", 7, 1)?;
    let lines: String = MURMUR2.iter().map(|(key, _)| format!("{key}\tv\n")).collect();
    let said = produce(&calm, &["-b", &brokers, &topic, "-K", "\\t"], &lines)?;
    ensure!(said.code == 0, "{said:?}");
    let stored = records::all(&brokers, &topic)?;
    for (key, hash) in MURMUR2 {
        let found = stored.iter().find(|record| record.key.as_deref() == Some(key));
        let partition = found.with_context(|| format!("no {key}"))?.partition;
        ensure!(partition == (hash & i32::MAX) % 7, "{key} is on {partition}");
    }
    Ok(())
}

fn every_door() -> Result<()> {
    let calm = clusters::calm()?;
    let (topic, brokers) = topic(&calm, "produce-doors", 1, 3)?;
    let doors = [
        "plaintext",
        "ssl",
        "mtls-admin",
        "admin",
        "admin-scram-sha-256",
        "admin-scram-sha-512-plaintext",
    ];
    for door in doors {
        let file = calm.dir.join(format!("client-{door}.properties")).display().to_string();
        let said = produce(&calm, &["--properties", &file, &topic], &format!("{door}\n"))?;
        ensure!(said.code == 0 && said.count("acknowledged")? == 1, "{door}: {said:?}");
    }
    let mut sorted = doors;
    sorted.sort_unstable();
    let stored = records::all(&brokers, &topic)?;
    ensure!(values(&stored) == sorted, "{stored:?}");
    Ok(())
}

fn nothing_created() -> Result<()> {
    let calm = clusters::calm()?;
    let (topic, brokers) = topic(&calm, "open-produce", 1, 1)?;
    let forced = "allow.auto.create.topics=true";
    let said = produce(&calm, &["-b", &brokers, "-X", forced, "produce-nowhere"], "x\n")?;
    ensure!(
        said.code == 1 && said.stderr.contains("UNKNOWN_TOPIC_OR_PARTITION"),
        "{said:?}"
    );
    let client = |name: &str| calm.dir.join(format!("client-{name}.properties"));
    let metadata = oracle::metadata(&client("plaintext"))?;
    ensure!(
        metadata.topics().iter().all(|topic| topic.name() != "produce-nowhere"),
        "it was created"
    );

    // `limited` sees the topic and may not write to it
    let limited = client("limited").display().to_string();
    let said = produce(&calm, &["--properties", &limited, &topic], "x\n")?;
    ensure!(said.code == 1, "{said:?}");
    ensure!(said.stderr.contains("AUTHORIZATION_FAILED"), "{said:?}");
    let wrong = "sasl.password=s3cret";
    let admin = client("admin").display().to_string();
    let said = produce(&calm, &["--properties", &admin, "-X", wrong, &topic], "x\n")?;
    ensure!(said.code == 1 && said.stderr.contains("SASL"), "{said:?}");
    ensure!(!said.stderr.contains("s3cret"), "{said:?}");
    ensure!(records::all(&brokers, &topic)?.is_empty(), "something was written");
    Ok(())
}

fn read_only() -> Result<()> {
    let calm = clusters::calm()?;
    let door = TcpListener::bind("127.0.0.1:0")?;
    door.set_nonblocking(true)?;
    let address = door.local_addr()?.to_string();
    let said = produce(&calm, &["-b", &address, "--read-only", "t", "-f", "/nowhere/lines"], "")?;
    ensure!(said.code == 1 && said.stderr.contains("read-only"), "{said:?}");
    ensure!(
        !said.stderr.contains("/nowhere/lines"),
        "the file was looked at: {said:?}"
    );
    ensure!(door.accept().is_err(), "it connected");
    Ok(())
}
