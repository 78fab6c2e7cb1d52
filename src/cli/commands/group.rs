//! `kconsole group NAME`: where it is in every partition, and who reads them.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::model::known::Known;
use crate::model::names::GroupId;
use crate::model::view::{View, Want};
use crate::report::data::{List, all, entries};
use crate::report::groups::{self, GroupRow};
use crate::report::lag::{self, LagRow};
use crate::report::members::{self, MemberRow};
use crate::report::select;

use super::super::exit::{Exit, Failure};
use super::super::global::Format;
use super::super::look::Query;
use super::super::out::Out;
use super::groups::isolation;

/// What ends its long help.
pub const EXAMPLES: &str = "\
Examples:
  kconsole group billing
  kconsole group billing --watch            with rates, and when it will be done
  kconsole group billing -o json | jq '.members[].host'";

/// The arguments of `group`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Id of the group
    #[arg(value_name = "GROUP")]
    group: String,

    /// Count to the last stable offset, as read_committed consumers do
    #[arg(long)]
    committed: bool,
}

impl Query for Args {
    fn want(&self) -> Want {
        Want::lag(vec![GroupId::from(self.group.as_str())])
    }

    fn show(&self, view: &View, out: &mut Out) -> Result<Exit, Failure> {
        let known = view.groups.list.iter().map(|g| g.id.as_str());
        let group = view.groups.get(&self.group);
        let group = group.ok_or_else(|| Failure::not_found("group", &self.group, known))?;
        let isolation = isolation(self.committed);
        let shown = Shown {
            row: groups::row(view, group, isolation),
            offsets: lag::of(view, group, isolation).collect(),
            members: group.members.as_ref().map(|_| members::rows(group)),
        };
        match out.format {
            Format::Json | Format::Yaml => out.document(&shown)?,
            Format::Csv => out.rows(&shown.offsets, &all::<LagRow>())?,
            Format::Table | Format::Raw => shown.print(out)?,
        }
        Ok(Exit::Ok)
    }
}

struct Shown {
    row: GroupRow,
    offsets: Vec<LagRow>,
    members: Known<Vec<MemberRow>>,
}

const OFFSETS: &[&str] = &[
    "topic",
    "partition",
    "committed",
    "end",
    "lag",
    "lost",
    "records_per_second",
    "eta_ms",
    "committed_at",
    "member",
];

impl Shown {
    fn print(&self, out: &mut Out) -> Result<(), Failure> {
        out.table(std::slice::from_ref(&self.row), &all())?;
        out.line("")?;
        match &self.row.partitions {
            Known::Value(_) => out.table(&self.offsets, &select(OFFSETS))?,
            Known::Unknown(reason) => out.line(&format!("offsets: {reason}"))?,
        }
        out.line("")?;
        match &self.members {
            Known::Value(members) if members.is_empty() => out.line("no members")?,
            Known::Value(members) => out.table(members, &all())?,
            Known::Unknown(reason) => out.line(&format!("members: {reason}"))?,
        }
        Ok(())
    }
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        // the number of members gives way to the members
        let columns: Vec<_> = all::<GroupRow>().into_iter().filter(|c| c.name != "members").collect();
        entries(&self.row, &columns, &mut map)?;
        map.serialize_entry("offsets", &List::new(&self.offsets, &all()))?;
        match &self.members {
            Known::Value(members) => map.serialize_entry("members", &List::new(members, &all()))?,
            Known::Unknown(reason) => {
                map.serialize_entry("members", &None::<()>)?;
                map.serialize_entry("members_reason", &reason.to_string())?;
            }
        }
        map.end()
    }
}
