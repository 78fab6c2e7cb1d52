//! The fields of a record in the making, and the draft they make.

use crate::jobs::compose::{As, Draft, Field, Kept, Part, text};
use crate::model::names::TopicName;
use crate::tui::action::Id;
use crate::tui::panes::typing;
use crate::tui::widgets::editor::Editor;

/// The order in which one goes from field to field.
pub(super) const ORDER: [Field; 4] = [Field::Key, Field::Partition, Field::Headers, Field::Value];

/// What is typed, and what was not typed but is known.
pub(super) struct Fields {
    topic: TopicName,
    pub(super) key: Editor,
    pub(super) value: Editor,
    pub(super) headers: Editor,
    pub(super) partition: Editor,
    key_how: As,
    value_how: As,
    key_kept: Option<Kept>,
    value_kept: Option<Kept>,
    pub(super) null: bool,
    pub(super) template: bool,
    pub(super) origin: Option<String>,
    /// The field that is typed into.
    pub(super) focus: Field,
    /// The value that was put there by nobody: the skeleton.
    begun: String,
}

impl Fields {
    pub(super) fn new(draft: Draft) -> Self {
        let filled = |mut editor: Editor, text: &str| {
            editor.set(text);
            editor
        };
        // a key of several lines is rare, but it may be one that was read
        let key = if draft.key.text.contains('\n') {
            Editor::new()
        } else {
            Editor::line()
        };
        Self {
            key: filled(key, &draft.key.text),
            value: filled(Editor::new(), &draft.value.text),
            headers: filled(Editor::new(), &draft.headers),
            partition: filled(Editor::line(), &draft.partition),
            topic: draft.topic,
            key_how: draft.key.how,
            value_how: draft.value.how,
            key_kept: draft.key.kept,
            value_kept: draft.value.kept,
            null: draft.value.null,
            template: draft.template,
            origin: draft.origin,
            focus: Field::Value,
            begun: String::new(),
        }
    }

    /// The draft they make.
    pub(super) fn draft(&self) -> Draft {
        let key = self.key.text();
        Draft {
            topic: self.topic.clone(),
            key: Part {
                // a key of a record that is sent again is null as long as nothing is typed
                null: key.is_empty() && self.key_kept.as_ref().is_some_and(|kept| kept.bytes.is_none()),
                text: key,
                how: self.key_how.clone(),
                kept: self.key_kept.clone(),
            },
            value: Part {
                text: self.value.text(),
                how: self.value_how.clone(),
                null: self.null,
                kept: self.value_kept.clone(),
            },
            headers: self.headers.text(),
            partition: self.partition.text(),
            template: self.template,
            origin: self.origin.clone(),
        }
    }

    /// What is worth to be kept when one leaves: not what nobody typed.
    pub(super) fn typed(&self) -> Option<Draft> {
        let mut draft = self.draft();
        let untouched = draft.value.text == self.begun && draft.value.kept.is_none() && !draft.value.null;
        if untouched {
            draft.value.text.clear();
        }
        (!draft.is_blank()).then(|| self.draft())
    }

    /// Puts a value to begin with there, unless something was typed.
    pub(super) fn begin(&mut self, skeleton: &str) -> bool {
        let free = self.value.text() == self.begun && self.value_kept.is_none() && !self.null;
        let new = free && self.begun != skeleton;
        if new {
            self.begun = skeleton.to_owned();
            self.value.set(skeleton);
        }
        new
    }

    /// The same in any case; it can be undone.
    pub(super) fn begin_anew(&mut self, skeleton: &str) {
        self.begun = skeleton.to_owned();
        self.value_how = As::Auto;
        self.null = false;
        self.value.change(skeleton);
    }

    pub(super) fn editor(&mut self) -> &mut Editor {
        match self.focus {
            Field::Key => &mut self.key,
            Field::Value => &mut self.value,
            Field::Headers => &mut self.headers,
            Field::Partition => &mut self.partition,
        }
    }

    pub(super) fn step(&mut self, next: bool) {
        let at = ORDER.iter().position(|field| *field == self.focus).unwrap_or(0);
        let by = if next { 1 } else { ORDER.len() - 1 };
        self.focus = ORDER.get((at + by) % ORDER.len()).copied().unwrap_or(Field::Value);
    }

    /// How the value is written, or the key while it is typed; in words, as it is now.
    pub(super) fn turn(&mut self) -> String {
        let draft = self.draft();
        let (side, part, how) = match self.focus {
            Field::Key => ("the key", &draft.key, &mut self.key_how),
            _ => ("the value", &draft.value, &mut self.value_how),
        };
        *how = part.turned();
        let words = match how {
            As::Auto => "by the topic's schema, if it has one",
            As::Schema(..) => "by the schema it had",
            As::Text => "as text, to the last blank",
            As::Hex => "as bytes in hex",
        };
        format!("{side} is written {words}")
    }

    pub(super) fn lay_out(&mut self) {
        let laid = text::pretty(&self.value.text());
        self.value.change(&laid);
    }

    pub(super) fn how(&self) -> &As {
        &self.value_how
    }

    /// Does what a key of the editor says; false when it is none.
    pub(super) fn edit(&mut self, id: Id) -> bool {
        let single = matches!(self.focus, Field::Key | Field::Partition);
        let row = self.editor().cursor().row;
        let editor = self.editor();
        match id {
            Id::EditEnter | Id::EditDown if single => self.step(true),
            Id::EditUp if single || row == 0 => self.step(false),
            Id::NextField => self.step(true),
            Id::PreviousField => self.step(false),
            id => return typing::edit(editor, id),
        }
        true
    }
}
