//! Topics for these cases, and what kconsole and librdkafka see in them.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use kafka_protocol::messages::TopicName;
use kafka_protocol::messages::create_topics_request::{CreatableTopic, CreatableTopicConfig, CreateTopicsRequest};
use kafka_protocol::protocol::{Request, StrBytes};
use rdkafka::ClientConfig;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use serde_json::Value;

use crate::harness::Cluster;
use crate::harness::listener::Listener;
use crate::harness::process::until;
use crate::harness::raw::Connection;
use crate::records;

pub const PATIENCE: Duration = Duration::from_secs(60);

/// Partition, offset, key, value.
pub type Row = (i32, i64, Option<String>, Option<String>);

pub fn name(topic: &str) -> TopicName {
    TopicName(StrBytes::from_string(topic.to_owned()))
}

/// Asks a broker.
pub fn call<R: Request>(cluster: &Cluster, broker: i32, request: &R) -> Result<R::Response> {
    let address = cluster.node(broker)?.address(Listener::Plaintext);
    Connection::open(&address.context("no plaintext listener")?, PATIENCE)?.call(request)
}

/// A new topic; where clients find it.
pub fn topic(cluster: &Cluster, topic: &str, partitions: i32, replicas: i16, set: &[(&str, &str)]) -> Result<String> {
    let text = |text: &str| StrBytes::from_string(text.to_owned());
    let config = |(name, value): &(&str, &str)| {
        CreatableTopicConfig::default()
            .with_name(text(name))
            .with_value(Some(text(value)))
    };
    let one = CreatableTopic::default()
        .with_name(name(topic))
        .with_num_partitions(partitions)
        .with_replication_factor(replicas)
        .with_configs(set.iter().map(config).collect());
    let request = CreateTopicsRequest::default()
        .with_topics(vec![one])
        .with_timeout_ms(60_000);
    let brokers = cluster.bootstrap(Listener::Plaintext)?;
    let mut broker = 1;
    until(PATIENCE, || {
        let code = call(cluster, broker, &request)?
            .topics
            .first()
            .map_or(-1, |made| made.error_code);
        // brokers of before KRaft do not hand it on to their controller (NOT_CONTROLLER)
        if code == 41 {
            broker = broker % i32::from(cluster.spec.brokers) + 1;
        }
        // just made, or made by the attempt before
        ensure!(code == 0 || code == 36, "cannot create {topic}: error {code}");
        ensure!(records::leader(&brokers, topic)? >= 0, "no leader yet");
        Ok(())
    })?;
    Ok(brokers)
}

pub fn producer(brokers: &str) -> Result<BaseProducer> {
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", brokers).set("log_level", "0");
    Ok(config.set("queue.buffering.max.messages", "1000000").create()?)
}

/// Writes so many records of a kilobyte to partition 0.
pub fn fill(brokers: &str, topic: &str, count: usize) -> Result<()> {
    let producer = producer(brokers)?;
    for n in 0..count {
        let value = format!("{n:06} {}", "x".repeat(1_000));
        let record = BaseRecord::<(), str>::to(topic).partition(0).payload(&value);
        producer.send(record).map_err(|(error, _)| error)?;
    }
    Ok(producer.flush(PATIENCE)?)
}

/// What librdkafka reads, in order of partition and offset.
pub fn theirs(brokers: &str, topic: &str, committed: bool) -> Result<Vec<Row>> {
    let stored = records::read(brokers, topic, committed)?;
    let mut rows: Vec<Row> = stored
        .into_iter()
        .map(|one| (one.partition, one.offset, one.key, one.value))
        .collect();
    rows.sort_unstable();
    Ok(rows)
}

/// A run that ended.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Said {
    /// The rows of `-o json`, in order of partition and offset.
    pub fn rows(&self) -> Result<Vec<Row>> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let row = |line: &str| -> Result<Row> {
            let row: Value = serde_json::from_str(line)?;
            let partition = row["partition"].as_i64().context("no partition")?;
            let offset = row["offset"].as_i64().context("no offset")?;
            Ok((
                i32::try_from(partition)?,
                offset,
                text(&row["key"]),
                text(&row["value"]),
            ))
        };
        let mut rows = self.stdout.lines().map(row).collect::<Result<Vec<Row>>>()?;
        rows.sort_unstable();
        Ok(rows)
    }
}

/// kconsole, its output not read: once the pipe is full it waits.
pub struct Stalled {
    child: Child,
    stdout: BufReader<ChildStdout>,
    stderr: JoinHandle<String>,
}

impl Stalled {
    pub fn start(args: &[&str]) -> Result<Self> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kconsole"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("KCONSOLE_") {
                command.env_remove(name);
            }
        }
        let mut child = command
            .args(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let stdout = child.stdout.take().context("no stdout")?;
        let mut stderr = child.stderr.take().context("no stderr")?;
        let stderr = std::thread::spawn(move || {
            let mut said = String::new();
            let _cut_short = stderr.read_to_string(&mut said);
            said
        });
        Ok(Self {
            child,
            stdout: BufReader::with_capacity(1 << 10, stdout),
            stderr,
        })
    }

    /// The next line.
    pub fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        ensure!(self.stdout.read_line(&mut line)? > 0, "it ended");
        Ok(line)
    }

    /// Reads the rest.
    pub fn end(mut self) -> Result<Said> {
        let mut stdout = String::new();
        self.stdout.read_to_string(&mut stdout)?;
        let code = self.child.wait()?.code().context("killed")?;
        let stderr = self.stderr.join().unwrap_or_default();
        Ok(Said { code, stdout, stderr })
    }
}

/// kconsole, to its end.
pub fn kconsole(args: &[&str]) -> Result<Said> {
    Stalled::start(args)?.end()
}
