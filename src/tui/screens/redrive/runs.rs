//! What was brought back in this session: a list, and all of the one under the cursor.

use super::words;
use crate::jobs::redrive::Brought;
use crate::text::time::hms;
use crate::tui::panes::listing::from;
use crate::tui::panes::prose;
use crate::tui::screens::Cx;
use crate::tui::theme::Role;
use crate::tui::widgets::Line;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::sync::Arc;

/// Which one is under the cursor: the latest, until one goes to another.
#[derive(Debug, Default)]
pub(super) struct Runs {
    chosen: Option<i64>,
}

impl Runs {
    fn at(&self, done: &[Arc<Brought>]) -> usize {
        // a thing, not a line: what ended since stands above it
        let mine = |run: &Arc<Brought>| self.chosen == Some(run.at.0);
        done.iter().position(mine).unwrap_or(0)
    }

    pub(super) fn step(&mut self, by: isize, done: &[Arc<Brought>]) {
        let last = done.len().saturating_sub(1);
        let at = self.at(done).saturating_add_signed(by).min(last);
        self.chosen = done.get(at).filter(|_| at > 0).map(|run| run.at.0);
    }

    pub(super) fn selected<'a>(&self, done: &'a [Arc<Brought>]) -> Option<&'a Arc<Brought>> {
        done.get(self.at(done))
    }

    pub(super) fn draw(&self, done: &[Arc<Brought>], area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
        let Some(selected) = self.selected(done) else {
            let none = (Role::Dim, "nothing was brought back yet in this session".to_owned());
            return prose::draw(&[none], area, buffer, cx.theme);
        };
        let details = words::report(selected);
        let below = prose::rows(&details, area.width).min(area.height.saturating_sub(1));
        let rows = u16::try_from(done.len()).unwrap_or(u16::MAX);
        let rows = rows.min(area.height - below).max(u16::from(area.height > 0));
        let list = Rect { height: rows, ..area };
        let here = self.at(done);
        let top = (here + 1).saturating_sub(usize::from(rows));
        for ((at, run), y) in done.iter().enumerate().skip(top).zip(list.y..list.bottom()) {
            row(run, at == here, Rect { y, height: 1, ..list }, buffer, cx);
        }
        prose::draw(&details, from(area, rows), buffer, cx.theme);
    }
}

fn row(run: &Brought, here: bool, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
    let base = if here { Role::TableSelected } else { Role::Text };
    let mut line = Line::new(buffer, area, cx.theme).on(base);
    let (role, says) = words::ended(run);
    let sign = match role {
        Role::StateOk => cx.theme.glyphs.ok,
        Role::StateWarn => cx.theme.glyphs.warn,
        _ => cx.theme.glyphs.bad,
    };
    let current = cx.contexts.current.as_ref().map_or("", |context| context.name.as_str());
    let place = match run.context == current {
        true => run.asked.source.to_string(),
        false => format!("{} on {}", run.asked.source, run.context),
    };
    line.skip(1)
        .put(role, sign)
        .skip(1)
        .put(Role::Dim, &hms(run.at.0, cx.zone))
        .skip(2)
        .put(Role::Strong, &place)
        .skip(2)
        .put(role, &says)
        .fill();
}
