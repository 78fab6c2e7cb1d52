//! JSON as a person types it, also with the functions of a template in it: laid out and made short.

mod fault;
#[cfg(test)]
mod tests;

pub use fault::line_of;

/// Where a template's function ends that begins at `from`; none when none begins there, or it is not closed.
fn call_end(text: &str, from: usize) -> Option<usize> {
    let rest = text.get(from..)?.strip_prefix("{{")?;
    Some(from + 2 + rest.find("}}")? + 2)
}

/// Where a string ends that begins at `from`: after its closing quote, or at the end of the text.
fn string_end(text: &str, from: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = from + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    text.len()
}

/// One piece of a text.
enum Token<'a> {
    Blank,
    Open(char),
    Close(char),
    Comma,
    Colon,
    /// Anything else: a string, a number, a word, a function.
    Atom(&'a str),
}

struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let rest = self.text.get(self.at..)?;
        let first = rest.chars().next()?;
        if let Some(end) = call_end(self.text, self.at) {
            return Some(self.atom(end));
        }
        let token = match first {
            '{' | '[' => Token::Open(first),
            '}' | ']' => Token::Close(first),
            ',' => Token::Comma,
            ':' => Token::Colon,
            c if c.is_whitespace() => Token::Blank,
            '"' => {
                let end = string_end(self.text, self.at).min(self.text.len());
                return Some(self.atom(end));
            }
            _ => {
                let over = |c: char| c.is_whitespace() || matches!(c, '{' | '}' | '[' | ']' | ',' | ':' | '"');
                let length = rest.find(over).unwrap_or(rest.len());
                return Some(self.atom(self.at + length));
            }
        };
        self.at += first.len_utf8();
        Some(token)
    }
}

impl<'a> Tokens<'a> {
    fn of(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    fn atom(&mut self, end: usize) -> Token<'a> {
        let from = std::mem::replace(&mut self.at, end);
        Token::Atom(self.text.get(from..end).unwrap_or_default())
    }
}

/// The text without white space between its parts. What stands in strings and functions is not touched.
#[must_use]
pub fn compact(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for token in Tokens::of(text) {
        match token {
            Token::Blank => blank = true,
            Token::Open(c) | Token::Close(c) => out.push(c),
            Token::Comma => out.push(','),
            Token::Colon => out.push(':'),
            Token::Atom(atom) => {
                // two words beside each other are no JSON, and stay two
                if blank && out.ends_with(|c: char| c.is_alphanumeric()) && !atom.starts_with('"') {
                    out.push(' ');
                }
                out.push_str(atom);
            }
        }
        blank &= matches!(token, Token::Blank);
    }
    out
}

/// The text laid out with a part a line, as it stands otherwise: numbers keep their digits.
#[must_use]
pub fn pretty(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut depth = 0usize;
    let mut begun = false;
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
    };
    for token in Tokens::of(text) {
        let opened = std::mem::take(&mut begun);
        match token {
            Token::Blank => begun = opened,
            Token::Close(c) => {
                depth = depth.saturating_sub(1);
                if !opened {
                    line(&mut out, depth);
                }
                out.push(c);
            }
            other => {
                if opened {
                    line(&mut out, depth);
                }
                match other {
                    Token::Open(c) => {
                        out.push(c);
                        depth += 1;
                        begun = true;
                    }
                    Token::Comma => {
                        out.push(',');
                        line(&mut out, depth);
                    }
                    Token::Colon => out.push_str(": "),
                    Token::Atom(atom) => out.push_str(atom),
                    Token::Blank | Token::Close(_) => {}
                }
            }
        }
    }
    out
}

/// The text with `0` for each function of a template, so that it can be read as JSON. Line ends stay.
#[must_use]
pub fn without_calls(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("{{") {
        let Some(end) = call_end(rest, at) else { break };
        let (before, call) = rest.split_at(at);
        out.push_str(before);
        out.push('0');
        let length = end - at;
        out.extend(
            call.get(..length)
                .into_iter()
                .flat_map(str::chars)
                .filter(|c| *c == '\n'),
        );
        rest = call.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// A JSON string of the text; functions of a template in it stay as they are, when they are to be.
#[must_use]
pub fn quoted(text: &str, calls: bool) -> String {
    let string = |text: &str| serde_json::Value::from(text).to_string();
    if !calls {
        return string(text);
    }
    let inside = |text: &str| {
        let whole = string(text);
        whole.get(1..whole.len() - 1).unwrap_or_default().to_owned()
    };
    let mut out = String::from("\"");
    let mut rest = text;
    while let Some(at) = rest.find("{{") {
        let Some(end) = call_end(rest, at) else { break };
        out.push_str(&inside(rest.get(..at).unwrap_or_default()));
        out.push_str(rest.get(at..end).unwrap_or_default());
        rest = rest.get(end..).unwrap_or_default();
    }
    out.push_str(&inside(rest));
    out.push('"');
    out
}
