//! A box over the screen, for what must not be overlooked.

use super::line::Line;
use crate::text::{cut, width, wrap};
use crate::tui::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Lines are not longer than this, so that they can be read.
const WIDEST: usize = 96;

/// A choice between two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What can be chosen.
    pub words: [&'static str; 2],
    /// Which one is.
    pub chosen: usize,
}

/// What a dialog shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dialog {
    /// In the upper border.
    pub title: String,
    /// The lines, each with the role of its text.
    pub lines: Vec<(Role, String)>,
    /// A line to type into: its label and what was typed.
    pub input: Option<(String, String)>,
    /// A choice below the lines.
    pub choice: Option<Choice>,
    /// In the lower border: how to leave.
    pub foot: String,
}

/// Draws the dialog in the middle of `area`, as large as its text asks for; gives the place of the text cursor.
pub fn draw(dialog: &Dialog, area: Rect, buffer: &mut Buffer, theme: &Theme) -> Option<Position> {
    let area = area.intersection(buffer.area);
    if area.width < 8 || area.height < 3 {
        return None;
    }
    let room = usize::from(area.width.saturating_sub(4)).clamp(1, WIDEST);
    let mut lines = Vec::new();
    for (role, text) in &dialog.lines {
        let wrapped = wrap(text, room);
        // an empty line is a gap
        let gap = wrapped.is_empty().then_some("");
        lines.extend(wrapped.into_iter().chain(gap).map(|line| (*role, line)));
    }
    let below = usize::from(dialog.input.is_some()) + usize::from(dialog.choice.is_some());
    let (columns, rows) = size(dialog, &lines, below, area);
    let place = Rect {
        x: area.x + (area.width - columns) / 2,
        y: area.y + (area.height - rows) / 2,
        width: columns,
        height: rows,
    };
    let [top_left, top_right, bottom_left, bottom_right] = theme.glyphs.corners;
    border(
        &dialog.title,
        Role::DialogTitle,
        true,
        [top_left, top_right],
        Rect { height: 1, ..place },
        buffer,
        theme,
    );
    let last = Rect {
        y: place.bottom() - 1,
        height: 1,
        ..place
    };
    border(
        &dialog.foot,
        Role::Dim,
        false,
        [bottom_left, bottom_right],
        last,
        buffer,
        theme,
    );
    let inside = usize::from(rows - 2);
    // the line to type into is never the one that is cut off
    let texts = inside.saturating_sub(below);
    let mut y = place.y + 1;
    for (role, text) in lines.iter().take(texts) {
        let mut line = row(y, place, buffer, theme);
        line.put(*role, &cut(text, usize::from(columns) - 4));
        close(line, place, theme);
        y += 1;
    }
    if let Some(choice) = dialog.choice.as_ref().filter(|_| inside > 0) {
        let mut line = row(y, place, buffer, theme);
        for (at, word) in choice.words.iter().enumerate() {
            let role = if at == choice.chosen {
                Role::MenuSelected
            } else {
                Role::Dialog
            };
            line.put(role, &format!(" {word} ")).skip(1);
        }
        close(line, place, theme);
        y += 1;
    }
    let (label, typed) = dialog.input.as_ref().filter(|_| inside > 0)?;
    let mut line = row(y, place, buffer, theme);
    line.put(Role::Dialog, label).skip(1);
    let room = usize::from(place.right().saturating_sub(line.x()).saturating_sub(3));
    let (shown, _) = crate::text::width::tail(typed, room);
    line.put(Role::DialogTitle, shown);
    let cursor = Position::new(line.x().min(place.right() - 2), y);
    close(line, place, theme);
    Some(cursor)
}

/// How large it is: as its text asks for.
fn size(dialog: &Dialog, lines: &[(Role, &str)], below: usize, area: Rect) -> (u16, u16) {
    let input = dialog.input.as_ref();
    let input = input.map(|(label, typed)| width(label) + width(typed) + 3);
    let choice = dialog.choice.as_ref();
    let choice = choice.map(|choice| choice.words.iter().map(|word| width(word) + 3).sum());
    let texts = lines.iter().map(|(_, text)| width(text)).chain(input).chain(choice);
    let widest = texts
        .chain([width(&dialog.title) + 2, width(&dialog.foot) + 4])
        .max()
        .unwrap_or(0);
    let columns = u16::try_from(widest + 4)
        .unwrap_or(u16::MAX)
        .clamp(24.min(area.width), area.width);
    let rows = u16::try_from(lines.len() + below + 2)
        .unwrap_or(u16::MAX)
        .min(area.height);
    (columns, rows)
}

fn row<'a>(y: u16, place: Rect, buffer: &'a mut Buffer, theme: &'a Theme) -> Line<'a> {
    let mut line = Line::new(buffer, Rect { y, height: 1, ..place }, theme).on(Role::Dialog);
    line.put(Role::Border, theme.glyphs.upright).skip(1);
    line
}

fn close(mut line: Line<'_>, place: Rect, theme: &Theme) {
    line.skip_to(place.right() - 1).put(Role::Border, theme.glyphs.upright);
}

/// A border with a word in it: at the left of the upper one, at the right of the lower one.
fn border(
    word: &str,
    role: Role,
    left: bool,
    [first, last]: [&str; 2],
    place: Rect,
    buffer: &mut Buffer,
    theme: &Theme,
) {
    let mut line = Line::new(buffer, place, theme).on(Role::Dialog);
    let word = cut(word, usize::from(place.width).saturating_sub(6));
    let rule = theme.glyphs.rule;
    line.put(Role::Border, first);
    if !left && !word.is_empty() {
        let gap = usize::from(line.room()).saturating_sub(width(&word) + 5);
        line.repeat(Role::Border, rule, u16::try_from(gap).unwrap_or(0));
    }
    if !word.is_empty() {
        line.skip(1).put(role, &word).skip(1);
    }
    let rest = line.room().saturating_sub(1);
    line.repeat(Role::Border, rule, rest).put(Role::Border, last);
}
