//! The product's own client on every listener: it gets in where it should, and says why where it does not.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use kafka_protocol::messages::{ApiVersionsRequest, MetadataRequest};
use kconsole::config::{self, Env, Flags};
use kconsole::kafka::{Ask, Client, Node};
use kconsole::model::cluster::Reach;
use kconsole::model::names::BrokerId;
use kconsole::model::trouble::{Cause, TlsFault, Trouble};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use crate::case::{Case, case};
use crate::clusters;
use crate::harness::Cluster;
use crate::harness::listener::Listener;

/// The cases of this area.
pub fn cases() -> Vec<Case> {
    vec![
        case("connect::every_way_in_is_taken", every_way_in),
        case("connect::each_wrong_setting_is_told_by_its_name", each_wrong_setting),
        case("alone::a_hung_broker_is_lost_within_three_seconds", hung),
        case("alone::a_killed_broker_is_lost_and_found_again", killed),
    ]
}

/// What "unreachable" may take to be known, from the moment it is true.
const NOTICED: Duration = Duration::from_secs(3);
/// What a broker's start may take on a busy machine.
const STARTED: Duration = Duration::from_secs(60);

fn every_way_in() -> Result<()> {
    let calm = clusters::calm()?;
    for entry in fs::read_dir(&calm.dir)? {
        let file = entry?.path();
        if file.extension().is_some_and(|end| end == "properties") {
            let nodes = connect(&file, &[])?.with_context(|| file.display().to_string())?;
            ensure!(nodes == 3, "{} shows {nodes} brokers", file.display());
        }
    }
    Ok(())
}

fn each_wrong_setting() -> Result<()> {
    let calm = clusters::calm()?;
    let at = |listener: Listener| -> Result<String> {
        let address = calm.node(1)?.address(listener).context("no such listener")?;
        Ok(format!("bootstrap.servers={address}"))
    };
    let certificate = |file: &str| calm.dir.join("certificates").join(file).display().to_string();
    let tls = |want: fn(&TlsFault) -> bool| move |cause: &Cause| matches!(cause, Cause::Tls(fault) if want(fault));
    let sasl = |cause: &Cause| matches!(cause, Cause::Sasl(_));
    let plaintext_port = tls(|fault| *fault == TlsFault::PlaintextPort);
    let tls_port = tls(|fault| *fault == TlsFault::TlsPort);
    let wanted = tls(|fault| matches!(fault, TlsFault::ClientCertificate(_)));

    told(&calm, "plaintext", &[at(Listener::Ssl)?], tls_port)?;
    told(&calm, "admin-plaintext", &[at(Listener::SaslSsl)?], tls_port)?;
    told(&calm, "ssl", &[at(Listener::Plaintext)?], plaintext_port)?;
    told(&calm, "admin", &[at(Listener::SaslPlaintext)?], plaintext_port)?;
    let other = format!("ssl.ca.location={}", certificate("other-ca.pem"));
    told(&calm, "ssl", &[other], tls(|fault| *fault == TlsFault::UnknownIssuer))?;
    told(&calm, "ssl", &[at(Listener::Mtls)?], wanted)?;
    for name in ["stranger", "expired"] {
        let ours = [
            format!("ssl.certificate.location={}", certificate(&format!("{name}.pem"))),
            format!("ssl.key.location={}", certificate(&format!("{name}.key"))),
        ];
        told(&calm, "mtls-admin", &ours, wanted)?;
    }
    for name in [
        "admin",
        "admin-plaintext",
        "admin-scram-sha-256",
        "admin-scram-sha-512-plaintext",
    ] {
        told(&calm, name, &["sasl.password=no".into()], sasl)?;
    }
    told(&calm, "admin-plaintext", &[at(Listener::Plaintext)?], sasl)?;
    let hung_up = |cause: &Cause| *cause == Cause::Closed;
    let trouble = told(&calm, "plaintext", &[at(Listener::SaslPlaintext)?], hung_up)?;
    ensure!(
        trouble.hint.as_ref().is_some_and(|hint| hint.contains("SASL")),
        "{trouble}"
    );
    Ok(())
}

fn hung() -> Result<()> {
    let storm = clusters::storm()?;
    let watched = Watched::start(&storm)?;
    storm.pause(2)?;
    watched.until(
        NOTICED,
        |reach| matches!(reach, Reach::Lost { trouble, .. } if matches!(trouble.cause, Cause::TimedOut(_))),
    )?;
    storm.resume(2)?;
    watched.until(NOTICED, |reach| matches!(reach, Reach::Answers { .. }))
}

fn killed() -> Result<()> {
    let storm = clusters::storm()?;
    let watched = Watched::start(&storm)?;
    storm.kill(2)?;
    watched.until(NOTICED, |reach| matches!(reach, Reach::Lost { .. }))?;
    watched.during(|| storm.launch(2))?;
    watched.until(STARTED, |reach| matches!(reach, Reach::Answers { .. }))
}

/// A client that asks every broker once a second whether it answers.
struct Watched {
    client: Client,
    runtime: Runtime,
}

impl Watched {
    fn start(cluster: &Cluster) -> Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let client = client(&file(cluster, "plaintext"), &[])?;
        let nodes = runtime.block_on(learn(&client))?;
        ensure!(nodes == 3, "{nodes} brokers");
        Ok(Self { client, runtime })
    }

    /// Does what blocks while the client lives on: one that reads nothing meanwhile would find all brokers silent.
    fn during(&self, work: impl FnOnce() -> Result<()> + Send) -> Result<()> {
        std::thread::scope(|scope| {
            let (tell, done) = oneshot::channel();
            scope.spawn(move || tell.send(work()));
            self.runtime.block_on(done)?
        })
    }

    /// Broker 2 is in this state within this time, while the other two answer throughout.
    fn until(&self, limit: Duration, so: impl Fn(&Reach) -> bool) -> Result<()> {
        let began = Instant::now();
        let pings = (1..=3).map(|id| async move {
            loop {
                let ask = Ask::of(BrokerId(id), "ask whether it answers").versions(0, 2);
                let answered = self.client.ask(ask, |_| ApiVersionsRequest::default()).await;
                if let (Err(trouble), 1 | 3) = (answered, id) {
                    return trouble;
                }
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        });
        let look = async {
            loop {
                let reach = self.client.reach();
                match reach.iter().find(|(id, _)| *id == BrokerId(2)) {
                    Some((_, reach)) if so(reach) => return Ok(()),
                    _ if began.elapsed() > limit => bail!("after {limit:?}: {reach:?}"),
                    _ => tokio::time::sleep(Duration::from_millis(20)).await,
                }
            }
        };
        self.runtime.block_on(async {
            tokio::select! {
                done = look => done,
                (trouble, _, _) = futures_util::future::select_all(pings.map(Box::pin)) => bail!("{trouble}"),
            }
        })
    }
}

/// With these changes the way in is closed, for a cause that `right` knows.
fn told(cluster: &Cluster, name: &str, changes: &[String], right: impl Fn(&Cause) -> bool) -> Result<Trouble> {
    match connect(&file(cluster, name), changes)? {
        Ok(_) => bail!("{name} with {changes:?} gets in"),
        Err(trouble) if right(&trouble.cause) => {
            ensure!(trouble.hint.is_some(), "no hint: {trouble}");
            ensure!(!format!("{trouble:?}").contains("-secret"), "a secret in {trouble:?}");
            Ok(trouble)
        }
        Err(trouble) => bail!("{name} with {changes:?} is told as {trouble}"),
    }
}

/// How many brokers are seen by a client with these properties.
fn connect(file: &Path, changes: &[String]) -> Result<Result<usize, Trouble>> {
    let client = client(file, changes)?;
    let runtime = Builder::new_current_thread().enable_all().build()?;
    Ok(runtime.block_on(learn(&client)))
}

fn client(file: &Path, changes: &[String]) -> Result<Client> {
    let flags = Flags {
        properties_file: Some(file.to_owned()),
        properties: changes.to_vec(),
        ..Flags::default()
    };
    let profile = config::load_from(flags, Env::default())?.profile()?;
    Ok(Client::new(Arc::new(profile)))
}

async fn learn(client: &Client) -> Result<usize, Trouble> {
    let reply = client.ask_any(Ask::any("read metadata").versions(4, 12), |_| {
        MetadataRequest::default()
            .with_topics(Some(Vec::new()))
            .with_allow_auto_topic_creation(false)
    });
    let body = reply.await?.body;
    let nodes: Vec<Node> = body
        .brokers
        .iter()
        .map(|broker| Node {
            id: BrokerId(broker.node_id.0),
            host: broker.host.as_str().into(),
            port: u16::try_from(broker.port).unwrap_or(0),
            rack: None,
        })
        .collect();
    client.learn(&nodes);
    Ok(nodes.len())
}

fn file(cluster: &Cluster, name: &str) -> PathBuf {
    cluster.dir.join(format!("client-{name}.properties"))
}
