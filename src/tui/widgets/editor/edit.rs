//! Changes. Each is one replacement of a stretch by a text, so that each can be undone and done again.

use super::{Editor, LONGEST, Pos};
use std::collections::VecDeque;
use unicode_segmentation::UnicodeSegmentation;

/// Changes that can be undone at most, and the bytes they keep.
const CHANGES: usize = 1_000;
const KEPT: usize = 4 << 20;

/// One replacement.
#[derive(Debug, Clone)]
struct Change {
    from: Pos,
    removed: String,
    inserted: String,
    before: Pos,
}

/// What can be undone, the latest last, and done again.
#[derive(Debug, Default)]
pub(super) struct Undo {
    done: VecDeque<Change>,
    undone: Vec<Change>,
    kept: usize,
    /// The next letter belongs to the last change.
    open: bool,
}

impl Undo {
    fn push(&mut self, change: Change, typed: bool) {
        self.undone.clear();
        let goes_on = self.done.back_mut().filter(|last| {
            let joined = self.open && typed && last.removed.is_empty() && change.removed.is_empty();
            joined && end(last.from, &last.inserted) == change.from
        });
        match goes_on {
            Some(last) => {
                self.kept += change.inserted.len();
                last.inserted.push_str(&change.inserted);
            }
            None => {
                self.kept += change.removed.len() + change.inserted.len();
                self.done.push_back(change);
            }
        }
        self.open = typed;
        while self.done.len() > CHANGES || (self.kept > KEPT && self.done.len() > 1) {
            let Some(gone) = self.done.pop_front() else { break };
            self.kept -= gone.removed.len() + gone.inserted.len();
        }
    }

    /// What is typed next is a change of its own.
    pub(super) const fn close(&mut self) {
        self.open = false;
    }
}

/// Where a text ends that begins there.
fn end(from: Pos, text: &str) -> Pos {
    match text.rsplit_once('\n') {
        None => Pos {
            row: from.row,
            at: from.at + text.len(),
        },
        Some((before, last)) => Pos {
            row: from.row + before.matches('\n').count() + 1,
            at: last.len(),
        },
    }
}

impl Editor {
    /// Types or pastes a text; whether all of it had room. Control characters but line ends and tabs are left out.
    pub fn insert(&mut self, text: &str) -> bool {
        let text = self.clean(text);
        let room = LONGEST.saturating_sub(self.size);
        let fits = text.floor_char_boundary(room.min(text.len()));
        let all = fits == text.len();
        let text = text.get(..fits).unwrap_or_default();
        let typed = text.graphemes(true).count() == 1 && text != "\n";
        self.replace(self.cursor, self.cursor, text, typed);
        self.settle();
        all
    }

    fn clean(&self, text: &str) -> String {
        let plain = text.replace("\r\n", "\n").replace('\r', "\n");
        let plain = plain.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t'));
        match self.single {
            true => plain.map(|c| if c == '\n' { ' ' } else { c }).collect(),
            false => plain.collect(),
        }
    }

    /// Begins a line that stands in as far as this one does, and further within a bracket. In a text of one line it does
    /// nothing.
    pub fn newline(&mut self) {
        if self.single {
            return;
        }
        let before = self.before();
        let blanks = before.len() - before.trim_start_matches(' ').len();
        let deeper = if before.trim_end().ends_with(['{', '[']) { 2 } else { 0 };
        let indent = " ".repeat(blanks + deeper);
        let closes = deeper > 0 && self.after().trim_start().starts_with(['}', ']']);
        self.insert(&format!("\n{indent}"));
        if closes {
            // the bracket goes to a line of its own
            let here = self.cursor;
            self.insert(&format!("\n{}", " ".repeat(blanks)));
            self.cursor = here;
        }
    }

    /// Deletes the grapheme before the cursor, or the line end there; of blanks at a line's beginning two.
    pub fn backspace(&mut self) {
        let before = self.before();
        let indent = !before.is_empty() && before.len().is_multiple_of(2) && before.bytes().all(|byte| byte == b' ');
        let from = match before.grapheme_indices(true).next_back() {
            Some(_) if indent => before.len() - 2,
            Some((at, _)) => at,
            None => return self.join_above(),
        };
        let from = Pos {
            at: from,
            ..self.cursor
        };
        self.replace(from, self.cursor, "", false);
    }

    fn join_above(&mut self) {
        let Some(row) = self.cursor.row.checked_sub(1) else {
            return;
        };
        let at = self.line_at(row).len();
        self.replace(Pos { row, at }, self.cursor, "", false);
        self.settle();
    }

    /// Deletes the grapheme after the cursor, or the line end there.
    pub fn delete(&mut self) {
        let to = match self.after().graphemes(true).next() {
            Some(cluster) => Pos {
                at: self.cursor.at + cluster.len(),
                ..self.cursor
            },
            None if self.cursor.row < self.last_row() => Pos {
                row: self.cursor.row + 1,
                at: 0,
            },
            None => return,
        };
        self.replace(self.cursor, to, "", false);
        self.settle();
    }

    /// Deletes the word before the cursor; at a line's beginning the line end.
    pub fn delete_word(&mut self) {
        let before = self.before();
        if before.is_empty() {
            return self.join_above();
        }
        let word = |c: char| c.is_alphanumeric() || c == '_';
        let trimmed = before.trim_end_matches(|c: char| !word(c));
        let trimmed = trimmed.trim_end_matches(word);
        let from = Pos {
            at: trimmed.len(),
            ..self.cursor
        };
        self.replace(from, self.cursor, "", false);
    }

    /// Deletes the line of the cursor.
    pub fn delete_line(&mut self) {
        let (row, last) = (self.cursor.row, self.last_row());
        let (from, to) = if row < last {
            (Pos { row, at: 0 }, Pos { row: row + 1, at: 0 })
        } else {
            let above = row.checked_sub(1).map(|row| Pos {
                row,
                at: self.line_at(row).len(),
            });
            let end = self.line_at(row).len();
            (above.unwrap_or_default(), Pos { row, at: end })
        };
        self.replace(from, to, "", false);
        self.cursor.at = 0;
    }

    /// Deletes everything.
    pub fn clear(&mut self) {
        let row = self.last_row();
        let at = self.line_at(row).len();
        self.replace(Pos::default(), Pos { row, at }, "", false);
    }

    /// Puts another text in the place of all; it can be undone.
    pub fn change(&mut self, text: &str) {
        self.clear();
        self.insert(text);
        self.cursor = Pos::default();
    }

    /// Moves the line of the cursor up or down by one.
    pub fn move_line(&mut self, down: bool) {
        let upper = if down {
            Some(self.cursor.row)
        } else {
            self.cursor.row.checked_sub(1)
        };
        let Some(upper) = upper.filter(|upper| *upper < self.last_row()) else {
            return;
        };
        let (first, second) = (self.line_at(upper).to_owned(), self.line_at(upper + 1).to_owned());
        let to = Pos {
            row: upper + 1,
            at: second.len(),
        };
        let cursor = Pos {
            row: if down { upper + 1 } else { upper },
            at: self.cursor.at,
        };
        self.replace(Pos { row: upper, at: 0 }, to, &format!("{second}\n{first}"), false);
        self.cursor = cursor;
    }

    /// Takes back the last change; false when there is none.
    pub fn undo(&mut self) -> bool {
        let Some(change) = self.undo.done.pop_back() else {
            return false;
        };
        self.undo.kept -= change.removed.len() + change.inserted.len();
        self.undo.close();
        self.swap(change.from, end(change.from, &change.inserted), &change.removed);
        self.cursor = change.before;
        self.undo.undone.push(change);
        true
    }

    /// Does again what was taken back; false when there is nothing.
    pub fn redo(&mut self) -> bool {
        let Some(change) = self.undo.undone.pop() else {
            return false;
        };
        self.swap(change.from, end(change.from, &change.removed), &change.inserted);
        self.cursor = end(change.from, &change.inserted);
        self.undo.kept += change.removed.len() + change.inserted.len();
        self.undo.done.push_back(change);
        self.undo.close();
        true
    }

    fn replace(&mut self, from: Pos, to: Pos, text: &str, typed: bool) {
        if from == to && text.is_empty() {
            return;
        }
        let before = self.cursor;
        let removed = self.swap(from, to, text);
        self.cursor = end(from, text);
        self.wanted = None;
        let inserted = text.to_owned();
        let change = Change {
            from,
            removed,
            inserted,
            before,
        };
        self.undo.push(change, typed);
    }

    /// Puts a text in the place of a stretch; gives what was there.
    fn swap(&mut self, from: Pos, to: Pos, text: &str) -> String {
        let part = |line: &str, range: std::ops::Range<usize>| line.get(range).unwrap_or_default().to_owned();
        let (first, last) = (self.line_at(from.row), self.line_at(to.row));
        let removed = if from.row == to.row {
            part(first, from.at..to.at)
        } else {
            let mut removed = part(first, from.at..first.len());
            for line in self.lines.get(from.row + 1..to.row).unwrap_or_default() {
                removed.push('\n');
                removed.push_str(line);
            }
            removed.push('\n');
            removed.push_str(last.get(..to.at).unwrap_or_default());
            removed
        };
        let (head, tail) = (part(first, 0..from.at), part(last, to.at..last.len()));
        let whole = format!("{head}{text}{tail}");
        let rows = from.row..=to.row.min(self.last_row());
        self.lines.splice(rows, whole.split('\n').map(str::to_owned));
        self.size = self.size + text.len() - removed.len();
        removed
    }

    /// The cursor may stand within a cluster that a change joined: it moves behind it.
    fn settle(&mut self) {
        let at = self.cursor.at;
        if at == 0 {
            return;
        }
        let line = self.line_at(self.cursor.row);
        let mut edges = line.grapheme_indices(true).map(|(from, cluster)| from + cluster.len());
        self.cursor.at = edges.find(|edge| *edge >= at).unwrap_or(line.len());
    }
}
