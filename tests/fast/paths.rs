//! The paths a source file names, read from its tokens: `use` trees and paths in expressions alike.

/// One token: a word or a sign.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    Sign(char),
    Colons,
}

/// Every `crate::…`, `super::…` and `self::…` path of a source text, from the crate's root on, as module `of` means it.
pub fn paths(source: &str, of: &[String]) -> Vec<Vec<String>> {
    let tokens = tokens(source);
    let mut found = Vec::new();
    // the inline modules around the token, and how deep in braces each began
    let mut inline: Vec<(String, usize)> = Vec::new();
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match token {
            Token::Sign('{') => depth += 1,
            Token::Sign('}') => {
                depth = depth.saturating_sub(1);
                inline.retain(|(_, began)| *began <= depth);
            }
            Token::Word(word) if word == "mod" => {
                if let (Some(Token::Word(name)), Some(Token::Sign('{'))) = (tokens.get(at + 1), tokens.get(at + 2)) {
                    inline.push((name.clone(), depth + 1));
                }
            }
            Token::Word(word) if matches!(word.as_str(), "crate" | "super" | "self") => {
                let follows = at.checked_sub(1).and_then(|before| tokens.get(before)) == Some(&Token::Colons);
                if !follows && tokens.get(at + 1) == Some(&Token::Colons) {
                    let mut here = of.to_vec();
                    here.extend(inline.iter().map(|(name, _)| name.clone()));
                    at = tree(&tokens, at, here, &mut found);
                    continue;
                }
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// Reads the path that begins at `at`, with its branches in braces; gives the place of the first token after it.
fn tree(tokens: &[Token], mut at: usize, mut path: Vec<String>, found: &mut Vec<Vec<String>>) -> usize {
    loop {
        match tokens.get(at) {
            Some(Token::Word(word)) => match word.as_str() {
                "crate" => path.clear(),
                "super" => drop(path.pop()),
                "self" => {}
                _ => path.push(word.clone()),
            },
            Some(Token::Sign('{')) => {
                at += 1;
                while let Some(token) = tokens.get(at) {
                    match token {
                        Token::Sign('}') => return at + 1,
                        Token::Word(word) if word == "as" => at += 2,
                        Token::Word(_) => at = tree(tokens, at, path.clone(), found),
                        Token::Sign('*') => {
                            found.push(path.clone());
                            at += 1;
                        }
                        _ => at += 1,
                    }
                }
                return at;
            }
            Some(Token::Sign('*')) => {
                found.push(path);
                return at + 1;
            }
            _ => {
                found.push(path);
                return at;
            }
        }
        if tokens.get(at + 1) != Some(&Token::Colons) {
            found.push(path);
            return at + 1;
        }
        at += 2;
    }
}

/// The tokens without comments, literals and white space.
fn tokens(source: &str) -> Vec<Token> {
    let text: Vec<char> = source.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&c) = text.get(at) {
        let next = text.get(at + 1).copied();
        if c == '/' && next == Some('/') {
            at = find(&text, at, |c, _| c == '\n');
        } else if c == '/' && next == Some('*') {
            at = find(&text, at + 2, |c, next| c == '*' && next == Some('/')) + 2;
        } else if c == '"' {
            at = string(&text, at + 1);
        } else if matches!(c, 'r' | 'b')
            && let Some(end) = prefixed(&text, at)
        {
            at = end;
        } else if c == '\'' {
            at = quote(&text, at);
        } else if c.is_alphanumeric() || c == '_' {
            let end = find(&text, at, |c, _| !(c.is_alphanumeric() || c == '_'));
            tokens.push(Token::Word(text[at..end].iter().collect()));
            at = end;
        } else if c == ':' && next == Some(':') {
            tokens.push(Token::Colons);
            at += 2;
        } else {
            if !c.is_whitespace() {
                tokens.push(Token::Sign(c));
            }
            at += 1;
        }
    }
    tokens
}

/// The first place from `at` on where a character and its next one are what is looked for, or the end.
fn find(text: &[char], at: usize, wanted: impl Fn(char, Option<char>) -> bool) -> usize {
    let rest = text.iter().enumerate().skip(at);
    let mut hit = rest.filter(|(at, c)| wanted(**c, text.get(at + 1).copied()));
    hit.next().map_or(text.len(), |(at, _)| at)
}

/// The end of a string whose opening quote was before `at`.
fn string(text: &[char], mut at: usize) -> usize {
    while let Some(c) = text.get(at) {
        match c {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    at
}

/// The end of a literal such as `b"…"`, `r"…"` or `br#"…"#`; none when a word begins here.
fn prefixed(text: &[char], at: usize) -> Option<usize> {
    if at > 0 && text.get(at - 1).is_some_and(|c| c.is_alphanumeric() || *c == '_') {
        return None;
    }
    let prefix: Vec<char> = text
        .iter()
        .skip(at)
        .take_while(|c| matches!(c, 'b' | 'r'))
        .copied()
        .collect();
    let start = at + prefix.len();
    let hashes = text.iter().skip(start).take_while(|c| **c == '#').count();
    if prefix.len() > 2 || text.get(start + hashes) != Some(&'"') {
        return None;
    }
    let body = start + hashes + 1;
    if !prefix.contains(&'r') {
        return (hashes == 0).then(|| string(text, body));
    }
    let closes = |at: usize| text.iter().skip(at + 1).take(hashes).filter(|c| **c == '#').count() == hashes;
    let end = (body..text.len()).find(|at| text.get(*at) == Some(&'"') && closes(*at));
    Some(end.map_or(text.len(), |end| end + 1 + hashes))
}

/// The end of a character literal, or of the sign of a lifetime.
fn quote(text: &[char], at: usize) -> usize {
    match (text.get(at + 1), text.get(at + 2)) {
        (Some('\\'), _) => find(text, at + 3, |c, _| c == '\'') + 1,
        (Some(_), Some('\'')) => at + 3,
        _ => at + 1,
    }
}

#[test]
fn paths_are_read_from_use_trees_expressions_and_inline_modules() {
    let source = r##"
        //! crate::not::this
        use crate::model::{self, names::{TopicName, GroupId as G}, view::*};
        use super::theme::Theme;
        pub(crate) fn f<'a>(x: &'a str) -> char { crate::clock::now_ms(); "crate::no"; r#"super::"no"#; '\'' }
        mod tests { use super::*; fn g() { super::super::run::run(); let c = '{'; } }
        fn h(self::here::X: u8) {}
    "##;
    let of: Vec<String> = ["tui", "widgets"].map(str::to_owned).to_vec();
    let found: Vec<String> = paths(source, &of).iter().map(|path| path.join("::")).collect();
    assert_eq!(
        found,
        [
            "model",
            "model::names::TopicName",
            "model::names::GroupId",
            "model::view",
            "tui::theme::Theme",
            "clock::now_ms",
            "tui::widgets",
            "tui::run::run",
            "tui::widgets::here::X",
        ]
    );
}
