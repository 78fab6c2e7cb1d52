//! One line that is typed, with its cursor and what it may be completed to.

use super::widgets::menu::Entry;
use unicode_segmentation::UnicodeSegmentation;

/// What is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A command, after `:`.
    Command,
    /// A filter, after `/`.
    Filter,
    /// What to search a topic for.
    Search,
}

/// A line in the making.
#[derive(Debug, Clone)]
pub struct Prompt {
    /// What is typed.
    pub kind: Kind,
    text: String,
    /// Bytes before the cursor; always at the edge of a grapheme.
    cursor: usize,
    /// What the text may become, the best first.
    pub entries: Vec<Entry>,
    /// The entry that Tab takes.
    pub chosen: usize,
    /// What was there before, for a cancelled filter.
    pub before: String,
    /// Why the text is not understood.
    pub error: Option<String>,
}

/// The longest line; a paste beyond it is cut. Bytes.
const LONGEST: usize = 1_000;

impl Prompt {
    /// A prompt that begins with a text.
    #[must_use]
    pub fn new(kind: Kind, text: &str) -> Self {
        let text = text.to_owned();
        let (cursor, before) = (text.len(), text.clone());
        Self {
            kind,
            text,
            cursor,
            entries: Vec::new(),
            chosen: 0,
            before,
            error: None,
        }
    }

    /// What is typed so far.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What stands before the cursor.
    #[must_use]
    pub fn before_cursor(&self) -> &str {
        self.text.get(..self.cursor).unwrap_or_default()
    }

    /// The rest of the chosen completion, shown in grey behind the text; empty unless it continues what is typed.
    #[must_use]
    pub fn ghost(&self) -> &str {
        let chosen = self
            .entries
            .get(self.chosen)
            .filter(|_| self.cursor == self.text.len() && !self.text.is_empty());
        chosen
            .and_then(|entry| entry.text.strip_prefix(self.text.as_str()))
            .unwrap_or_default()
    }

    /// Types a text; control characters (of a paste) become blanks.
    pub fn insert(&mut self, typed: &str) {
        for c in typed.chars() {
            let c = if c.is_control() { ' ' } else { c };
            if self.text.len() + c.len_utf8() > LONGEST {
                break;
            }
            self.text.insert(self.cursor, c);
            self.cursor += c.len_utf8();
        }
        self.settle();
    }

    /// After inserting, the cursor may stand within a cluster that the new char joined: it moves behind it.
    fn settle(&mut self) {
        let mut edges = self.text.grapheme_indices(true).map(|(at, cluster)| at + cluster.len());
        if self.cursor != 0 {
            self.cursor = edges.find(|edge| *edge >= self.cursor).unwrap_or(self.text.len());
        }
    }

    /// Deletes what is before the cursor; false when nothing was there.
    pub fn backspace(&mut self) -> bool {
        let Some((at, _)) = self.before_cursor().grapheme_indices(true).next_back() else {
            return false;
        };
        self.text.replace_range(at..self.cursor, "");
        self.cursor = at;
        true
    }

    /// Deletes what is after the cursor.
    pub fn delete(&mut self) {
        let after = self
            .text
            .get(self.cursor..)
            .and_then(|rest| rest.graphemes(true).next())
            .map_or(0, str::len);
        self.text.replace_range(self.cursor..self.cursor + after, "");
    }

    /// Deletes the word before the cursor.
    pub fn delete_word(&mut self) {
        let trimmed = self.before_cursor().trim_end();
        let start = trimmed.rfind(char::is_whitespace).map_or(0, |at| {
            at + trimmed
                .get(at..)
                .and_then(|rest| rest.chars().next())
                .map_or(0, char::len_utf8)
        });
        self.text.replace_range(start..self.cursor, "");
        self.cursor = start;
    }

    /// Deletes everything.
    pub fn clear(&mut self) {
        self.text.clear();
        self.cursor = 0;
    }

    /// Goes one grapheme to the left.
    pub fn left(&mut self) {
        self.cursor = self
            .before_cursor()
            .grapheme_indices(true)
            .next_back()
            .map_or(0, |(at, _)| at);
    }

    /// Goes one grapheme to the right; at the end takes the completion. Whether it did.
    pub fn right(&mut self) -> bool {
        match self
            .text
            .get(self.cursor..)
            .and_then(|rest| rest.graphemes(true).next())
        {
            Some(cluster) => {
                self.cursor += cluster.len();
                false
            }
            None => self.accept(),
        }
    }

    /// Goes to the start.
    pub const fn home(&mut self) {
        self.cursor = 0;
    }

    /// Goes to the end.
    pub fn end(&mut self) {
        self.cursor = self.text.len();
    }

    /// Takes the chosen completion, with a blank behind it. Whether there was one.
    pub fn accept(&mut self) -> bool {
        let Some(entry) = self.entries.get(self.chosen) else {
            return false;
        };
        // the beginning of a search is gone on with at once
        let gap = if self.kind == Kind::Command { " " } else { "" };
        self.text = format!("{}{gap}", entry.text);
        self.end();
        true
    }

    /// Chooses another completion.
    pub fn choose(&mut self, by: isize) {
        self.chosen = self
            .chosen
            .saturating_add_signed(by)
            .min(self.entries.len().saturating_sub(1));
    }

    /// Offers other completions.
    pub fn offer(&mut self, entries: Vec<Entry>) {
        self.entries = entries;
        self.chosen = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entry(text: &str) -> Entry {
        Entry {
            text: text.into(),
            doc: String::new(),
        }
    }

    #[test]
    fn a_line_is_edited_by_graphemes() {
        let mut prompt = Prompt::new(Kind::Filter, "orders");
        prompt.left();
        prompt.insert("e\u{301}");
        assert_eq!(prompt.text(), "ordere\u{301}s");
        assert!(prompt.backspace());
        assert_eq!((prompt.text(), prompt.before_cursor()), ("orders", "order"));
        prompt.home();
        prompt.delete();
        assert!(!prompt.backspace());
        assert_eq!(prompt.text(), "rders");
    }

    #[test]
    fn words_are_deleted_from_the_end() {
        let mut prompt = Prompt::new(Kind::Command, "topic orders.created  ");
        prompt.delete_word();
        assert_eq!(prompt.text(), "topic ");
        prompt.delete_word();
        assert_eq!(prompt.text(), "");
    }

    #[test]
    fn the_completion_shows_in_grey_and_is_taken() {
        let mut prompt = Prompt::new(Kind::Command, "to");
        prompt.offer(vec![entry("topic"), entry("topics"), entry("broker")]);
        assert_eq!(prompt.ghost(), "pic");
        prompt.choose(2);
        assert_eq!(prompt.ghost(), "", "what does not continue the text is no ghost");
        prompt.choose(-1);
        assert!(prompt.right());
        assert_eq!(prompt.text(), "topics ");
    }

    #[test]
    fn a_paste_is_text_and_has_an_end() {
        let mut prompt = Prompt::new(Kind::Command, "");
        prompt.insert("quit\nnow\x1b");
        assert_eq!(prompt.text(), "quit now ");
        prompt.insert(&"x".repeat(5_000));
        assert!(prompt.text().len() <= LONGEST);
    }

    proptest! {
        #[test]
        fn any_editing_keeps_the_cursor_at_an_edge(steps in proptest::collection::vec((0u8..9, ".{0,3}"), 0..40)) {
            let mut prompt = Prompt::new(Kind::Command, "");
            for (step, text) in steps {
                match step {
                    0 => prompt.left(),
                    1 => drop(prompt.right()),
                    2 => drop(prompt.backspace()),
                    3 => prompt.delete(),
                    4 => prompt.delete_word(),
                    5 => prompt.home(),
                    6 => prompt.end(),
                    _ => prompt.insert(&text),
                }
                prop_assert!(prompt.text().is_char_boundary(prompt.cursor));
            }
        }
    }
}
