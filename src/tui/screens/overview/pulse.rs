//! The pulse: what came in and what lags over the last ten minutes, and the cluster in a few facts.

use super::Cx;
use crate::model::history::Series;
use crate::model::known::Known;
use crate::model::lag::{GroupLag, Isolation, Total};
use crate::model::names::BrokerId;
use crate::model::time::Span;
use crate::model::view::View;
use crate::text::{Compact, Percent, Precise, Rate, Thousands, width};
use crate::tui::theme::Role;
use crate::tui::widgets::{Line, chart, heading};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

const TEN_MINUTES: Span = Span::seconds(600);

/// The rate is measured over this much.
const RATE: Span = Span::seconds(10);

/// Columns before the charts: label and value.
const LABEL: u16 = 23;

/// From this width on the facts stand beside the charts.
const WIDE: u16 = 72;

/// The numbers, made once a view.
#[derive(Default)]
pub(super) struct Pulse {
    written: Known<f64>,
    lag: Known<Total>,
    facts: Vec<String>,
}

impl Pulse {
    pub(super) fn read(view: &View) -> Self {
        let groups = &view.groups;
        let sums = groups
            .list
            .iter()
            .map(|group| GroupLag::of(group, Isolation::default()));
        let unknown = Total {
            known: 0,
            at_least: true,
        };
        let lag = sums.fold(Total::default(), |all, sum| {
            all.and(sum.map(|sum| sum.lag).value().unwrap_or(unknown))
        });
        Self {
            written: view.history.cluster_rate(RATE),
            lag: Known::from_option(groups.stamp.at.map(|_| lag), crate::model::known::Reason::NotYet),
            facts: facts(view),
        }
    }

    /// Draws the heading and below it the two charts, as high as the area allows, with the facts beside or below.
    pub(super) fn draw(&self, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
        let wide = area.width >= WIDE;
        let facts_width = area.width.saturating_mul(17) / 40;
        let left = Rect {
            width: if wide { area.width - facts_width } else { area.width },
            ..area
        };
        heading::draw("LAST 10 MIN", "", "", left, buffer, cx.theme);
        if wide {
            let right = Rect {
                x: left.right(),
                width: facts_width,
                ..area
            };
            heading::draw("CLUSTER", "", "", right, buffer, cx.theme);
            let rows = area.y.saturating_add(1)..area.bottom();
            for (fact, y) in lines(&self.facts, usize::from(facts_width.saturating_sub(1)))
                .iter()
                .zip(rows)
            {
                let line = Rect { y, height: 1, ..right };
                Line::new(buffer, line, cx.theme).skip(1).put(Role::Text, fact);
            }
        }
        let rows = area.height.saturating_sub(1);
        let facts_row = u16::from(!wide && rows % 2 == 1);
        let height = (rows - facts_row.min(rows)) / 2;
        let place = |at: u16| Rect {
            y: area.y.saturating_add(1 + at * height),
            height: height.min(rows),
            width: left.width.saturating_sub(1),
            ..left
        };
        self.chart(place(0), buffer, cx, true);
        self.chart(place(1), buffer, cx, false);
        if facts_row > 0 {
            let line = Rect {
                y: area.bottom().saturating_sub(1),
                height: area.height.min(1),
                ..area
            };
            Line::new(buffer, line, cx.theme).skip(1).put(
                Role::Dim,
                lines(&self.facts, usize::from(area.width).saturating_sub(1))
                    .first()
                    .map_or("", |line| line),
            );
        }
    }

    fn chart(&self, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>, written: bool) {
        let bars = Rect {
            x: area.x.saturating_add(LABEL).min(area.right()),
            width: area.width.saturating_sub(LABEL),
            ..area
        };
        let (series, role) = if written {
            (Series::Written, Role::Chart1)
        } else {
            (Series::Lag, Role::Chart2)
        };
        let columns = usize::from(bars.width);
        if columns > 0 && area.height > 0 {
            let values = cx.view.history.series(series, TEN_MINUTES, columns);
            chart::draw(&values, role, bars, buffer, cx.theme);
        }
        let words = Rect {
            y: area.y.saturating_add(area.height.saturating_sub(1)),
            height: area.height.min(1),
            ..area
        };
        let mut line = Line::new(buffer, words, cx.theme);
        line.skip(1)
            .put(Role::Dim, if written { "records in  " } else { "lag total   " });
        match (written, self.written, self.lag) {
            (true, Known::Value(rate), _) => line.show(Role::Strong, Rate(rate)).put(Role::Dim, "/s"),
            (false, _, Known::Value(lag)) => {
                if lag.at_least {
                    line.put(Role::Dim, "≥ ");
                }
                line.show(Role::Strong, Precise(lag.known))
            }
            _ => line.put(Role::StateUnknown, cx.theme.glyphs.none),
        };
    }
}

/// The facts in lines: as many a line as fit.
fn lines(facts: &[String], columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for fact in facts {
        match lines.last_mut() {
            Some(line) if width(line) + 2 + width(fact) <= columns => {
                line.push_str("  ");
                line.push_str(fact);
            }
            _ => lines.push(fact.clone()),
        }
    }
    lines
}

fn facts(view: &View) -> Vec<String> {
    let count = |n: usize, noun: &str| {
        let plural = if n == 1 { "" } else { "s" };
        format!("{} {noun}{plural}", Thousands(i64::try_from(n).unwrap_or(i64::MAX)))
    };
    let mut facts = Vec::new();
    if view.topology.stamp.at.is_some() {
        facts.push(count(view.topology.topics().len(), "topic"));
        facts.push(count(view.topology.partitions(), "partition"));
    }
    if view.groups.stamp.at.is_some() {
        facts.push(count(view.groups.list.len(), "group"));
    }
    if let Some((share, broker)) = fullest(view) {
        facts.push(format!("fullest disk {share} b{broker}"));
    }
    if let Known::Value(quorum) = &view.quorum.data
        && let Some(leader) = quorum.leader
    {
        facts.push(format!("controller {leader} of {} voters", quorum.voters.len()));
    }
    if let Some(records) = records(view) {
        facts.push(format!("{} records kept", Compact(records)));
    }
    facts
}

/// How full the fullest log dir of all brokers is, and whose it is: the first broker's of those that look the same, so
/// that brokers on one file system do not take turns.
fn fullest(view: &View) -> Option<(String, BrokerId)> {
    let brokers = view.storage.brokers.iter();
    let known = brokers.filter_map(|(id, dirs)| Some((*id, dirs.as_ref().value()?)));
    let dirs = known.flat_map(|(id, dirs)| dirs.iter().filter_map(move |dir| Some((dir.fullness().value()?, id))));
    let dirs: Vec<(f64, BrokerId)> = dirs.collect();
    let most = dirs.iter().map(|(share, _)| *share).max_by(f64::total_cmp)?;
    let most = Percent(most).to_string();
    let whose = dirs.iter().find(|(share, _)| Percent(*share).to_string() == most)?.1;
    Some((most, whose))
}

/// The records of all logs, by their offsets; none while a log start or end of any is missing.
fn records(view: &View) -> Option<i64> {
    let (starts, ends) = (view.offsets.start.raw(), view.offsets.high.raw());
    if ends.is_empty() || starts.len() != ends.len() {
        return None;
    }
    let one = |(start, end): (&i64, &i64)| (*start >= 0 && *end >= 0).then(|| (end - start).max(0));
    starts
        .iter()
        .zip(ends)
        .map(one)
        .try_fold(0i64, |sum, one| Some(sum.saturating_add(one?)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::storage::LogDir;

    #[test]
    fn brokers_on_one_file_system_do_not_take_turns() {
        let mut view = View::default();
        let storage = Arc::make_mut(&mut view.storage.data);
        for (id, usable) in [(1, 40_200), (2, 39_900), (3, 39_800)] {
            let dir = LogDir {
                path: "/data".into(),
                error: 0,
                total: Known::Value(100_000),
                usable: Known::Value(usable),
                replicas: Default::default(),
            };
            storage.brokers.insert(BrokerId(id), Known::Value(Arc::new(vec![dir])));
        }
        assert_eq!(fullest(&view), Some(("60 %".to_owned(), BrokerId(1))));
    }
}
