//! What is typed after `:` and `/`.

use super::Ui;
use crate::jobs::browse::{self, ReadAs};
use crate::jobs::schemas::Found;
use crate::tui::action::{Arg, Id, Scope};
use crate::tui::command::{complete, parse};
use crate::tui::effect::Effect;
use crate::tui::key::Chord;
use crate::tui::prompt::{Kind, Prompt};
use crate::tui::widgets::menu::Entry;
use crate::tui::widgets::table::Filter;

impl Ui {
    pub(super) fn begin_command(&mut self, text: &str) {
        self.begin(Kind::Command, text);
    }

    /// Begins a line with a text, which may be gone on with.
    pub(super) fn begin(&mut self, kind: Kind, text: &str) {
        self.prompt = Some(Prompt::new(kind, text));
        self.typed();
    }

    pub(super) fn begin_filter(&mut self) {
        let Some(table) = self.history.here_mut().table() else {
            return;
        };
        self.prompt = Some(Prompt::new(Kind::Filter, table.state.filter().text()));
    }

    pub(super) fn key_in_prompt(&mut self, chord: Chord, now: i64) -> Vec<Effect> {
        let id = self.shared.keymap.action(&[Scope::Prompt], chord);
        let Some(prompt) = &mut self.prompt else {
            return Vec::new();
        };
        match id {
            Some(Id::PromptRun) => return self.run_prompt(now),
            Some(Id::PromptCancel) => return self.cancel_prompt(),
            Some(Id::PromptBackspace) => {
                if !prompt.backspace() && prompt.text().is_empty() {
                    return self.cancel_prompt();
                }
            }
            Some(Id::PromptNext) => return choose(prompt, 1),
            Some(Id::PromptPrevious) => return choose(prompt, -1),
            Some(Id::PromptLeft) => prompt.left(),
            Some(Id::PromptHome) => prompt.home(),
            Some(Id::PromptEnd) => prompt.end(),
            Some(Id::PromptRight) => drop(prompt.right()),
            Some(Id::PromptAccept) => drop(prompt.accept()),
            Some(Id::PromptDelete) => prompt.delete(),
            Some(Id::PromptDeleteWord) => prompt.delete_word(),
            Some(Id::PromptClear) => prompt.clear(),
            _ => match chord.typed() {
                Some(c) => prompt.insert(c.encode_utf8(&mut [0; 4])),
                None => return Vec::new(),
            },
        }
        self.typed();
        Vec::new()
    }

    /// After each change: a filter filters at once, a command offers what it may become.
    pub(super) fn typed(&mut self) {
        let Some(mut prompt) = self.prompt.take() else { return };
        prompt.error = None;
        match prompt.kind {
            Kind::Filter => {
                let filter = Filter::new(prompt.text());
                prompt.error = filter.error().map(str::to_owned);
                self.filter(filter);
            }
            Kind::Search if prompt.text().is_empty() => prompt.offer(forms()),
            Kind::Search => {
                prompt.offer(Vec::new());
                prompt.error = browse::check(prompt.text()).err();
            }
            Kind::Command => {
                let scopes = self.scopes();
                let text = prompt.text().to_owned();
                prompt.offer(complete(&text, scopes, |arg| self.values(arg)));
            }
        }
        self.prompt = Some(prompt);
    }

    pub(super) fn filter(&mut self, filter: Filter) {
        if let Some(table) = self.history.here_mut().table() {
            table.state.set_filter(filter);
        }
    }

    fn cancel_prompt(&mut self) -> Vec<Effect> {
        if let Some(prompt) = self.prompt.take().filter(|prompt| prompt.kind == Kind::Filter) {
            self.filter(Filter::new(&prompt.before));
        }
        Vec::new()
    }

    fn run_prompt(&mut self, now: i64) -> Vec<Effect> {
        let Some(mut prompt) = self.prompt.take() else {
            return Vec::new();
        };
        match prompt.kind {
            Kind::Filter => return Vec::new(),
            Kind::Search if prompt.text().is_empty() => return Vec::new(),
            Kind::Search if prompt.error.is_some() => {
                self.prompt = Some(prompt);
                return Vec::new();
            }
            Kind::Search => return self.run(Id::Search, Some(prompt.text()), now),
            Kind::Command => {}
        }
        // a completion that was chosen by hand is what is meant
        let line = match prompt.entries.get(prompt.chosen) {
            Some(entry) if prompt.chosen > 0 => entry.text.clone(),
            _ => prompt.text().to_owned(),
        };
        match parse(&line, self.scopes()) {
            Ok(Some(command)) => self.run(command.id, command.arg.as_deref(), now),
            Ok(None) => Vec::new(),
            Err(error) => {
                prompt.error = Some(error);
                self.prompt = Some(prompt);
                Vec::new()
            }
        }
    }

    /// The subjects, as far as they were listed.
    fn subjects(&self) -> Vec<String> {
        match &self.shared.board.schemas.found {
            Found::Subjects(all) => all.rows.iter().map(|row| row.subject.clone()).collect(),
            Found::Nothing | Found::Subject(_) => Vec::new(),
        }
    }

    /// What an argument may be, of what is known now.
    fn values(&mut self, arg: Arg) -> Vec<String> {
        let view = &self.shared.view;
        match arg {
            Arg::Topic => view
                .topology
                .topics()
                .iter()
                .map(|topic| topic.name.to_string())
                .collect(),
            Arg::Group => view.groups.list.iter().map(|group| group.id.to_string()).collect(),
            Arg::Broker => view
                .cluster
                .brokers
                .iter()
                .map(|broker| broker.id.to_string())
                .collect(),
            Arg::Context => self
                .shared
                .contexts
                .all
                .iter()
                .map(|context| context.name.clone())
                .collect(),
            Arg::Theme => crate::tui::theme::shipped().map(str::to_owned).collect(),
            Arg::Format => ["csv", "json"].map(str::to_owned).to_vec(),
            Arg::Filter => Vec::new(),
            Arg::Spot => ["live", "earliest", "-100", "-15m", "-1h"].map(str::to_owned).to_vec(),
            Arg::Times => ["10", "100 10/s", "1000 100/s"].map(str::to_owned).to_vec(),
            Arg::Partition => vec!["all".to_owned()],
            Arg::Export => ["jsonl", "csv", "raw"].map(str::to_owned).to_vec(),
            Arg::ReadAs => ReadAs::words().map(str::to_owned).collect(),
            Arg::Level => crate::jobs::schemas::LEVELS.map(str::to_owned).to_vec(),
            Arg::Mode => crate::jobs::schemas::MODES.map(str::to_owned).to_vec(),
            Arg::Subject => self.subjects(),
            Arg::File | Arg::Version => Vec::new(),
            Arg::Scenario => self.shared.contexts.scenarios.clone(),
            Arg::Column => {
                let table = self.history.here_mut().table();
                table.map_or_else(Vec::new, |table| {
                    table
                        .source
                        .columns()
                        .iter()
                        .map(|column| column.id.to_owned())
                        .collect()
                })
            }
        }
    }
}

/// How a search begins, of each kind.
fn forms() -> Vec<Entry> {
    let entry = |(text, doc): (&str, &str)| Entry {
        text: text.to_owned(),
        doc: doc.to_owned(),
    };
    [
        ("text:", "the value contains this; text: may be left out"),
        ("key:", "the key contains this"),
        ("header:", "there is a header NAME, or NAME=VALUE"),
        ("re:/", "the value matches re:/PATTERN/; flags i m s x behind it"),
        (".value.", "jq over topic partition offset timestamp key value headers"),
    ]
    .map(entry)
    .to_vec()
}

fn choose(prompt: &mut Prompt, by: isize) -> Vec<Effect> {
    prompt.choose(by);
    Vec::new()
}
