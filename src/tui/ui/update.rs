//! What an event does to the UI. No I/O: whatever concerns the outside is an effect.

use super::Ui;
use super::history::History;
use crate::tui::action::{self, Id, Scope};
use crate::tui::effect::Effect;
use crate::tui::event::{Event, Mouse, Notice, Tone};
use crate::tui::key::Chord;
use crate::tui::screens::Reply;
use crate::tui::widgets::table::Clicked;
use std::sync::Arc;

impl Ui {
    /// Takes an event; gives what is to be done outside.
    pub fn update(&mut self, event: Event, now: i64) -> Vec<Effect> {
        let effects = match event {
            Event::Key(chord) => self.key(chord, now),
            Event::Mouse { kind, column, row } => self.mouse(kind, column, row, now),
            Event::Paste(text) => self.paste(&text, now),
            Event::Told(notice) => {
                self.tell(notice, now);
                Vec::new()
            }
            Event::Ended(ended) => {
                self.ended(*ended, now);
                Vec::new()
            }
            Event::Resize(..) | Event::Suspend | Event::Continue | Event::Terminate { .. } | Event::Hangup => {
                Vec::new()
            }
        };
        let cx = self.shared.cx();
        self.history.here_mut().prepare(&cx);
        effects
    }

    fn key(&mut self, chord: Chord, now: i64) -> Vec<Effect> {
        if self.over.is_some() {
            return self.key_in_dialog(chord);
        }
        if self.prompt.is_some() {
            return self.key_in_prompt(chord, now);
        }
        let typed = chord.typed().filter(|_| self.history.here().typing());
        if let Some(c) = typed {
            self.history.here_mut().typed(c.encode_utf8(&mut [0; 4]));
            return Vec::new();
        }
        match self.shared.keymap.action(self.scopes(), chord) {
            Some(Id::SortLetter) => self.sort_by_letter(chord.typed(), now),
            Some(id) => self.run(id, None, now),
            None => Vec::new(),
        }
    }

    /// Does an action, if it is possible; else says why not.
    pub(super) fn run(&mut self, id: Id, arg: Option<&str>, now: i64) -> Vec<Effect> {
        let Some(action) = action::get(id) else {
            return Vec::new();
        };
        if let Some(why) = self.why_not(action, arg.is_some()) {
            self.tell(Notice::new(Tone::Warning, format!("{}: {why}", action.name)), now);
            return Vec::new();
        }
        // a key that needs a word more asks for it
        if arg.is_none() && matches!(action.arg, Some((_, true))) {
            self.begin_command(&format!("{} ", action.name));
            return Vec::new();
        }
        let (screen, cx) = (self.history.here_mut(), self.shared.cx());
        let reply = match arg {
            None => screen.act(id, &cx),
            Some(arg) => screen.act_on(id, arg, &cx),
        };
        match reply {
            Reply::NotMine if action.scope == Scope::Table => self.run_on_table(id, arg, now),
            Reply::NotMine => self.run_global(id, arg, now),
            reply => self.apply(reply, now),
        }
    }

    pub(super) fn apply(&mut self, reply: Reply, now: i64) -> Vec<Effect> {
        match reply {
            Reply::NotMine | Reply::Done => Vec::new(),
            Reply::Go(place) => self.go(&place),
            Reply::Write(draft) => self.write(*draft),
            Reply::Effects(effects) => effects,
            Reply::Tell(notice) => {
                self.tell(notice, now);
                Vec::new()
            }
            Reply::Type(kind, text) => {
                self.begin(kind, &text);
                Vec::new()
            }
            Reply::Ask(errand) => self.ask(*errand, now),
        }
    }

    fn run_global(&mut self, id: Id, arg: Option<&str>, now: i64) -> Vec<Effect> {
        match id {
            Id::Quit => return vec![Effect::Quit],
            Id::Cancel => return vec![Effect::Cancel],
            Id::Refresh => return vec![Effect::Refresh],
            Id::Repaint => return vec![Effect::Repaint],
            Id::Suspend => return vec![Effect::Suspend],
            Id::Theme => return arg.map(|name| Effect::Theme(name.to_owned())).into_iter().collect(),
            Id::Scenario => return arg.map(|name| Effect::Play(name.to_owned())).into_iter().collect(),
            Id::Command => self.begin_command(""),
            Id::Freeze => self.freeze(),
            Id::Back => return self.back(false),
            Id::Close => return self.back(true),
            Id::HistoryBack => return self.visited(History::back),
            Id::HistoryForward => return self.visited(History::forward),
            Id::LastPlace => return self.visited(History::last),
            _ => return self.visit(id, arg, now),
        }
        Vec::new()
    }

    fn freeze(&mut self) {
        match self.frozen.take() {
            None => self.frozen = Some(Arc::clone(&self.shared.view)),
            Some(latest) => {
                self.shared.view = latest;
                self.shared.board = Arc::clone(&self.board);
            }
        }
    }

    /// First the marks go, then the filter and the switch, then the screen.
    fn back(&mut self, leave: bool) -> Vec<Effect> {
        if let Some(table) = self.history.here_mut().table() {
            if table.state.clear_marks() {
                return Vec::new();
            }
            if !leave && table.state.clear_filters() {
                return Vec::new();
            }
        }
        if !self.history.can_go_back() && leave {
            return vec![Effect::Quit];
        }
        self.visited(History::back)
    }

    fn mouse(&mut self, kind: Mouse, column: u16, row: u16, now: i64) -> Vec<Effect> {
        if self.over.is_some() {
            return Vec::new();
        }
        let by = match kind {
            Mouse::WheelUp => Some(-3),
            Mouse::WheelDown => Some(3),
            Mouse::Click => None,
        };
        if let Some(by) = by {
            let (here, cx) = (self.history.here_mut(), self.shared.cx());
            if let Some(table) = here.table() {
                table.state.scroll(by, table.source);
            } else if !here.typing() {
                let id = if by < 0 { Id::Up } else { Id::Down };
                for _ in 0..by.unsigned_abs() {
                    let _ = here.act(id, &cx);
                }
            }
            return Vec::new();
        }
        if row + 1 == self.size.1 {
            let places = self.hint_places.borrow();
            let hit = places.iter().position(|(from, to)| (*from..*to).contains(&column));
            let id = hit.and_then(|at| self.hints.get(at)).map(|(id, _)| *id);
            drop(places);
            return match id {
                Some(id) if self.prompt.is_none() => self.run(id, None, now),
                _ => Vec::new(),
            };
        }
        let clicked = self
            .history
            .here_mut()
            .table()
            .and_then(|table| table.state.click(column, row, table.source));
        match clicked {
            Some(Clicked::Again) => self.run(Id::Open, None, now),
            Some(_) => Vec::new(),
            None => {
                let reply = self.history.here_mut().click(column, row, &self.shared.cx());
                self.apply(reply, now)
            }
        }
    }

    fn paste(&mut self, text: &str, now: i64) -> Vec<Effect> {
        if self.over.is_some() {
            self.paste_in_dialog(text);
        } else if let Some(prompt) = &mut self.prompt {
            prompt.insert(text);
            self.typed();
        } else if self.history.here().typing() && !self.history.here_mut().typed(text) {
            let text = "there is no room for all of it: a text has at most 1 MiB";
            self.tell(Notice::new(Tone::Warning, text), now);
        }
        Vec::new()
    }
}
