//! Which part of which topics, and how it is shown: the arguments, and the order they make.

use std::path::PathBuf;
use std::time::Duration;

use jiff::tz::TimeZone;

use crate::clock::now_ms;
use crate::config::topics::{FORMATS, Topic};
use crate::jobs::consume::{self, Caps, Decode, Form, From, LatestOnly, Order, Until, Wish};
use crate::model::lag::Isolation;
use crate::model::names::TopicName;

use super::super::exit::Failure;
use super::super::global::Global;
use super::super::words::Words;
use super::size;

/// A partition that gives nothing but errors for this long is a part that is missing.
const GIVE_UP: Duration = Duration::from_secs(30);

/// Which part of the topics is read.
#[derive(Debug, clap::Args)]
pub struct Part {
    /// Begin here: earliest, latest, -100 (the last 100 offsets of each
    /// partition), 4711 (an offset), a time (-15m, 2026-11-21T03:12Z, or
    /// @1795230720000 in ms),
    /// or 0=4711,3=88 (these partitions alone, each from its offset)
    #[arg(short = 'S', long, value_name = "WHERE", allow_hyphen_values = true)]
    from: Option<String>,

    /// End here: now, never, 4711 (an offset, not read; --follow waits for it),
    /// or a time
    #[arg(short = 'U', long, value_name = "WHERE", allow_hyphen_values = true)]
    until: Option<String>,

    /// No more records than this
    #[arg(short = 'n', long = "count", value_name = "N")]
    count: Option<u64>,

    /// Only these partitions; may be repeated
    #[arg(short, long = "partition", value_name = "N", value_delimiter = ',', value_parser = clap::value_parser!(i32).range(0..))]
    partitions: Vec<i32>,

    /// Go on as records come: --from latest --until never, if not given
    #[arg(short, long)]
    follow: bool,

    /// Of each key only the newest record, as compaction would leave it
    ///
    /// Keys whose newest record is null are counted and left out. It is shown
    /// once all is read, from memory: 512 MiB of keys and records at most.
    #[arg(long, conflicts_with_all = ["follow", "control"])]
    latest_per_key: bool,

    /// With --latest-per-key: keys whose newest record is null, too
    #[arg(long, requires = "latest_per_key")]
    tombstones: bool,

    /// Leave out what transactions have not committed, or not
    #[arg(long, value_name = "LEVEL", default_value = "committed")]
    isolation: Level,

    /// Show the markers of transactions, too (with -o json)
    #[arg(long)]
    control: bool,

    /// Stop after so many bytes as they lie on the brokers: 500MB
    #[arg(long, value_name = "SIZE", value_parser = size::parse)]
    max_bytes: Option<u64>,

    /// Read no more than so many bytes a second: 20MB/s
    #[arg(long, value_name = "SIZE", value_parser = size::a_second)]
    rate: Option<u64>,

    /// Say how many records and bytes it would read, and read nothing
    #[arg(long)]
    pub(super) dry_run: bool,

    /// Print keys and values decoded, by the schema registry where they name a schema
    #[arg(short, long, help_heading = DECODING)]
    decode: bool,

    /// How keys are written, if not as they look (implies --decode)
    #[arg(long, value_name = "FORMAT", value_parser = FORMATS.to_vec(), hide_possible_values = true, help_heading = DECODING)]
    key_format: Option<String>,

    /// How values are written: json, avro, protobuf, json-schema, msgpack, cbor,
    /// text, integer, hex (implies --decode)
    #[arg(long, value_name = "FORMAT", value_parser = FORMATS.to_vec(), hide_possible_values = true, help_heading = DECODING)]
    value_format: Option<String>,

    /// Read values by this .proto file, without a registry (implies --decode)
    #[arg(long, value_name = "FILE", help_heading = DECODING)]
    proto: Option<PathBuf>,

    /// Full name of the values' message in it, if not the first
    #[arg(long, value_name = "NAME", help_heading = DECODING)]
    message: Option<String>,
}

const DECODING: &str = "Decoding";

/// Which records of transactions are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Level {
    /// Committed ones only, up to the oldest open transaction
    #[value(alias = "read_committed")]
    Committed,
    /// All, those of open and aborted transactions too
    #[value(alias = "read_uncommitted")]
    Uncommitted,
}

impl Part {
    /// The flags that a member of a group may have, as they were given.
    pub fn of_a_member(&self, words: &mut Words) {
        words.put("--from", self.from.as_ref());
        words.put("-n", self.count);
        words.put(
            "--isolation",
            (self.isolation == Level::Uncommitted).then_some("uncommitted"),
        );
    }

    /// Whether a group that has committed nothing begins at the start, if these flags can be meant for a member at all.
    ///
    /// # Errors
    /// In words, with the first flag that cannot.
    pub fn joins_from_start(&self) -> Result<bool, String> {
        let scans = [
            ("--until", self.until.is_some()),
            ("--partition", !self.partitions.is_empty()),
            ("--latest-per-key", self.latest_per_key),
            ("--control", self.control),
            ("--max-bytes", self.max_bytes.is_some()),
            ("--rate", self.rate.is_some()),
            ("--dry-run", self.dry_run),
        ];
        if let Some((flag, _)) = scans.iter().find(|(_, set)| *set) {
            return Err(format!(
                "{flag} is not for a member of a group: the group says what it reads"
            ));
        }
        match self.from.as_deref() {
            None | Some("earliest" | "beginning" | "start") => Ok(true),
            Some("latest" | "live" | "end") => Ok(false),
            Some(_) => {
                Err("--from: with --group it is earliest or latest, for a group that has committed nothing".into())
            }
        }
    }

    /// The order for these topics. `inside`: a filter looks into keys and values.
    ///
    /// # Errors
    /// A place that is none, or flags that go not together.
    pub fn order(&self, global: &Global, topics: &[String], form: Form, inside: bool) -> Result<Order, Failure> {
        // looked up only when a time is given: it takes as long as to ask a broker
        let (now, zone) = (now_ms(), TimeZone::system);
        let usage = |flag: &str, why: String| Failure::Usage(format!("{flag}: {why}"));
        let places = self.from.as_deref().map(consume::places).transpose();
        let places = places.map_err(|why| usage("--from", why))?.flatten();
        let from = match (&self.from, self.follow) {
            (Some(_), _) if places.is_some() => From::Earliest,
            (Some(text), _) => consume::from(text, now, &zone()).map_err(|why| usage("--from", why))?,
            (None, true) => From::Latest,
            (None, false) => From::Earliest,
        };
        let until = match (&self.until, self.follow) {
            (Some(text), _) => consume::until(text, now, &zone()).map_err(|why| usage("--until", why))?,
            (None, true) => Until::Never,
            (None, false) => Until::Now,
        };
        let backwards = match (from, until) {
            (From::Time(from), Until::Time(until)) => until < from,
            (From::Offset(from), Until::Offset(until)) => until < from,
            _ => false,
        };
        if backwards {
            return Err(usage("--until", "it ends before it begins".into()));
        }
        if self.follow && matches!(until, Until::Now | Until::Time(_)) {
            return Err(usage(
                "--until",
                "with --follow it is never, or an offset to wait for".into(),
            ));
        }
        if self.control && form != Form::Json {
            return Err(Failure::Usage(
                "--control: markers are shown with -o json alone: elsewhere they look like records".into(),
            ));
        }
        if self.latest_per_key && until == Until::Never {
            return Err(Failure::Usage(
                "--latest-per-key wants an end: --until never has none".into(),
            ));
        }
        let mut topics: Vec<TopicName> = topics.iter().map(|name| TopicName::from(name.as_str())).collect();
        topics.sort_unstable();
        topics.dedup();
        if let Some(place) = places.iter().flatten().find(|place| match &place.topic {
            Some(topic) => !topics.contains(topic),
            None => topics.len() > 1,
        }) {
            let example = format!(
                "{}:{}={}",
                topics.first().map_or("TOPIC", TopicName::as_str),
                place.partition,
                place.offset
            );
            return Err(usage(
                "--from",
                format!("name one of the topics that are read: {example}"),
            ));
        }
        let forced = self.key_format.is_some() || self.value_format.is_some() || self.proto.is_some();
        let wish = Wish {
            topics,
            partitions: (!self.partitions.is_empty()).then(|| self.partitions.clone()),
            from,
            until,
            isolation: match self.isolation {
                Level::Committed => Isolation::ReadCommitted,
                Level::Uncommitted => Isolation::ReadUncommitted,
            },
        };
        Ok(Order {
            places,
            limit: self.count,
            caps: Caps {
                bytes: self.max_bytes,
                rate: self.rate,
            },
            control: self.control,
            latest: self.latest_per_key.then_some(LatestOnly {
                tombstones: self.tombstones,
            }),
            // a person reads what it says; a pipe gets the bytes
            decode: match (self.decode || forced || form == Form::SafeValue, inside) {
                (true, _) => Decode::Print,
                (false, true) => Decode::Filter,
                (false, false) => Decode::Never,
            },
            formats: Topic {
                key_format: self.key_format.clone(),
                value_format: self.value_format.clone(),
                proto: self.proto.clone(),
                message: self.message.clone(),
            },
            patience: global.patience(),
            waits: self.follow,
            // who follows waits for brokers to come back
            give_up: (until != Until::Never).then_some(GIVE_UP),
            ..Order::of(wish, form)
        })
    }
}
