//! THE one constructor of librdkafka clients, and what is done with one.

use std::time::{Duration, Instant};

use rdkafka::config::{ClientConfig, FromClientConfigAndContext, RDKafkaLogLevel};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::metadata::MetadataTopic;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer as _, PurgeConfig};

use super::Ways;
use super::fault;
use super::properties::of_producer;
use super::record::{Lost, Record, Tag};
use super::tally::Tally;
use super::watcher::Watcher;
use crate::config::profile::Profile;
use crate::kafka::dialled;
use crate::model::names::TopicName;
use crate::model::trouble::{Cause, Trouble};
use crate::plan::Permit;

const OPERATION: &str = "open the topic for writing";

/// How long a topic may be unknown: one that was made just now is not yet known to every broker.
const PROPAGATION: Duration = Duration::from_secs(2);

/// Events taken in at once, at most.
const EVENTS_A_POLL: usize = 64;

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
    pub(super) inner: BaseProducer<Watcher>,
    topic: TopicName,
    partitions: usize,
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
        let object = &permit.plan().object;
        if object.kind != "topic" || object.name != topic.as_str() {
            return refused("the permit is for something else");
        }
        let mut config = ClientConfig::new();
        for (name, value) in of_producer(profile, ways) {
            config.set(name, value);
        }
        config.set_log_level(RDKafkaLogLevel::Info);
        let inner = BaseProducer::from_config_and_context(&config, Watcher::new(ways.keep_lost))
            .map_err(|error| fault::of_setup(OPERATION, &error))?;
        let mut producer = Self {
            inner,
            topic: topic.clone(),
            partitions: 0,
        };
        producer.partitions = producer.look(profile)?;
        Ok(producer)
    }

    /// Asks for the topic, and for the brokers that would be dialled.
    fn look(&self, profile: &Profile) -> Result<usize, Trouble> {
        let name = self.topic.as_str();
        let limit = profile.request_timeout;
        let begun = Instant::now();
        let found = loop {
            // short turns, so that an error that no waiting mends is seen at once
            let left = limit.saturating_sub(begun.elapsed());
            let turn = left.min(Duration::from_millis(500)).max(Duration::from_millis(1));
            match self.inner.client().fetch_metadata(Some(name), turn) {
                Ok(found) => {
                    let unknown = |topic: &MetadataTopic| {
                        let error = topic.error().map(RDKafkaErrorCode::from);
                        topic.name() == name && error == Some(RDKafkaErrorCode::UnknownTopicOrPartition)
                    };
                    if begun.elapsed() >= PROPAGATION || !found.topics().iter().any(unknown) {
                        break found;
                    }
                    std::thread::sleep(Duration::from_millis(100));
                }
                Err(error) => {
                    // its log lines come through the same queue before it
                    self.inner.poll(Duration::from_millis(5));
                    let said = self.inner.context().last_error();
                    let hopeless = matches!(
                        &said,
                        Some((RDKafkaErrorCode::Authentication | RDKafkaErrorCode::SSL, _))
                    );
                    if hopeless || begun.elapsed() >= limit {
                        let waited = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
                        let code = error.rdkafka_error_code().unwrap_or(RDKafkaErrorCode::Unknown);
                        return Err(fault::of_code(OPERATION, code, said, waited));
                    }
                }
            }
        };
        for broker in found.brokers() {
            let address = format!("{}:{}", broker.host(), broker.port());
            if dialled(&profile.address_map, &address) != address {
                let what = format!("the address map has a rule for {address}, which librdkafka cannot follow");
                return Err(Trouble::new(OPERATION, Cause::Config(what))
                    .hint("write from where the brokers' advertised addresses can be reached"));
            }
        }
        let topic = found.topics().iter().find(|topic| topic.name() == name);
        let Some(topic) = topic else {
            return Err(fault::of_code(
                OPERATION,
                RDKafkaErrorCode::UnknownTopicOrPartition,
                None,
                0,
            ));
        };
        match topic.error() {
            Some(error) => {
                let trouble = fault::of_code(OPERATION, error.into(), None, 0);
                Err(match RDKafkaErrorCode::from(error) {
                    RDKafkaErrorCode::UnknownTopicOrPartition => {
                        trouble.hint("`kconsole topics` lists those you may see; none is created by writing to it")
                    }
                    _ => trouble,
                })
            }
            None => Ok(topic.partitions().len()),
        }
    }

    /// How many partitions the topic had when it was opened.
    #[must_use]
    pub fn partitions(&self) -> usize {
        self.partitions
    }

    /// Hands a record over. Never waits.
    pub fn send(&self, record: &Record<'_>) -> Sent {
        let tag = Tag::of(record).number();
        let mut out: BaseRecord<'_, [u8], [u8], usize> = BaseRecord::with_opaque_to(self.topic.as_str(), tag);
        out.key = record.key;
        out.payload = record.value;
        out.partition = record.partition;
        out.timestamp = record.timestamp;
        if !record.headers.is_empty() {
            let mut headers = OwnedHeaders::new_with_capacity(record.headers.len());
            for (key, value) in record.headers {
                headers = headers.insert(Header {
                    key,
                    value: value.as_ref(),
                });
            }
            out.headers = Some(headers);
        }
        match self.inner.send(out) {
            Ok(()) => Sent::Queued,
            Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), _)) => Sent::Full,
            Err((error, _)) => {
                let (name, meaning) = match error.rdkafka_error_code() {
                    Some(code) => (fault::name(code), fault::meaning(code)),
                    None => ("InvalidRecord".to_owned(), error.to_string()),
                };
                Sent::Refused(Lost::of_record(record, name, meaning))
            }
        }
    }

    /// Takes in the delivery reports that have come. Never waits.
    pub fn poll(&self) {
        let ended = || self.tally().ends().total();
        for _event in 0..EVENTS_A_POLL {
            // one event is the reports of one batch
            let before = ended();
            self.inner.poll(Duration::ZERO);
            if ended() == before {
                break;
            }
        }
    }

    /// Sends what is queued, for at most `limit`; whether nothing is left.
    #[must_use]
    pub fn flush(&self, limit: Duration) -> bool {
        self.inner.flush(limit).is_ok()
    }

    /// Gives up what is queued or in flight: delivery reports say which of it was sent.
    pub fn abandon(&self) {
        self.inner.purge(PurgeConfig::default().queue().inflight());
    }

    /// The records lost since the last time, when [`Ways::keep_lost`] asks for them.
    #[must_use]
    pub fn take_lost(&self) -> Vec<Lost> {
        self.inner.context().take_lost()
    }

    /// Records handed over that have not ended.
    #[must_use]
    pub fn pending(&self) -> u64 {
        u64::try_from(self.inner.in_flight_count()).unwrap_or(0)
    }

    /// An error after which librdkafka writes nothing more.
    #[must_use]
    pub fn fatal(&self) -> Option<String> {
        let (code, why) = self.inner.client().fatal_error()?;
        let hint = match code {
            RDKafkaErrorCode::ClusterAuthorizationFailed => {
                "\n  try: the right to write to the topic; with brokers before 2.8, IdempotentWrite on the cluster or -X enable.idempotence=false"
            }
            _ => "",
        };
        Some(format!("{}: {why}{hint}", fault::name(code)))
    }

    /// Whether another producer with the same `transactional.id` took over: what was open under it is aborted.
    #[must_use]
    pub fn fenced(&self) -> bool {
        let fatal = self.inner.client().fatal_error();
        fatal.is_some_and(|(code, why)| {
            let fencing = [
                RDKafkaErrorCode::Fenced,
                RDKafkaErrorCode::ProducerFenced,
                RDKafkaErrorCode::InvalidProducerEpoch,
            ];
            // librdkafka makes one name of two
            fencing.contains(&code) || why.contains("fenced")
        })
    }

    /// How the records ended so far.
    #[must_use]
    pub fn tally(&self) -> &Tally {
        &self.inner.context().tally
    }
}
