//! From a text to the pieces of a template.

use super::Piece;
use super::call::{Call, FUNCTIONS};
use crate::text::nearest;

/// The pieces, and how many names are kept.
///
/// # Errors
/// In words, with the column.
pub(super) fn parse(text: &str) -> Result<(Vec<Piece>, usize), String> {
    let mut pieces = Vec::new();
    let mut names: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("{{") {
        let column = text.len() - rest.len() + at + 1;
        let (before, after) = rest.split_at(at);
        if !before.is_empty() {
            pieces.push(Piece::Text(before.to_owned()));
        }
        let inside = after.get(2..).unwrap_or_default();
        let end = inside
            .find("}}")
            .ok_or_else(|| format!("template, column {column}: {{{{ is not closed by }}}}"))?;
        let (call, after) = inside.split_at(end);
        let piece = piece(call.trim(), &mut names).map_err(|why| format!("template, column {column}: {why}"))?;
        pieces.push(piece);
        rest = after.get(2..).unwrap_or_default();
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    Ok((pieces, names.len()))
}

fn piece(text: &str, names: &mut Vec<String>) -> Result<Piece, String> {
    let words = shell_words::split(text).map_err(|error| error.to_string())?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => Err("there is no function in {{}}".into()),
        [name, "=", call @ ..] => {
            if FUNCTIONS.contains(name) {
                return Err(format!("{name} is a function, and cannot be a name"));
            }
            if names.iter().any(|known| known == name) {
                return Err(format!("{name} has a value already"));
            }
            let call = Call::of(call)?;
            names.push((*name).to_owned());
            Ok(Piece::Keep(names.len() - 1, call))
        }
        [name] if names.iter().any(|known| known == name) => {
            let at = names.iter().position(|known| known == name).unwrap_or(0);
            Ok(Piece::Kept(at))
        }
        [name, ..] if !FUNCTIONS.contains(name) => {
            let known = FUNCTIONS.iter().copied().chain(names.iter().map(String::as_str));
            Err(match nearest(name, known) {
                Some(near) => format!("there is no function {name}; did you mean {near}?"),
                None => format!("there is no function {name}: {}", FUNCTIONS.join(", ")),
            })
        }
        call => Call::of(call).map(Piece::Call),
    }
}
