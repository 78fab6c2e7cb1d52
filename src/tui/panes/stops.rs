//! What stops if a broker stops, in words.

use crate::model::names::BrokerId;
use crate::model::view::View;
use crate::model::whatif::{self, Verdict};
use crate::text::Thousands;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::{Line, State};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::listing::from;
use super::prose;

/// The verdict on a broker.
#[derive(Debug, Default)]
pub struct Stops {
    id: Option<BrokerId>,
    rack: Option<String>,
    verdict: Verdict,
    with_rack: Option<Verdict>,
}

impl Stops {
    /// Works it out anew: for the broker, and for its whole rack.
    pub fn set(&mut self, view: &View, id: BrokerId) {
        let brokers = &view.cluster.brokers;
        let rack = view.cluster.broker(id).and_then(|broker| broker.rack.clone());
        // alone in its rack, the rack's verdict is its own
        let rack = rack.filter(|rack| brokers.iter().filter(|b| b.rack.as_ref() == Some(rack)).count() > 1);
        self.id = Some(id);
        self.verdict = whatif::stop_broker(view, id);
        self.with_rack = rack.as_deref().map(|rack| whatif::stop_rack(view, rack));
        self.rack = rack.map(|rack| rack.to_string());
    }

    /// The title of its tab.
    #[must_use]
    pub fn title(&self) -> (&'static str, String) {
        let known = self.id.is_some();
        (
            "safe to stop?",
            if known { self.verdict.brief() } else { String::new() },
        )
    }

    /// Draws the verdict, its reasons, and what would happen all the same.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, theme: &Theme) {
        let Some(id) = self.id else { return };
        let mut says = Vec::new();
        let one = format!("broker {id}");
        section(&one, &self.verdict, &mut says);
        if let (Some(rack), Some(verdict)) = (&self.rack, &self.with_rack) {
            says.push(None);
            section(&format!("all of rack {rack}"), verdict, &mut says);
        }
        let mut area = from(area, 1);
        for part in says {
            let Some((state, role, text)) = part else {
                area = from(area, 1);
                continue;
            };
            if area.height == 0 {
                return;
            }
            let paragraph = [(role, text)];
            prose::draw(&paragraph, area, buffer, theme);
            if let Some(state) = state {
                Line::new(buffer, Rect { height: 1, ..area }, theme)
                    .skip(1)
                    .put(state.role(), state.sign(&theme.glyphs));
            }
            area = from(area, prose::rows(&paragraph, area.width));
        }
    }
}

type Part = Option<(Option<State>, Role, String)>;

fn section(what: &str, verdict: &Verdict, says: &mut Vec<Part>) {
    let (state, title) = match (verdict.safe, verdict.stops()) {
        (true, _) if verdict.down => (State::Ok, format!("{what} is down already: nothing more stops with it")),
        (true, _) => (State::Ok, format!("{what} can stop: nothing stops with it")),
        (false, 0) => (State::Unknown, format!("{what}: it cannot be said that nothing stops")),
        (false, n) => (
            State::Bad,
            format!("if {what} stops, {} stop with it", count(n, "partition")),
        ),
    };
    let state = if verdict.safe || verdict.stops() > 0 || verdict.unknown > 0 {
        state
    } else {
        State::Warn
    };
    says.push(Some((Some(state), Role::Strong, title)));
    for reason in &verdict.reasons {
        let role = if reason.starts_with("not known") {
            Role::StateUnknown
        } else {
            Role::Text
        };
        says.push(Some((None, role, reason.clone())));
    }
    let mut moves = Vec::new();
    if verdict.leaders > 0 {
        moves.push(format!(
            "{} would be led by another",
            count(verdict.leaders as usize, "partition")
        ));
    }
    if verdict.thin > 0 {
        moves.push(format!(
            "{} would be left at min ISR",
            count(verdict.thin as usize, "partition")
        ));
    }
    if !moves.is_empty() {
        says.push(Some((None, Role::Dim, moves.join(" · "))));
    }
}

fn count(n: usize, noun: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", Thousands(i64::try_from(n).unwrap_or(i64::MAX)))
}
