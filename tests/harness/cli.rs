//! `tests/cluster`: real Kafka clusters from a shell.

#[path = "mod.rs"]
mod harness;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::{Args, Parser, Subcommand};

use harness::load::Load;
use harness::{Cluster, Spec, Version, cluster, paths, process};

/// Real Apache Kafka clusters on loopback: start one, hurt it, take it down.
#[derive(Parser)]
#[command(name = "tests/cluster", disable_version_flag = true)]
struct Cli {
    /// Which cluster.
    #[arg(long, global = true, default_value = "default")]
    name: String,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start a cluster; it lives until `down`.
    Up(Up),
    /// Show every node, listener and file of it; without --name the names of all clusters too.
    Status,
    /// kill -9 a node.
    Kill { node: i32 },
    /// Hang a node (SIGSTOP).
    Pause { node: i32 },
    /// Let a paused node go on (SIGCONT).
    Resume { node: i32 },
    /// Shut a node down in order (SIGTERM).
    Stop { node: i32 },
    /// Start a node that was killed or stopped.
    Start { node: i32 },
    /// Create topics, records and committed groups.
    Load(Load),
    /// Kill every node and remove all files.
    Down,
}

#[derive(Args)]
struct Up {
    /// How many brokers, ids from 1.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..=50))]
    brokers: u16,
    /// Which Kafka.
    #[arg(long, value_enum, default_value = "4.3.1")]
    version: Version,
    /// Listeners SSL and MTLS, with certificates of its own CA.
    #[arg(long)]
    tls: bool,
    /// Listener SASL_PLAINTEXT (with --tls also SASL_SSL), users, the authorizer on.
    #[arg(long)]
    sasl: bool,
    /// A Prometheus page of JMX figures on each broker.
    #[arg(long)]
    jmx: bool,
    /// One controller-only node (id 100) instead of combined ones.
    #[arg(long)]
    controller: bool,
    /// A broker property more, KEY=VALUE; repeatable.
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = property)]
    set: Vec<(String, String)>,
}

fn main() -> ExitCode {
    match run(&Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            let _ = writeln!(io::stderr(), "tests/cluster: {why:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: &Cli) -> Result<()> {
    let dir = manual(&cli.name)?;
    let started = Instant::now();
    let open = || -> Result<Cluster> {
        Cluster::open(&dir)?.with_context(|| format!("no cluster {:?} is up: tests/cluster up", cli.name))
    };
    let said = match &cli.command {
        Command::Up(up) => return up_and_show(&cli.name, up, &dir),
        Command::Status => return status(&cli.name, &dir),
        Command::Down => {
            cluster::sweep(&dir)?;
            format!("cluster {} is gone", cli.name)
        }
        Command::Kill { node } => open()?.kill(*node).map(|()| format!("node {node} is killed"))?,
        Command::Pause { node } => open()?.pause(*node).map(|()| format!("node {node} is paused"))?,
        Command::Resume { node } => open()?.resume(*node).map(|()| format!("node {node} goes on"))?,
        Command::Stop { node } => open()?.stop(*node).map(|()| format!("node {node} is stopped"))?,
        Command::Start { node } => open()?.launch(*node).map(|()| format!("node {node} is up"))?,
        Command::Load(load) => load.run(&open()?)?,
    };
    say(&format!("{said} ({:.1} s)", started.elapsed().as_secs_f64()))
}

/// The directory of a cluster a person started under `name`.
fn manual(name: &str) -> Result<PathBuf> {
    Ok(paths::runtime()?.join("up").join(name))
}

fn up_and_show(name: &str, up: &Up, dir: &Path) -> Result<()> {
    if let Some(running) = Cluster::open(dir)? {
        say(&show(&running))?;
        bail!("cluster {name:?} is up already: take it down first, or give this one another --name");
    }
    let started = Instant::now();
    let spec = Spec {
        name: name.to_owned(),
        version: up.version,
        brokers: up.brokers,
        controller: up.controller,
        tls: up.tls,
        sasl: up.sasl,
        jmx: up.jmx,
        set: up.set.clone(),
    };
    let cluster = Cluster::start(spec, dir)?;
    say(&show(&cluster))?;
    say(&format!(
        "up in {:.1} s; take it down with: tests/cluster down --name {name}",
        started.elapsed().as_secs_f64()
    ))
}

fn status(name: &str, dir: &Path) -> Result<()> {
    match Cluster::open(dir)? {
        Some(cluster) => say(&show(&cluster))?,
        None => say(&format!("no cluster {name:?} is up"))?,
    }
    let others = std::fs::read_dir(manual("")?).into_iter().flatten().flatten();
    for other in others
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|other| other != name)
    {
        say(&format!("also there: --name {other}"))?;
    }
    Ok(())
}

/// What a person needs to use the cluster.
fn show(cluster: &Cluster) -> String {
    let mut text = format!(
        "cluster {} · Kafka {} · id {}\n",
        cluster.spec.name,
        cluster.spec.version.number(),
        cluster.id.as_deref().unwrap_or("(made by ZooKeeper)")
    );
    for listener in cluster.spec.listeners() {
        if let Ok(bootstrap) = cluster.bootstrap(listener) {
            text += &format!("  {:<15} {bootstrap}\n", listener.name());
        }
    }
    for node in &cluster.nodes {
        let folder = cluster.folder(node);
        let state = match process::pid(&folder) {
            Some(pid) if process::is_paused(&folder) => format!("paused   pid {pid}"),
            Some(pid) => format!("running  pid {pid}"),
            None => "down".to_owned(),
        };
        let rack = node.rack.as_deref().unwrap_or("-");
        text += &format!(
            "  {:<15} {state:<22} {rack:<7} {}\n",
            node.folder(),
            folder.join("server.log").display()
        );
        if let Some(port) = node.metrics {
            text += &format!("  {:<15} http://127.0.0.1:{port}/metrics\n", "");
        }
    }
    let files = std::fs::read_dir(&cluster.dir).into_iter().flatten().flatten();
    let names = files.filter_map(|file| file.file_name().into_string().ok());
    let mut clients: Vec<String> = names
        .filter_map(|name| Some(name.strip_prefix("client-")?.strip_suffix(".properties")?.to_owned()))
        .collect();
    clients.sort();
    text += &format!(
        "  clients: {}/client-NAME.properties, NAME one of\n",
        cluster.dir.display()
    );
    text += &format!("    {}\n", clients.join(" "));
    text.trim_end().to_owned()
}

/// Prints a line; nobody listening any more (`| head`) is no error.
fn say(line: &str) -> Result<()> {
    match writeln!(io::stdout(), "{line}") {
        Err(why) if why.kind() != io::ErrorKind::BrokenPipe => Err(why.into()),
        _ => Ok(()),
    }
}

fn property(text: &str) -> Result<(String, String)> {
    let (key, value) = text.split_once('=').context("KEY=VALUE")?;
    Ok((key.trim().to_owned(), value.trim().to_owned()))
}
