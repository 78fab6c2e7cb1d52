//! Display width: cutting and padding by the columns a terminal gives a text, never by chars.
//!
//! The unit is the grapheme cluster, as it is in a terminal cell: a base char with its marks is never torn.

use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The mark of a text that was cut; one column wide.
pub const ELLIPSIS: &str = "…";

/// Columns the text takes on a terminal.
#[must_use]
pub fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

/// The longest start of `text` that fits into `columns`, and its width (less than `columns` before a wide char).
#[must_use]
pub fn head(text: &str, columns: usize) -> (&str, usize) {
    // no further than that: who cuts a long text into rows asks once a row
    let start = text.as_bytes().get(..=columns).unwrap_or(text.as_bytes());
    if start.is_ascii() {
        let end = text.len().min(columns);
        return (text.get(..end).unwrap_or_default(), end);
    }
    let (mut used, mut end) = (0, 0);
    for (at, cluster) in text.grapheme_indices(true) {
        let next = used + cluster.width();
        if next > columns {
            break;
        }
        used = next;
        end = at + cluster.len();
    }
    (text.get(..end).unwrap_or_default(), used)
}

/// The longest end of `text` that fits into `columns`, and its width.
#[must_use]
pub fn tail(text: &str, columns: usize) -> (&str, usize) {
    let (mut used, mut start) = (0, text.len());
    for (at, cluster) in text.grapheme_indices(true).rev() {
        let next = used + cluster.width();
        if next > columns {
            break;
        }
        used = next;
        start = at;
    }
    (text.get(start..).unwrap_or_default(), used)
}

/// The text in at most `columns`, its end replaced by `…` when it is longer.
#[must_use]
pub fn cut(text: &str, columns: usize) -> Cow<'_, str> {
    if head(text, columns).0.len() == text.len() {
        return Cow::Borrowed(text);
    }
    if columns == 0 {
        return Cow::Borrowed("");
    }
    Cow::Owned(format!("{}{ELLIPSIS}", head(text, columns - 1).0))
}

/// The text in at most `columns`, its middle replaced by `…`: for names whose two ends tell them apart.
#[must_use]
pub fn cut_middle(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    if columns < 3 {
        return cut(text, columns);
    }
    let (start, used) = head(text, columns.div_ceil(2) - 1);
    let (end, _) = tail(text, columns - 1 - used);
    Cow::Owned(format!("{start}{ELLIPSIS}{end}"))
}

/// The text cut or filled with blanks on the right to exactly `columns`.
#[must_use]
pub fn pad_right(text: &str, columns: usize) -> String {
    let shown = cut(text, columns);
    let blanks = columns.saturating_sub(width(&shown));
    format!("{shown}{:blanks$}", "")
}

/// The text cut or filled with blanks on the left to exactly `columns`.
#[must_use]
pub fn pad_left(text: &str, columns: usize) -> String {
    let shown = cut(text, columns);
    let blanks = columns.saturating_sub(width(&shown));
    format!("{:blanks$}{shown}", "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_short_text_is_not_touched() {
        assert!(matches!(cut("orders", 6), Cow::Borrowed("orders")));
        assert_eq!(pad_right("ab", 4), "ab  ");
        assert_eq!(pad_left("ab", 4), "  ab");
    }

    #[test]
    fn a_wide_char_is_never_halved() {
        assert_eq!(cut("漢字漢字", 5), "漢字…");
        assert_eq!(cut("漢字漢字", 4), "漢…");
        assert_eq!(pad_right("漢字漢字", 4), "漢… ");
    }

    #[test]
    fn the_middle_goes_first_when_both_ends_matter() {
        assert_eq!(cut_middle("kafka-2.internal.example:9092", 15), "kafka-2…le:9092");
        assert_eq!(cut_middle("abcdef", 2), "a…");
    }

    #[test]
    fn a_long_text_is_cut_into_rows_without_being_read_to_its_end_for_each() {
        for text in ["x".repeat(8 << 20), "é".repeat(1 << 20)] {
            let (mut rest, mut rows) = (text.as_str(), 0);
            while !rest.is_empty() {
                rest = rest.get(head(rest, 8).0.len()..).unwrap();
                rows += 1;
            }
            assert_eq!(rows, text.chars().count() / 8);
        }
        assert_eq!(head("xe\u{301}", 1), ("x", 1));
        assert_eq!(head("xe\u{301}", 2), ("xe\u{301}", 2), "a mark stays with its char");
        assert_eq!(head("ae\u{301}", 1), ("a", 1));
        assert_eq!(head("e\u{301}", 1), ("e\u{301}", 1));
    }

    proptest! {
        #[test]
        fn what_is_cut_fits(text in any::<String>(), columns in 0usize..40) {
            prop_assert!(width(&cut(&text, columns)) <= columns);
            prop_assert!(width(&cut_middle(&text, columns)) <= columns);
        }

        #[test]
        fn what_is_padded_fills(text in "[a-z漢字é🚀 ]{0,30}", columns in 0usize..40) {
            prop_assert_eq!(width(&pad_right(&text, columns)), columns);
            prop_assert_eq!(width(&pad_left(&text, columns)), columns);
        }
    }
}
