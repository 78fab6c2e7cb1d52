//! Where a check runs: a cluster, and names that nobody else has.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, Result, bail, ensure};
use kafka_protocol::messages::create_topics_request::{CreatableTopic, CreatableTopicConfig};
use kafka_protocol::messages::metadata_request::MetadataRequestTopic;
use kafka_protocol::messages::metadata_response::MetadataResponseTopic;
use kafka_protocol::messages::{
    CreateTopicsRequest, DescribeGroupsRequest, FindCoordinatorRequest, MetadataRequest, MetadataResponse, TopicName,
};
use kafka_protocol::protocol::StrBytes;

use super::raw::Raw;

const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(50);

/// See the module.
pub struct Place {
    /// `HOST:PORT,…`
    pub bootstrap: String,
    prefix: String,
    count: Cell<u32>,
}

/// A topic's name for a request.
pub fn named(name: &str) -> TopicName {
    TopicName(StrBytes::from_string(name.to_owned()))
}

impl Place {
    /// Names begin with the check's, and hold the moment: a second run on the same cluster meets nothing of the first.
    pub fn new(bootstrap: &str, check: &str) -> Self {
        let now = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        Self {
            bootstrap: bootstrap.to_owned(),
            prefix: format!("conformance-{check}-{}", now.as_micros() % 1_000_000_000),
            count: Cell::new(0),
        }
    }

    /// A name that is not taken.
    pub fn name(&self) -> String {
        self.count.set(self.count.get() + 1);
        format!("{}-{}", self.prefix, self.count.get())
    }

    /// A connection to the first broker that takes one.
    pub fn any(&self) -> Result<Raw> {
        let first = self.bootstrap.split(',').next().context("no address")?;
        Raw::connect(first)
    }

    /// A new topic with two replicas, known to every broker.
    pub fn topic(&self, partitions: i32, configs: &[(&str, &str)]) -> Result<String> {
        let name = self.name();
        let configs = configs.iter().map(|(name, value)| {
            CreatableTopicConfig::default()
                .with_name((*name).to_owned().into())
                .with_value(Some((*value).to_owned().into()))
        });
        let topic = CreatableTopic::default()
            .with_name(named(&name))
            .with_num_partitions(partitions)
            .with_replication_factor(2)
            .with_configs(configs.collect());
        let request = CreateTopicsRequest::default()
            .with_topics(vec![topic])
            .with_timeout_ms(30_000);
        let answer = self.any()?.ask(5, &request)?;
        super::says("CreateTopics", answer.topics[0].error_code, "NONE")?;
        self.settled(&name, usize::try_from(partitions)?)?;
        Ok(name)
    }

    /// Waits until every broker knows a leader for each of the topic's partitions.
    pub fn settled(&self, name: &str, partitions: usize) -> Result<()> {
        for address in self.bootstrap.split(',') {
            self.eventually("every broker knows the topic", || {
                let told = describe(&mut Raw::connect(address)?, 7, name)?;
                let led = told.partitions.iter().filter(|part| part.leader_id.0 >= 0);
                ensure!(led.count() == partitions, "{told:?}");
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Tries until it is so.
    pub fn eventually<T>(&self, what: &str, mut attempt: impl FnMut() -> Result<T>) -> Result<T> {
        let begun = Instant::now();
        loop {
            match attempt() {
                Ok(done) => return Ok(done),
                Err(why) if begun.elapsed() > PATIENCE => bail!("{what}: {why:#}"),
                Err(_) => std::thread::sleep(PAUSE),
            }
        }
    }

    /// Brokers by id, with their addresses.
    pub fn brokers(&self) -> Result<BTreeMap<i32, String>> {
        let request = MetadataRequest::default().with_topics(Some(Vec::new()));
        let answer = self.any()?.ask(1, &request)?;
        let brokers = answer.brokers.iter();
        Ok(brokers
            .map(|broker| (broker.node_id.0, format!("{}:{}", broker.host.as_str(), broker.port)))
            .collect())
    }

    /// A connection to the leader of a partition, and to a broker that is not.
    pub fn leader(&self, topic: &str, partition: usize) -> Result<(Raw, Raw)> {
        let told = describe(&mut self.any()?, 7, topic)?;
        let leader = told
            .partitions
            .iter()
            .find(|part| part.partition_index as usize == partition);
        let leader = leader.context("no such partition")?.leader_id.0;
        let brokers = self.brokers()?;
        let other = brokers
            .iter()
            .find(|(id, _)| **id != leader)
            .context("one broker only")?;
        Ok((
            Raw::connect(brokers.get(&leader).context("no leader")?)?,
            Raw::connect(other.1)?,
        ))
    }

    /// A connection to the coordinator of a group, and to a broker that is not.
    pub fn coordinator(&self, group: &str) -> Result<(Raw, Raw)> {
        let request = FindCoordinatorRequest::default().with_key(group.to_owned().into());
        let ready = DescribeGroupsRequest::default().with_groups(vec![super::joining::id(group)]);
        let found = self.eventually("a coordinator that has loaded its groups", || {
            let found = self.any()?.ask(2, &request)?;
            super::says("FindCoordinator", found.error_code, "NONE")?;
            let mut raw = Raw::connect(&format!("{}:{}", found.host.as_str(), found.port))?;
            super::says("DescribeGroups", raw.ask(0, &ready)?.groups[0].error_code, "NONE")?;
            Ok(found)
        })?;
        let brokers = self.brokers()?;
        let other = brokers
            .iter()
            .find(|(id, _)| **id != found.node_id.0)
            .context("one broker only")?;
        let here = format!("{}:{}", found.host.as_str(), found.port);
        super::same("its address", Some(&here), brokers.get(&found.node_id.0))?;
        Ok((Raw::connect(&here)?, Raw::connect(other.1)?))
    }
}

/// Metadata of topics by their names, nothing created.
pub fn metadata(raw: &mut Raw, version: i16, names: &[&str]) -> Result<MetadataResponse> {
    let topics = names
        .iter()
        .map(|name| MetadataRequestTopic::default().with_name(Some(named(name))));
    let request = MetadataRequest::default()
        .with_topics(Some(topics.collect()))
        // before version 4 it cannot be said
        .with_allow_auto_topic_creation(version < 4);
    raw.ask(version, &request)
}

/// One topic as Metadata tells it.
pub fn describe(raw: &mut Raw, version: i16, name: &str) -> Result<MetadataResponseTopic> {
    metadata(raw, version, &[name])?
        .topics
        .pop()
        .context("no topic in the answer")
}
