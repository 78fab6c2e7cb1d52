//! PromQL's text in tokens.

use super::Fault;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A name or a keyword; metric names may hold colons.
    Word(String),
    Number(f64),
    /// Milliseconds.
    Duration(i64),
    Text(String),
    /// Brackets, commas, operators.
    Sign(&'static str),
}

/// The longest query, in bytes.
const LONGEST: usize = 16_384;

/// Longer ones first.
const SIGNS: [&str; 23] = [
    "=~", "!~", "!=", "==", "<=", ">=", "(", ")", "{", "}", "[", "]", ",", "+", "-", "*", "/", "%", "<", ">", "=", "^",
    "@",
];

/// The tokens of a query.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Fault> {
    if text.len() > LONGEST {
        return Err(Fault::Bad(format!("the query is longer than {LONGEST} bytes")));
    }
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, after) = match first {
            '"' | '\'' | '`' => quoted(rest, first)?,
            '0'..='9' | '.' => number(rest)?,
            'a'..='z' | 'A'..='Z' | '_' | ':' => {
                let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == ':'));
                let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
                (Token::Word(word.to_owned()), after)
            }
            _ => {
                let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
                let sign = sign.ok_or_else(|| Fault::Bad(format!("unexpected character: {first:?}")))?;
                (Token::Sign(sign), &rest[sign.len()..])
            }
        };
        tokens.push(token);
        rest = after.trim_start();
    }
    Ok(tokens)
}

/// A number, or a duration when a unit follows at once.
fn number(text: &str) -> Result<(Token, &str), Fault> {
    let end = text
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '.')
        .unwrap_or(text.len());
    let (word, after) = text.split_at(end);
    if let Some(ms) = duration(word) {
        return Ok((Token::Duration(ms), after));
    }
    // 1e-3: the sign belongs to it
    let signed = word.ends_with(['e', 'E']) && after.starts_with(['-', '+']);
    if signed {
        let digits = after[1..]
            .find(|c: char| !c.is_ascii_digit())
            .map_or(after.len(), |at| at + 1);
        let (word, after) = text.split_at(end + digits);
        let value = word
            .parse()
            .ok()
            .ok_or_else(|| Fault::Bad(format!("bad number: {word:?}")))?;
        return Ok((Token::Number(value), after));
    }
    let bad = || Fault::Bad(format!("bad number or duration: {word:?}"));
    let value = word.parse().ok().ok_or_else(bad)?;
    Ok((Token::Number(value), after))
}

/// A Prometheus duration such as `1h30m`, in milliseconds.
pub(super) fn duration(text: &str) -> Option<i64> {
    const UNITS: [(&str, i64); 7] = [
        ("ms", 1),
        ("s", 1_000),
        ("m", 60_000),
        ("h", 3_600_000),
        ("d", 86_400_000),
        ("w", 604_800_000),
        ("y", 31_536_000_000),
    ];
    let mut sum = 0i64;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let (number, after) = rest.split_at(digits);
        let end = after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        let (_, ms) = UNITS.iter().find(|(name, _)| *name == unit)?;
        sum = sum.checked_add(number.parse::<i64>().ok()?.checked_mul(*ms)?)?;
        rest = after;
    }
    (!text.is_empty()).then_some(sum)
}

fn quoted(text: &str, quote: char) -> Result<(Token, &str), Fault> {
    let mut out = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            _ if c == quote => return Ok((Token::Text(out), &text[at + 1..])),
            '\\' if quote != '`' => match chars.next() {
                Some((_, 'n')) => out.push('\n'),
                Some((_, 't')) => out.push('\t'),
                Some((_, c @ ('\\' | '"' | '\''))) => out.push(c),
                other => {
                    return Err(Fault::Bad(format!(
                        "unknown escape: \\{}",
                        other.map_or(' ', |(_, c)| c)
                    )));
                }
            },
            c => out.push(c),
        }
    }
    Err(Fault::Bad("a text without its end".into()))
}
