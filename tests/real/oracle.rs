//! Answers of clients that nobody here wrote: Kafka's own tools, and librdkafka.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::sync::Mutex;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerContext};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::metadata::Metadata;
use rdkafka::{ClientConfig, ClientContext};

use crate::harness::{Cluster, fetch, process};

/// Runs one of Kafka's own tools, of the cluster's version, and gives what it printed.
pub fn tool(cluster: &Cluster, main: &str, args: &[&str]) -> Result<String> {
    let jars = fetch::jars(cluster.spec.version)?;
    let ran = process::java()
        .args(["-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp"])
        .arg(format!("{}/*", jars.display()))
        .arg(main)
        .args(args)
        .stdin(Stdio::null())
        .output()
        .context("cannot run java")?;
    if !ran.status.success() {
        bail!("{main} {args:?} failed:\n{}", String::from_utf8_lossy(&ran.stderr));
    }
    Ok(String::from_utf8(ran.stdout)?)
}

/// What librdkafka sees of the cluster with the properties of `file`.
pub fn metadata(file: &Path) -> Result<Metadata> {
    let consumer: BaseConsumer = config(file)?.create()?;
    Ok(consumer.fetch_metadata(None, Duration::from_secs(20))?)
}

/// The error with which librdkafka is turned away, with the properties of `file` changed by `changes`.
pub fn refusal(file: &Path, changes: &[(&str, &str)]) -> Result<RDKafkaErrorCode> {
    let mut config = config(file)?;
    for (key, value) in changes {
        config.set(*key, *value);
    }
    let consumer: BaseConsumer<Refusals> = config.create_with_context(Refusals::default())?;
    let fetched = process::until(Duration::from_secs(20), || {
        // Errors come to the context while it polls; a connection that opens ends the wait.
        if consumer.fetch_metadata(None, Duration::from_millis(200)).is_ok() {
            return Ok(None);
        }
        consumer.poll(Duration::ZERO);
        let code = consumer
            .context()
            .0
            .lock()
            .ok()
            .and_then(|codes| codes.first().copied());
        code.map(Some).context("neither in nor refused")
    })?;
    fetched.context("it got in")
}

/// The errors that say why a connection was refused; that all brokers are down is only what follows.
#[derive(Default)]
struct Refusals(Mutex<Vec<RDKafkaErrorCode>>);

impl ClientContext for Refusals {
    fn error(&self, error: KafkaError, _reason: &str) {
        let code = error
            .rdkafka_error_code()
            .filter(|code| *code != RDKafkaErrorCode::AllBrokersDown);
        if let (Some(code), Ok(mut codes)) = (code, self.0.lock()) {
            codes.push(code);
        }
    }
}

impl ConsumerContext for Refusals {}

fn config(file: &Path) -> Result<ClientConfig> {
    let mut config = ClientConfig::new();
    for line in fs::read_to_string(file)?.lines() {
        let (key, value) = line.split_once('=').context("a property without =")?;
        config.set(key, value);
    }
    config.set("log_level", "0");
    Ok(config)
}
