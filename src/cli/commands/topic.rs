//! `kconsole topic NAME`: its partitions and configs, and with `--groups` who reads it.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::model::known::Known;
use crate::model::lag::Isolation;
use crate::model::names::TopicName;
use crate::model::view::{Open, Opened, View, Want};
use crate::report::configs::{self, ConfigRow};
use crate::report::data::{List, all, entries};
use crate::report::lag::{self, LAG, LagRow};
use crate::report::partitions::{self, PartitionRow};
use crate::report::topics::{self, TopicRow};
use crate::report::{Column, HIDDEN, Row, select};

use super::super::exit::{Exit, Failure};
use super::super::global::Format;
use super::super::look::Query;
use super::super::out::Out;

/// What ends its long help.
pub const EXAMPLES: &str = "\
Examples:
  kconsole topic orders              partitions with offsets, sizes and state
  kconsole topic orders --groups     and where each group is in it
  kconsole topic orders -o json | jq '.configs[] | select(.source == \"topic\")'";

/// The arguments of `topic`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Name of the topic
    #[arg(value_name = "NAME")]
    name: String,

    /// Ask every group where it is in this topic
    #[arg(long)]
    groups: bool,

    /// Show the configs that nobody set, too
    #[arg(long)]
    defaults: bool,
}

impl Query for Args {
    fn want(&self) -> Want {
        Want {
            topology: true,
            settings: true,
            moves: true,
            offsets: true,
            all_offsets: true,
            storage: true,
            groups: self.groups,
            only_topics: vec![TopicName::from(self.name.as_str())],
            open: Some(Open::Topic(TopicName::from(self.name.as_str()))),
            ..Want::default()
        }
    }

    fn show(&self, view: &View, out: &mut Out) -> Result<Exit, Failure> {
        let name = TopicName::from(self.name.as_str());
        let found = topics::rows(view).into_iter().find(|row| row.topic == name);
        let known = view
            .topology
            .topics()
            .iter()
            .filter(|t| t.error == 0)
            .map(|t| t.name.as_str());
        let topic = found.filter(|row| row.error == 0);
        let topic = topic.ok_or_else(|| Failure::not_found("topic", &self.name, known))?;
        let shown = Shown {
            partitions: partitions::rows(view, &name),
            configs: self.configs(view),
            groups: self.groups.then(|| readers(view, &name)),
            topic,
        };
        match out.format {
            Format::Json | Format::Yaml => out.document(&shown)?,
            Format::Csv => out.rows(&shown.partitions, &all::<PartitionRow>())?,
            Format::Table | Format::Raw => shown.print(out)?,
        }
        Ok(Exit::Ok)
    }
}

impl Args {
    fn configs(&self, view: &View) -> Known<Vec<ConfigRow>> {
        match view.opened.as_deref() {
            Some(Opened::Topic { name, configs }) if name.as_str() == self.name => configs.as_ref().map(|entries| {
                let mut rows = configs::rows(entries);
                rows.retain(|row| self.defaults || row.set());
                rows
            }),
            _ => Known::default(),
        }
    }
}

fn readers(view: &View, topic: &TopicName) -> Vec<LagRow> {
    let mut rows = lag::rows(view, Isolation::ReadUncommitted);
    rows.retain(|row| &row.topic == topic);
    rows
}

struct Shown {
    topic: TopicRow,
    partitions: Vec<PartitionRow>,
    configs: Known<Vec<ConfigRow>>,
    groups: Option<Vec<LagRow>>,
}

impl Shown {
    fn print(&self, out: &mut Out) -> Result<(), Failure> {
        let facts = select(&[
            "topic",
            "partition_count",
            "replication_factor",
            "min_isr",
            "size_bytes",
            "records",
            "state",
        ]);
        out.table(std::slice::from_ref(&self.topic), &facts)?;
        out.line("")?;
        out.table(&self.partitions, &visible::<PartitionRow>())?;
        if let Some(groups) = &self.groups {
            out.line("")?;
            match groups.is_empty() {
                true => out.line("no group reads it")?,
                false => out.table(
                    groups,
                    &select(&["group", "partition", "committed", "end", "lag", "lost", "member"]),
                )?,
            }
        }
        if let Known::Value(configs) = &self.configs {
            out.line("")?;
            match configs.is_empty() {
                true => out.line("all configs have their defaults")?,
                false => out.table(configs, &select(&["name", "value", "source"]))?,
            }
        }
        Ok(())
    }
}

/// The columns that have a place in a table.
pub fn visible<R: Row>() -> Vec<&'static Column<R>> {
    R::columns().iter().filter(|c| c.priority != HIDDEN).collect()
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        entries(&self.topic, &all(), &mut map)?;
        map.serialize_entry("partitions", &List::new(&self.partitions, &all()))?;
        configs_entry(&self.configs, &mut map)?;
        if let Some(groups) = &self.groups {
            map.serialize_entry("groups", &List::new(groups, &select(LAG)))?;
        }
        map.end()
    }
}

/// Writes configs, or why they are not known.
pub fn configs_entry<M: SerializeMap>(configs: &Known<Vec<ConfigRow>>, map: &mut M) -> Result<(), M::Error> {
    match configs {
        Known::Value(rows) => map.serialize_entry("configs", &List::new(rows, &all())),
        Known::Unknown(reason) => {
            map.serialize_entry("configs", &None::<()>)?;
            map.serialize_entry("configs_reason", &reason.to_string())
        }
    }
}
