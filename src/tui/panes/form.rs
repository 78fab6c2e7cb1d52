//! What every screen with fields to fill in has: where they were drawn, what scrolls, what means nothing there.

use super::listing::from;
use crate::model::time::At;
use crate::tui::action::Id;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::Line;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::cell::RefCell;

/// Where the fields were drawn, for the mouse.
#[derive(Debug)]
pub struct Places<F>(RefCell<Vec<(F, Rect)>>);

impl<F> Default for Places<F> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<F: Copy> Places<F> {
    /// Begins a frame.
    pub fn clear(&self) {
        self.0.borrow_mut().clear();
    }

    /// A field was drawn there.
    pub fn put(&self, field: F, area: Rect) {
        self.0.borrow_mut().push((field, area));
    }

    /// The field under the mouse, and the line and column of it.
    pub fn hit(&self, column: u16, row: u16) -> Option<(F, usize, usize)> {
        let at = Position::new(column, row);
        let places = self.0.borrow();
        let (field, area) = places.iter().find(|(_, area)| area.contains(at))?;
        Some((*field, usize::from(row - area.y), usize::from(column - area.x)))
    }
}

/// By how many lines a key scrolls what is not typed into; none for any other key.
#[must_use]
pub const fn lines(id: Id) -> Option<isize> {
    Some(match id {
        Id::Up => -1,
        Id::Down => 1,
        Id::PageUp => -10,
        Id::PageDown => 10,
        Id::First => isize::MIN,
        Id::Last => isize::MAX,
        _ => return None,
    })
}

/// Why what a table can do is not possible on a form.
#[must_use]
pub const fn why_not(id: Id) -> Option<&'static str> {
    match id {
        Id::Open | Id::Filter | Id::Faults | Id::Mark | Id::Save | Id::Sort | Id::Copy => Some("here is no table"),
        _ => None,
    }
}

/// Says on the first row of `area` what a read-only context does with a form; gives the rows below.
pub fn read_only(text: &str, area: Rect, buffer: &mut Buffer, theme: &Theme) -> Rect {
    Line::new(buffer, area, theme)
        .skip(1)
        .put(Role::StateWarn, theme.glyphs.warn)
        .skip(1)
        .put(Role::StateWarn, text);
    from(area, 1)
}

/// The frame at which an answer that was not given since then is waited for a second longer.
#[must_use]
pub const fn waits(since: At, now: At) -> At {
    let age = now.0.saturating_sub(since.0);
    At(now.0.saturating_add(1_000 - age.rem_euclid(1_000)))
}
