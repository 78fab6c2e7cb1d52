//! THE registry of actions. Keys, `:` commands, `?` help, footer hints and the key table of the README all come from it:
//! a key that is not here cannot exist.
//!
//! One file a scope. To add an action: a variant of [`Id`], an [`Action`] in its scope's table, and its handling in
//! `update` or in the screen's `act`.

mod dialog;
mod docs;
mod global;
mod id;
mod produce;
mod prompt;
mod redrive;
mod schemas;
mod screens;
mod table;
#[cfg(test)]
mod tests;

pub use docs::key_table;
pub(crate) use docs::keys_in_words;
pub use id::Id;

/// Where an action is at home. The scopes of a screen are asked from the innermost to [`Scope::Global`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// Everywhere.
    Global,
    /// Wherever there is a table.
    Table,
    /// Wherever there are tabs.
    Tabs,
    /// While something is typed after `:` or `/`.
    Prompt,
    /// While a dialog is open.
    Dialog,
    /// While a dialog asks for yes or no.
    Choice,
    /// The overview.
    Overview,
    /// The list of topics.
    Topics,
    /// One topic.
    Topic,
    /// The records of a topic.
    Records,
    /// One record.
    Record,
    /// A record in the making.
    Produce,
    /// Dead letters on their way back.
    Redrive,
    /// Wherever fields are filled in.
    Form,
    /// While a text is typed.
    Editor,
    /// The schema registry: all of it, and one subject.
    Registry,
    /// The list of subjects.
    Subjects,
    /// One subject.
    Subject,
    /// The list of brokers.
    Brokers,
    /// One broker.
    Broker,
    /// The list of groups.
    Groups,
    /// One group.
    Group,
    /// The quorum.
    Quorum,
    /// The events.
    Events,
    /// The contexts.
    Contexts,
    /// The help.
    Help,
}

impl Scope {
    /// Its name, as it is written before the dot in `[keys]`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Table => "table",
            Self::Tabs => "tabs",
            Self::Prompt => "prompt",
            Self::Dialog => "dialog",
            Self::Choice => "choice",
            Self::Overview => "overview",
            Self::Topics => "topics",
            Self::Topic => "topic",
            Self::Records => "records",
            Self::Record => "record",
            Self::Produce => "produce",
            Self::Redrive => "redrive",
            Self::Form => "form",
            Self::Editor => "editor",
            Self::Registry => "registry",
            Self::Subjects => "subjects",
            Self::Subject => "subject",
            Self::Brokers => "brokers",
            Self::Broker => "broker",
            Self::Groups => "groups",
            Self::Group => "group",
            Self::Quorum => "quorum",
            Self::Events => "events",
            Self::Contexts => "contexts",
            Self::Help => "help",
        }
    }
}

pub use crate::plan::Danger;

/// What follows a command's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arg {
    /// A topic's name.
    Topic,
    /// A broker's id.
    Broker,
    /// A group's id.
    Group,
    /// A context's name.
    Context,
    /// A column of the table.
    Column,
    /// A theme's name.
    Theme,
    /// `csv` or `json`.
    Format,
    /// A filter.
    Filter,
    /// Where to begin to read.
    Spot,
    /// A partition's number, or all.
    Partition,
    /// `jsonl`, `csv` or `raw`.
    Export,
    /// `auto`, or a format's name.
    ReadAs,
    /// How often, and how fast.
    Times,
    /// A scenario of the demo.
    Scenario,
    /// A subject of the schema registry.
    Subject,
    /// A version of the subject.
    Version,
    /// A level of compatibility.
    Level,
    /// A mode of the schema registry.
    Mode,
    /// A file's path.
    File,
}

/// What is known when it is asked whether an action is possible now.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts {
    /// Nothing may be changed here.
    pub read_only: bool,
    /// There is a thing under the cursor.
    pub row: bool,
    /// A topic is named, or under the cursor, or all of the screen.
    pub topic: bool,
    /// Dead letters lie there, by its name.
    pub dead_letters: bool,
    /// There is a place to go back to.
    pub back: bool,
    /// There is a place to go forward to.
    pub forward: bool,
    /// Something is under way.
    pub work: bool,
    /// The cluster that is looked at is the demo.
    pub demo: bool,
}

/// One thing a person can do.
#[derive(Debug, Clone, Copy)]
pub struct Action {
    /// Its identity.
    pub id: Id,
    /// Where it is at home.
    pub scope: Scope,
    /// Its name: as a command, and after the dot in `[keys]`.
    pub name: &'static str,
    /// Other names as a command.
    pub aliases: &'static [&'static str],
    /// One line, in the imperative, without a full stop.
    pub doc: &'static str,
    /// Its default keys.
    pub keys: &'static [&'static str],
    /// More default keys in one narrower scope.
    pub also: Option<(Scope, &'static [&'static str])>,
    /// A word for the footer and its rank there (the lowest first); none keeps it out.
    pub hint: Option<(&'static str, u8)>,
    /// What it may do to a cluster.
    pub danger: Danger,
    /// Whether it can be typed after `:`.
    pub command: bool,
    /// What follows its name, and whether that is required.
    pub arg: Option<(Arg, bool)>,
    /// Whether the footer is the place to name it now.
    pub useful: fn(&Facts) -> bool,
    /// Why it is not possible now.
    disabled: fn(&Facts) -> Option<&'static str>,
}

impl Action {
    const fn new(id: Id, scope: Scope, name: &'static str, doc: &'static str, keys: &'static [&'static str]) -> Self {
        Self {
            id,
            scope,
            name,
            aliases: &[],
            doc,
            keys,
            also: None,
            hint: None,
            danger: Danger::Read,
            command: false,
            arg: None,
            useful: |_| true,
            disabled: |_| None,
        }
    }

    /// The action, also typed after `:`, by its name or one of these.
    const fn command(self, aliases: &'static [&'static str]) -> Self {
        Self {
            command: true,
            aliases,
            ..self
        }
    }

    const fn takes(self, arg: Arg) -> Self {
        Self {
            arg: Some((arg, false)),
            ..self
        }
    }

    const fn needs(self, arg: Arg) -> Self {
        Self {
            arg: Some((arg, true)),
            ..self
        }
    }

    const fn hint(self, label: &'static str, rank: u8) -> Self {
        Self {
            hint: Some((label, rank)),
            ..self
        }
    }

    /// The footer names it only then.
    const fn when(self, useful: fn(&Facts) -> bool) -> Self {
        Self { useful, ..self }
    }

    const fn also(self, scope: Scope, keys: &'static [&'static str]) -> Self {
        Self {
            also: Some((scope, keys)),
            ..self
        }
    }

    const fn danger(self, danger: Danger) -> Self {
        Self { danger, ..self }
    }

    const fn disabled(self, disabled: fn(&Facts) -> Option<&'static str>) -> Self {
        Self { disabled, ..self }
    }

    /// Why it is not possible now; none when it is.
    #[must_use]
    pub fn why_not(&self, facts: &Facts) -> Option<&'static str> {
        if facts.read_only && self.danger > Danger::Read {
            return Some("this context is read-only");
        }
        (self.disabled)(facts)
    }

    /// Its name in `[keys]`: `table.mark`.
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("{}.{}", self.scope.name(), self.name)
    }
}

/// Every action, scope by scope.
pub fn all() -> impl Iterator<Item = &'static Action> + Clone {
    [
        global::ACTIONS,
        table::ACTIONS,
        screens::ACTIONS,
        produce::ACTIONS,
        redrive::ACTIONS,
        schemas::ACTIONS,
        prompt::ACTIONS,
        dialog::ACTIONS,
    ]
    .into_iter()
    .flatten()
}

/// The action of an identity.
#[must_use]
pub fn get(id: Id) -> Option<&'static Action> {
    all().find(|action| action.id == id)
}

fn needs_row(facts: &Facts) -> Option<&'static str> {
    (!facts.row).then_some("there is nothing under the cursor")
}
