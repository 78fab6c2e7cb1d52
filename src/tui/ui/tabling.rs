//! What every table can do, on the table of the screen.

use super::Ui;
use crate::text::nearest;
use crate::tui::action::Id;
use crate::tui::effect::{Effect, Format};
use crate::tui::event::{Notice, Tone};
use crate::tui::screens::TableOf;
use crate::tui::widgets::table::{Move, Sort, to_csv, to_json};

impl Ui {
    pub(super) fn run_on_table(&mut self, id: Id, arg: Option<&str>, now: i64) -> Vec<Effect> {
        let stem = self.place().word().replace(' ', "-");
        let Some(TableOf { state, source }) = self.history.here_mut().table() else {
            return Vec::new();
        };
        match id {
            Id::Up => state.go(Move::By(-1), source),
            Id::Down => state.go(Move::By(1), source),
            Id::PageUp => state.go(Move::Pages(-1), source),
            Id::PageDown => state.go(Move::Pages(1), source),
            Id::First => state.go(Move::First, source),
            Id::Last => state.go(Move::Last, source),
            Id::Faults => state.toggle_faults(),
            Id::Mark => state.toggle_mark(source),
            Id::SortLeft => state.sort_beside(-1, source),
            Id::SortRight => state.sort_beside(1, source),
            Id::SortUp | Id::SortDown => {
                state.set_sort(Sort {
                    descending: id == Id::SortDown,
                    ..state.sort()
                });
            }
            Id::Sort => return self.sort_by_name(arg, now),
            Id::Filter => self.begin_filter(),
            Id::Copy => return vec![Effect::Copy(state.copy(source))],
            Id::Save => {
                let format = match arg {
                    None | Some("csv") => Format::Csv,
                    Some("json") => Format::Json,
                    Some(other) => {
                        let text = format!("save: {other} is neither csv nor json");
                        self.tell(Notice::new(Tone::Warning, text), now);
                        return Vec::new();
                    }
                };
                let content = if format == Format::Csv {
                    to_csv(state, source)
                } else {
                    to_json(state, source)
                };
                let content = content.into_bytes();
                return vec![Effect::Save { stem, format, content }];
            }
            _ => {}
        }
        Vec::new()
    }

    pub(super) fn sort_by_letter(&mut self, letter: Option<char>, now: i64) -> Vec<Effect> {
        let Some(table) = self.history.here_mut().table() else {
            return Vec::new();
        };
        let columns = table.source.columns();
        match columns
            .iter()
            .position(|column| column.letter.is_some() && column.letter == letter)
        {
            Some(column) => table.state.sort_by(column, table.source),
            None => {
                let letters: Vec<String> = columns
                    .iter()
                    .filter_map(|column| Some(format!("{} {}", column.letter?, column.title.to_lowercase())))
                    .collect();
                let text = format!("sort by: {}", letters.join("  "));
                self.tell(Notice::new(Tone::Info, text), now);
            }
        }
        Vec::new()
    }

    fn sort_by_name(&mut self, name: Option<&str>, now: i64) -> Vec<Effect> {
        let Some(table) = self.history.here_mut().table() else {
            return Vec::new();
        };
        let Some(name) = name else {
            table.state.set_sort(Sort {
                column: None,
                descending: false,
            });
            return Vec::new();
        };
        let columns = table.source.columns();
        let named = columns
            .iter()
            .position(|column| column.id.eq_ignore_ascii_case(name) || column.title.eq_ignore_ascii_case(name));
        match named {
            Some(column) => table.state.sort_by(column, table.source),
            None => {
                let near = nearest(name, columns.iter().map(|column| column.id));
                let all = || columns.iter().map(|column| column.id).collect::<Vec<_>>().join(", ");
                let hint = near.map_or_else(
                    || format!("there are {}", all()),
                    |near| format!("did you mean {near}?"),
                );
                self.tell(
                    Notice::new(Tone::Warning, format!("there is no column {name}: {hint}")),
                    now,
                );
            }
        }
        Vec::new()
    }
}
