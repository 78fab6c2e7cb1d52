//! How the produce screen looks: the fields above, what the tab shows, and below what will happen or is happening.

use super::{BYTES, HEADERS, Produce, SENT, words};
use crate::jobs::compose::{About, Checked, Field, headers};
use crate::tui::panes::document::Parts;
use crate::tui::panes::form;
use crate::tui::panes::listing::from;
use crate::tui::panes::prose;
use crate::tui::screens::Cx;
use crate::tui::theme::Role;
use crate::tui::widgets::editor::{Editor, Look};
use crate::tui::widgets::{Line, heading};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Columns of the labels.
const LABEL: u16 = 12;
/// From this width on the bytes stand beside the value, in so many columns.
const WIDE: u16 = 110;
const BESIDE: u16 = 46;
/// Lines of a key that are shown.
const KEY: u16 = 3;
/// Bytes that are shown; their number tells the rest.
const SHOWN: usize = 16 << 10;

pub(super) fn draw(it: &Produce, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
    it.places.clear();
    heading::draw("PRODUCE", &says(it, cx), "", area, buffer, cx.theme);
    let mut below = from(area, 1);
    if cx.contexts.read_only() {
        let text = "this context is read-only: what is typed here is checked, and never sent";
        below = form::read_only(text, below, buffer, cx.theme);
    }
    let rows = u16::try_from(it.fields.key.rows()).unwrap_or(KEY).min(KEY);
    let at_key = field(
        it,
        Field::Key,
        Rect {
            height: rows.min(below.height),
            ..below
        },
        buffer,
        cx,
    );
    below = from(below, rows);
    let at_partition = field(
        it,
        Field::Partition,
        Rect {
            height: below.height.min(1),
            ..below
        },
        buffer,
        cx,
    );
    below = from(below, 1);
    it.tabs.draw(below, buffer, cx.theme);
    below = from(below, 1);
    let status = status(it, cx);
    let room = prose::rows(&status, area.width).min(below.height / 2).min(5);
    let pane = Rect {
        height: below.height - room,
        ..below
    };
    let at_pane = draw_pane(it, pane, buffer, cx);
    prose::draw(&status, from(below, pane.height), buffer, cx.theme);
    sign(&status, from(below, pane.height), buffer, cx);
    at_key.or(at_partition).or(at_pane)
}

/// What the heading says.
fn says(it: &Produce, cx: &Cx<'_>) -> String {
    let mut says = vec![it.topic.to_string()];
    match it.sheet(cx).map(|sheet| &sheet.about) {
        None | Some(About::Looking) => says.push("asking for its schema".to_owned()),
        Some(About::Known {
            says: known,
            key,
            unanswered,
            ..
        }) => {
            says.push(match (known.as_str(), unanswered) {
                (_, Some(_)) => "the registry does not answer".to_owned(),
                ("", None) => "no schema".to_owned(),
                (known, None) => known.to_owned(),
            });
            if !key.is_empty() {
                says.push(format!("key {key}"));
            }
        }
    }
    says.extend(it.fields.origin.as_ref().map(|origin| format!("again: {origin}")));
    says.join(" · ")
}

/// The sign before what is below.
fn sign(status: &[(Role, String)], area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
    let glyphs = &cx.theme.glyphs;
    let Some((role, _)) = status.first() else { return };
    let sign = match role {
        Role::StateBad => glyphs.bad,
        Role::StateWarn => glyphs.warn,
        Role::StateMoving => glyphs.moving,
        Role::Dim => glyphs.ok,
        _ => return,
    };
    let role = if *role == Role::Dim { Role::StateOk } else { *role };
    Line::new(buffer, area, cx.theme).skip(1).put(role, sign);
}

/// What is happening, or will.
fn status(it: &Produce, cx: &Cx<'_>) -> Vec<(Role, String)> {
    let mut lines = Vec::new();
    if let Some(now) = &cx.board.deliveries.now {
        lines = words::underway(now, cx.view, cx.now);
    }
    let Some(checked) = it.checked(cx) else {
        lines.push((Role::Faint, "being checked".to_owned()));
        return lines;
    };
    match &checked.result {
        Err(wrong) => lines.push((Role::StateBad, words::wrong(wrong))),
        Ok(ready) => {
            for doubt in &checked.doubts {
                lines.push((Role::StateWarn, format!("{}; it is sent as it is", words::wrong(doubt))));
            }
            lines.push((Role::Dim, words::ready(ready).join(" · ")));
        }
    }
    lines
}

/// A field of a line: its label, what is typed, and a word on it.
fn field(it: &Produce, field: Field, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
    if area.height == 0 {
        return None;
    }
    let typing = it.typing && it.fields.focus == field;
    let (label, editor, ghost): (_, &Editor, _) = match field {
        Field::Key => ("key", &it.fields.key, "(null)"),
        _ => ("partition", &it.fields.partition, "auto"),
    };
    let checked = it.checked(cx);
    let wrong = checked.and_then(|checked| checked.result.as_ref().err());
    let wrong = wrong.is_some_and(|wrong| wrong.field == field);
    let role = match (wrong, typing) {
        (true, _) => Role::StateBad,
        (false, true) => Role::Accent,
        (false, false) => Role::Dim,
    };
    let mut line = Line::new(buffer, area, cx.theme);
    line.skip(1).put(role, label);
    if wrong {
        line.skip(1).put(Role::StateBad, cx.theme.glyphs.bad);
    }
    let aside = if field == Field::Partition { 8 } else { 0 };
    let room = area.width.saturating_sub(LABEL + 1);
    let place = Rect {
        x: area.x + LABEL.min(area.width),
        width: if aside > 0 { room.min(aside) } else { room },
        ..area
    };
    it.places.put(field, place);
    if editor.is_empty() && !typing {
        Line::new(buffer, place, cx.theme).put(Role::Faint, ghost);
    }
    let look = Look {
        typing,
        ..Look::default()
    };
    let cursor = editor.draw(look, place, buffer, cx.theme);
    if let (Field::Partition, Some(Ok(ready))) = (field, checked.map(|checked| &checked.result)) {
        let rest = Rect {
            x: place.right(),
            width: area.right().saturating_sub(place.right()),
            ..area
        };
        let differs = it.fields.template && it.draft.key.text.contains("{{");
        let count = cx.view.topology.topic(it.topic.as_str()).map(|topic| topic.len);
        Line::new(buffer, rest, cx.theme)
            .skip(2)
            .put(Role::Dim, &words::goes(&ready.goes, count, differs));
    }
    cursor
}

fn draw_pane(it: &Produce, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
    match it.tabs.open() {
        BYTES => {
            it.bytes.draw(area, buffer, cx.theme);
            None
        }
        SENT => {
            it.history.draw(&cx.board.deliveries.sent, area, buffer, cx);
            None
        }
        tab if area.width >= WIDE => {
            let (left, right) = (area.width - BESIDE, BESIDE);
            beside(
                it,
                Rect {
                    x: area.x + left,
                    width: right,
                    ..area
                },
                buffer,
                cx,
            );
            text(
                it,
                tab,
                Rect {
                    width: left - 1,
                    ..area
                },
                buffer,
                cx,
            )
        }
        tab => text(it, tab, area, buffer, cx),
    }
}

/// The bytes, beside what is typed.
fn beside(it: &Produce, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
    let Some(checked) = it.checked(cx) else { return };
    for (parts, y) in bytes(checked, 8).iter().zip(area.y..area.bottom()) {
        let mut line = Line::new(buffer, Rect { y, height: 1, ..area }, cx.theme);
        line.skip(1);
        for (role, text) in parts {
            line.put(*role, text);
        }
    }
}

fn text(it: &Produce, tab: usize, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
    let field = if tab == HEADERS { Field::Headers } else { Field::Value };
    let typing = it.typing && it.fields.focus == field;
    if field == Field::Value && it.fields.null {
        let says = [(Role::Faint, "(null: with a key, a tombstone)".to_owned())];
        prose::draw(&says, area, buffer, cx.theme);
        return None;
    }
    let editor = match field {
        Field::Headers => &it.fields.headers,
        _ => &it.fields.value,
    };
    if editor.is_empty() && field == Field::Headers {
        let says = [(
            Role::Faint,
            "one a line: name=value; a name alone is null; \\n \\x00 for what no line holds".to_owned(),
        )];
        prose::draw(&says, from(area, 1), buffer, cx.theme);
    }
    let wrong = it.checked(cx).and_then(|checked| match &checked.result {
        Err(wrong) => Some(wrong),
        Ok(_) => checked.doubts.first(),
    });
    let look = Look {
        typing,
        numbers: true,
        code: field == Field::Value,
        wrong: wrong.filter(|wrong| wrong.field == field).and_then(|wrong| wrong.line),
    };
    // where the numbers end, for the mouse
    let gutter = u16::try_from(editor.rows().max(10).ilog10()).unwrap_or(1) + 3;
    let place = Rect {
        x: area.x + gutter.min(area.width),
        width: area.width.saturating_sub(gutter),
        ..area
    };
    it.places.put(field, place);
    editor.draw(look, area, buffer, cx.theme)
}

/// The record as bytes: key, value, headers, so many bytes a row.
pub(super) fn bytes(checked: &Checked, row: usize) -> Vec<Parts> {
    let ready = match &checked.result {
        Err(wrong) => return vec![vec![(Role::Faint, format!("no bytes yet: {}", words::wrong(wrong)))]],
        Ok(ready) => ready,
    };
    let mut lines = Vec::new();
    let mut part = |name: &str, bytes: Option<&Vec<u8>>, how: &str| {
        let Some(bytes) = bytes else {
            lines.push(vec![(Role::Dim, name.to_owned()), (Role::Faint, " null".to_owned())]);
            return;
        };
        let says = format!(" {} {how}", crate::text::Bytes(bytes.len() as u64));
        lines.push(vec![(Role::Dim, name.to_owned()), (Role::Faint, says)]);
        let shown = bytes.get(..SHOWN).unwrap_or(bytes);
        lines.extend(
            shown
                .chunks(row)
                .enumerate()
                .map(|(at, chunk)| hex(at * row, chunk, row)),
        );
    };
    part("key", ready.key.as_ref(), &ready.key_as);
    part("value", ready.value.as_ref(), &ready.value_as);
    if !ready.headers.is_empty() {
        lines.push(vec![(Role::Dim, "headers".to_owned())]);
        let text = headers::show(&ready.headers);
        lines.extend(text.lines().map(|line| vec![(Role::CodeText, format!("  {line}"))]));
    }
    lines
}

fn hex(at: usize, chunk: &[u8], row: usize) -> Parts {
    let mut hex = String::with_capacity(row * 3 + 1);
    for (place, byte) in chunk.iter().enumerate() {
        if place == 8 {
            hex.push(' ');
        }
        hex.push_str(&format!("{byte:02x} "));
    }
    let columns = row * 3 + usize::from(row > 8);
    let plain = |byte: &u8| match byte {
        b' '..=b'~' => char::from(*byte),
        _ => '.',
    };
    vec![
        (Role::Faint, format!("{at:06x}  ")),
        (Role::Text, format!("{hex:<columns$} ")),
        (Role::Dim, chunk.iter().map(plain).collect()),
    ]
}
