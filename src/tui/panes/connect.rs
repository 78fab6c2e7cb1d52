//! While no broker has answered: which doors were tried, which steps worked, where each is shut, and what to try.

use crate::model::time::At;
use crate::model::trouble::Cause;
use crate::model::view::{Door, Link, View};
use crate::text::{Ago, escape, wrap};
use crate::tui::context::Contexts;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::{Line, State, heading};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Whether nothing of the cluster was ever seen, so that there is nothing else to show.
#[must_use]
pub fn is_shut(view: &View) -> bool {
    view.cluster.stamp.at.is_none() && view.topology.stamp.at.is_none()
}

/// The countdown to the next try ticks.
#[must_use]
pub fn wake_at(view: &View, now: At) -> Option<At> {
    let waits = is_shut(view) && matches!(view.link, Link::Connecting { next: Some(_), .. });
    waits.then(|| At(now.0.saturating_add(1_000)))
}

/// Draws the doors, one below the other.
pub fn draw(view: &View, contexts: &Contexts, now: At, area: Rect, buffer: &mut Buffer, theme: &Theme) {
    let name = contexts.current.as_ref().map_or("", |context| context.name.as_str());
    let (says, doors): (String, &[Door]) = match &view.link {
        Link::Connecting { attempt, next, doors } => {
            let wait = next.map(|next| next.0 - now.0).filter(|wait| *wait >= 1_000);
            let wait = wait.map(|wait| format!(", next in {}", Ago(wait))).unwrap_or_default();
            (format!("try {attempt}{wait}"), doors)
        }
        Link::Idle | Link::Live => (String::new(), &[]),
    };
    heading::draw("CONNECTING", &format!("to {name}"), &says, area, buffer, theme);
    let mut pen = Pen {
        area: Rect {
            y: area.y.saturating_add(2).min(area.bottom()),
            height: area.height.saturating_sub(2),
            ..area
        },
        buffer,
        theme,
    };
    if doors.is_empty() {
        let addresses = contexts
            .current
            .as_ref()
            .map_or("", |context| context.bootstrap.as_str());
        pen.put(1, Role::Dim, &format!("waiting for the first answer of {addresses}"));
    }
    for door in doors {
        pen.door(door);
    }
}

/// Writes lines from the top down.
struct Pen<'a> {
    area: Rect,
    buffer: &'a mut Buffer,
    theme: &'a Theme,
}

impl Pen<'_> {
    fn next(&mut self) -> Rect {
        let line = Rect {
            height: self.area.height.min(1),
            ..self.area
        };
        self.area.y = self.area.y.saturating_add(line.height);
        self.area.height -= line.height;
        line
    }

    fn put(&mut self, indent: u16, role: Role, text: &str) {
        let columns = usize::from(self.area.width.saturating_sub(indent + 1));
        let text = escape(text);
        for part in wrap(&text, columns) {
            let line = self.next();
            Line::new(self.buffer, line, self.theme).skip(indent).put(role, part);
        }
    }

    /// ` 127.0.0.1:9092   ● TCP  ● ApiVersions  ✖ connection refused`, its cause in full and what to try.
    fn door(&mut self, door: &Door) {
        let (theme, place) = (self.theme, self.next());
        let mut line = Line::new(self.buffer, place, theme);
        line.skip(1).put(Role::Strong, &door.address).skip(2);
        for step in &door.passed {
            line.put(State::Ok.role(), State::Ok.sign(&theme.glyphs))
                .skip(1)
                .put(Role::Text, step)
                .skip(2);
        }
        let Some(trouble) = &door.trouble else {
            line.put(State::Moving.role(), State::Moving.sign(&theme.glyphs))
                .skip(1)
                .put(Role::Dim, "trying");
            return;
        };
        line.put(State::Bad.role(), State::Bad.sign(&theme.glyphs))
            .skip(1)
            .put(State::Bad.role(), shut(&trouble.cause));
        let peer = trouble.broker.as_ref().filter(|peer| peer.address != door.address);
        if let Some(peer) = peer {
            self.put(3, Role::Text, &format!("it advertises {peer}"));
        }
        self.put(3, Role::Text, &format!("{}: {}", trouble.operation, trouble.cause));
        if let Some(hint) = &trouble.hint {
            self.put(3, Role::Accent, &format!("try: {hint}"));
        }
        self.next();
    }
}

/// The step that is shut, in a word or two.
const fn shut(cause: &Cause) -> &'static str {
    match cause {
        Cause::Dns(_) => "name not found",
        Cause::Refused => "refused",
        Cause::TimedOut(_) => "no answer",
        Cause::Closed => "closed",
        Cause::Tls(_) => "TLS",
        Cause::Sasl(_) => "SASL",
        Cause::Kafka { .. } => "refused by the broker",
        Cause::TooOld(_) => "too old",
        Cause::Malformed(_) => "speaks no Kafka",
        Cause::Config(_) => "settings",
        Cause::NoBroker(_) => "no broker",
        Cause::Io(_) => "failed",
    }
}
