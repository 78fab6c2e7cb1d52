//! The head of a group: what it is, how far behind, how fast, and what to know before trusting its numbers.

use super::Cx;
use crate::model::finding::{Finding, Subject};
use crate::model::group::{Group, GroupKind};
use crate::model::history::{Flow, Series, TimeLag};
use crate::model::known::Known;
use crate::model::lag::GroupLag;
use crate::model::time::{At, Span};
use crate::model::view::View;
use crate::report::groups::GroupRow;
use crate::report::lag::LagRow;
use crate::text::time::hms;
use crate::text::{Long, Precise, Rate, Thousands, escape, width};
use crate::tui::panes::timeline::state;
use crate::tui::theme::Role;
use crate::tui::widgets::{Line, State, chart};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What the flow into and out of a group is measured over: several intervals of the usual auto-commit (5 s).
const FLOW: Span = Span::seconds(30);

const TEN_MINUTES: Span = Span::seconds(600);

/// The head, made once a view.
pub(super) struct Summary {
    what: String,
    row: GroupRow,
    flow: Known<Flow>,
    last_commit: Option<At>,
    /// Each with its state; a next step has none and belongs to the line before.
    pub(super) hints: Vec<(Option<State>, String)>,
}

impl Summary {
    pub(super) fn read(view: &View, group: &Group, rows: &[LagRow], row: GroupRow) -> Self {
        let subject = Subject::Group(group.id.clone());
        let findings = view.health.findings.iter().filter(|finding| finding.subject == subject);
        let mut hints: Vec<(Option<State>, String)> = findings.clone().flat_map(told).collect();
        let named = |rule: &str| findings.clone().any(|finding| finding.rule == rule);
        if let Known::Value(lag) = &row.lag {
            let found = numbers(lag, rows).into_iter();
            hints.extend(
                found
                    .filter(|(rule, ..)| !named(rule))
                    .map(|(_, state, text)| (Some(state), text)),
            );
        }
        Self {
            what: what(group),
            flow: view.history.flow(group.id.as_str(), FLOW),
            last_commit: rows.iter().filter_map(|row| row.changed).max(),
            row,
            hints,
        }
    }

    /// Draws the three lines.
    pub(super) fn draw(&self, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
        let line = |at: u16| Rect {
            y: area.y.saturating_add(at),
            height: u16::from(at < area.height),
            ..area
        };
        Line::new(buffer, line(0), cx.theme)
            .skip(1)
            .put(Role::Strong, self.row.group.as_str())
            .skip(2)
            .put(Role::Dim, &self.what);
        self.behind(&mut Line::new(buffer, line(1), cx.theme));
        self.history(line(2), buffer, cx);
    }

    /// ` lag 1.20 M  in 4.4 k/s, out 2.3 k/s · oldest ~6 m 10 s`
    fn behind(&self, line: &mut Line<'_>) {
        line.skip(1).put(Role::Dim, "lag ");
        match &self.row.lag {
            Known::Value(lag) => {
                let sign = if lag.share {
                    "~"
                } else if lag.lag.at_least {
                    "≥ "
                } else {
                    ""
                };
                line.put(Role::Strong, sign).show(Role::Strong, Precise(lag.lag.known))
            }
            Known::Unknown(reason) => line.put(Role::StateUnknown, "– ").put(Role::Dim, reason.words()),
        };
        if let Known::Value(trend) = self.row.trend
            && trend.abs() >= 0.05
        {
            let (role, sign) = if trend > 0.0 {
                (Role::StateWarn, " +")
            } else {
                (Role::StateOk, " ")
            };
            line.put(role, sign).show(role, Rate(trend)).put(role, "/s");
        }
        if let Known::Value(flow) = self.flow {
            line.put(Role::Dim, "  in ").show(Role::Text, Rate(flow.incoming));
            line.put(Role::Dim, "/s, out ").show(Role::Text, Rate(flow.outgoing));
            line.put(Role::Dim, "/s");
        }
        let oldest = match self.row.oldest {
            Known::Value(age) if age.span().0 > 0 => age,
            _ => return,
        };
        line.put(Role::Dim, " · oldest unread ");
        match oldest {
            TimeLag::About(span) => line.put(Role::Text, "~").show(Role::Text, Long(span.0)),
            TimeLag::AtLeast(span) => line.put(Role::Text, "≥ ").show(Role::Text, Long(span.0)),
        };
    }

    /// The lag of the last ten minutes; at the right what was lost and when it last committed.
    fn history(&self, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
        let mut says = " last 10 min".to_owned();
        if let Known::Value(lag) = &self.row.lag
            && lag.lost.known > 0
        {
            says.push_str(&format!(" · lost {}", Thousands(lag.lost.known)));
        }
        match self.last_commit {
            Some(at) => says.push_str(&format!(" · last commit {}", hms(at.0, cx.zone))),
            None if self.row.kind != GroupKind::Share => says.push_str(" · no commit seen yet"),
            None => {}
        }
        let columns = u16::try_from(width(&says)).unwrap_or(0) + 1;
        let bars = Rect {
            x: area.x.saturating_add(1),
            width: area.width.saturating_sub(columns + 1),
            ..area
        };
        let group = self.row.group.as_str();
        let values = cx
            .view
            .history
            .series(Series::GroupLag(group), TEN_MINUTES, usize::from(bars.width).max(1));
        chart::draw(&values, Role::Chart2, bars, buffer, cx.theme);
        let right = Rect {
            x: bars.right(),
            width: columns.min(area.width),
            ..area
        };
        Line::new(buffer, right, cx.theme).put(Role::Dim, &says);
    }
}

/// What health found of it, and the next step.
fn told(finding: &Finding) -> impl Iterator<Item = (Option<State>, String)> {
    let title = (Some(state(finding.severity)), finding.title.clone());
    std::iter::once(title).chain(finding.next.iter().map(|next| (None, next.clone())))
}

/// `consumer (KIP-848) · Stable · epoch 41 · 3 members · coordinator 4`
fn what(group: &Group) -> String {
    let kind = match group.kind {
        GroupKind::Classic if matches!(&*group.protocol_type, "" | "consumer") => "classic".to_owned(),
        GroupKind::Classic => format!("classic {}", escape(&group.protocol_type)),
        GroupKind::Consumer => "consumer (KIP-848)".to_owned(),
        GroupKind::Share => "share (KIP-932)".to_owned(),
        GroupKind::Streams => "streams (KIP-1071)".to_owned(),
    };
    let mut parts = vec![kind];
    parts.push(match group.state {
        Known::Value(state) => state.words().to_owned(),
        Known::Unknown(reason) => format!("state {reason}"),
    });
    if let Known::Value(epoch) = group.epoch {
        parts.push(format!("epoch {epoch}"));
    }
    match &group.members {
        Known::Value(members) if members.len() == 1 => parts.push("1 member".to_owned()),
        Known::Value(members) => parts.push(format!("{} members", members.len())),
        Known::Unknown(reason) => parts.push(format!("members {reason}")),
    }
    if let Known::Value(coordinator) = group.coordinator {
        parts.push(format!("coordinator {coordinator}"));
    }
    if let Known::Value(assignor) = &group.assignor
        && !assignor.is_empty()
    {
        parts.push(escape(assignor).into_owned());
    }
    parts.join(" · ")
}

/// What one has to know of the numbers below; each with the rule that says the same, if one does.
fn numbers(lag: &GroupLag, rows: &[LagRow]) -> Vec<(&'static str, State, String)> {
    let mut out = Vec::new();
    let count = |n: usize| {
        if n == 1 {
            "1 partition".to_owned()
        } else {
            format!("{n} partitions")
        }
    };
    let first = |is: fn(&LagRow) -> bool| {
        let found = rows.iter().filter(|row| is(row)).count();
        let name = rows
            .iter()
            .find(|row| is(row))
            .map(|row| format!("{}-{}", row.topic, row.partition));
        name.map(|name| (found, name))
    };
    if let Some((n, name)) = first(|row| row.lag.lost.value().unwrap_or(0) > 0) {
        let lost = Thousands(lag.lost.known);
        let text = format!(
            "{lost} records were deleted before it read them, on {}: {name}",
            count(n)
        );
        out.push(("group-lost", State::Bad, text));
    }
    if let Some((n, name)) = first(|row| row.lag.ahead > 0) {
        let text = format!(
            "commits lie beyond the end on {}: {name} was truncated or recreated",
            count(n)
        );
        out.push(("", State::Warn, text));
    }
    if let Some((n, name)) = first(|row| row.lag.blocked.value().unwrap_or(0) > 0) {
        let text = match rows.iter().find(|row| row.lag.blocked.value().unwrap_or(0) > 0) {
            Some(row) if n == 1 => {
                let blocked = row.lag.blocked.value().unwrap_or(0);
                let end = row.lag.end.value().unwrap_or(0);
                format!(
                    "open transactions hold back {} on {name}: high watermark {}, last stable {}",
                    Thousands(blocked),
                    Thousands(end),
                    Thousands(end - blocked)
                )
            }
            _ => format!(
                "open transactions hold back {} records on {} from readers of committed ones",
                Thousands(lag.blocked.known),
                count(n)
            ),
        };
        out.push(("", State::Moving, text));
    }
    if lag.uncommitted > 0 {
        let most: i64 = rows
            .iter()
            .filter(|row| !row.lag.committed.is_known())
            .filter_map(|row| row.lag.at_most.value())
            .sum();
        let n = count(lag.uncommitted as usize);
        let text = format!("no commit yet on {n}: their lag is at most {}", Thousands(most));
        out.push(("", State::Unknown, text));
    }
    if lag.stale_rows > 0 {
        let n = count(lag.stale_rows as usize);
        out.push((
            "",
            State::Unknown,
            format!("commits on {n} it no longer reads: not counted in the lag"),
        ));
    }
    if lag.share {
        let text = "a share group has no commits: its lag counts from the share-partition start offsets";
        out.push(("", State::Unknown, text.to_owned()));
    }
    out
}
