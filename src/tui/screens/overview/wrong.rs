//! Findings as blocks of lines: the cause with its since-when, what it stops, and the next step.

use super::Cx;
use crate::model::finding::Finding;
use crate::model::time::Since;
use crate::text::{Ago, width, wrap};
use crate::tui::panes::timeline::state;
use crate::tui::theme::Role;
use crate::tui::widgets::Line;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Columns before an effect's label.
const INDENT: u16 = 5;

/// How many lines a finding takes in full.
pub(super) fn lines(finding: &Finding, columns: u16) -> u16 {
    let next = finding
        .next
        .as_deref()
        .map_or(0, |next| wrap(next, room(columns)).len());
    u16::try_from(1 + finding.effects.len() + next).unwrap_or(u16::MAX)
}

/// Columns of the running text below a title.
fn room(columns: u16) -> usize {
    usize::from(columns.saturating_sub(INDENT + 3))
}

/// Shares out `rows` to the findings: a line each, then in full, the one under the cursor first. What gets none does
/// not show.
pub(super) fn share(findings: &[&Finding], selected: Option<usize>, columns: u16, rows: u16) -> Vec<u16> {
    let shown = findings.len().min(usize::from(rows));
    let mut spare = rows - u16::try_from(shown).unwrap_or(rows);
    let mut heights = vec![1; shown];
    let order = selected
        .into_iter()
        .filter(|at| *at < shown)
        .chain((0..shown).filter(|at| Some(*at) != selected));
    for at in order {
        let (Some(finding), Some(height)) = (findings.get(at), heights.get_mut(at)) else {
            continue;
        };
        let more = lines(finding, columns).saturating_sub(1).min(spare);
        *height += more;
        spare -= more;
    }
    heights
}

/// Draws a finding into its lines.
pub(super) fn draw(finding: &Finding, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
    let row = |y: u16| Rect {
        y: area.y.saturating_add(y),
        height: u16::from(y < area.height),
        ..area
    };
    title(finding, row(0), buffer, cx);
    let widest = finding.effects.iter().map(|(label, _)| width(label)).max().unwrap_or(0);
    let labels = INDENT + u16::try_from(widest.min(18)).unwrap_or(18) + 2;
    let mut y = 1;
    for (label, text) in &finding.effects {
        let mut line = Line::new(buffer, row(y), cx.theme);
        line.skip(INDENT).put(role(label), label);
        line.skip_to(area.x.saturating_add(labels)).put(Role::Text, text);
        y += 1;
    }
    for (at, text) in wrap(finding.next.as_deref().unwrap_or_default(), room(area.width))
        .into_iter()
        .enumerate()
    {
        let sign = if at == 0 { cx.theme.glyphs.arrow } else { " " };
        let mut line = Line::new(buffer, row(y), cx.theme);
        line.skip(INDENT).put(Role::Accent, sign).skip(1).put(Role::Dim, text);
        y += 1;
    }
}

fn title(finding: &Finding, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
    let state = state(finding.severity);
    let ago = Ago(cx.now.since(finding.since.at()).0);
    let since = match finding.since {
        Since::At(_) => ago.to_string(),
        Since::AtLeast(_) => format!("≥ {ago}"),
    };
    let columns = u16::try_from(width(&since)).unwrap_or(0) + 1;
    let left = Rect {
        width: area.width.saturating_sub(columns + 1),
        ..area
    };
    Line::new(buffer, left, cx.theme)
        .skip(1)
        .put(state.role(), state.sign(&cx.theme.glyphs))
        .skip(1)
        .put(Role::Strong, &finding.title);
    let right = Rect {
        x: area.right().saturating_sub(columns).max(area.x),
        width: columns.min(area.width),
        ..area
    };
    Line::new(buffer, right, cx.theme).put(Role::Dim, &since);
}

/// What stops is said in the colour of what is broken.
fn role(label: &str) -> Role {
    match label {
        "writes fail" | "offline" | "groups" | "commits" | "transactions" | "lost" => Role::StateBad,
        "thin" => Role::StateWarn,
        _ => Role::Dim,
    }
}
