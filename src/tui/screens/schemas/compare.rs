//! Two versions beside each other where there is room, else one under the other.

use crate::text::diff::{Pair, beside};
use crate::text::{cut, escape};
use crate::tui::panes::document::{Document, Parts};
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::Line;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Lines that are the same are shown so many before and after a change; the others are counted.
const AROUND: usize = 3;

/// From so many columns on there is room for both.
const WIDE: u16 = 120;

/// Which rows are a change, or near one.
fn near(all: &[Pair<'_>]) -> Vec<bool> {
    let mut near = vec![false; all.len()];
    for (at, _) in all.iter().enumerate().filter(|(_, pair)| pair.changed) {
        let (from, to) = (at.saturating_sub(AROUND), (at + AROUND + 1).min(all.len()));
        near.get_mut(from..to).unwrap_or_default().fill(true);
    }
    near
}

/// Instead of the rows that were left out.
fn gap(skipped: &mut usize) -> Option<[Option<(Role, String)>; 2]> {
    let count = std::mem::take(skipped);
    let text = match count {
        0 => return None,
        1 => "  … 1 line is the same".to_owned(),
        count => format!("  … {count} lines are the same"),
    };
    Some([Some((Role::Faint, text)), None])
}

/// What differs between two texts.
#[derive(Debug, Default)]
pub(super) struct Compare {
    /// Both sides of each row: a mark and the text; none where there is nothing.
    pairs: Vec<[Option<(Role, String)>; 2]>,
    /// The same, one under the other.
    unified: Document,
    top: usize,
}

impl Compare {
    /// Compares others, from the first line.
    pub(super) fn set(&mut self, old: &str, new: &str) {
        let side = |text: Option<&str>, changed: bool, mark: char, role: Role| {
            let (mark, role) = if changed { (mark, role) } else { (' ', Role::Text) };
            text.map(|text| (role, format!("{mark} {text}")))
        };
        let row = |pair: &Pair<'_>| {
            [
                side(pair.left, pair.changed, '-', Role::RowRemoved),
                side(pair.right, pair.changed, '+', Role::RowAdded),
            ]
        };
        let all = beside(old, new);
        let near = near(&all);
        let mut skipped = 0;
        self.pairs.clear();
        for (pair, near) in all.iter().zip(near) {
            if near {
                self.pairs.extend(gap(&mut skipped));
                self.pairs.push(row(pair));
            } else {
                skipped += 1;
            }
        }
        self.pairs.extend(gap(&mut skipped));
        self.unified.set(self.lines());
        self.top = 0;
    }

    fn lines(&self) -> Vec<Parts> {
        let mut lines: Vec<Parts> = Vec::new();
        let mut come: Vec<Parts> = Vec::new();
        for [left, right] in &self.pairs {
            match (left, right) {
                (Some((role @ (Role::Text | Role::Faint), text)), _) => {
                    lines.append(&mut come);
                    lines.push(vec![(*role, text.clone())]);
                }
                (left, right) => {
                    lines.extend(left.clone().map(|part| vec![part]));
                    come.extend(right.clone().map(|part| vec![part]));
                }
            }
        }
        lines.append(&mut come);
        lines
    }

    pub(super) fn scroll(&mut self, by: isize) {
        self.unified.scroll(by);
        self.top = self
            .top
            .saturating_add_signed(by)
            .min(self.pairs.len().saturating_sub(1));
    }

    pub(super) fn pages(&mut self, by: isize) {
        self.unified.pages(by);
        self.top = self
            .top
            .saturating_add_signed(by.saturating_mul(16))
            .min(self.pairs.len().saturating_sub(1));
    }

    pub(super) fn end(&mut self, last: bool) {
        self.unified.end(last);
        self.top = if last { self.pairs.len().saturating_sub(1) } else { 0 };
    }

    /// What a clipboard takes: one under the other.
    pub(super) fn text(&self) -> String {
        let lines = self.lines();
        let line = |parts: &Parts| parts.iter().map(|(_, text)| text.as_str()).collect::<String>();
        lines.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    pub(super) fn draw(&self, heads: [&str; 2], area: Rect, buffer: &mut Buffer, theme: &Theme) {
        if area.width < WIDE {
            return self.unified.draw(area, buffer, theme);
        }
        let half = usize::from((area.width - 5) / 2);
        let heads = heads.map(|head| Some((Role::TableHeader, head.to_owned())));
        let page = usize::from(area.height.saturating_sub(1));
        let top = self.top.min(self.pairs.len().saturating_sub(page));
        let rows = std::iter::once(&heads).chain(self.pairs.iter().skip(top));
        for ([left, right], y) in rows.zip(area.y..area.bottom()) {
            let mut line = Line::new(buffer, Rect { y, height: 1, ..area }, theme);
            let start = line.skip(1).x();
            let put = |line: &mut Line<'_>, side: &Option<(Role, String)>| {
                if let Some((role, text)) = side {
                    line.put(*role, &cut(&escape(text), half));
                }
            };
            put(&mut line, left);
            let middle = start.saturating_add(u16::try_from(half).unwrap_or(0));
            line.skip_to(middle)
                .skip(1)
                .put(Role::Rule, theme.glyphs.upright)
                .skip(1);
            put(&mut line, right);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_far_from_a_change_is_counted() {
        let old: Vec<String> = (0..20).map(|n| n.to_string()).collect();
        let mut new = old.clone();
        new[10] = "ten".to_owned();
        let mut compare = Compare::default();
        compare.set(&old.join("\n"), &new.join("\n"));
        let expected =
            "  … 7 lines are the same\n  7\n  8\n  9\n- 10\n+ ten\n  11\n  12\n  13\n  … 6 lines are the same";
        assert_eq!(compare.text(), expected);
        compare.set("a\nb", "a\nb");
        assert_eq!(compare.text(), "  … 2 lines are the same");
    }
}
