//! `kconsole broker ID`: one broker with its log dirs and configs, and whether it can be stopped.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::model::known::Known;
use crate::model::names::BrokerId;
use crate::model::view::{Open, Opened, View, Want};
use crate::report::brokers::{self, BrokerRow};
use crate::report::configs::{self, ConfigRow};
use crate::report::data::{List, all, entries};
use crate::report::log_dirs::{self, LogDirRow};
use crate::report::select;

use super::super::exit::{Exit, Failure};
use super::super::global::Format;
use super::super::look::Query;
use super::super::out::Out;
use super::topic::configs_entry;

/// What ends its long help.
pub const EXAMPLES: &str = "\
Examples:
  kconsole broker 2
  kconsole broker 2 -o json | jq '.log_dirs[].fullness'";

/// The arguments of `broker`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Its node id
    #[arg(value_name = "ID")]
    id: i32,

    /// Show the configs that nobody set, too
    #[arg(long)]
    defaults: bool,
}

impl Query for Args {
    fn want(&self) -> Want {
        Want {
            cluster: true,
            topology: true,
            storage: true,
            quorum: true,
            open: Some(Open::Broker(BrokerId(self.id))),
            ..Want::default()
        }
    }

    fn show(&self, view: &View, out: &mut Out) -> Result<Exit, Failure> {
        let rows = brokers::rows(view);
        let known: Vec<_> = rows.iter().map(|row| row.broker.to_string()).collect();
        let found = rows.into_iter().find(|row| row.broker == BrokerId(self.id));
        let known = known.iter().map(String::as_str);
        let shown = Shown {
            broker: found.ok_or_else(|| Failure::not_found("broker", &self.id.to_string(), known))?,
            log_dirs: log_dirs::rows(view, Some(BrokerId(self.id))),
            configs: self.configs(view),
        };
        match out.format {
            Format::Json | Format::Yaml => out.document(&shown)?,
            Format::Csv => out.rows(&shown.log_dirs, &all::<LogDirRow>())?,
            Format::Table => shown.print(out)?,
        }
        Ok(Exit::Ok)
    }
}

impl Args {
    fn configs(&self, view: &View) -> Known<Vec<ConfigRow>> {
        match view.opened.as_deref() {
            Some(Opened::Broker { id, configs, .. }) if id.0 == self.id => configs.as_ref().map(|entries| {
                let mut rows = configs::rows(entries);
                rows.retain(|row| self.defaults || row.set());
                rows
            }),
            _ => Known::default(),
        }
    }
}

struct Shown {
    broker: BrokerRow,
    log_dirs: Vec<LogDirRow>,
    configs: Known<Vec<ConfigRow>>,
}

impl Shown {
    fn print(&self, out: &mut Out) -> Result<(), Failure> {
        out.table(std::slice::from_ref(&self.broker), &all())?;
        if !self.log_dirs.is_empty() {
            out.line("")?;
            out.table(&self.log_dirs, &all())?;
        }
        if let Known::Value(configs) = &self.configs {
            out.line("")?;
            out.table(configs, &select(&["name", "value", "source"]))?;
        }
        Ok(())
    }
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        entries(&self.broker, &all(), &mut map)?;
        map.serialize_entry("log_dirs", &List::new(&self.log_dirs, &all()))?;
        configs_entry(&self.configs, &mut map)?;
        map.end()
    }
}
