//! Schemas as a person reads them: their words told apart.

use super::document::Parts;
use crate::tui::theme::Role;
use serde_json::Value;

/// Lines that are made of a value at most: the eye reads no more of them.
const LINES: usize = 20_000;

/// Words that declare something.
const WORDS: &[&str] = &[
    "syntax",
    "edition",
    "package",
    "import",
    "public",
    "option",
    "message",
    "enum",
    "service",
    "rpc",
    "returns",
    "oneof",
    "map",
    "repeated",
    "optional",
    "required",
    "reserved",
    "extend",
    "extensions",
    "stream",
    "to",
];

/// A value as indented JSON, its parts told apart.
#[must_use]
pub fn of_json(value: &Value) -> Vec<Parts> {
    let mut out = Vec::new();
    json(value, 0, Vec::new(), "", &mut out);
    out
}

fn json(value: &Value, depth: usize, mut begun: Parts, comma: &str, out: &mut Vec<Parts>) {
    if out.len() >= LINES {
        return;
    }
    let mut leaf = |role, text: String| {
        begun.push((role, text));
        begun.push((Role::Faint, comma.to_owned()));
        out.push(std::mem::take(&mut begun));
    };
    let (open, close, count) = match value {
        Value::Object(map) if !map.is_empty() => ("{", "}", map.len()),
        Value::Array(list) if !list.is_empty() => ("[", "]", list.len()),
        Value::String(_) => return leaf(Role::CodeText, value.to_string()),
        Value::Number(_) => return leaf(Role::CodeNumber, value.to_string()),
        _ => return leaf(Role::CodeLiteral, value.to_string()),
    };
    begun.push((Role::Faint, open.to_owned()));
    out.push(begun);
    let inside = || (Role::Text, "  ".repeat(depth + 1));
    let comma_after = |at: usize| if at + 1 < count { "," } else { "" };
    match value {
        Value::Object(map) => {
            for (at, (name, value)) in map.iter().enumerate() {
                let name = Value::String(name.clone()).to_string();
                let begun = vec![inside(), (Role::CodeKey, name), (Role::Faint, ": ".to_owned())];
                json(value, depth + 1, begun, comma_after(at), out);
            }
        }
        Value::Array(list) => {
            for (at, value) in list.iter().enumerate() {
                json(value, depth + 1, vec![inside()], comma_after(at), out);
            }
        }
        _ => {}
    }
    out.push(vec![
        (Role::Text, "  ".repeat(depth)),
        (Role::Faint, format!("{close}{comma}")),
    ]);
}

/// Protobuf, a line a line.
#[must_use]
pub fn of_proto(text: &str) -> Vec<Parts> {
    text.lines().take(LINES).map(line).collect()
}

fn line(text: &str) -> Parts {
    let mut parts = Parts::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (role, len) = match first {
            '/' if rest.starts_with("//") || rest.starts_with("/*") => (Role::Faint, rest.len()),
            '"' | '\'' => (Role::CodeText, quoted(rest, first)),
            c if c.is_ascii_digit() => (Role::CodeNumber, run(rest, |c| c.is_ascii_alphanumeric() || c == '.')),
            c if c.is_alphabetic() || c == '_' => {
                let len = run(rest, |c| c.is_alphanumeric() || matches!(c, '_' | '.'));
                let word = rest.get(..len).unwrap_or_default();
                let role = if WORDS.contains(&word) {
                    Role::CodeKey
                } else {
                    Role::Text
                };
                (role, len)
            }
            _ => (
                Role::Text,
                run(rest, |c| !c.is_alphanumeric() && !matches!(c, '_' | '"' | '\'' | '/')).max(1),
            ),
        };
        let len = if rest.is_char_boundary(len) { len } else { rest.len() };
        let (part, after) = rest.split_at(len.min(rest.len()));
        parts.push((role, part.to_owned()));
        rest = after;
    }
    parts
}

/// How many bytes from the start hold.
fn run(text: &str, holds: impl Fn(char) -> bool) -> usize {
    text.find(|c| !holds(c)).unwrap_or(text.len())
}

/// The length of a quoted text, its quotes included.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if c == quote && !escaped {
            return at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_numbers_and_texts_are_told_apart() {
        let parts = line("  optional string id = 1 [deprecated = true]; // the \"id\"");
        let of = |wanted: Role| {
            parts
                .iter()
                .filter(move |(role, _)| *role == wanted)
                .map(|(_, text)| text.as_str())
        };
        assert_eq!(of(Role::CodeKey).collect::<Vec<_>>(), ["optional"]);
        assert_eq!(of(Role::CodeNumber).collect::<Vec<_>>(), ["1"]);
        assert_eq!(of(Role::Faint).collect::<Vec<_>>(), ["// the \"id\""]);
        assert_eq!(
            line(r#"import "a\"b.proto";"#)[2],
            (Role::CodeText, r#""a\"b.proto""#.to_owned())
        );
    }

    #[test]
    fn json_is_indented() {
        let value = serde_json::json!({"id": 7, "tags": ["a", null], "none": {}});
        let line = |line: &Parts| line.iter().map(|(_, text)| text.as_str()).collect::<String>();
        let text: Vec<String> = of_json(&value).iter().map(line).collect();
        assert_eq!(text.join("\n"), format!("{value:#}"));
    }

    proptest! {
        #[test]
        fn nothing_is_lost(text in "\\PC{0,60}") {
            let whole: String = line(&text).into_iter().map(|(_, part)| part).collect();
            prop_assert_eq!(whole, text);
        }
    }
}
