//! Tabs and which one is open.

use crate::text::width;
use crate::tui::theme::Theme;
use crate::tui::widgets::tabs;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::cell::RefCell;

/// The tabs of a screen.
#[derive(Debug, Default)]
pub struct Tabbed {
    titles: Vec<(&'static str, String)>,
    open: usize,
    /// Where they were drawn: the row, and the columns of each.
    places: RefCell<(u16, Vec<(u16, u16)>)>,
}

impl Tabbed {
    /// The titles as they are now: a word, and what is left out where there is no room for all.
    pub fn set(&mut self, titles: Vec<(&'static str, String)>) {
        self.titles = titles;
        self.open = self.open.min(self.titles.len().saturating_sub(1));
    }

    /// The open one, from 0.
    #[must_use]
    pub const fn open(&self) -> usize {
        self.open
    }

    /// Opens this one.
    pub fn show(&mut self, at: usize) {
        self.open = at.min(self.titles.len().saturating_sub(1));
    }

    /// Opens the next one or the one before, round and round.
    pub fn step(&mut self, next: bool) {
        let all = self.titles.len().max(1);
        self.open = if next { self.open + 1 } else { self.open + all - 1 } % all;
    }

    /// Opens the one that was clicked; whether one was.
    pub fn click(&mut self, column: u16, row: u16) -> bool {
        let places = self.places.borrow();
        let hit = places
            .1
            .iter()
            .position(|(start, end)| (*start..*end).contains(&column));
        let hit = hit.filter(|_| places.0 == row);
        drop(places);
        self.open = hit.unwrap_or(self.open);
        hit.is_some()
    }

    /// Draws them on the first row of `area`.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, theme: &Theme) {
        let whole = self
            .titles
            .iter()
            .map(|(word, more)| format!("{word} {more}").trim_end().to_owned());
        let whole: Vec<String> = whole.collect();
        let room = whole.iter().map(|title| width(title) + 2).sum::<usize>() + 3;
        let titles: Vec<&str> = if room <= usize::from(area.width) {
            whole.iter().map(String::as_str).collect()
        } else {
            self.titles.iter().map(|(word, _)| *word).collect()
        };
        let places = tabs::draw(&titles, self.open, area, buffer, theme);
        *self.places.borrow_mut() = (area.y, places);
    }
}
