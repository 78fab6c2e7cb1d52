//! The whole screen: the bar, the body, the last row, and what lies over them.

use super::Ui;
use crate::text::time::hms;
use crate::tui::event::Tone;
use crate::tui::panes::bar;
use crate::tui::prompt::{Kind, Prompt};
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::dialog;
use crate::tui::widgets::footer::{self, Hint};
use crate::tui::widgets::{Line, menu, toast};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Below this nothing can be told apart.
const LEAST: (u16, u16) = (40, 8);

impl Ui {
    /// Draws everything; gives the place of the text cursor, if it shows.
    pub fn draw(&self, buffer: &mut Buffer) -> Option<Position> {
        let area = buffer.area;
        let theme = &self.shared.theme;
        buffer.set_style(area, theme.style(Role::Text));
        if area.width < LEAST.0 || area.height < LEAST.1 {
            too_small(area, buffer, theme);
            return None;
        }
        let first = Rect { height: 1, ..area };
        let last = Rect {
            y: area.bottom() - 1,
            height: 1,
            ..area
        };
        let body = Rect {
            y: area.y + 1,
            height: area.height - 2,
            ..area
        };
        let cx = self.shared.cx();
        let frozen = self.frozen.as_ref().map(|_| hms(cx.now.0, cx.zone));
        bar::draw(cx.view, cx.contexts, frozen.as_deref(), cx.now, first, buffer, theme);
        self.history.here().draw(body, buffer, &cx);
        if let Some((notice, _)) = &self.toast {
            let role = match notice.tone {
                Tone::Info => Role::ToastInfo,
                Tone::Good => Role::ToastOk,
                Tone::Warning => Role::ToastWarn,
                Tone::Bad => Role::ToastBad,
            };
            toast::draw(role, &notice.text, body, buffer, theme);
        } else if let Some(work) = self.board.work.last() {
            let text = format!("{} {}", theme.glyphs.moving, work.title);
            toast::draw(Role::ToastInfo, &text, body, buffer, theme);
        }
        if let Some(over) = &self.over {
            self.footer(last, buffer);
            return dialog::draw(&over.dialog(), body, buffer, theme);
        }
        if let Some(prompt) = &self.prompt {
            return Some(draw_prompt(prompt, body, last, buffer, theme));
        }
        self.footer(last, buffer);
        let here = self.history.here();
        here.cursor().filter(|_| here.typing())
    }

    fn footer(&self, area: Rect, buffer: &mut Buffer) {
        let hints: Vec<Hint> = self.hints.iter().map(|(_, hint)| hint.clone()).collect();
        *self.hint_places.borrow_mut() = footer::draw(&hints, area, buffer, &self.shared.theme);
    }
}

fn too_small(area: Rect, buffer: &mut Buffer, theme: &Theme) {
    let lines = [
        "too small".to_owned(),
        format!("{}×{}, needs {}×{}", area.width, area.height, LEAST.0, LEAST.1),
        "q leaves".to_owned(),
    ];
    for (text, y) in lines.iter().zip(area.y..area.bottom()) {
        Line::new(buffer, Rect { y, height: 1, ..area }, theme).put(Role::Text, text);
    }
}

fn draw_prompt(prompt: &Prompt, body: Rect, last: Rect, buffer: &mut Buffer, theme: &Theme) -> Position {
    let rows = u16::try_from(prompt.entries.len())
        .unwrap_or(u16::MAX)
        .min(body.height / 2);
    let above = Rect {
        y: body.bottom() - rows,
        height: rows,
        ..body
    };
    menu::draw(&prompt.entries, prompt.chosen, above, buffer, theme);
    let mark = match prompt.kind {
        Kind::Command => ":",
        Kind::Filter => "/",
        Kind::Search => "search for ",
    };
    let mut line = Line::new(buffer, last, theme).on(Role::Prompt);
    line.put(Role::PromptMark, mark);
    // of a long line the end before the cursor shows
    let room = usize::from(line.room().saturating_sub(1));
    let (before, columns) = crate::text::width::tail(prompt.before_cursor(), room);
    let cursor = Position::new(line.x() + u16::try_from(columns).unwrap_or(0), last.y);
    let after = prompt.text().get(prompt.before_cursor().len()..).unwrap_or_default();
    line.put(Role::Prompt, before)
        .put(Role::Prompt, after)
        .put(Role::PromptGhost, prompt.ghost());
    if let Some(error) = &prompt.error {
        line.skip(3).put(Role::PromptError, error);
    }
    line.fill();
    cursor
}
