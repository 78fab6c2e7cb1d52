//! The flags that every command takes.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::{Args, ValueEnum};

use crate::config::profile::{AddressRule, Profile};
use crate::config::{self, Flags, Settings};
use crate::text::parse_duration;

use super::exit::Failure;

/// How long a one-shot command looks for answers, when `--timeout` does not say.
const PATIENCE: Duration = Duration::from_secs(10);

/// The flags that every command takes.
#[derive(Args, Clone, Default)]
pub struct Global {
    /// Brokers to start from: HOST:PORT, several with commas
    #[arg(short, long, global = true, value_name = "HOST:PORT", help_heading = CLUSTER, display_order = 100)]
    pub bootstrap: Option<String>,

    /// Use this context of the configuration
    #[arg(short, long, global = true, value_name = "NAME", help_heading = CLUSTER, display_order = 101)]
    pub context: Option<String>,

    /// Set a property by librdkafka's name; may be repeated
    ///
    /// Java's names of client.properties are understood too.
    #[arg(short = 'X', long = "property", global = true, value_name = "KEY=VALUE", help_heading = CLUSTER, display_order = 102)]
    pub properties: Vec<String>,

    /// Read properties from a client.properties or kcat.conf
    #[arg(long = "properties", global = true, value_name = "FILE", help_heading = CLUSTER, display_order = 103)]
    pub properties_file: Option<PathBuf>,

    /// Schema registry to ask: http://HOST:PORT
    #[arg(long, global = true, value_name = "URL", help_heading = CLUSTER, display_order = 103)]
    pub registry: Option<String>,

    /// Dial TO where a broker advertises FROM; may be repeated
    ///
    /// For port-forwards and bastions. A * in FROM stands for anything:
    /// --address-map '*.kafka.svc:9092=127.0.0.1:9092'
    #[arg(long, global = true, value_name = "FROM=TO", help_heading = CLUSTER, display_order = 104, value_parser = address_rule)]
    pub address_map: Vec<AddressRule>,

    /// Refuse every change
    #[arg(long, global = true, help_heading = CLUSTER, display_order = 105)]
    pub read_only: bool,

    /// Give up after so long [default: 10s]
    #[arg(long, global = true, value_name = "DURATION", help_heading = CLUSTER, display_order = 106, value_parser = duration)]
    pub timeout: Option<Duration>,

    /// Read this configuration file
    #[arg(long, global = true, value_name = "FILE", help_heading = CLUSTER, display_order = 107)]
    pub config: Option<PathBuf>,

    /// How to print
    #[arg(short, long, global = true, value_name = "FORMAT", help_heading = OUTPUT, display_order = 200, default_value = "table", hide_possible_values = false)]
    pub output: Format,

    /// Print again every so many seconds [without SECONDS: 2]
    ///
    /// A table is drawn in place on a terminal; JSON is one document a line.
    #[arg(short, long, global = true, value_name = "SECONDS", help_heading = OUTPUT, display_order = 201, num_args = 0..=1, require_equals = true, default_missing_value = "2", value_parser = seconds)]
    pub watch: Option<Duration>,

    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", help_heading = OUTPUT, display_order = 202, default_value = "auto")]
    pub color: When,

    /// Log to the file in the state directory: info, kconsole=debug
    #[arg(long, global = true, value_name = "FILTER", help_heading = OUTPUT, display_order = 203)]
    pub log: Option<String>,
}

const CLUSTER: &str = "Cluster";
const OUTPUT: &str = "Output";

/// How to print.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Aligned columns, for people
    #[default]
    Table,
    /// JSON with stable names
    Json,
    /// YAML with the same names
    Yaml,
    /// CSV with the same names
    Csv,
    /// Values of records as they are, nothing between them (consume, search)
    Raw,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl fmt::Debug for Global {
    /// Without the properties: they may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.flags().fmt(f)
    }
}

impl Global {
    /// What the flags say, for the layers of the configuration.
    #[must_use]
    pub fn flags(&self) -> Flags {
        Flags {
            bootstrap: self.bootstrap.clone(),
            properties: self.properties.clone(),
            registry: self.registry.clone(),
            properties_file: self.properties_file.clone(),
            context: self.context.clone(),
            config: self.config.clone(),
            read_only: self.read_only,
            timeout: self.timeout,
            address_map: self.address_map.clone(),
        }
    }

    /// Everything that was set, with these flags on top.
    ///
    /// # Errors
    /// When the file or a variable cannot be used.
    pub fn settings(&self) -> Result<Settings, Failure> {
        Ok(config::load(self.flags())?)
    }

    /// The chosen cluster.
    ///
    /// # Errors
    /// When none is named, or a setting of it cannot be used.
    pub fn profile(&self) -> Result<Arc<Profile>, Failure> {
        Ok(Arc::new(self.settings()?.profile()?))
    }

    /// How long a one-shot command looks for answers.
    #[must_use]
    pub fn patience(&self) -> Duration {
        self.timeout.unwrap_or(PATIENCE)
    }
}

/// A duration as it is typed: `90s`, `15m`; a plain number is seconds.
pub fn duration(text: &str) -> Result<Duration, String> {
    let ms = match text.parse::<i64>() {
        Ok(seconds) => seconds.saturating_mul(1000),
        Err(_) => parse_duration(text).map_err(|e| e.to_string())?,
    };
    match u64::try_from(ms) {
        Ok(ms) if ms > 0 => Ok(Duration::from_millis(ms)),
        _ => Err("it must be more than nothing".into()),
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse::<f64>() {
        Ok(seconds) if (0.1..=86_400.0).contains(&seconds) => Ok(Duration::from_secs_f64(seconds)),
        Ok(_) => Err("between 0.1 and 86400 seconds".into()),
        Err(_) => duration(text),
    }
}

fn address_rule(text: &str) -> Result<AddressRule, String> {
    let (pattern, target) = text
        .split_once('=')
        .ok_or("write it like kafka-1:9092=127.0.0.1:19092")?;
    config::file::rule(pattern, target)
}
