//! Running text in lines of a width.

use super::width::{head, width};

/// The text in lines of at most `columns`, broken where it has new lines and at blanks; a word that is longer is broken
/// where the line ends. No line for an empty text or no columns.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<&str> {
    text.lines().flat_map(|line| broken(line, columns)).collect()
}

/// One line in several.
fn broken(line: &str, columns: usize) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = line.trim();
    while !rest.is_empty() && columns > 0 {
        let (fits, _) = head(rest, columns);
        if fits.len() == rest.len() {
            lines.push(rest);
            break;
        }
        let word_ends = rest.get(fits.len()..).is_some_and(|after| after.starts_with(' '));
        let cut = match fits.rfind(' ') {
            _ if word_ends => fits.len(),
            Some(blank) if width(&fits[..blank]) > 0 => blank,
            // not even one word, and where not even one char fits, one is taken all the same
            _ if fits.is_empty() => rest.chars().next().map_or(rest.len(), char::len_utf8),
            _ => fits.len(),
        };
        let (line, after) = rest.split_at(cut);
        lines.push(line.trim_end());
        rest = after.trim_start();
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_break_at_blanks() {
        assert_eq!(wrap("the broker answers, but", 12), ["the broker", "answers, but"]);
        assert_eq!(
            wrap("a kafka:9092=127.0.0.1 b", 8),
            ["a", "kafka:90", "92=127.0", ".0.1 b"]
        );
        assert_eq!(wrap("漢字漢字", 1), ["漢", "字", "漢", "字"]);
        assert_eq!(wrap("refused\n  try: later\n", 40), ["refused", "try: later"]);
        assert!(wrap("", 10).is_empty() && wrap("x", 0).is_empty());
    }

    proptest! {
        #[test]
        fn nothing_is_lost_but_blanks(text in any::<String>(), columns in 1usize..40) {
            let plain = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            let lines = wrap(&text, columns);
            prop_assert_eq!(plain(&lines.concat()), plain(&text));
            prop_assert!(lines.iter().all(|line| width(line) <= columns.max(2)));
        }
    }
}
