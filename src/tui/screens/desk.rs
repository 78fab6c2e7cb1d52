//! One screen by its keys, on boards as the acting side shows them: for the tests.

use super::{Cx, Reply, Screen};
use crate::jobs::desk::Board;
use crate::model::view::View;
use crate::report::sample::NOW;
use crate::tui::action::Id;
use crate::tui::context::{Context, Contexts};
use crate::tui::keymap::Keymap;
use crate::tui::theme::Theme;
use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::sync::Arc;

pub(super) struct Desk<S> {
    pub(super) view: Arc<View>,
    pub(super) board: Board,
    pub(super) contexts: Contexts,
    pub(super) screen: S,
}

impl<S: Screen> Desk<S> {
    /// On a context that may be written to.
    pub(super) fn of(screen: S) -> Self {
        let current = Context {
            name: "laptop".into(),
            command: ["kconsole", "-c", "laptop"].map(str::to_owned).to_vec(),
            ..Context::default()
        };
        Self {
            view: Arc::default(),
            board: Board::default(),
            contexts: Contexts {
                current: Some(current),
                ..Contexts::default()
            },
            screen,
        }
    }

    /// With a frame before it and one after it.
    pub(super) fn with<T>(&mut self, act: impl FnOnce(&mut S, &Cx<'_>) -> T) -> T {
        let cx = Cx {
            view: &self.view,
            board: &Arc::new(self.board.clone()),
            now: NOW,
            theme: &Theme::standard(),
            keymap: &Keymap::default(),
            contexts: &self.contexts,
            zone: &TimeZone::UTC,
        };
        self.screen.prepare(&cx);
        let out = act(&mut self.screen, &cx);
        self.screen.prepare(&cx);
        out
    }

    pub(super) fn act(&mut self, id: Id) -> Reply {
        self.with(|screen, cx| screen.act(id, cx))
    }

    pub(super) fn rows(&mut self, columns: u16, height: u16) -> Vec<String> {
        self.with(|screen, cx| {
            let area = Rect::new(0, 0, columns, height);
            let mut buffer = Buffer::empty(area);
            screen.draw(area, &mut buffer, cx);
            let row = |y| (0..columns).map(|x| buffer[(x, y)].symbol()).collect::<String>();
            (0..height).map(|y| row(y).trim_end().to_owned()).collect()
        })
    }

    pub(super) fn text(&mut self, columns: u16, height: u16) -> String {
        self.rows(columns, height).join("\n")
    }
}

/// What a person is told.
pub(super) fn told(reply: &Reply) -> &str {
    match reply {
        Reply::Tell(notice) => &notice.text,
        other => panic!("{other:?}"),
    }
}
