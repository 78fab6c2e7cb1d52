//! Dead letters on their way back: a form, a dry run that counts, the run itself, and what became of it.

mod fields;
mod runs;
#[cfg(test)]
pub(super) mod tests;
mod view;
mod words;

use super::{Cx, Reply, Screen};
use crate::jobs::errand::{Errand, Job};
use crate::jobs::redrive::{self, Asked, Count, Counted, Field, Form, Underway, Wrong};
use crate::model::names::TopicName;
use crate::model::time::At;
use crate::tui::action::{Id, Scope};
use crate::tui::effect::Effect;
use crate::tui::event::{Notice, Tone};
use crate::tui::panes::form::{self, Places};
use crate::tui::panes::tabbed::Tabbed;
use crate::tui::place::Place;
use fields::Fields;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use runs::Runs;
use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;

const RUNS: usize = 1;

/// The redrive screen.
pub(super) struct Redrive {
    topic: TopicName,
    /// The filter it was opened with.
    found: Option<String>,
    fields: Fields,
    typing: bool,
    tabs: Tabbed,
    runs: Runs,
    /// What the fields ask for; none before they were looked at.
    asked: Option<Result<Arc<Asked>, Wrong>>,
    /// The checkpoint was named, or cannot be.
    begun: bool,
    /// When the last run ended that was seen here; none before the first look.
    ended: Option<Option<At>>,
    /// Rows of the dry run that are scrolled over.
    scrolled: usize,
    cursor: Cell<Option<Position>>,
    places: Places<Field>,
}

impl Redrive {
    pub(super) fn new(topic: TopicName, found: Option<String>) -> Self {
        let form = Form {
            filter: found.clone().unwrap_or_default(),
            ..Form::default()
        };
        Self {
            topic,
            found,
            fields: Fields::new(&form),
            typing: true,
            tabs: Tabbed::default(),
            runs: Runs::default(),
            asked: None,
            begun: false,
            ended: None,
            scrolled: 0,
            cursor: Cell::new(None),
            places: Places::default(),
        }
    }

    /// After each change.
    fn changed(&mut self) {
        self.asked = None;
        self.scrolled = 0;
    }

    fn look_over(&mut self, cx: &Cx<'_>) {
        if !self.begun && cx.contexts.current.is_some() {
            self.begun = true;
            let dir = cx
                .contexts
                .current
                .as_ref()
                .and_then(|context| context.checkpoints.as_ref());
            if let Some(dir) = dir.filter(|_| self.fields.editor(Field::Checkpoint).is_empty()) {
                let file = redrive::checkpoint_in(dir, &self.topic);
                self.fields.fill(Field::Checkpoint, &file);
                self.asked = None;
            }
        }
        if self.asked.is_none() {
            let asked = self.fields.form().asked(&self.topic);
            let known = asked.and_then(|asked| {
                // its places and its filter are understood
                asked.order(cx.now.0, cx.zone, Duration::ZERO)?;
                Ok(Arc::new(asked))
            });
            self.asked = Some(known);
        }
    }

    fn wrong(&self) -> Option<&Wrong> {
        self.asked.as_ref()?.as_ref().err()
    }

    fn asked(&self) -> Option<&Arc<Asked>> {
        self.asked.as_ref()?.as_ref().ok()
    }

    /// The last count, when it is of what is typed now, and of this cluster.
    fn count<'a>(&self, cx: &Cx<'a>) -> Option<&'a Count> {
        let count = cx.board.redrive.count.as_ref()?;
        (self.asked() == Some(&count.asked) && count.context == here(cx)).then_some(count)
    }

    /// What is brought back from here now.
    fn now<'a>(&self, cx: &Cx<'a>) -> Option<&'a Underway> {
        let now = cx.board.redrive.now.as_deref()?;
        (now.asked.source == self.topic && now.context == here(cx)).then_some(now)
    }

    fn dry_run(&mut self, cx: &Cx<'_>) -> Reply {
        self.tabs.show(0);
        self.scrolled = 0;
        // what it comes to wants to be read now
        self.typing = self.wrong().is_some();
        let counting = self.count(cx).map(|count| &count.counted);
        match &self.asked {
            Some(Ok(_)) if matches!(counting, Some(Counted::Counting(_))) => {
                tell(Tone::Info, "it is being counted: ctrl-x stops it")
            }
            Some(Ok(asked)) => Reply::Ask(Box::new(redrive::count(asked, cx.contexts.command()))),
            Some(Err(wrong)) => tell(Tone::Warning, &format!("not counted: {}", words::wrong(wrong))),
            None => Reply::Done,
        }
    }

    fn bring_back(&mut self, cx: &Cx<'_>) -> Reply {
        if let Some(wrong) = self.wrong() {
            return tell(Tone::Warning, &format!("not brought back: {}", words::wrong(wrong)));
        }
        if cx.board.redrive.now.as_ref().is_some_and(|now| now.context == here(cx)) {
            return tell(Tone::Warning, "dead letters are being brought back: ctrl-x stops it");
        }
        let (Some(asked), Some(Counted::Known(survey))) = (self.asked(), self.count(cx).map(|count| &count.counted))
        else {
            return self.dry_run(cx);
        };
        if survey.targets.is_empty() {
            return tell(Tone::Info, "there is nothing to bring back: none of them goes anywhere");
        }
        if let Some(gone) = survey.targets.keys().find(|target| words::is_gone(target, cx.view)) {
            let why = format!("not brought back: there is no topic {gone}; a filter leaves those out, or name another");
            return tell(Tone::Warning, &why);
        }
        let job = redrive::Job::Bring(Arc::clone(asked), Arc::clone(survey));
        Reply::Ask(Box::new(Errand {
            plan: redrive::plan(asked, survey, cx.contexts.command()),
            job: Job::Redrive(Box::new(job)),
        }))
    }

    fn scroll(&mut self, id: Id, cx: &Cx<'_>) -> Reply {
        let Some(by) = form::lines(id) else {
            return Reply::NotMine;
        };
        if self.tabs.open() == RUNS {
            self.runs.step(by, &cx.board.redrive.done);
        } else {
            let rows = self.count(cx).map_or(0, words::rows);
            self.scrolled = self.scrolled.saturating_add_signed(by).min(rows.saturating_sub(1));
        }
        Reply::Done
    }

    /// Fills in what a run was asked for, where it was of this topic.
    fn again(&mut self, cx: &Cx<'_>) -> Reply {
        let Some(run) = self.runs.selected(&cx.board.redrive.done) else {
            return tell(Tone::Info, "nothing was brought back yet");
        };
        if run.asked.source != self.topic {
            return Reply::Go(Place::Redrive(run.asked.source.clone(), run.asked.filter.clone()));
        }
        let mut form = Form::of(&run.asked);
        if run.context != here(cx) {
            // how far it came on another cluster says nothing of this one
            form.checkpoint = String::new();
            self.begun = false;
        }
        self.fields = Fields::new(&form);
        self.changed();
        self.tabs.show(0);
        self.typing = true;
        Reply::Done
    }
}

/// The name of the context.
fn here<'a>(cx: &Cx<'a>) -> &'a str {
    cx.contexts.current.as_ref().map_or("", |context| context.name.as_str())
}

fn tell(tone: Tone, text: &str) -> Reply {
    Reply::Tell(Notice::new(tone, text))
}

impl Screen for Redrive {
    fn place(&self) -> Place {
        Place::Redrive(self.topic.clone(), self.found.clone())
    }

    fn topic(&self) -> Option<&TopicName> {
        Some(&self.topic)
    }

    fn scopes(&self) -> &'static [Scope] {
        match self.typing {
            true => &[Scope::Editor, Scope::Redrive, Scope::Form, Scope::Global],
            false => &[Scope::Redrive, Scope::Form, Scope::Tabs, Scope::Table, Scope::Global],
        }
    }

    fn prepare(&mut self, cx: &Cx<'_>) {
        self.look_over(cx);
        let done = &cx.board.redrive.done;
        let last = done
            .first()
            .filter(|run| run.asked.source == self.topic)
            .map(|run| run.at);
        if self.ended.replace(last).is_some_and(|before| before != last) {
            // what came of it is what one wants to see now
            self.tabs.show(RUNS);
            self.typing = false;
            self.runs = Runs::default();
        }
        let runs = match done.len() {
            0 => String::new(),
            count => count.to_string(),
        };
        self.tabs
            .set(vec![("dry run", words::title(self.count(cx))), ("runs", runs)]);
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
        let all = self.fields.here().insert(text);
        self.changed();
        all
    }

    fn act(&mut self, id: Id, cx: &Cx<'_>) -> Reply {
        if self.typing && self.fields.edit(id) {
            self.changed();
            return Reply::Done;
        }
        match id {
            Id::EditDone => self.typing = false,
            Id::Type if self.tabs.open() == RUNS => return self.again(cx),
            Id::Type => self.typing = true,
            Id::DryRun => return self.dry_run(cx),
            Id::BringBack => return self.bring_back(cx),
            Id::KeepHeaders => {
                self.fields.keep = !self.fields.keep;
                self.changed();
                return tell(Tone::Info, words::kept(self.fields.keep));
            }
            Id::CopyCommand => match &self.asked {
                Some(Ok(asked)) => {
                    let line = shell_words::join(asked.command(cx.contexts.command()));
                    return Reply::Effects(vec![Effect::Copy(line)]);
                }
                Some(Err(wrong)) => return tell(Tone::Warning, &words::wrong(wrong)),
                None => {}
            },
            Id::NextTab | Id::PreviousTab => self.tabs.step(id == Id::NextTab),
            id => return self.scroll(id, cx),
        }
        Reply::Done
    }

    fn why_not(&self, id: Id, _cx: &Cx<'_>) -> Option<String> {
        let why = match id {
            Id::Redrive => "this is it",
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
        self.fields.here().click(line, column);
        Reply::Done
    }

    fn wake_at(&self, cx: &Cx<'_>) -> Option<At> {
        // how long one waits for an answer is told as it grows
        Some(form::waits(self.now(cx)?.waits?, cx.now))
    }
}
