//! How the redrive screen looks: the form above, what the tab shows, and below what is happening.

use super::{RUNS, Redrive, words};
use crate::jobs::redrive::{Count, Counted, Field, Survey};
use crate::text::time::hms;
use crate::text::width;
use crate::tui::panes::form;
use crate::tui::panes::listing::from;
use crate::tui::panes::prose;
use crate::tui::screens::Cx;
use crate::tui::theme::Role;
use crate::tui::widgets::editor::Look;
use crate::tui::widgets::{Line, gauge, heading};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Columns of the labels.
const LABEL: u16 = 12;
/// Lines of headers that are shown.
const HEADERS: u16 = 3;
/// A screen lower than this shows, while nothing is typed, only the fields that are filled in.
const LOW: u16 = 16;

/// The form, a row each.
const FORM: [&[Field]; 9] = [
    &[Field::Filter],
    &[Field::To],
    &[Field::RouteHeaders],
    &[Field::From, Field::Until],
    &[Field::Partitions, Field::Count],
    &[Field::Rate, Field::MaxRedrives],
    &[Field::DropHeaders],
    &[Field::Headers],
    &[Field::Checkpoint],
];

pub(super) fn draw(it: &Redrive, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
    it.places.clear();
    heading::draw(
        "REDRIVE",
        &format!("dead letters of {}", it.topic),
        "",
        area,
        buffer,
        cx.theme,
    );
    let mut below = from(area, 1);
    if cx.contexts.read_only() {
        let text = "this context is read-only: dead letters are counted, and never written";
        below = form::read_only(text, below, buffer, cx.theme);
    }
    let whole = it.typing || area.height >= LOW;
    let mut cursor = None;
    for row in FORM {
        let wrong = it.wrong().is_some_and(|wrong| row.contains(&wrong.field));
        if !whole && !wrong && row.iter().all(|field| it.fields.editor(*field).is_empty()) {
            continue;
        }
        let rows = match row {
            [Field::Headers] => u16::try_from(it.fields.editor(Field::Headers).rows()).unwrap_or(HEADERS),
            _ => 1,
        };
        let rows = rows.min(HEADERS);
        let each = area.width / u16::try_from(row.len()).unwrap_or(1);
        for (at, one) in (0..).zip(row) {
            let place = Rect {
                x: below.x + at * each,
                width: each,
                height: rows.min(below.height),
                ..below
            };
            cursor = field(it, *one, place, buffer, cx).or(cursor);
        }
        below = from(below, rows);
    }
    it.tabs.draw(below, buffer, cx.theme);
    below = from(below, 1);
    let status = status(it, cx);
    // the bar, and a row below it for what the console tells there
    let bar = it.now(cx).map_or(0, |_| 1 + u16::from(area.height >= LOW));
    let room = (prose::rows(&status, area.width) + bar).min(below.height);
    let pane = Rect {
        height: below.height - room,
        ..below
    };
    match it.tabs.open() {
        RUNS => it.runs.draw(&cx.board.redrive.done, pane, buffer, cx),
        _ => dry_run(it, pane, buffer, cx),
    }
    let foot = from(below, pane.height);
    prose::draw(&status, foot, buffer, cx.theme);
    if let Some((role, _)) = status.first() {
        sign(*role, foot, buffer, cx);
    }
    if let Some(now) = it.now(cx) {
        let last = Rect {
            x: area.x + 3.min(area.width),
            width: area.width.saturating_sub(6),
            ..from(foot, room.saturating_sub(bar))
        };
        let share = now.progress.acknowledged as f64 / now.progress.of.max(1) as f64;
        gauge::draw(share, Role::GaugeFull, last, buffer, cx.theme);
    }
    cursor
}

/// What is happening, or what stands in the way.
fn status(it: &Redrive, cx: &Cx<'_>) -> Vec<(Role, String)> {
    let mut lines = it.now(cx).map(|now| words::underway(now, cx.now)).unwrap_or_default();
    lines.extend(it.wrong().map(|wrong| (Role::StateBad, words::wrong(wrong))));
    lines
}

/// The sign before a line.
fn sign(role: Role, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
    let glyphs = &cx.theme.glyphs;
    let sign = match role {
        Role::StateBad => glyphs.bad,
        Role::StateWarn => glyphs.warn,
        Role::StateMoving => glyphs.moving,
        Role::StateOk => glyphs.ok,
        _ => return,
    };
    Line::new(buffer, area, cx.theme).skip(1).put(role, sign);
}

/// A field: its label, and what is typed.
fn field(it: &Redrive, field: Field, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
    if area.height == 0 {
        return None;
    }
    let typing = it.typing && it.fields.focus == field;
    let wrong = it.wrong().is_some_and(|wrong| wrong.field == field);
    let to = !it.fields.editor(Field::To).is_empty();
    let (label, ghost) = words::label(field, it.fields.keep, to);
    let role = match (wrong, typing) {
        (true, _) => Role::StateBad,
        (false, true) => Role::Accent,
        (false, false) => Role::Dim,
    };
    let mut line = Line::new(buffer, area, cx.theme);
    line.skip(1).put(role, label);
    if wrong && width(label) < 9 {
        line.skip(1).put(Role::StateBad, cx.theme.glyphs.bad);
    }
    let place = Rect {
        x: area.x + LABEL.min(area.width),
        width: area.width.saturating_sub(LABEL + 1),
        ..area
    };
    it.places.put(field, place);
    let editor = it.fields.editor(field);
    if editor.is_empty() {
        Line::new(buffer, place, cx.theme).put(Role::Faint, ghost);
    }
    let look = Look {
        typing,
        ..Look::default()
    };
    editor.draw(look, place, buffer, cx.theme)
}

/// What would go where.
fn dry_run(it: &Redrive, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
    let count = it.count(cx);
    let survey = match count.map(|count| &count.counted) {
        Some(Counted::Known(survey)) => survey,
        other => {
            let lines = uncounted(it, other, it.now(cx).is_some());
            prose::draw(&lines, area, buffer, cx.theme);
            return sign(lines.first().map_or(Role::Dim, |(role, _)| *role), area, buffer, cx);
        }
    };
    let role = if survey.targets.is_empty() {
        Role::Dim
    } else {
        Role::StateOk
    };
    let at = count.map_or_else(String::new, |count: &Count| {
        format!("counted at {}, nothing is written yet", hms(count.at.0, cx.zone))
    });
    let mut line = Line::new(buffer, area, cx.theme);
    line.skip(3).put(Role::Text, &words::headline(survey));
    line.skip(2).put(Role::Faint, &at);
    sign(role, area, buffer, cx);
    let mut notes: Vec<_> = survey
        .missing
        .iter()
        .map(|line| (Role::StateWarn, line.clone()))
        .collect();
    if let Some(asked) = it.asked() {
        let command = shell_words::join(asked.command(cx.contexts.command()));
        notes.push((Role::Dim, format!("same as: {command}")));
    }
    let below = from(area, 1);
    let rows = words::table(survey);
    let shown = u16::try_from(rows.len()).unwrap_or(u16::MAX).min(below.height);
    // half a command would be worse than none: y copies it
    if below.height < shown + prose::rows(&notes, area.width) {
        notes.pop();
    }
    let list = Rect { height: shown, ..below };
    table(it, survey, &rows, list, buffer, cx);
    // a gap, where there is room for one
    let gap = u16::from(below.height > shown + prose::rows(&notes, area.width));
    prose::draw(&notes, from(below, shown + gap), buffer, cx.theme);
}

fn uncounted(it: &Redrive, counted: Option<&Counted>, under_way: bool) -> Vec<(Role, String)> {
    let asks = "ctrl-d counts what would go where, and writes nothing";
    match counted {
        Some(Counted::Counting(looked)) => vec![(
            Role::StateMoving,
            format!(
                "counting: {} of {} offsets looked at",
                words::count(looked.done),
                words::count(looked.all)
            ),
        )],
        Some(Counted::Failed(why)) => vec![
            (Role::StateBad, format!("not counted: {why}")),
            (Role::Dim, asks.to_owned()),
        ],
        Some(Counted::Spent) if under_way => vec![(
            Role::Dim,
            "what was counted is being brought back; ctrl-x stops it, and each record handed over has its end"
                .to_owned(),
        )],
        Some(Counted::Spent) => vec![(
            Role::Dim,
            "what was counted is done: ctrl-d counts what is left".to_owned(),
        )],
        Some(Counted::Known(_)) | None if it.wrong().is_some() => Vec::new(),
        Some(Counted::Known(_)) | None => vec![(Role::Dim, asks.to_owned())],
    }
}

/// The counts, and where they go.
fn table(it: &Redrive, survey: &Survey, rows: &[words::Row<'_>], area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
    let all = survey.targets.values().copied().max().unwrap_or(0).max(1);
    let figures: Vec<String> = rows.iter().map(|row| words::count(row.records).to_string()).collect();
    let wide = figures.iter().map(|figure| width(figure)).max().unwrap_or(0);
    let named = rows.iter().filter_map(|row| row.target).map(width).max().unwrap_or(0);
    let each = rows.iter().zip(&figures).skip(it.scrolled);
    for ((row, figure), y) in each.zip(area.y..area.bottom()) {
        let mut line = Line::new(buffer, Rect { y, height: 1, ..area }, cx.theme);
        line.skip(5).put(Role::Strong, &format!("{figure:>wide$}")).skip(2);
        let Some(target) = row.target else {
            line.put(row.role, row.says);
            continue;
        };
        line.put(Role::Dim, "go to ").put(Role::Accent, target);
        if words::is_gone(target, cx.view) {
            line.skip(2)
                .put(Role::StateBad, cx.theme.glyphs.bad)
                .skip(1)
                .put(Role::StateBad, "there is no such topic");
            continue;
        }
        let pad = u16::try_from(named.saturating_sub(width(target)) + 2).unwrap_or(2);
        line.skip(pad);
        let (done, _) = gauge::text(row.records as f64 / all as f64, line.room().min(24), &cx.theme.glyphs);
        line.put(Role::GaugeFull, &done);
    }
}
