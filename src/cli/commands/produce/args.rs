//! The arguments of `produce`, and the order they make.

use std::path::PathBuf;

use clap::ValueEnum;
use clap::builder::PossibleValuesParser;

use crate::cli::exit::Failure;
use crate::clock;
use crate::jobs::produce::{self, Header, Naming, OnError, Order, Shape, Source, Ways, Which, Wish};
use crate::model::names::TopicName;
use crate::text::time::parse_time;

use super::words::{header, on_error, rate, separator, which};

/// The arguments of `produce`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Name of the topic; it is never created
    #[arg(value_name = "TOPIC")]
    pub(super) topic: String,

    /// Read from this file, not from stdin
    #[arg(short, long, value_name = "FILE", help_heading = INPUT)]
    pub(super) file: Option<PathBuf>,

    /// What stands in the input
    #[arg(short, long, value_name = "FORMAT", default_value = "lines", help_heading = INPUT)]
    pub(super) input: Input,

    /// Fill this in for each record instead of reading; @FILE reads it
    ///
    /// {{seq}} {{seq FROM}} {{uuid}} {{now}} {{now ms}} {{int LOW HIGH}}
    /// {{float LOW HIGH DIGITS}} {{bool}} {{choice A B C}} {{name}} {{email}}
    /// {{city}} {{word}} {{hex BYTES}}; {{x = int 1 9}} writes a value and
    /// keeps it, {{x}} writes it again in the same record.
    #[arg(long, value_name = "TEXT", conflicts_with = "file", help_heading = INPUT)]
    pub(super) template: Option<String>,

    /// Seed of a template's chances: the same seed, the same records
    #[arg(long, value_name = "N", requires = "template", help_heading = INPUT)]
    pub(super) seed: Option<u64>,

    /// Write the input so often; with --template, so many records
    #[arg(long, value_name = "TIMES", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..), help_heading = INPUT)]
    pub(super) repeat: u64,

    /// At most so many records a second
    #[arg(long, value_name = "N", value_parser = rate, help_heading = INPUT)]
    pub(super) rate: Option<f64>,

    /// Key of every record that names none
    #[arg(short, long, value_name = "KEY", conflicts_with = "key_separator", help_heading = RECORD)]
    pub(super) key: Option<String>,

    /// What stands between a line's key and its value; \t is a tab
    #[arg(short = 'K', long, value_name = "TEXT", value_parser = separator, help_heading = RECORD)]
    pub(super) key_separator: Option<String>,

    /// Header of every record; may be repeated
    #[arg(short = 'H', long = "header", value_name = "NAME=VALUE", value_parser = header, help_heading = RECORD)]
    pub(super) headers: Vec<Header>,

    /// Partition of every record that names none
    ///
    /// Without it the partitioner chooses: murmur2_random, as Java producers do
    /// it; -X partitioner=… sets another.
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(i32).range(0..), help_heading = RECORD)]
    pub(super) partition: Option<i32>,

    /// Timestamp of every record that names none: -1h, RFC 3339, now
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, help_heading = RECORD)]
    pub(super) timestamp: Option<String>,

    /// Write an empty value as null: a tombstone
    #[arg(long, help_heading = RECORD)]
    pub(super) null_empty: bool,

    /// Write a key or value of this text as null
    #[arg(long, value_name = "TEXT", help_heading = RECORD)]
    pub(super) null_marker: Option<String>,

    /// Encode values by the registry: latest, a version, id:N or @FILE
    ///
    /// A value is JSON then. The subject is TOPIC-value, or as --subject and
    /// --strategy say. A @FILE.avsc, .proto or .json has to be registered, or
    /// compatible and --register.
    #[arg(long, value_name = "SCHEMA", value_parser = which, group = "value_schema", help_heading = SCHEMAS)]
    pub(super) schema: Option<Which>,

    /// Encode values by this file: as --schema @FILE
    #[arg(long, value_name = "FILE", group = "value_schema", help_heading = SCHEMAS)]
    pub(super) schema_file: Option<PathBuf>,

    /// Encode keys: latest, a version, id:N or @FILE
    #[arg(long, value_name = "SCHEMA", value_parser = which, help_heading = SCHEMAS)]
    pub(super) key_schema: Option<Which>,

    /// How subjects are named: by topic, record, topic-record
    #[arg(long, value_name = "STRATEGY", default_value = "topic", help_heading = SCHEMAS)]
    pub(super) strategy: Strategy,

    /// Subject of the value's schema, whatever the strategy
    #[arg(long, value_name = "NAME", requires = "value_schema", help_heading = SCHEMAS)]
    pub(super) subject: Option<String>,

    /// Full name of the value's record or Protobuf message
    #[arg(long, value_name = "NAME", requires = "value_schema", help_heading = SCHEMAS)]
    pub(super) record: Option<String>,

    /// Register a @FILE that is not, if it is compatible
    #[arg(long, help_heading = SCHEMAS)]
    pub(super) register: bool,

    /// Compress batches
    #[arg(short = 'z', long, value_name = "CODEC", value_parser = PossibleValuesParser::new(CODECS), help_heading = DELIVERY)]
    pub(super) compression: Option<String>,

    /// Who has to acknowledge a record: all in sync, the leader, nobody
    #[arg(long, value_name = "ACKS", value_parser = PossibleValuesParser::new(["all", "1", "0"]), help_heading = DELIVERY)]
    pub(super) acks: Option<String>,

    /// Let a retry write a record twice
    #[arg(long, help_heading = DELIVERY)]
    pub(super) no_idempotence: bool,

    /// All or none, in one transaction [without ID: a new one]
    ///
    /// It is committed when all was read and acknowledged, else aborted. A new
    /// run with the same ID fences an old one and aborts what it left open.
    /// A transaction longer than -X transaction.timeout.ms=60000 is aborted.
    #[arg(long, value_name = "ID", num_args = 0..=1, require_equals = true, default_missing_value = "",
          conflicts_with_all = ["acks", "no_idempotence", "failed_file", "on_error"], help_heading = DELIVERY)]
    pub(super) transaction: Option<String>,

    /// What a record that cannot be read or written does
    ///
    /// stop: it ends the reading. skip: it is counted and left out.
    /// dlq=TOPIC: it is counted and written there, with the reason in headers
    /// kconsole.dlq.topic, .error, .meaning, .end and .line.
    #[arg(long, value_name = "stop|skip|dlq=TOPIC", default_value = "stop", value_parser = on_error, help_heading = DELIVERY)]
    pub(super) on_error: OnErrorArg,

    /// Put records here that are not acknowledged, one JSON a line
    ///
    /// "end" says not_written (may be sent again) or possibly_written (again
    /// may be a duplicate). -i json reads it back. Only made when needed.
    #[arg(long, value_name = "FILE", help_heading = DELIVERY)]
    pub(super) failed_file: Option<PathBuf>,

    /// Print what would be sent, and send nothing
    #[arg(long, help_heading = DELIVERY)]
    pub(super) dry_run: bool,
}

const INPUT: &str = "Input";
const RECORD: &str = "Records";
const SCHEMAS: &str = "Schemas";
const DELIVERY: &str = "Delivery";
const CODECS: [&str; 5] = ["none", "gzip", "snappy", "lz4", "zstd"];

/// What stands in the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Input {
    /// A line is a value
    Lines,
    /// A line is a record, as `consume -o json` prints it
    Json,
    /// A line is a JSON value, checked and written as it is
    Values,
    /// A row is a record; the first names key, value, header:NAME
    Csv,
    /// The whole is one value
    Raw,
}

/// How subjects are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Strategy {
    /// TOPIC-key and TOPIC-value
    Topic,
    /// The record's full name
    Record,
    /// TOPIC- and the record's full name
    TopicRecord,
}

/// `--on-error`, with its topic.
#[derive(Clone, Debug)]
pub(super) struct OnErrorArg(pub(super) OnError);

impl Args {
    /// What the arguments ask for.
    pub(super) fn order(&self) -> Result<Order, Failure> {
        let source = match (&self.template, &self.file) {
            (Some(text), _) => Source::Template {
                text: template(text)?,
                seed: self.seed,
            },
            (None, Some(path)) => Source::File(path.clone()),
            (None, None) => Source::Stdin,
        };
        let format = match self.input {
            Input::Lines => produce::Format::Lines,
            Input::Json => produce::Format::Json,
            Input::Values => produce::Format::Values,
            Input::Csv => produce::Format::Csv,
            Input::Raw => produce::Format::Raw,
        };
        let usage = |text: &str| Err(Failure::Usage(text.to_owned()));
        if self.template.is_some() && self.input == Input::Csv {
            return usage("--template makes lines, JSON or values, not CSV");
        }
        if self.key_separator.is_some() && !matches!(self.input, Input::Lines | Input::Values) {
            return usage("--key-separator is for -i lines and -i values: the others name their keys");
        }
        if matches!(&self.on_error.0, OnError::DeadLetter(dead) if dead.as_str() == self.topic) {
            return usage("--on-error: dead letters go to another topic than the records");
        }
        let timestamp = self.timestamp.as_deref().map(|text| {
            text.parse::<i64>().or_else(|_ill| {
                parse_time(text, clock::now_ms(), &jiff::tz::TimeZone::system()).map_err(|error| error.to_string())
            })
        });
        Ok(Order {
            topic: TopicName::from(self.topic.as_str()),
            source,
            repeat: self.repeat,
            shape: Shape {
                format,
                key: self.key.clone().map(String::into_bytes),
                key_separator: self.key_separator.clone().map(String::into_bytes),
                headers: self.headers.clone(),
                partition: self.partition,
                timestamp: timestamp.transpose().map_err(Failure::Usage)?,
                null_empty: self.null_empty,
                null_marker: self.null_marker.clone().map(String::into_bytes),
            },
            key_schema: self.wish(self.key_schema.as_ref(), None, None),
            value_schema: self.wish(
                self.value_schema().as_ref(),
                self.subject.as_ref(),
                self.record.as_ref(),
            ),
            rate: self.rate,
            on_error: self.on_error.0.clone(),
            failed_file: self.failed_file.clone(),
            ways: Ways {
                compression: self.compression.clone(),
                acks: self.acks.clone(),
                idempotence: self.no_idempotence.then_some(false),
                transaction: self.transaction.as_ref().map(|id| transaction_id(id, &self.topic)),
                ..Ways::default()
            },
        })
    }

    /// The schema that values are asked to be encoded with.
    pub(super) fn value_schema(&self) -> Option<Which> {
        let file = |path: &PathBuf| Which::File {
            path: path.clone(),
            register: false,
        };
        self.schema.clone().or_else(|| self.schema_file.as_ref().map(file))
    }

    /// The schema of a side.
    fn wish(&self, which: Option<&Which>, subject: Option<&String>, record: Option<&String>) -> Option<Wish> {
        let mut which = which?.clone();
        if let Which::File { register, .. } = &mut which {
            *register = self.register;
        }
        let subject = match (subject, self.strategy) {
            (Some(name), _) => Naming::Named(name.clone()),
            (None, Strategy::Topic) => Naming::Topic,
            (None, Strategy::Record) => Naming::Record(record.cloned()),
            (None, Strategy::TopicRecord) => Naming::TopicRecord(record.cloned()),
        };
        Some(Wish {
            which,
            subject,
            message: record.cloned(),
        })
    }

    /// Where the records come from, for a plan.
    pub(super) fn origin(&self) -> String {
        match (&self.template, &self.file) {
            (Some(_), _) => "a template".to_owned(),
            (None, Some(path)) => path.display().to_string(),
            (None, None) => "the standard input".to_owned(),
        }
    }
}

/// The text of a template; `@FILE` is read, without its last line end.
fn template(text: &str) -> Result<String, Failure> {
    let Some(path) = text.strip_prefix('@') else {
        return Ok(text.to_owned());
    };
    let read = std::fs::read_to_string(path);
    let text = read.map_err(|error| Failure::Other(format!("cannot read the template {path}: {error}")))?;
    Ok(text.strip_suffix('\n').unwrap_or(&text).to_owned())
}

/// The given id, or one that nobody else has.
fn transaction_id(id: &str, topic: &str) -> String {
    match id {
        "" => {
            let random = uuid::Builder::from_random_bytes(rand::random()).into_uuid().simple();
            format!("kconsole-{topic}-{random}")
        }
        id => id.to_owned(),
    }
}
