//! A list of labels and values in two columns.

use super::line::Line;
use super::state::State;
use crate::text::width;
use crate::tui::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// One fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Its label.
    pub label: String,
    /// Its value; empty shows as `–`.
    pub value: String,
    /// How it is, where that can be said.
    pub state: Option<State>,
}

impl Fact {
    /// A label and a value.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            value: value.into(),
            state: None,
        }
    }

    /// The fact with its state.
    #[must_use]
    pub fn state(self, state: State) -> Self {
        Self {
            state: Some(state),
            ..self
        }
    }
}

/// Draws one fact a row, from the `skip`th on; values stand below each other.
pub fn draw(facts: &[Fact], skip: usize, area: Rect, buffer: &mut Buffer, theme: &Theme) {
    let widest = facts.iter().map(|fact| width(&fact.label)).max().unwrap_or(0);
    let labels = u16::try_from(widest).unwrap_or(u16::MAX).min(area.width / 2);
    for (fact, y) in facts.iter().skip(skip).zip(area.y..area.bottom()) {
        let mut line = Line::new(buffer, Rect { y, height: 1, ..area }, theme);
        let start = line.x();
        line.skip(1)
            .put(Role::Dim, &crate::text::cut(&fact.label, usize::from(labels)));
        line.skip_to(start.saturating_add(labels).saturating_add(3));
        if let Some(state) = fact.state {
            line.put(state.role(), state.sign(&theme.glyphs)).skip(1);
        }
        if fact.value.is_empty() {
            line.put(Role::StateUnknown, theme.glyphs.none);
        } else {
            line.put(fact.state.map_or(Role::Text, State::role), &fact.value);
        }
    }
}
