//! The table as cells: header, and the rows that are visible.

use super::cell::Cell;
use super::column::{Align, Column, Fitted, fit};
use super::source::{Change, RowKey, TableSource};
use super::state::TableState;
use crate::text::{Thousands, cut_middle, width};
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::line::Line;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Columns before the first one: mark, and sign of the state where rows have one.
pub(super) fn margin(source: &(impl TableSource + ?Sized)) -> u16 {
    if !source.is_empty() && source.state(0).is_some() {
        3
    } else {
        1
    }
}

/// Draws header and visible rows.
pub fn draw(state: &TableState, source: &(impl TableSource + ?Sized), area: Rect, buffer: &mut Buffer, theme: &Theme) {
    let area = area.intersection(buffer.area);
    let mut window = state.window.get();
    window.area = area;
    let rows = window.rows();
    if rows > 0 {
        let most = state.len().saturating_sub(rows);
        let (at, top) = (state.position(), window.top.min(most));
        window.top = top.clamp((at + 1).saturating_sub(rows), at.max((at + 1).saturating_sub(rows)));
    }
    state.window.set(window);
    if area.is_empty() {
        return;
    }
    let margin = margin(source);
    let fitted = fit(source.columns(), area.width.saturating_sub(margin));
    header(state, source.columns(), &fitted, margin, area, buffer, theme);
    let mut cell = Cell::default();
    for line in 0..area.height - 1 {
        let at = window.top + usize::from(line);
        let Some(row) = state.order.row(at) else { break };
        let line = Rect {
            y: area.y + 1 + line,
            height: 1,
            ..area
        };
        let key = source.key(row);
        lead(state, source, row, key, line, buffer, theme);
        for column in &fitted {
            cell.clear();
            source.cell(row, column.column, &mut cell);
            let of = source.columns().get(column.column);
            let align = of.map_or(Align::Left, |column| column.align);
            let middle = of.is_some_and(|column| column.middle);
            let place = Rect {
                x: line.x + margin + column.x,
                width: column.width,
                ..line
            };
            one(&cell, align, middle, place, buffer, theme);
        }
        if column_match(state) {
            highlight(state, source, row, &fitted, margin, line, buffer, theme);
        }
        if state.is_marked(key) {
            buffer.set_style(line, theme.style(Role::TableMarked));
        }
        if at == state.position() {
            buffer.set_style(line, theme.style(Role::TableSelected));
        }
    }
}

fn column_match(state: &TableState) -> bool {
    !state.filter().is_empty()
}

/// Underlines what the filter found in the first column.
fn highlight(
    state: &TableState,
    source: &(impl TableSource + ?Sized),
    row: usize,
    fitted: &[Fitted],
    margin: u16,
    line: Rect,
    buffer: &mut Buffer,
    theme: &Theme,
) {
    let Some(name) = fitted.first().filter(|first| first.column == 0) else {
        return;
    };
    let text = source.copy(row);
    let Some((start, end)) = state.filter().found(&text) else {
        return;
    };
    let columns = |end: usize| u16::try_from(width(text.get(..end).unwrap_or_default())).unwrap_or(u16::MAX);
    let (from, to) = (columns(start).min(name.width), columns(end).min(name.width));
    let found = Rect {
        x: line.x + margin + name.x + from,
        width: to - from,
        ..line
    };
    buffer.set_style(found.intersection(line), theme.style(Role::TableMatch));
}

fn header(
    state: &TableState,
    columns: &[Column],
    fitted: &[Fitted],
    margin: u16,
    area: Rect,
    buffer: &mut Buffer,
    theme: &Theme,
) {
    for place in fitted {
        let Some(column) = columns.get(place.column) else {
            continue;
        };
        let sorted = state.sort().column == Some(place.column);
        let arrow = theme.glyphs.sort[usize::from(state.sort().descending)];
        let role = if sorted { Role::TableSort } else { Role::TableHeader };
        let title = u16::try_from(width(column.title))
            .unwrap_or(place.width)
            .min(place.width);
        let indent = if column.align == Align::Right {
            place.width - title
        } else {
            0
        };
        let x = area.x + margin + place.x;
        let mut line = Line::new(
            buffer,
            Rect {
                x: x + indent,
                width: title,
                height: 1,
                ..area
            },
            theme,
        );
        line.put(role, column.title);
        if sorted {
            // the arrow stands in the gap behind the title
            let gap = Rect {
                x: x + indent + title,
                width: 1,
                height: 1,
                ..area
            }
            .intersection(area);
            Line::new(buffer, gap, theme).put(role, arrow);
        }
    }
}

/// The mark of the row and the sign of its state.
fn lead(
    state: &TableState,
    source: &(impl TableSource + ?Sized),
    row: usize,
    key: RowKey,
    area: Rect,
    buffer: &mut Buffer,
    theme: &Theme,
) {
    let mut line = Line::new(buffer, area, theme);
    let [added, changed, removed] = theme.glyphs.change;
    if state.is_marked(key) {
        line.put(Role::TableMarked, theme.glyphs.mark);
    } else {
        match source.change(row) {
            Some(Change::Added) => line.put(Role::RowAdded, added),
            Some(Change::Changed) => line.put(Role::RowChanged, changed),
            Some(Change::Removed) => line.put(Role::RowRemoved, removed),
            None => line.skip(1),
        };
    }
    if let Some(state) = source.state(row) {
        line.put(state.role(), state.sign(&theme.glyphs));
    }
}

fn one(cell: &Cell, align: Align, middle: bool, place: Rect, buffer: &mut Buffer, theme: &Theme) {
    let mut line = Line::new(buffer, place, theme);
    if align == Align::Right {
        let blank = usize::from(place.width).saturating_sub(width(cell.text()));
        line.skip(u16::try_from(blank).unwrap_or(0));
    }
    if middle && width(cell.text()) > usize::from(place.width) {
        let role = cell.parts().next().map_or(Role::Text, |(_, role)| role);
        line.put(role, &cut_middle(cell.text(), usize::from(place.width)));
        return;
    }
    for (text, role) in cell.parts() {
        line.put(role, text);
    }
}

/// Draws the heading of a table: its title and what it says, a thin rule, and at the right the filter and how many rows
/// pass it.
pub fn draw_heading(state: &TableState, title: &str, says: &str, area: Rect, buffer: &mut Buffer, theme: &Theme) {
    let mut right = String::new();
    if state.faults_only() {
        right.push_str("faults only  ");
    }
    if state.marked() > 0 {
        right.push_str(&format!("{} marked  ", state.marked()));
    }
    if !state.filter().is_empty() {
        right.push_str(&format!(
            "/{}  {}  ",
            state.filter().text(),
            Thousands(state.len().try_into().unwrap_or(i64::MAX))
        ));
    }
    crate::tui::widgets::heading::draw(title, says, right.trim_end(), area, buffer, theme);
}
