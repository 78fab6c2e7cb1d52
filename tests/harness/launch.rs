//! The command lines of Java: format a node's storage, run a node.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

use super::node::{Node, Role};
use super::process;
use super::security;
use super::spec::Spec;

const LOG4J2: &str = "\
rootLogger.level=info
rootLogger.appenderRef.file.ref=file
appender.file.type=File
appender.file.name=file
appender.file.fileName=${sys:kconsole.node}/server.log
appender.file.layout.type=PatternLayout
appender.file.layout.pattern=%d{ISO8601} %p %m (%c{1})%n
";

const LOG4J1: &str = "\
log4j.rootLogger=INFO, file
log4j.appender.file=org.apache.log4j.FileAppender
log4j.appender.file.File=${kconsole.node}/server.log
log4j.appender.file.layout=org.apache.log4j.PatternLayout
log4j.appender.file.layout.ConversionPattern=%d{ISO8601} %p %m (%c{1})%n
";

/// The exporter's rules: everything, under the exporter's own names.
const JMX_RULES: &str = "lowercaseOutputName: true\nrules:\n- pattern: \".*\"\n";

/// Begins to format the storage of a `KRaft` node; several may run at once.
pub fn format(spec: &Spec, jars: &Path, folder: &Path, cluster_id: &str) -> Result<Child> {
    let mut command = java(spec, jars, folder, "-Xmx256m")?;
    command.args([
        "-XX:TieredStopAtLevel=1",
        "kafka.tools.StorageTool",
        "format",
        "-t",
        cluster_id,
        "-c",
    ]);
    command.arg(folder.join("server.properties"));
    if spec.sasl {
        command.args(security::scram().iter().flat_map(|user| ["--add-scram", user]));
    }
    let output = File::create(folder.join("format.log"))?;
    let spawned = command
        .stdin(Stdio::null())
        .stdout(output.try_clone()?)
        .stderr(output)
        .spawn();
    spawned
        .context("cannot run java: is a Java 17 runtime installed? (Debian: apt-get install openjdk-17-jre-headless)")
}

/// Waits for what [`format`] began.
pub fn formatted(mut child: Child, folder: &Path) -> Result<()> {
    if !child.wait()?.success() {
        bail!(
            "format failed:\n{}",
            fs::read_to_string(folder.join("format.log")).unwrap_or_default()
        );
    }
    Ok(())
}

/// Runs a node whose folder is prepared.
pub fn run(spec: &Spec, jars: &Path, node: &Node, folder: &Path) -> Result<Child> {
    let heap = if node.role == Role::ZooKeeper {
        "-Xmx256m"
    } else {
        "-Xmx1536m"
    };
    let mut command = java(spec, jars, folder, heap)?;
    if let Some(port) = node.metrics {
        let rules = folder.join("jmx.yml");
        fs::write(&rules, JMX_RULES)?;
        let agent = jars.join("jmx_prometheus_javaagent-1.0.1.jar");
        command.arg(format!(
            "-javaagent:{}=127.0.0.1:{port}:{}",
            agent.display(),
            rules.display()
        ));
    }
    if node.role == Role::ZooKeeper {
        command.arg("org.apache.zookeeper.server.quorum.QuorumPeerMain");
    } else {
        command.arg("kafka.Kafka");
    }
    command.arg(folder.join("server.properties"));
    process::spawn(command, folder)
}

fn java(spec: &Spec, jars: &Path, folder: &Path, heap: &str) -> Result<Command> {
    let mut command = process::java();
    command.args([heap, "-XX:+UseSerialGC", "-Djava.awt.headless=true"]);
    command.arg(format!("-Dkconsole.node={}", folder.display()));
    let (file, text, property) = if spec.version.has_log4j2() {
        ("log4j2.properties", LOG4J2, "log4j2.configurationFile=")
    } else {
        ("log4j.properties", LOG4J1, "log4j.configuration=file:")
    };
    let logging = folder.join(file);
    fs::write(&logging, text)?;
    command.arg(format!("-D{property}{}", logging.display()));
    command.arg("-cp").arg(format!("{}/*", jars.display()));
    Ok(command)
}
