//! The fields of JSON, YAML and CSV as Markdown, out of the columns that write them.

use std::fmt::Write;

use crate::report::brokers::BrokerRow;
use crate::report::configs::ConfigRow;
use crate::report::contexts::ContextRow;
use crate::report::events::EventRow;
use crate::report::findings::FindingRow;
use crate::report::groups::GroupRow;
use crate::report::lag::LagRow;
use crate::report::log_dirs::LogDirRow;
use crate::report::members::MemberRow;
use crate::report::partitions::PartitionRow;
use crate::report::quorum::QuorumRow;
use crate::report::schemas::{SubjectRow, VersionRow};
use crate::report::topics::TopicRow;
use crate::report::{Column, Row, Unit};

const RULES: &str = "\
The names are stable. A number is a plain number in the unit its name tells, a moment is RFC 3339 in UTC, a list is `[]`
when it is empty. What is unknown is `null`, and a field of the same name with `_reason` says why:
`\"lag\":null,\"lag_reason\":\"no committed offset\"`. `null` without a reason: there is no such thing. CSV has the same
columns; a list is separated by blanks, and what is unknown is empty.";

/// One table a noun: every field with its type and what it tells.
#[must_use]
pub fn markdown() -> String {
    let mut out = format!("{RULES}\n\n");
    section::<TopicRow>(
        "`topics` has those that Metadata tells, `topics --wide` and `topic NAME` all. Each topic has `partitions`: \
         in `topics` with `partition`, `leader`, `replicas` and `isr`, in `topic NAME` with all fields below, \
         besides `configs` and, with `--groups`, `groups`.",
        &mut out,
    );
    section::<PartitionRow>("In `topic NAME`.", &mut out);
    section::<BrokerRow>("`brokers`; `broker ID` has `log_dirs` and `configs` besides.", &mut out);
    section::<LogDirRow>("In `broker ID`.", &mut out);
    section::<GroupRow>(
        "`groups`; `group NAME` has `offsets` besides (the fields of lag), and `members` are the members themselves.",
        &mut out,
    );
    section::<LagRow>(
        "`lag` has `group`, `topic`, `partition`, `committed`, `end`, `lag` and `lost`; `group NAME` all.",
        &mut out,
    );
    section::<MemberRow>("In `group NAME`.", &mut out);
    section::<FindingRow>("`health`.", &mut out);
    section::<EventRow>("`events --follow`, one a line.", &mut out);
    section::<QuorumRow>("`quorum`.", &mut out);
    section::<ConfigRow>("In `topic NAME` and `broker ID`.", &mut out);
    section::<SubjectRow>("`schemas`.", &mut out);
    section::<VersionRow>("`schemas versions SUBJECT` and `schemas show SUBJECT`.", &mut out);
    section::<ContextRow>("`contexts`.", &mut out);
    out
}

fn section<R: Row>(about: &str, out: &mut String) {
    // writing to a String cannot fail
    let _ = write!(
        out,
        "### {}\n\n{about}\n\n| field | type | what it tells |\n|---|---|---|\n",
        R::NOUN
    );
    for column in R::columns() {
        let _ = writeln!(out, "| `{}` | {} | {} |", column.name, kind(column), column.doc);
    }
    out.push('\n');
}

fn kind<R>(column: &Column<R>) -> &'static str {
    match column.unit {
        Unit::Text | Unit::Path => "text",
        Unit::Texts => "list of text",
        Unit::State => "word",
        Unit::Id | Unit::Count => "integer",
        Unit::Ids => "list of integers",
        Unit::Bytes => "bytes",
        Unit::PerSecond => "number a second",
        Unit::Share => "0 to 1",
        Unit::Millis => "milliseconds",
        Unit::Moment => "moment",
        Unit::Flag => "true or false",
    }
}
