//! A place whose screen is not built yet.

use super::{Cx, Screen};
use crate::tui::action::Scope;
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::widgets::{Line, heading};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub(super) struct Soon {
    place: Place,
}

impl Soon {
    pub(super) const fn new(place: Place) -> Self {
        Self { place }
    }
}

impl Screen for Soon {
    fn place(&self) -> Place {
        self.place.clone()
    }

    fn scopes(&self) -> &'static [Scope] {
        match self.place {
            Place::Overview => &[Scope::Overview, Scope::Global],
            _ => &[Scope::Global],
        }
    }

    fn prepare(&mut self, _cx: &Cx<'_>) {}

    fn draw(&self, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
        heading::draw(&self.place.word().to_uppercase(), "", "", area, buffer, cx.theme);
        let below = Rect {
            y: area.y.saturating_add(1),
            height: area.height.saturating_sub(1),
            ..area
        };
        Line::new(buffer, below, cx.theme)
            .skip(1)
            .put(Role::Dim, "not built yet");
    }
}
