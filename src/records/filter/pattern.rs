//! Regular expressions.

use regex::bytes::{Regex, RegexBuilder};

use super::value::End;

/// An expression that is read the same way here and there.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    regex: Regex,
    /// Whether it matches nothing but ASCII: then it does not matter what else is in a text.
    ascii: bool,
}

impl Pattern {
    /// The expression; none when jq's own may read it differently.
    pub(super) fn of(pattern: &str, flags: &str) -> Option<Self> {
        let wide = [".", "[^", "\\d", "\\w", "\\s"];
        Some(Self {
            regex: regex(pattern, flags)?,
            ascii: flags.is_empty() && !wide.iter().any(|wide| pattern.replace("\\.", "").contains(wide)),
        })
    }

    /// The expression for a text on which it finds the same here and there.
    pub(super) fn on(&self, text: &[u8]) -> Result<&Regex, End> {
        if self.ascii || text.is_ascii() {
            Ok(&self.regex)
        } else {
            Err(End::Unsure)
        }
    }

    /// Whether it has groups.
    pub(super) fn groups(&self) -> bool {
        self.regex.captures_len() > 1
    }
}

/// A regular expression without anything that jq's own reads differently; none for another.
fn regex(pattern: &str, flags: &str) -> Option<Regex> {
    let whole = pattern;
    let pattern = &unnamed(pattern)?;
    let mut bytes = pattern.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b' ' | b'_' | b':' | b'@' | b',' | b'/' | b'=' | b'"' | b'\'' => {
            }
            b'-' | b'.' | b'|' | b'(' | b')' | b'[' | b']' | b'^' | b'$' | b'*' | b'+' | b'?' | b'{' | b'}' => {}
            b'\\' => match bytes.next()? {
                b'd' | b'w' | b's' | b'.' | b'-' | b'|' | b'(' | b')' | b'[' | b']' | b'+' | b'*' | b'?' => {}
                _ => return None,
            },
            _ => return None,
        }
    }
    // flags, classes of classes, what is repeated twice
    let repeats = ['*', '+', '?', '{', '}'];
    let twice = pattern.match_indices(repeats).any(|(at, sign)| {
        let next = pattern.get(at + 1..).unwrap_or_default();
        sign != "{" && next.starts_with(&repeats[..4]) || sign == "{" && !next.starts_with(|c: char| c.is_ascii_digit())
    });
    if twice || ["(?", "[[", "--", "[]", "[^]"].iter().any(|odd| pattern.contains(odd)) {
        return None;
    }
    if flags.contains(|flag| !matches!(flag, 'i' | 'x')) {
        return None;
    }
    let mut builder = RegexBuilder::new(whole);
    builder
        .unicode(false)
        .case_insensitive(flags.contains('i'))
        .ignore_whitespace(flags.contains('x'))
        .size_limit(1 << 20)
        .build()
        .ok()
}

/// An expression without the names of its groups; none when one is no plain word.
fn unnamed(pattern: &str) -> Option<String> {
    let mut parts = pattern.split("(?<");
    let mut text = parts.next()?.to_owned();
    for part in parts {
        let (name, rest) = part.split_once('>')?;
        if text.ends_with('\\') || name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return None;
        }
        text.push('(');
        text.push_str(rest);
    }
    Some(text)
}
