//! How a subject looks.

use super::{OF_REFERENCES, OF_VERSIONS, SCHEMA, Subject};
use crate::jobs::schemas;
use crate::tui::panes::listing::from;
use crate::tui::panes::prose;
use crate::tui::screens::Cx;
use crate::tui::screens::schemas::{facts, words};
use crate::tui::theme::Role;
use crate::tui::widgets::{heading, table};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub(super) fn draw(it: &Subject, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
    heading::draw("SCHEMA", &says(it), "", area, buffer, cx.theme);
    let page = it.page(cx);
    let mut lines = page.map(|page| words::state(page, cx)).unwrap_or_default();
    let row = it.version(it.shown);
    if row.is_some() {
        lines.extend(facts::lines(&it.found, row.map(|row| row.id), cx));
    } else if lines.is_empty() {
        lines.push((Role::Dim, words::hollow(page, "versions")));
    }
    let below = from(area, 1);
    let room = prose::rows(&lines, area.width).min(below.height / 2);
    prose::draw(&lines, Rect { height: room, ..below }, buffer, cx.theme);
    let below = from(below, room);
    it.tabs.draw(below, buffer, cx.theme);
    let inside = from(below, 1);
    match it.tabs.open() {
        SCHEMA => it.schema.draw(inside, buffer, cx.theme),
        OF_VERSIONS => table::draw(&it.versions.0, &it.versions.1, inside, buffer, cx.theme),
        OF_REFERENCES => {
            table::draw(&it.references.0, &it.references.1, inside, buffer, cx.theme);
            if it.found.references.is_empty() {
                let why = "it builds on no other schema, and none that is known builds on it";
                prose::draw(&[(Role::Dim, why.to_owned())], from(inside, 2), buffer, cx.theme);
            }
        }
        _ => {
            let base = it.base.or_else(|| it.before());
            let head = |number: Option<i32>| number.map_or_else(|| "(nothing)".to_owned(), |n| format!("version {n}"));
            let heads = [head(base), head(Some(it.shown))];
            let [old, new] = &heads;
            it.compare.draw([old, new], inside, buffer, cx.theme);
        }
    }
}

/// What the heading says.
fn says(it: &Subject) -> String {
    let Some(row) = it.version(it.shown) else {
        return match &it.what {
            schemas::Look::Subject(name) => name.clone(),
            schemas::Look::Id(id) => format!("id {id}"),
            schemas::Look::Subjects { .. } => String::new(),
        };
    };
    let gone = if it.found.deleted.contains(&row.version) {
        ", softly deleted"
    } else {
        ""
    };
    let version = format!("version {}{gone}", row.version);
    if row.schema.is_empty() {
        return format!("{} · {version}", it.found.name);
    }
    let name = row.name.as_deref().unwrap_or(&row.kind);
    format!("{} · {name} · {version} · id {}", it.found.name, row.id)
}
