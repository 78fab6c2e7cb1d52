//! `kconsole topics`: every topic, with its partitions in JSON.

use serde::ser::{Serialize, Serializer};

use crate::model::view::{View, Want};
use crate::report::topic_document::TopicDocument;
use crate::report::topics::{self, TopicRow};
use crate::report::{Column, Mark, Row, select};

use super::super::exit::{Exit, Failure};
use super::super::global::Format;
use super::super::look::Query;
use super::super::out::Out;
use super::accepts;

/// What ends its long help.
pub const EXAMPLES: &str = "\
JSON lists each topic's partitions with partition, leader, replicas and isr.
Without --wide one Metadata request is all that is asked of the cluster.

Examples:
  kconsole topics --faults           only topics with something wrong
  kconsole topics orders --wide      names with \"orders\", with sizes and counts
  kconsole topics -o json | jq '.[] | select(.offline > 0) | .topic'";

/// The columns that Metadata alone tells.
const PLAIN: &[&str] = &[
    "topic",
    "partition_count",
    "replication_factor",
    "state",
    "offline",
    "under_replicated",
    "internal",
    "topic_id",
];

/// The arguments of `topics`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only names that contain this; !TEXT for those that do not
    #[arg(value_name = "FILTER")]
    filter: Option<String>,

    /// Only topics with something wrong
    #[arg(long)]
    faults: bool,

    /// Ask for configs, offsets and log dirs too: min ISR, records, sizes
    #[arg(long)]
    wide: bool,
}

impl Query for Args {
    fn want(&self) -> Want {
        Want {
            topology: true,
            settings: self.wide,
            moves: self.wide,
            offsets: self.wide,
            all_offsets: self.wide,
            storage: self.wide,
            ..Want::default()
        }
    }

    fn show(&self, view: &View, out: &mut Out) -> Result<Exit, Failure> {
        let mut rows = topics::rows(view);
        rows.retain(|row| {
            accepts(self.filter.as_deref(), row.topic.as_str()) && (!self.faults || row.mark() < Mark::Ok)
        });
        let columns = if self.wide {
            TopicRow::columns().iter().collect()
        } else {
            select(PLAIN)
        };
        match out.format {
            Format::Table | Format::Csv | Format::Raw => out.rows(&rows, &columns)?,
            Format::Json | Format::Yaml => out.document(&Documents {
                view,
                rows: &rows,
                columns: &columns,
            })?,
        }
        Ok(Exit::Ok)
    }
}

struct Documents<'a> {
    view: &'a View,
    rows: &'a [TopicRow],
    columns: &'a [&'static Column<TopicRow>],
}

impl Serialize for Documents<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.rows.iter().map(|row| TopicDocument {
            row,
            columns: self.columns,
            topology: &self.view.topology,
        }))
    }
}
