//! The filter of a table: a regular expression, `!` before it for its contrary. What is not valid yet matches as plain text.

use regex::{Regex, RegexBuilder};

/// A filter as it was typed. Case matters only when a capital was typed.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    text: String,
    inverse: bool,
    regex: Option<Regex>,
    error: Option<String>,
}

/// Bytes a compiled expression may take: a typed one needs little, and a hostile one is refused.
const LIMIT: usize = 1 << 20;

impl Filter {
    /// The filter of a typed text. An invalid expression is told by [`Filter::error`], and its text is looked for as it is.
    #[must_use]
    pub fn new(typed: &str) -> Self {
        let text = typed.trim().to_owned();
        let (inverse, pattern) = match text.strip_prefix('!') {
            Some(rest) => (true, rest.trim_start()),
            None => (false, text.as_str()),
        };
        if pattern.is_empty() {
            return Self {
                text: String::new(),
                ..Self::default()
            };
        }
        let capitals = pattern.chars().any(char::is_uppercase);
        let compile = |pattern: &str| {
            RegexBuilder::new(pattern)
                .case_insensitive(!capitals)
                .size_limit(LIMIT)
                .build()
        };
        let (regex, error) = match compile(pattern) {
            Ok(regex) => (Some(regex), None),
            Err(error) => (compile(&regex::escape(pattern)).ok(), Some(reason(&error))),
        };
        Self {
            inverse,
            regex,
            error,
            text,
        }
    }

    /// As it was typed; empty when nothing is filtered.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it accepts everything.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Why the expression is not valid.
    #[must_use]
    pub fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }

    /// Whether it accepts a thing of this name.
    #[must_use]
    pub fn accepts(&self, name: &str) -> bool {
        self.regex
            .as_ref()
            .is_none_or(|regex| regex.is_match(name) != self.inverse)
    }

    /// Whether it accepts a thing of these texts: one that matches is enough, and the contrary asks that none does.
    #[must_use]
    pub fn accepts_any<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> bool {
        self.regex
            .as_ref()
            .is_none_or(|regex| texts.into_iter().any(|text| regex.is_match(text)) != self.inverse)
    }

    /// The first part of a text that matches, in bytes; none for a contrary.
    #[must_use]
    pub fn found(&self, text: &str) -> Option<(usize, usize)> {
        let regex = self.regex.as_ref().filter(|_| !self.inverse)?;
        regex
            .find(text)
            .map(|found| (found.start(), found.end()))
            .filter(|(start, end)| start < end)
    }
}

fn reason(error: &regex::Error) -> String {
    let text = error.to_string();
    // the last line of a syntax error says what is wrong; the lines before it draw an arrow
    text.lines()
        .last()
        .unwrap_or_default()
        .trim_start_matches("error: ")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn small_letters_match_both() {
        assert!(Filter::new("orders").accepts("Team.ORDERS.created"));
        assert!(!Filter::new("Orders").accepts("team.orders"));
    }

    #[test]
    fn an_expression_and_its_contrary() {
        assert!(Filter::new("^pay.*-v[23]$").accepts("payments-v2"));
        assert!(!Filter::new("! ^__").accepts("__consumer_offsets"));
        assert!(Filter::new("!^__").accepts("orders"));
        assert!(Filter::new("!").is_empty() && Filter::new("  ").is_empty());
        assert!(Filter::new("!").accepts("anything"));
    }

    #[test]
    fn several_texts_of_one_thing() {
        assert!(Filter::new("eu-b").accepts_any(["kafka-2", "eu-b"]));
        assert!(!Filter::new("!eu-b").accepts_any(["kafka-2", "eu-b"]));
    }

    #[test]
    fn an_unfinished_expression_is_told_and_looked_for_as_it_is() {
        let filter = Filter::new("orders[");
        assert_eq!(filter.error(), Some("unclosed character class"));
        assert!(filter.accepts("my orders[1]"));
        assert!(!filter.accepts("orders"));
    }

    #[test]
    fn the_match_is_found_for_the_eye() {
        assert_eq!(Filter::new("ord").found("my orders"), Some((3, 6)));
        assert_eq!(Filter::new("!ord").found("my orders"), None);
        assert_eq!(Filter::new("x*").found("abc"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_a_filter(typed in any::<String>(), name in any::<String>()) {
            let filter = Filter::new(&typed);
            let _ = filter.accepts(&name);
            prop_assert_eq!(filter.accepts(&name), filter.accepts_any([name.as_str()]));
        }
    }
}
