//! THE one constructor of librdkafka clients, and what is done with one.

use std::time::{Duration, Instant};

use rdkafka::config::{ClientConfig, RDKafkaLogLevel};
use rdkafka::error::RDKafkaErrorCode;

use super::Ways;
use super::fault;
use super::limit;
use super::native::{Code, Native};
use super::properties::of_producer;
use super::record::{Lost, Record, Written};
use super::spread::Spread;
use super::tally::Tally;
use super::watcher::Watcher;
use crate::config::profile::Profile;
use crate::model::names::TopicName;
use crate::model::trouble::{Cause, Trouble};
use crate::plan::Permit;

const OPERATION: &str = "open the topic for writing";

/// How long a topic may be unknown: one that was made just now is not yet known to every broker.
const PROPAGATION: Duration = Duration::from_secs(2);

/// What became of handing a record over.
#[derive(Debug, PartialEq, Eq)]
pub enum Sent {
    /// It is queued: a delivery report follows.
    Queued,
    /// The queue is full: poll, and hand it over again.
    Full,
    /// It was refused and is surely not written.
    Refused(Lost),
}

/// A producer for one topic.
pub struct Producer {
    pub(super) native: Native,
    topic: TopicName,
    partitions: usize,
    spread: Spread,
}

impl Producer {
    /// Connects, and checks that the topic is there.
    ///
    /// # Errors
    /// A read-only profile; a permit for something else; settings that librdkafka refuses; no broker, TLS, SASL, no
    /// right, no such topic.
    pub fn open(profile: &Profile, permit: &Permit, topic: &TopicName, ways: &Ways) -> Result<Self, Trouble> {
        let refused = |what: &str| Err(Trouble::new(OPERATION, Cause::Config(what.to_owned())));
        if profile.read_only {
            return refused("the profile is read-only");
        }
        if !permit.covers("topic", topic.as_str()) {
            return refused("the permit is for something else");
        }
        let mut properties = of_producer(profile, ways);
        if !limit::is_set(profile)
            && let Some(most) = limit::of_topic(profile, topic)
        {
            limit::keep_to(most, &mut properties);
        }
        let mut config = ClientConfig::new();
        for (name, value) in &properties {
            config.set(name, value);
        }
        config.set_log_level(RDKafkaLogLevel::Info);
        let watcher = Watcher::new(ways, profile.address_map.clone());
        let refused = |error| fault::of_setup(OPERATION, &error);
        let native = Native::new(&config, watcher).map_err(refused)?;
        let mut producer = Self {
            native,
            topic: topic.clone(),
            partitions: 0,
            spread: Spread::new(&properties, 0),
        };
        producer.partitions = producer.look(profile)?;
        producer.spread = Spread::new(&properties, producer.partitions);
        producer.native.know(topic.as_str()).map_err(refused)?;
        Ok(producer)
    }

    /// Asks for the topic.
    fn look(&self, profile: &Profile) -> Result<usize, Trouble> {
        let name = self.topic.as_str();
        let limit = profile.request_timeout;
        let begun = Instant::now();
        let told = loop {
            // short turns, so that an error that no waiting mends is seen at once
            let left = limit.saturating_sub(begun.elapsed());
            let turn = left.min(Duration::from_millis(500)).max(Duration::from_millis(1));
            match self.native.partitions(name, turn) {
                Ok(told) => {
                    let unknown = told.is_err_and(|code| code.is(RDKafkaErrorCode::UnknownTopicOrPartition));
                    if !unknown || begun.elapsed() >= PROPAGATION {
                        break told;
                    }
                    std::thread::sleep(Duration::from_millis(100));
                }
                Err(code) => {
                    // its log lines come through the same queue before it
                    self.native.poll(Duration::from_millis(5));
                    let said = self.native.watcher().last_error();
                    let hopeless = said.as_ref().is_some_and(|(code, _)| {
                        matches!(
                            code.known(),
                            Some(RDKafkaErrorCode::Authentication | RDKafkaErrorCode::SSL)
                        )
                    });
                    if hopeless || begun.elapsed() >= limit {
                        let waited = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
                        return Err(fault::of_code(OPERATION, code, said, waited));
                    }
                }
            }
        };
        told.map_err(|code| {
            let trouble = fault::of_topic(OPERATION, code, name);
            match code.is(RDKafkaErrorCode::UnknownTopicOrPartition) {
                true => trouble.hint("`kconsole topics` lists those you may see; none is created by writing to it"),
                false => trouble,
            }
        })
    }

    /// How many partitions the topic had when it was opened.
    #[must_use]
    pub fn partitions(&self) -> usize {
        self.partitions
    }

    /// How many bytes a record's key and value may have (`message.max.bytes`): the topic's limit where it is known.
    #[must_use]
    pub fn longest(&self) -> usize {
        self.spread.longest()
    }

    /// Hands a record over. Never waits.
    pub fn send(&self, record: &Record<'_>) -> Sent {
        self.send_all(std::slice::from_ref(record)).1
    }

    /// Hands records over in their order, as many as the queue takes: how many are queued, and what became of the one
    /// after them ([`Sent::Queued`] when there is none). Never waits.
    pub fn send_all(&self, records: &[Record<'_>]) -> (usize, Sent) {
        let mut done = 0;
        while let Some(first) = records.get(done) {
            if self.spread.is_full(self.tally().bytes()) {
                return (done, Sent::Full);
            }
            let rest = records.get(done..).unwrap_or_default();
            let alike = self.spread.alike(rest);
            let run = rest.get(..alike).unwrap_or_default();
            let handed = if alike == 0 {
                self.native.hand_over_one(first)
            } else {
                let chosen = match (first.partition, first.key) {
                    (None, None) => self.spread.choose(self.tally(), Instant::now()),
                    (own, _) => own,
                };
                let handed = self.native.hand_over(run, chosen);
                self.spread.handed(run.get(..handed.queued).unwrap_or_default(), chosen);
                handed
            };
            if alike == 0 && handed.queued == 1 {
                self.spread.handed(std::slice::from_ref(first), None);
            }
            done += handed.queued;
            if let Some(code) = handed.refused {
                return (done, self.refused(records.get(done), code));
            }
        }
        (done, Sent::Queued)
    }

    fn refused(&self, record: Option<&Record<'_>>, code: Code) -> Sent {
        let full = code.is(RDKafkaErrorCode::QueueFull);
        match record {
            Some(record) if full && self.pending() == 0 => {
                let what = "it is larger than the queue: -X queue.buffering.max.kbytes=…";
                Sent::Refused(Lost::of_record(record, fault::name(code), what.to_owned()))
            }
            Some(record) if !full => Sent::Refused(Lost::of_record(record, fault::name(code), fault::meaning(code))),
            _ => Sent::Full,
        }
    }

    /// Takes in the delivery reports that have come. Never waits.
    pub fn poll(&self) {
        self.native.poll(Duration::ZERO);
    }

    /// Takes in delivery reports, and waits for the first for at most `limit`.
    pub fn wait(&self, limit: Duration) {
        self.native.poll(limit);
    }

    /// Sends what is queued, for at most `limit`; whether nothing is left.
    #[must_use]
    pub fn flush(&self, limit: Duration) -> bool {
        self.native.flush(limit)
    }

    /// Gives up what is queued or in flight: delivery reports say which of it was sent.
    pub fn abandon(&self) {
        self.native.purge();
    }

    /// The records lost since the last time, when [`Ways::keep_lost`] asks for them.
    #[must_use]
    pub fn take_lost(&self) -> Vec<Lost> {
        self.native.watcher().take_lost()
    }

    /// Where records were written since the last time, when [`Ways::keep_written`] asks for it. Of very many only the
    /// last ones are kept.
    #[must_use]
    pub fn take_written(&self) -> Vec<Written> {
        self.native.watcher().take_written().into()
    }

    /// What librdkafka last said of its connections, in words; none when all was well.
    #[must_use]
    pub fn complaint(&self) -> Option<String> {
        let (code, reason) = self.native.watcher().last_error()?;
        Some(fault::of_code("write", code, Some((code, reason)), 0).to_string())
    }

    /// Records handed over that have not ended.
    #[must_use]
    pub fn pending(&self) -> u64 {
        // librdkafka's own count has requests and log lines in it, too
        self.spread.records().saturating_sub(self.tally().ends().total())
    }

    /// An error after which librdkafka writes nothing more.
    #[must_use]
    pub fn fatal(&self) -> Option<String> {
        let (code, why) = self.native.fatal()?;
        let hint = match code.known() {
            Some(RDKafkaErrorCode::ClusterAuthorizationFailed) => {
                "\n  try: the right to write to the topic; with brokers before 2.8, IdempotentWrite on the cluster or -X enable.idempotence=false"
            }
            _ => "",
        };
        Some(format!("{}: {why}{hint}", fault::name(code)))
    }

    /// Whether another producer with the same `transactional.id` took over: what was open under it is aborted.
    #[must_use]
    pub fn fenced(&self) -> bool {
        let fatal = self.native.fatal();
        fatal.is_some_and(|(code, why)| {
            let fencing = [
                RDKafkaErrorCode::Fenced,
                RDKafkaErrorCode::ProducerFenced,
                RDKafkaErrorCode::InvalidProducerEpoch,
            ];
            // librdkafka makes one name of two
            fencing.iter().any(|fencing| code.is(*fencing)) || why.contains("fenced")
        })
    }

    /// How the records ended so far.
    #[must_use]
    pub fn tally(&self) -> &Tally {
        &self.native.watcher().tally
    }
}
