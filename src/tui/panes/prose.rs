//! Running text over several rows.

use crate::text::{width, wrap};
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::Line;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Draws paragraphs from the top of `area`, three columns in; of what has no room the end is cut.
pub fn draw(paragraphs: &[(Role, String)], area: Rect, buffer: &mut Buffer, theme: &Theme) {
    let columns = usize::from(area.width.saturating_sub(4)).max(1);
    let lines = paragraphs
        .iter()
        .flat_map(|(role, text)| wrap(text, columns).into_iter().map(|line| (*role, line)));
    for ((role, line), y) in lines.zip(area.y..area.bottom()) {
        Line::new(buffer, Rect { y, height: 1, ..area }, theme)
            .skip(3)
            .put(role, line);
    }
}

/// How many rows the paragraphs take in so many columns.
#[must_use]
pub fn rows(paragraphs: &[(Role, String)], columns: u16) -> u16 {
    let columns = usize::from(columns.saturating_sub(4)).max(1);
    let rows = paragraphs
        .iter()
        .map(|(_, text)| wrap(text, columns).len())
        .sum::<usize>();
    u16::try_from(rows).unwrap_or(u16::MAX)
}

/// Facts with dots between them: the whole ones that fit into so many columns.
#[must_use]
pub fn joined(facts: &[String], columns: u16) -> String {
    let mut line = String::new();
    for fact in facts {
        let dot = if line.is_empty() { "" } else { " · " };
        if width(&line) + width(dot) + width(fact) <= usize::from(columns) {
            line.push_str(dot);
            line.push_str(fact);
        }
    }
    line
}

/// Text in one line, without the tags of HTML that Kafka's documentation has.
#[must_use]
pub fn untagged(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let (before, tag) = rest.split_at(start);
        out.push_str(before);
        let named = tag.chars().nth(1).is_some_and(|c| c.is_ascii_alphabetic() || c == '/');
        match tag.find('>').filter(|_| named) {
            Some(end) => {
                // a paragraph or a list item ends a word
                if !tag.starts_with("<code") && !tag.starts_with("</code") {
                    out.push(' ');
                }
                rest = tag.get(end + 1..).unwrap_or_default();
            }
            None => {
                out.push('<');
                rest = tag.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tags_go_and_signs_stay() {
        assert_eq!(untagged("set <code>min.isr</code> < 3<br>or"), "set min.isr < 3 or");
        assert_eq!(untagged("a <b"), "a <b");
    }

    proptest! {
        #[test]
        fn words_without_tags_stay_as_they_are(text in "[ \n a-z>/é漢]{0,60}") {
            prop_assert_eq!(untagged(&text), text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
}
