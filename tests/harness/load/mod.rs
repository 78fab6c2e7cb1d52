//! Data at scale, quickly: topics, records and committed groups by batched requests.

mod groups;
mod records;
mod topics;

use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;
use kafka_protocol::messages::MetadataRequest;

use super::cluster::Cluster;
use super::listener::Listener;
use super::raw::Connection;

/// How long one request may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// What to create. Topics and groups that exist are kept.
#[derive(Args, Clone, Debug, Default)]
pub struct Load {
    /// Topics, named PREFIX-0000 and on.
    #[arg(long, default_value_t = 0)]
    pub topics: u32,
    /// Partitions of each topic.
    #[arg(long, default_value_t = 10)]
    pub partitions: i32,
    /// Replicas of each partition; by default three, or as many as there are brokers.
    #[arg(long)]
    pub replicas: Option<i16>,
    /// Empty groups with committed offsets, named PREFIX-group-000 and on.
    #[arg(long, default_value_t = 0)]
    pub groups: u32,
    /// Partitions that each group has committed, over neighbouring topics.
    #[arg(long, default_value_t = 50)]
    pub group_partitions: u32,
    /// Records over all topics, spread over partition 0 of each.
    #[arg(long, default_value_t = 0)]
    pub records: u64,
    /// How topic and group names begin.
    #[arg(long, default_value = "load")]
    pub prefix: String,
}

impl Load {
    /// Creates it all; gives one line that says what was made.
    pub fn run(&self, cluster: &Cluster) -> Result<String> {
        let mut brokers = Brokers::open(cluster)?;
        let layout = topics::create(self, cluster, &mut brokers)?;
        let ends = records::produce(self, &layout, &mut brokers)?;
        groups::commit(self, &layout, &ends, &mut brokers)?;
        Ok(format!(
            "{} topics × {} partitions, {} records, {} groups × {} partitions",
            self.topics, self.partitions, self.records, self.groups, self.group_partitions
        ))
    }

    fn topic(&self, at: u32) -> String {
        format!("{}-{at:04}", self.prefix)
    }

    fn group(&self, at: u32) -> String {
        format!("{}-group-{at:03}", self.prefix)
    }
}

/// A connection to each broker of a cluster that answers.
pub struct Brokers(Vec<(i32, Connection)>);

impl Brokers {
    /// Connects to every broker that runs.
    pub fn open(cluster: &Cluster) -> Result<Self> {
        let mut all = Vec::new();
        for broker in cluster.brokers() {
            if cluster.pid(broker.id)?.is_some() {
                let address = broker.address(Listener::Plaintext).context("no plaintext listener")?;
                all.push((broker.id, Connection::open(&address, PATIENCE)?));
            }
        }
        Ok(Self(all))
    }

    /// Any broker.
    pub fn any(&mut self) -> Result<&mut Connection> {
        self.0
            .first_mut()
            .map(|(_, connection)| connection)
            .context("no broker runs")
    }

    /// Where to create: the controller of the `ZooKeeper` days (`KRaft` names any live broker, which passes it on).
    pub fn controller(&mut self) -> Result<&mut Connection> {
        let request = MetadataRequest::default()
            .with_topics(Some(Vec::new()))
            .with_allow_auto_topic_creation(false);
        let controller = self.any()?.call(&request)?.controller_id;
        self.of(controller.0)
    }

    /// The broker of that id.
    pub fn of(&mut self, id: i32) -> Result<&mut Connection> {
        let found = self.0.iter_mut().find(|(broker, _)| *broker == id);
        found
            .map(|(_, connection)| connection)
            .with_context(|| format!("broker {id} does not run"))
    }
}
