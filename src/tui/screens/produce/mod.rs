//! One record in the making: typed, checked as it is typed, sent, and what became of it.

mod fields;
mod history;
#[cfg(test)]
pub(super) mod tests;
mod view;
mod words;

use super::{Cx, Reply, Screen};
use crate::jobs::compose::{self, About, Checked, Draft, Field, Sending, Sheet, Times, headers};
use crate::jobs::desk::Look;
use crate::jobs::errand::{Errand, Job};
use crate::model::names::TopicName;
use crate::model::time::At;
use crate::tui::action::{Id, Scope};
use crate::tui::effect::Effect;
use crate::tui::event::{Notice, Tone};
use crate::tui::panes::document::Document;
use crate::tui::panes::form::{self, Places};
use crate::tui::panes::tabbed::Tabbed;
use crate::tui::place::Place;
use fields::Fields;
use history::History;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::cell::Cell;
use std::sync::Arc;

const VALUE: usize = 0;
const HEADERS: usize = 1;
const BYTES: usize = 2;
const SENT: usize = 3;

/// The produce screen.
pub(super) struct Produce {
    topic: TopicName,
    fields: Fields,
    typing: bool,
    tabs: Tabbed,
    /// The bytes as they will be sent.
    bytes: Document,
    history: History,
    /// What the fields make; the engine looks at it.
    draft: Arc<Draft>,
    /// The engine was not told of it yet.
    fresh: bool,
    /// The sheet that was looked at last.
    seen: u64,
    cursor: Cell<Option<Position>>,
    places: Places<Field>,
}

impl Produce {
    pub(super) fn new(topic: TopicName) -> Self {
        let draft = Draft::new(topic.clone());
        Self {
            fields: Fields::new(draft.clone()),
            topic,
            typing: true,
            tabs: Tabbed::default(),
            bytes: Document::default(),
            history: History::default(),
            draft: Arc::new(draft),
            fresh: true,
            seen: 0,
            cursor: Cell::new(None),
            places: Places::default(),
        }
    }

    /// The sheet, when it is of this topic.
    fn sheet<'a>(&self, cx: &Cx<'a>) -> Option<&'a Sheet> {
        let sheet = &cx.board.sheet;
        (sheet.topic.as_ref() == Some(&self.topic)).then_some(sheet.as_ref())
    }

    /// The last check, when it is of what is typed now.
    fn checked<'a>(&self, cx: &Cx<'a>) -> Option<&'a Arc<Checked>> {
        let checked = self.sheet(cx)?.checked.as_ref()?;
        (*checked.draft == *self.draft).then_some(checked)
    }

    /// After each change.
    fn changed(&mut self) {
        let draft = self.fields.draft();
        if draft != *self.draft {
            self.draft = Arc::new(draft);
            self.fresh = true;
        }
    }

    /// The tab of the field that is typed into.
    fn follow(&mut self) {
        match self.fields.focus {
            Field::Headers => self.tabs.show(HEADERS),
            Field::Value => self.tabs.show(VALUE),
            Field::Key | Field::Partition if self.tabs.open() > HEADERS => self.tabs.show(VALUE),
            Field::Key | Field::Partition => {}
        }
    }

    /// What a person types into goes with the tab one looks at.
    fn type_here(&mut self) {
        match self.tabs.open() {
            HEADERS => self.fields.focus = Field::Headers,
            VALUE if self.fields.focus == Field::Headers => self.fields.focus = Field::Value,
            VALUE => {}
            _ => self.fields.focus = Field::Value,
        }
        self.typing = true;
        self.follow();
    }

    fn resumed(&mut self, draft: Draft) {
        // what is sent again as it is wants to be looked at first
        self.typing = draft.origin.is_none();
        self.fields = Fields::new(draft);
        self.tabs.show(VALUE);
        self.changed();
    }

    fn send(&self, times: Times, cx: &Cx<'_>) -> Reply {
        let Some(checked) = self.checked(cx) else {
            return tell(Tone::Info, "it is being checked: press again in a moment");
        };
        if let Err(wrong) = &checked.result {
            return tell(Tone::Warning, &format!("not sent: {}", words::wrong(wrong)));
        }
        if cx.board.deliveries.now.is_some() {
            return tell(Tone::Warning, "another one is being sent: :cancel stops it");
        }
        let sending = Sending {
            draft: Arc::clone(&self.draft),
            ids: checked.ids,
            times,
        };
        match compose::plan(&sending, cx.contexts.command()) {
            Ok(plan) => Reply::Ask(Box::new(Errand {
                plan,
                job: Job::Send(Box::new(sending)),
            })),
            Err(why) => tell(Tone::Warning, &why),
        }
    }

    fn command(&self, cx: &Cx<'_>) -> Reply {
        match self.checked(cx).map(|checked| &checked.result) {
            Some(Ok(ready)) => {
                let words = cx.contexts.command().iter().chain(&ready.command);
                let line = shell_words::join(words);
                Reply::Effects(vec![Effect::Copy(line)])
            }
            Some(Err(wrong)) => tell(Tone::Warning, &words::wrong(wrong)),
            None => tell(Tone::Info, "it is being checked: press again in a moment"),
        }
    }

    fn turned(&mut self, id: Id, cx: &Cx<'_>) -> Reply {
        let says = match id {
            Id::How => self.fields.turn(),
            Id::Tombstone => {
                self.fields.null = !self.fields.null;
                match self.fields.null {
                    true => "the value is null: a tombstone".to_owned(),
                    false => "the value is what is typed".to_owned(),
                }
            }
            Id::Functions => {
                self.fields.template = !self.fields.template;
                match self.fields.template {
                    true => "{{functions}} are filled in".to_owned(),
                    false => "what is typed is sent as it is, {{ and }} too".to_owned(),
                }
            }
            Id::Layout => {
                self.fields.lay_out();
                String::new()
            }
            _ => match self.sheet(cx).map(|sheet| &sheet.about) {
                Some(About::Known { skeleton, .. }) => {
                    self.fields.begin_anew(skeleton);
                    "ctrl-z brings back what was there".to_owned()
                }
                _ => "the registry has not answered yet".to_owned(),
            },
        };
        self.changed();
        match says.is_empty() {
            true => Reply::Done,
            false => tell(Tone::Info, &says),
        }
    }

    /// Scrolls what a tab shows that is not typed into.
    fn scroll(&mut self, id: Id, cx: &Cx<'_>) -> Reply {
        let Some(by) = form::lines(id) else {
            return Reply::NotMine;
        };
        match self.tabs.open() {
            BYTES => self.bytes.scroll(by),
            SENT => self.history.step(by, &cx.board.deliveries.sent),
            HEADERS => self.fields.headers.vertical(by.clamp(-1_000_000, 1_000_000)),
            _ => self.fields.value.vertical(by.clamp(-1_000_000, 1_000_000)),
        }
        Reply::Done
    }

    fn reopen(&mut self, cx: &Cx<'_>) -> Reply {
        let Some(sent) = self.history.selected(&cx.board.deliveries.sent) else {
            return tell(Tone::Info, "nothing was sent yet");
        };
        let mut draft = Draft::clone(&sent.draft);
        if draft.topic != self.topic {
            return Reply::Write(Box::new(draft));
        }
        draft.origin = draft.origin.take();
        self.resumed(draft);
        self.typing = true;
        Reply::Done
    }
}

fn tell(tone: Tone, text: &str) -> Reply {
    Reply::Tell(Notice::new(tone, text))
}

impl Screen for Produce {
    fn place(&self) -> Place {
        Place::Produce(self.topic.clone())
    }

    fn topic(&self) -> Option<&TopicName> {
        Some(&self.topic)
    }

    fn scopes(&self) -> &'static [Scope] {
        match self.typing {
            true => &[Scope::Editor, Scope::Produce, Scope::Form, Scope::Global],
            false => &[Scope::Produce, Scope::Form, Scope::Tabs, Scope::Table, Scope::Global],
        }
    }

    fn look(&self) -> Option<Look> {
        Some(Look::Draft(Arc::clone(&self.draft)))
    }

    fn look_again(&mut self) -> Option<Look> {
        std::mem::take(&mut self.fresh).then(|| Look::Draft(Arc::clone(&self.draft)))
    }

    fn prepare(&mut self, cx: &Cx<'_>) {
        if let Some(sheet) = self.sheet(cx)
            && let About::Known { skeleton, .. } = &sheet.about
            && self.fields.begin(skeleton)
        {
            self.changed();
        }
        if cx.board.sheet.number != self.seen {
            self.seen = cx.board.sheet.number;
            if let Some(checked) = self.checked(cx) {
                self.bytes.set(view::bytes(checked, 16));
            }
        }
        let size = match self.checked(cx).map(|checked| &checked.result) {
            Some(Ok(ready)) => words::size(ready),
            _ => String::new(),
        };
        let count = match headers::read(&self.draft.headers) {
            Ok(all) if all.is_empty() => String::new(),
            Ok(all) => all.len().to_string(),
            Err(_) => cx.theme.glyphs.bad.to_owned(),
        };
        let sent = match cx.board.deliveries.sent.len() {
            0 => String::new(),
            count => count.to_string(),
        };
        let how = words::how(self.fields.how(), self.fields.null).to_owned();
        self.tabs.set(vec![
            ("value", how),
            ("headers", count),
            ("bytes", size),
            ("sent", sent),
        ]);
    }

    fn draw(&self, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>) {
        self.cursor.set(view::draw(self, area, buffer, cx));
    }

    fn cursor(&self) -> Option<Position> {
        self.cursor.get()
    }

    fn typing(&self) -> bool {
        self.typing
    }

    fn typed(&mut self, text: &str) -> bool {
        let all = self.fields.editor().insert(text);
        self.changed();
        all
    }

    fn draft(&self) -> Option<Draft> {
        self.fields.typed()
    }

    fn resume(&mut self, draft: Draft) {
        self.resumed(draft);
    }

    fn act(&mut self, id: Id, cx: &Cx<'_>) -> Reply {
        if self.typing && self.fields.edit(id) {
            self.follow();
            self.changed();
            return Reply::Done;
        }
        match id {
            Id::EditDone => self.typing = false,
            Id::Type if self.tabs.open() == SENT => return self.reopen(cx),
            Id::Type => self.type_here(),
            Id::Send => return self.send(Times::ONCE, cx),
            Id::CopyCommand => return self.command(cx),
            Id::How | Id::Tombstone | Id::Functions | Id::Skeleton | Id::Layout => return self.turned(id, cx),
            Id::NextTab | Id::PreviousTab => self.tabs.step(id == Id::NextTab),
            id => return self.scroll(id, cx),
        }
        Reply::Done
    }

    fn act_on(&mut self, id: Id, arg: &str, cx: &Cx<'_>) -> Reply {
        match id {
            Id::SendMany => match Times::parse(arg) {
                Ok(times) => self.send(times, cx),
                Err(why) => tell(Tone::Warning, &why),
            },
            _ => Reply::NotMine,
        }
    }

    fn why_not(&self, id: Id, cx: &Cx<'_>) -> Option<String> {
        let why = match id {
            Id::Skeleton if matches!(self.sheet(cx).map(|sheet| &sheet.about), None | Some(About::Looking)) => {
                "the registry has not answered yet"
            }
            Id::Produce => "this is it",
            id => form::why_not(id)?,
        };
        Some(why.to_owned())
    }

    fn click(&mut self, column: u16, row: u16, _cx: &Cx<'_>) -> Reply {
        if self.tabs.click(column, row) {
            self.typing = false;
            return Reply::Done;
        }
        let Some((field, line, column)) = self.places.hit(column, row) else {
            return Reply::NotMine;
        };
        self.fields.focus = field;
        self.typing = true;
        self.fields.editor().click(line, column);
        Reply::Done
    }

    fn wake_at(&self, cx: &Cx<'_>) -> Option<At> {
        // how long one waits for an answer is told as it grows
        Some(form::waits(cx.board.deliveries.now.as_ref()?.waits?, cx.now))
    }
}
