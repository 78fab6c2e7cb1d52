//! What was sent in this session: a list, and all of the one under the cursor.

use super::words;
use crate::jobs::compose::Sent;
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
pub(super) struct History {
    chosen: Option<(i64, usize)>,
}

impl History {
    fn at(&self, sent: &[Arc<Sent>]) -> usize {
        // a thing, not a line: what was sent since stands above it
        let mine = |one: &&Arc<Sent>| self.chosen.is_some_and(|(at, _)| one.at.0 == at);
        sent.iter().position(|one| mine(&one)).unwrap_or(0)
    }

    pub(super) fn step(&mut self, by: isize, sent: &[Arc<Sent>]) {
        let at = self
            .at(sent)
            .saturating_add_signed(by)
            .min(sent.len().saturating_sub(1));
        self.chosen = sent.get(at).map(|one| (one.at.0, at)).filter(|(_, at)| *at > 0);
    }

    pub(super) fn selected<'a>(&self, sent: &'a [Arc<Sent>]) -> Option<&'a Arc<Sent>> {
        sent.get(self.at(sent))
    }

    pub(super) fn draw(&self, sent: &[Arc<Sent>], area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
        let Some(selected) = self.selected(sent) else {
            let none = [
                (Role::Dim, "nothing was sent yet in this session".to_owned()),
                (
                    Role::Faint,
                    "what is sent stands here, and can be opened and sent again".to_owned(),
                ),
            ];
            return prose::draw(&none, from(area, 1), buffer, cx.theme);
        };
        let details = words::report(selected);
        let below = prose::rows(&details, area.width).min(area.height / 2);
        let rows = area
            .height
            .saturating_sub(below + 1)
            .min(u16::try_from(sent.len()).unwrap_or(u16::MAX));
        let list = Rect { height: rows, ..area };
        let here = self.at(sent);
        let top = (here + 1).saturating_sub(usize::from(rows));
        for ((at, one), y) in sent.iter().enumerate().skip(top).zip(list.y..list.bottom()) {
            let place = Rect { y, height: 1, ..list };
            row(one, at == here, place, buffer, cx);
        }
        prose::draw(&details, from(area, rows + 1), buffer, cx.theme);
    }
}

fn row(sent: &Sent, here: bool, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
    let base = if here { Role::TableSelected } else { Role::Text };
    let mut line = Line::new(buffer, area, cx.theme).on(base);
    let (role, says) = words::ended(sent);
    let sign = match role {
        Role::StateOk => cx.theme.glyphs.ok,
        Role::StateWarn => cx.theme.glyphs.warn,
        _ => cx.theme.glyphs.bad,
    };
    line.skip(1)
        .put(role, sign)
        .skip(1)
        .put(Role::Dim, &hms(sent.at.0, cx.zone))
        .skip(2)
        .put(base, &words::times(&sent.times))
        .skip(2)
        .put(role, &says);
    let current = cx.contexts.current.as_ref().map_or("", |context| context.name.as_str());
    let place = match sent.context == current {
        true => sent.draft.topic.to_string(),
        false => format!("{} on {}", sent.draft.topic, sent.context),
    };
    line.skip(2).put(Role::Strong, &place);
    let key = sent.draft.key.text.lines().next().unwrap_or_default();
    if !key.is_empty() {
        line.skip(2).put(Role::Dim, "key ").put(base, key);
    }
    line.fill();
}
