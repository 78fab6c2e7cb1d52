//! The clusters one can look at; at a first start, how to get to one.

use super::{Cx, Reply, Screen, TableOf};
use crate::config::DEMO;
use crate::report::contexts::ContextRow;
use crate::text::wrap;
use crate::tui::action::{Id, Scope};
use crate::tui::context::{Context, Contexts as Known};
use crate::tui::effect::Effect;
use crate::tui::panes::listing::from;
use crate::tui::panes::rows::{Fit, Rows};
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::widgets::table::{self, TableState};
use crate::tui::widgets::{Line, badge, heading};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

const FITS: &[Fit] = &[
    Fit::new("name").wide(12, 20).grow(30).searched(),
    Fit::new("current").title("USED"),
    Fit::new("environment").wide(8, 10).searched(),
    Fit::new("read_only").wide(9, 9),
    Fit::new("security").wide(10, 24).searched(),
    Fit::new("bootstrap").wide(16, 30).grow(80).searched(),
];

/// What helps at a first start: a heading, a command, and what it does.
const FIRST_STEPS: &[(&str, &str, &str)] = &[
    (
        "look at a cluster once",
        "kconsole -b HOST:9092",
        "add -X KEY=VALUE for TLS and SASL, by librdkafka's names",
    ),
    (
        "keep it under a name",
        "kconsole contexts add NAME -b HOST:9092",
        "then kconsole -c NAME, or :context NAME in here",
    ),
    (
        "take it from a file",
        "kconsole contexts add NAME --properties client.properties",
        "librdkafka's names and Java's are understood",
    ),
    (
        "no cluster at hand",
        "press enter for a demo, or start with kconsole demo",
        "a cluster inside this program, with a shop's traffic and its faults",
    ),
];

/// The contexts.
pub(super) struct Contexts {
    table: TableState,
    rows: Rows<ContextRow>,
    seen: Option<Known>,
}

impl Contexts {
    pub(super) fn new() -> Self {
        let rows = Rows::new(FITS).painted(|row: &ContextRow, column, _, cell| match (column, &row.environment) {
            ("current", _) => {
                cell.put(Role::Accent, if row.current { "yes" } else { "" });
                true
            }
            ("environment", Some(environment)) => {
                cell.put(badge::environment(environment), environment);
                true
            }
            _ => false,
        });
        Self {
            table: TableState::default(),
            rows,
            seen: None,
        }
    }
}

fn row(context: &Context, current: bool) -> ContextRow {
    ContextRow {
        name: context.name.clone(),
        current,
        environment: context.environment.clone(),
        read_only: context.read_only,
        bootstrap: context.bootstrap.clone(),
        security: context.security.clone(),
    }
}

/// All that are configured, and the one that is looked at where it comes from the command line.
fn rows(contexts: &Known) -> Vec<ContextRow> {
    let current = contexts.current.as_ref();
    let named = |context: &Context| current.is_some_and(|current| current.name == context.name);
    let mut rows: Vec<ContextRow> = contexts
        .all
        .iter()
        .map(|context| row(context, named(context)))
        .collect();
    if let Some(current) = current
        && !rows.iter().any(|row| row.current)
    {
        rows.insert(0, row(current, true));
    }
    rows
}

impl Screen for Contexts {
    fn place(&self) -> Place {
        Place::Contexts
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Contexts, Scope::Table, Scope::Global]
    }

    fn prepare(&mut self, cx: &Cx<'_>) {
        if self.seen.as_ref() != Some(cx.contexts) {
            self.seen = Some(cx.contexts.clone());
            self.rows.set(rows(cx.contexts), cx.now);
        }
        self.rows.look(cx.now, &cx.theme.glyphs);
        self.table.prepare(&self.rows);
    }

    fn draw(&self, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
        if first_start(cx.contexts) {
            welcome(area, buffer, cx);
            return;
        }
        let says = self.rows.all().len().to_string();
        table::draw_heading(&self.table, "CONTEXTS", &says, area, buffer, cx.theme);
        let below = from(area, 1);
        table::draw(&self.table, &self.rows, below, buffer, cx.theme);
    }

    fn table(&mut self) -> Option<TableOf<'_>> {
        Some(TableOf {
            state: &mut self.table,
            source: &self.rows,
        })
    }

    fn act(&mut self, id: Id, cx: &Cx<'_>) -> Reply {
        match (id, self.rows.selected(&self.table)) {
            (Id::Open, _) if first_start(cx.contexts) && !cx.contexts.all.is_empty() => {
                Reply::Effects(vec![Effect::SwitchContext(DEMO.to_owned())])
            }
            (Id::Open, Some(row)) if row.current => Reply::Go(Place::Overview),
            (Id::Open, Some(row)) if cx.contexts.all.iter().any(|context| context.name == row.name) => {
                Reply::Effects(vec![Effect::SwitchContext(row.name.clone())])
            }
            _ => Reply::NotMine,
        }
    }

    fn why_not(&self, id: Id, _cx: &Cx<'_>) -> Option<String> {
        (id == Id::Faults).then(|| "contexts have no faults".to_owned())
    }
}

/// Nothing is configured and nothing looked at: there is at most the demo.
fn first_start(contexts: &Known) -> bool {
    contexts.current.is_none() && contexts.all.iter().all(|context| context.name == DEMO)
}

/// The first start.
fn welcome(area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
    heading::draw("WELCOME", "no cluster is chosen yet", "", area, buffer, cx.theme);
    // where there is no room for the blank lines they go first
    let spread = usize::from(area.height) > 4 * FIRST_STEPS.len() + 2;
    let mut lines: Vec<(u16, Role, &str)> = Vec::new();
    for (what, command, note) in FIRST_STEPS {
        if spread {
            lines.push((0, Role::Text, ""));
        }
        for (indent, role, text) in [
            (1, Role::Strong, what),
            (4, Role::Accent, command),
            (4, Role::Dim, note),
        ] {
            let columns = usize::from(area.width.saturating_sub(indent + 1));
            lines.extend(wrap(text, columns).into_iter().map(|line| (indent, role, line)));
        }
    }
    for ((indent, role, text), y) in lines.into_iter().zip(area.y.saturating_add(1)..area.bottom()) {
        Line::new(buffer, Rect { y, height: 1, ..area }, cx.theme)
            .skip(indent)
            .put(role, text);
    }
}
