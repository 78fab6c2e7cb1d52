//! A structured value as a tree: lines of indented JSON, a cursor that knows its path, and parts that fold.

mod build;
#[cfg(test)]
mod tests;

use super::document::{Parts, wrapped};
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::Line;
use build::quoted;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use serde_json::Value;
use std::cell::{Cell, RefCell};

/// How a part is reached from what it is a part of.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    /// It is the whole.
    Root,
    /// By its name.
    Name(String),
    /// By its number.
    Index(usize),
}

/// One line.
#[derive(Debug)]
struct Node {
    parts: Parts,
    parent: Option<usize>,
    /// None for the line that closes a part: the cursor passes over it.
    step: Option<Step>,
    /// The line that closes what this one opens.
    closes: Option<usize>,
    /// What follows while it is folded.
    shut: String,
    folded: bool,
}

/// The tree, its cursor, and how far it is scrolled.
#[derive(Debug, Default)]
pub struct Tree {
    nodes: Vec<Node>,
    cursor: usize,
    top: Cell<usize>,
    /// Rows there are to see at once.
    page: Cell<usize>,
    /// The first row on the screen, and whose line each is.
    places: RefCell<(u16, Vec<usize>)>,
}

impl Tree {
    /// Shows a value, all of it unfolded.
    #[must_use]
    pub fn new(value: &Value) -> Self {
        Self {
            nodes: build::nodes(value),
            ..Self::default()
        }
    }

    /// The lines that show, by number.
    fn visible(&self) -> Vec<usize> {
        let mut at = 0;
        let mut visible = Vec::new();
        while let Some(node) = self.nodes.get(at) {
            visible.push(at);
            at = match node.closes {
                Some(closes) if node.folded => closes + 1,
                _ => at + 1,
            };
        }
        visible
    }

    /// Those of them that the cursor can stand on.
    fn stops(&self) -> Vec<usize> {
        let mut visible = self.visible();
        visible.retain(|at| self.nodes.get(*at).is_some_and(|node| node.step.is_some()));
        visible
    }

    /// Moves the cursor by lines.
    pub fn step(&mut self, by: isize) {
        let stops = self.stops();
        let here = stops.iter().position(|at| *at == self.cursor).unwrap_or(0);
        let there = here.saturating_add_signed(by).min(stops.len().saturating_sub(1));
        self.cursor = stops.get(there).copied().unwrap_or(0);
    }

    /// Moves the cursor by pages.
    pub fn pages(&mut self, by: isize) {
        let page = isize::try_from(self.page.get()).unwrap_or(1).max(2) - 1;
        self.step(by.saturating_mul(page));
    }

    /// Moves the cursor to the beginning or the end.
    pub fn end(&mut self, last: bool) {
        self.step(if last { isize::MAX } else { isize::MIN });
    }

    /// Folds what begins under the cursor, or unfolds it; what has no parts folds what it is a part of.
    pub fn fold(&mut self) {
        let foldable = |at: usize| self.nodes.get(at).filter(|node| node.closes.is_some()).map(|_| at);
        // nobody who stands within it means the whole
        let parent = || self.nodes.get(self.cursor)?.parent.filter(|parent| *parent > 0);
        if let Some(at) = foldable(self.cursor).or_else(parent)
            && let Some(node) = self.nodes.get_mut(at)
        {
            node.folded = !node.folded;
            self.cursor = at;
        }
    }

    /// Folds every part of the whole; when one is folded, unfolds all.
    pub fn fold_all(&mut self) {
        let any = self.nodes.iter().any(|node| node.folded);
        for node in self.nodes.iter_mut().skip(1).filter(|node| node.closes.is_some()) {
            node.folded = !any;
        }
        if let Some(root) = self.nodes.first_mut() {
            root.folded = false;
        }
        // out of what is folded now
        let visible = self.visible();
        while !visible.contains(&self.cursor) {
            let parent = self.nodes.get(self.cursor).and_then(|node| node.parent);
            self.cursor = parent.unwrap_or(0);
        }
    }

    /// The path to what is under the cursor, as jq writes it: `.items[0].sku`; empty for the whole.
    #[must_use]
    pub fn path(&self) -> String {
        let mut steps = Vec::new();
        let mut at = Some(self.cursor);
        while let Some(node) = at.and_then(|at| self.nodes.get(at)) {
            steps.push(match &node.step {
                Some(Step::Name(name)) if plain(name) => format!(".{name}"),
                Some(Step::Name(name)) => format!(".{}", quoted(name)),
                Some(Step::Index(index)) => format!("[{index}]"),
                Some(Step::Root) | None => String::new(),
            });
            at = node.parent;
        }
        steps.into_iter().rev().collect()
    }

    /// Puts the cursor on the line that was clicked; on the line it stands on already, folds. Whether a line was hit.
    pub fn click(&mut self, row: u16) -> bool {
        let places = self.places.borrow();
        let line = row.checked_sub(places.0).and_then(|row| places.1.get(usize::from(row)));
        let Some(at) = line.copied() else { return false };
        drop(places);
        if self.nodes.get(at).is_none_or(|node| node.step.is_none()) {
            return false;
        }
        if at == self.cursor {
            self.fold();
        }
        self.cursor = at;
        true
    }

    /// Draws it, one column in, so that the cursor is seen.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, theme: &Theme) {
        let columns = usize::from(area.width.saturating_sub(2)).max(8);
        let page = usize::from(area.height);
        self.page.set(page);
        let mut rows: Vec<(usize, Parts)> = Vec::new();
        let mut stands = 0..0;
        for at in self.visible() {
            let Some(node) = self.nodes.get(at) else { continue };
            let first = rows.len();
            if node.folded {
                let mut parts = node.parts.clone();
                parts.push((Role::Dim, format!(" {}{}", theme.glyphs.ellipsis, node.shut)));
                rows.extend(wrapped(&parts, columns).into_iter().map(|row| (at, row)));
            } else {
                rows.extend(wrapped(&node.parts, columns).into_iter().map(|row| (at, row)));
            }
            if at == self.cursor {
                stands = first..rows.len();
            }
        }
        let last = rows.len().saturating_sub(page);
        let low = stands.end.saturating_sub(page).min(stands.start);
        // the line that closes the last part is seen with it
        let low = if stands.end + 1 >= rows.len() { last } else { low };
        let top = self.top.get().clamp(low, stands.start.max(low)).min(last);
        self.top.set(top);
        let mut places = Vec::new();
        for ((at, row), y) in rows.iter().skip(top).zip(area.y..area.bottom()) {
            places.push(*at);
            let here = Rect { y, height: 1, ..area };
            let mut line = Line::new(buffer, here, theme);
            line.skip(1);
            for (role, text) in row {
                line.put(*role, text);
            }
            if *at == self.cursor {
                buffer.set_style(here.intersection(buffer.area), theme.style(Role::TableSelected));
            }
        }
        *self.places.borrow_mut() = (area.y, places);
    }
}

/// Whether jq takes a name without quotes.
fn plain(name: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    name.chars().all(word) && name.starts_with(|c: char| !c.is_ascii_digit())
}
