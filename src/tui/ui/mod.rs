//! The state of the whole UI. `update` changes it, `draw` shows it; neither does I/O.

mod asking;
mod drafts;
mod draw;
mod history;
mod prompting;
#[cfg(test)]
mod shots;
mod tabling;
#[cfg(test)]
mod tests;
mod update;
mod visit;

use super::action::{Action, Facts, Id, Scope};
use super::context::Contexts;
use super::event::{Notice, Tone};
use super::keymap::Keymap;
use super::place::Place;
use super::prompt::Prompt;
use super::screens::{Cx, open};
use super::theme::Theme;
use super::widgets::footer::Hint;
use crate::jobs::desk::{Board, Look};
use crate::model::names::TopicName;
use crate::model::time::At;
use crate::model::view::View;
use asking::Over;
use drafts::Drafts;
use history::History;
use jiff::tz::TimeZone;
use std::cell::RefCell;
use std::sync::Arc;

/// How long a message stays. Milliseconds.
const TOAST: i64 = 4_000;

/// What every screen may read; kept apart from the screens, so that they can be changed while it is read.
pub(super) struct Shared {
    pub(super) view: Arc<View>,
    pub(super) board: Arc<Board>,
    pub(super) now: At,
    pub(super) theme: Theme,
    pub(super) keymap: Keymap,
    pub(super) contexts: Contexts,
    pub(super) zone: TimeZone,
}

impl Shared {
    pub(super) fn cx(&self) -> Cx<'_> {
        Cx {
            view: &self.view,
            board: &self.board,
            now: self.now,
            theme: &self.theme,
            keymap: &self.keymap,
            contexts: &self.contexts,
            zone: &self.zone,
        }
    }
}

/// What a UI begins with.
pub struct Setup {
    /// The clusters one can look at.
    pub contexts: Contexts,
    /// Styles and signs.
    pub theme: Theme,
    /// Which key does what.
    pub keymap: Keymap,
    /// The zone of the person.
    pub zone: TimeZone,
    /// Where to begin.
    pub start: Place,
}

/// The UI.
pub struct Ui {
    pub(super) shared: Shared,
    history: History,
    prompt: Option<Prompt>,
    over: Option<Over>,
    toast: Option<(Notice, i64)>,
    /// The view that waits while the screen is frozen.
    frozen: Option<Arc<View>>,
    /// What was typed and not sent.
    drafts: Drafts,
    /// What the acting side showed last, also while the screen is frozen.
    board: Arc<Board>,
    /// The acting side looks at something for the screen.
    looking: bool,
    /// The hints of the footer, made ready for the frame, and where they were drawn.
    hints: Vec<(Id, Hint)>,
    hint_places: RefCell<Vec<(u16, u16)>>,
    size: (u16, u16),
}

impl Ui {
    /// A UI that has seen nothing yet.
    #[must_use]
    pub fn new(setup: Setup) -> Self {
        let Setup {
            contexts,
            theme,
            keymap,
            zone,
            start,
        } = setup;
        let screen = open(&start, &[Scope::Global]);
        let shared = Shared {
            view: Arc::default(),
            board: Arc::default(),
            now: At::default(),
            theme,
            keymap,
            contexts,
            zone,
        };
        Self {
            shared,
            history: History::new(screen),
            prompt: None,
            over: None,
            drafts: Drafts::default(),
            toast: None,
            frozen: None,
            board: Arc::default(),
            looking: false,
            hints: Vec::new(),
            hint_places: RefCell::default(),
            size: (80, 24),
        }
    }

    /// Where one is.
    #[must_use]
    pub fn place(&self) -> Place {
        self.history.here().place()
    }

    /// Shows another view; while the screen is frozen it waits.
    pub fn view(&mut self, view: Arc<View>, now: i64) {
        if self.frozen.is_some() {
            self.frozen = Some(view);
            return;
        }
        self.shared.view = view;
        self.shared.now = At(now);
    }

    /// Shows what the acting side shows now; while the screen is frozen it waits.
    pub fn board(&mut self, board: Arc<Board>, now: i64) {
        self.board = Arc::clone(&board);
        if self.frozen.is_none() {
            self.shared.board = board;
            self.shared.now = At(now);
        }
    }

    /// Tells the person something for a while.
    pub fn tell(&mut self, notice: Notice, now: i64) {
        // bad news stay twice as long
        let stay = if notice.tone == Tone::Bad { 2 * TOAST } else { TOAST };
        self.toast = Some((notice, now.saturating_add(stay)));
    }

    /// Shows in another theme.
    pub fn set_theme(&mut self, theme: Theme) {
        self.shared.theme = theme;
    }

    /// Looks at another cluster: everything known of the one before is forgotten, and one begins at the overview.
    pub fn set_contexts(&mut self, contexts: Contexts) {
        self.keep_draft();
        self.shared.contexts = contexts;
        self.shared.view = Arc::default();
        self.frozen = None;
        self.looking = false;
        // a plan was made for the cluster before
        self.over = None;
        self.history = History::new(open(&Place::Overview, &[Scope::Global]));
    }

    /// Makes ready for a frame: the rows of the screen, the hints of the footer, messages whose time is over.
    pub fn prepare(&mut self, size: (u16, u16), now: i64) {
        self.size = size;
        if self.frozen.is_none() {
            self.shared.now = At(now);
        }
        if self.toast.as_ref().is_some_and(|(_, until)| *until <= now) {
            self.toast = None;
        }
        let cx = self.shared.cx();
        self.history.here_mut().prepare(&cx);
        self.hints = self.hints_now();
    }

    /// When the next frame is due though nothing happens.
    #[must_use]
    pub fn wake_at(&self) -> Option<i64> {
        let toast = self.toast.as_ref().map(|(_, until)| *until);
        if self.frozen.is_some() {
            return toast;
        }
        let cx = self.shared.cx();
        let bar = super::panes::bar::wake_at(cx.view, cx.now).map(|at| at.0);
        let screen = self.history.here().wake_at(&cx).map(|at| at.0);
        [toast, bar, screen].into_iter().flatten().min()
    }

    /// What the screen wants to see, when that changed since the last frame.
    pub(super) fn look_again(&mut self) -> Option<Look> {
        self.history.here_mut().look_again()
    }

    fn scopes(&self) -> &'static [Scope] {
        self.history.here().scopes()
    }

    fn facts(&mut self, named: bool) -> Facts {
        let row = self
            .history
            .here_mut()
            .table()
            .is_some_and(|table| table.state.selected().is_some());
        let topic = self.history.here().topic();
        Facts {
            read_only: self.shared.contexts.read_only(),
            row,
            topic: named || topic.is_some(),
            dead_letters: topic.is_some_and(dead_letters),
            back: self.history.can_go_back(),
            forward: self.history.can_go_forward(),
            work: !self.board.work.is_empty(),
            demo: !self.shared.contexts.scenarios.is_empty(),
        }
    }

    /// Why an action is not possible now.
    fn why_not(&mut self, action: &Action, named: bool) -> Option<String> {
        let facts = self.facts(named);
        // a name that is given may be another's
        let elsewhere = named && matches!(action.id, Id::Records | Id::Produce | Id::Redrive);
        let own = || match elsewhere {
            true => None,
            false => self.history.here().why_not(action.id, &self.shared.cx()),
        };
        action.why_not(&facts).map(str::to_owned).or_else(own)
    }

    fn hints_now(&mut self) -> Vec<(Id, Hint)> {
        let scopes: &[Scope] = match (&self.over, &self.prompt) {
            (Some(over), _) => over.scopes(),
            (None, Some(_)) => &[Scope::Prompt],
            (None, None) => self.scopes(),
        };
        // where a text is typed a char is its text
        let typing = self.over.is_none() && self.prompt.is_none() && self.history.here().typing();
        let facts = self.facts(false);
        let mut found: Vec<(u8, Id, Hint)> = Vec::new();
        for action in super::action::all() {
            let Some((label, rank)) = action.hint.filter(|_| (action.useful)(&facts)) else {
                continue;
            };
            let keys = self.shared.keymap.keys(action.id, scopes);
            // places have number keys everywhere: a footer names them only where they have a letter
            let Some(key) = keys
                .iter()
                .find(|key| !(typing && key.typed().is_some()))
                .filter(|key| !key.typed().is_some_and(|c| c.is_ascii_digit()))
            else {
                continue;
            };
            let hint = Hint {
                key: key.to_string(),
                label,
            };
            if self.why_not(action, false).is_none() {
                found.push((rank, action.id, hint));
            }
        }
        found.sort_by_key(|(rank, ..)| *rank);
        let mut hints: Vec<(Id, Hint)> = found.into_iter().map(|(_, id, hint)| (id, hint)).collect();
        // the last one is help: the others give way first
        let fits = |hints: &[(Id, Hint)]| {
            let only: Vec<Hint> = hints.iter().map(|(_, hint)| hint.clone()).collect();
            super::widgets::footer::fitting(&only, self.size.0) == only.len()
        };
        while hints.len() > 1 && !fits(&hints) {
            hints.remove(hints.len() - 2);
        }
        hints
    }
}

/// Whether a topic has the name of one where dead letters lie.
fn dead_letters(topic: &TopicName) -> bool {
    let name = topic.as_str().to_ascii_lowercase();
    ["dlq", "dlt", "dead", "error", "failed"]
        .iter()
        .any(|word| name.contains(word))
}
