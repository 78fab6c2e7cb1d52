//! A filter as it is typed.

use regex::bytes::RegexBuilder;

use super::Kind;

/// A regular expression may not compile to more than this, in bytes.
const LARGEST: usize = 10 << 20;

/// What begins so is jq: hardly any text does.
const JQ: [&str; 8] = [".", "(", "[.", "select(", "def ", "any(.", "all(.", "reduce ."];

pub(super) fn kind(text: &str) -> Result<Kind, String> {
    let bytes = |text: &str| match text {
        "" => Err("it looks for nothing: write what is to be found".to_owned()),
        text => Ok(text.as_bytes().to_vec()),
    };
    if let Some(rest) = text.strip_prefix("text:") {
        return bytes(rest).map(Kind::Text);
    }
    if let Some(rest) = text.strip_prefix("key:") {
        return bytes(rest).map(Kind::Key);
    }
    if let Some(rest) = text.strip_prefix("header:") {
        let (name, value) = match rest.split_once('=') {
            Some((name, value)) => (name, Some(value.as_bytes().to_vec())),
            None => (rest, None),
        };
        return Ok(Kind::Header(bytes(name)?, value));
    }
    if let Some(rest) = text.strip_prefix("re:") {
        return regex(rest);
    }
    if let Some(code) = text.strip_prefix("jq:") {
        return Ok(Kind::Jq(code.to_owned()));
    }
    match JQ.iter().any(|begin| text.trim_start().starts_with(begin)) {
        true => Ok(Kind::Jq(text.to_owned())),
        false => bytes(text).map(Kind::Text),
    }
}

/// `/…/` with flags behind it (`i`, `s`, `x`), or all of it.
fn regex(text: &str) -> Result<Kind, String> {
    let (pattern, flags) = match text.strip_prefix('/').and_then(|rest| rest.rsplit_once('/')) {
        Some((pattern, flags)) if flags.chars().all(|flag| flag.is_ascii_alphabetic()) => (pattern, flags),
        _ => (text, ""),
    };
    let mut builder = RegexBuilder::new(pattern);
    builder.size_limit(LARGEST);
    for flag in flags.chars() {
        match flag {
            'i' => builder.case_insensitive(true),
            's' => builder.dot_matches_new_line(true),
            'm' => builder.multi_line(true),
            'x' => builder.ignore_whitespace(true),
            other => {
                return Err(format!(
                    "a regular expression has no flag {other}: i, m, s and x there are"
                ));
            }
        };
    }
    let made = builder.build().map_err(|error| error.to_string())?;
    Ok(Kind::Regex(made))
}
