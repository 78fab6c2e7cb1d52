//! The configs of an opened topic or broker: what somebody set first, with where it comes from and what it means.

use super::listing::{Listing, from};
use super::parts::Part;
use super::prose;
use super::rows::{Fit, Rows};
use crate::model::known::Known;
use crate::model::settings::ConfigEntry;
use crate::model::time::At;
use crate::model::view::{Opened, View};
use crate::report::configs::{self, ConfigRow};
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::table;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::sync::Arc;

const FITS: &[Fit] = &[
    Fit::new("name").wide(24, 46).grow(60).searched(),
    Fit::new("value").wide(14, 24).grow(60).searched(),
    Fit::new("source").wide(17, 17).searched(),
];

/// The rows of the explanation below the table.
const DOC: u16 = 6;

/// The configs pane.
pub struct Configs {
    /// Its table.
    pub listing: Listing<ConfigRow>,
}

impl Default for Configs {
    fn default() -> Self {
        let rows = Rows::new(FITS).painted(|row: &ConfigRow, column, _, cell| {
            let role = if row.set() { Role::Text } else { Role::Dim };
            match (column, &row.value) {
                ("name", _) if row.set() => cell.put(Role::Strong, &row.name),
                ("name", _) => cell.put(Role::Dim, &row.name),
                ("value", _) if row.sensitive => cell.put(Role::Faint, "(secret)"),
                ("value", None) => cell.none(),
                ("value", Some(value)) if value.is_empty() => cell.put(Role::Faint, "(empty)"),
                ("value", Some(value)) => cell.put(role, value),
                ("source", _) => cell.put(role, row.source.words()),
                _ => return false,
            };
            true
        });
        Self {
            listing: Listing::new(rows),
        }
    }
}

/// The whole value, since the table may have cut it, and what kind of config it is.
fn kind(row: &ConfigRow) -> String {
    let value = match (&row.value, row.sensitive) {
        (_, true) => "(secret)",
        (None, false) => "–",
        (Some(value), false) if value.is_empty() => "(empty)",
        (Some(value), false) => value.as_str(),
    };
    let kind = if row.kind.is_empty() {
        String::new()
    } else {
        format!(" ({})", row.kind)
    };
    let fixed = if row.read_only {
        ", cannot be altered while it runs"
    } else {
        ""
    };
    format!("= {value}{kind}{fixed}")
}

/// The configs of what is opened, when it is this.
fn of(view: &View, mine: impl Fn(&Opened) -> bool) -> Option<&Known<Vec<ConfigEntry>>> {
    let opened = view.opened.data.as_deref().filter(|opened| mine(opened))?;
    Some(match opened {
        Opened::Topic { configs, .. } | Opened::Broker { configs, .. } => configs,
    })
}

impl Configs {
    /// Makes the rows fit the view; `mine` tells whether the opened thing is the one of the screen.
    pub fn prepare(&mut self, view: &Arc<View>, now: At, theme: &Theme, mine: impl Fn(&Opened) -> bool) {
        self.listing.prepare(view, now, theme, &[Part::Opened], |view| {
            let mut rows = match of(view, mine) {
                Some(Known::Value(entries)) => configs::rows(entries),
                _ => Vec::new(),
            };
            rows.sort_by_key(|row| !row.set());
            rows
        });
    }

    /// The title of its tab: how many somebody set.
    #[must_use]
    pub fn title(&self) -> (&'static str, String) {
        let set = self.listing.rows.all().iter().filter(|row| row.set()).count();
        let more = if self.listing.rows.all().is_empty() {
            String::new()
        } else {
            format!("{set} set")
        };
        ("configs", more)
    }

    /// Draws the table, and below it what the config under the cursor means.
    pub fn draw(&self, view: &View, area: Rect, buffer: &mut Buffer, theme: &Theme) {
        let opened = view.opened.data.as_deref();
        let configs = opened.map(|opened| match opened {
            Opened::Topic { configs, .. } | Opened::Broker { configs, .. } => configs,
        });
        if let (true, Some(Known::Unknown(reason))) = (self.listing.rows.all().is_empty(), configs) {
            let says = vec![(Role::StateUnknown, format!("the configs are not known: {reason}"))];
            return prose::draw(&says, from(area, 1), buffer, theme);
        }
        let doc = DOC.min(area.height / 3);
        let above = Rect {
            height: area.height - doc,
            ..area
        };
        self.listing.draw_rows(&view.opened.stamp, above, buffer, theme);
        let below = from(area, above.height);
        let rule = Rect {
            height: 1.min(doc),
            ..below
        };
        if let Some(row) = self.listing.selected().filter(|_| doc > 1) {
            table::draw_heading(&table::TableState::default(), &row.name, "", rule, buffer, theme);
            let mut says = vec![(Role::Text, kind(row))];
            if row.synonyms.len() > 1 {
                says.push((Role::Text, format!("set by {}", row.synonyms.join(", then "))));
            }
            says.push(if row.doc.is_empty() {
                (Role::Faint, "this broker does not send documentation".to_owned())
            } else {
                (Role::Dim, prose::untagged(&row.doc))
            });
            prose::draw(&says, from(below, 1), buffer, theme);
        }
    }
}
