//! JSON and the functions of a template, told apart by colour: by the line, and forgiving.

use crate::tui::theme::Role;

/// A line as parts, each in its role; all of the line, in order.
pub(super) fn parts(line: &str) -> Vec<(Role, &str)> {
    let mut parts = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let (role, length) = part(rest, first);
        let (piece, after) = rest.split_at(length.clamp(first.len_utf8(), rest.len()));
        parts.push((role, piece));
        rest = after;
    }
    parts
}

fn part(rest: &str, first: char) -> (Role, usize) {
    if let Some(inside) = rest.strip_prefix("{{") {
        let end = inside.find("}}").map_or(rest.len(), |at| at + 4);
        return (Role::Accent, end);
    }
    match first {
        '"' => {
            let end = string_end(rest);
            let after = rest.get(end..).unwrap_or_default().trim_start();
            let role = if after.starts_with(':') {
                Role::CodeKey
            } else {
                Role::CodeText
            };
            (role, end)
        }
        '{' | '}' | '[' | ']' | ',' | ':' => (Role::Faint, 1),
        c if c.is_whitespace() => (Role::Text, c.len_utf8()),
        _ => {
            let over = |c: char| c.is_whitespace() || "{}[],:\"".contains(c);
            let end = rest.find(over).unwrap_or(rest.len());
            let role = match rest.get(..end) {
                Some("true" | "false" | "null") => Role::CodeLiteral,
                Some(word) if word.parse::<f64>().is_ok() => Role::CodeNumber,
                _ => Role::Text,
            };
            (role, end)
        }
    }
}

/// Where the string ends that the text begins with; functions of a template in it stay in its colour.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, c)| {
        let over = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        over
    });
    end.map_or(text.len(), |(at, _)| at + 1)
}
