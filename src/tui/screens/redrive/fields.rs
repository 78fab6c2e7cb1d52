//! The fields of a redrive.

use crate::jobs::redrive::{Field, Form};
use crate::tui::action::Id;
use crate::tui::panes::typing;
use crate::tui::widgets::editor::Editor;

/// The order in which one goes from field to field.
const ORDER: [Field; 12] = [
    Field::Filter,
    Field::To,
    Field::RouteHeaders,
    Field::From,
    Field::Until,
    Field::Partitions,
    Field::Count,
    Field::Rate,
    Field::MaxRedrives,
    Field::DropHeaders,
    Field::Headers,
    Field::Checkpoint,
];

/// What is typed.
pub(super) struct Fields {
    /// In the order of [`ORDER`].
    editors: [Editor; ORDER.len()],
    pub(super) keep: bool,
    /// The field that is typed into.
    pub(super) focus: Field,
}

impl Fields {
    pub(super) fn new(form: &Form) -> Self {
        let editor = |field: Field| {
            let mut editor = match field {
                Field::Headers => Editor::new(),
                _ => Editor::line(),
            };
            editor.set(text(form, field));
            editor.end();
            editor
        };
        Self {
            editors: ORDER.map(editor),
            keep: form.keep_headers,
            focus: Field::Filter,
        }
    }

    pub(super) fn form(&self) -> Form {
        let text = |field| self.editor(field).text();
        Form {
            filter: text(Field::Filter),
            to: text(Field::To),
            route_headers: text(Field::RouteHeaders),
            from: text(Field::From),
            until: text(Field::Until),
            partitions: text(Field::Partitions),
            count: text(Field::Count),
            rate: text(Field::Rate),
            max_redrives: text(Field::MaxRedrives),
            drop_headers: text(Field::DropHeaders),
            headers: text(Field::Headers),
            checkpoint: text(Field::Checkpoint),
            keep_headers: self.keep,
        }
    }

    fn at(field: Field) -> usize {
        ORDER.iter().position(|one| *one == field).unwrap_or(0)
    }

    pub(super) fn editor(&self, field: Field) -> &Editor {
        let [first, ..] = &self.editors;
        self.editors.get(Self::at(field)).unwrap_or(first)
    }

    /// The one that is typed into.
    pub(super) fn here(&mut self) -> &mut Editor {
        let at = Self::at(self.focus);
        let [first, rest @ ..] = &mut self.editors;
        match at.checked_sub(1).and_then(|at| rest.get_mut(at)) {
            Some(editor) => editor,
            None => first,
        }
    }

    /// Puts a text into a field that nobody typed into.
    pub(super) fn fill(&mut self, field: Field, text: &str) {
        let focus = std::mem::replace(&mut self.focus, field);
        self.here().set(text);
        self.here().end();
        self.focus = focus;
    }

    fn step(&mut self, next: bool) {
        let by = if next { 1 } else { ORDER.len() - 1 };
        let to = (Self::at(self.focus) + by) % ORDER.len();
        self.focus = ORDER.get(to).copied().unwrap_or(Field::Filter);
    }

    /// Does what a key of the editor says; false when it is none.
    pub(super) fn edit(&mut self, id: Id) -> bool {
        let single = self.focus != Field::Headers;
        let (row, rows) = (self.here().cursor().row, self.here().rows());
        match id {
            Id::EditEnter if single => self.step(true),
            Id::EditDown if row + 1 >= rows => self.step(true),
            Id::EditUp if row == 0 => self.step(false),
            Id::NextField => self.step(true),
            Id::PreviousField => self.step(false),
            id => return typing::edit(self.here(), id),
        }
        true
    }
}

fn text(form: &Form, field: Field) -> &str {
    match field {
        Field::Filter => &form.filter,
        Field::To => &form.to,
        Field::RouteHeaders => &form.route_headers,
        Field::From => &form.from,
        Field::Until => &form.until,
        Field::Partitions => &form.partitions,
        Field::Count => &form.count,
        Field::Rate => &form.rate,
        Field::MaxRedrives => &form.max_redrives,
        Field::DropHeaders => &form.drop_headers,
        Field::Headers => &form.headers,
        Field::Checkpoint => &form.checkpoint,
    }
}
