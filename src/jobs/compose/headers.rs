//! Headers as a person types them: one a line, `name=value`, without `=` for null.
//!
//! A backslash writes what a line cannot hold: `\n`, `\r`, `\t`, `\\`, `\=`, `\xNN` for a byte, `\e` for nothing.
//! What [`show`] writes, [`read`] reads back, byte for byte.

use std::fmt::Write as _;

pub use crate::jobs::produce::Header;

/// The headers of a text, in order; blank lines are none.
///
/// # Errors
/// The line, from 0, that is no header, and why.
pub fn read(text: &str) -> Result<Vec<Header>, (usize, String)> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(at, line)| one(line).map_err(|why| (at, why))).collect()
}

fn one(line: &str) -> Result<Header, String> {
    let (name, value) = match equals(line) {
        Some(at) => (line.get(..at).unwrap_or_default(), line.get(at + 1..)),
        None => (line, None),
    };
    let name = String::from_utf8(bytes(name.trim())?).map_err(|_ill| "a header's name is UTF-8".to_owned())?;
    Ok((name, value.map(bytes).transpose()?))
}

/// Where the first `=` stands that no backslash is before.
fn equals(line: &str) -> Option<usize> {
    let mut escaped = false;
    line.char_indices().find_map(|(at, c)| {
        let found = c == '=' && !escaped;
        escaped = c == '\\' && !escaped;
        found.then_some(at)
    })
}

fn bytes(text: &str) -> Result<Vec<u8>, String> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.extend_from_slice(rest.get(..at).unwrap_or_default().as_bytes());
        let after = rest.get(at + 1..).unwrap_or_default();
        let mut used = 1;
        match after.as_bytes().first() {
            Some(b'n') => out.push(b'\n'),
            Some(b'r') => out.push(b'\r'),
            Some(b't') => out.push(b'\t'),
            Some(b'\\') => out.push(b'\\'),
            Some(b'=') => out.push(b'='),
            Some(b'e') => {}
            Some(b'x') => {
                let digits = after.get(1..3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
                out.push(digits.ok_or("\\x wants two digits, such as \\x0a")?);
                used = 3;
            }
            _ => return Err("a backslash is written \\\\".into()),
        }
        rest = after.get(used..).unwrap_or_default();
    }
    out.extend_from_slice(rest.as_bytes());
    Ok(out)
}

/// The headers as a text.
#[must_use]
pub fn show(headers: &[Header]) -> String {
    let mut out = String::new();
    for (name, value) in headers {
        let from = out.len();
        push(&mut out, name.as_bytes(), true);
        if out.len() == from {
            out.push_str("\\e");
        }
        if let Some(value) = value {
            out.push('=');
            push(&mut out, value, false);
        }
        out.push('\n');
    }
    out.pop();
    out
}

fn push(out: &mut String, bytes: &[u8], name: bool) {
    for chunk in bytes.utf8_chunks() {
        let text = chunk.valid();
        let last = text.len().saturating_sub(1);
        for (at, c) in text.char_indices() {
            // blanks around a name are not seen, and not read
            let edge = name && c.is_whitespace() && (!c.is_ascii() || at == 0 || at == last);
            match c {
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                '\\' => out.push_str("\\\\"),
                '=' if name => out.push_str("\\="),
                c if edge || c.is_control() => hex(out, c.encode_utf8(&mut [0; 4]).as_bytes()),
                c => out.push(c),
            }
        }
        hex(out, chunk.invalid());
    }
}

fn hex(out: &mut String, bytes: &[u8]) {
    for byte in bytes {
        // writing to a String cannot fail
        let _ = write!(out, "\\x{byte:02x}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_is_a_header() {
        let headers = read("trace-id=7f=1c\n\n source = checkout\nflag\nraw=\\x00\\xff\\n").unwrap();
        let value = |text: &[u8]| Some(text.to_vec());
        assert_eq!(
            headers,
            [
                ("trace-id".to_owned(), value(b"7f=1c")),
                ("source".to_owned(), value(b" checkout")),
                ("flag".to_owned(), None),
                ("raw".to_owned(), value(b"\0\xff\n")),
            ]
        );
        assert_eq!(
            read("a=1\nb=\\q").unwrap_err(),
            (1, "a backslash is written \\\\".to_owned())
        );
        assert_eq!(read("a=\\x9").unwrap_err().0, 0);
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(headers in prop::collection::vec((".{0,6}", prop::option::of(prop::collection::vec(any::<u8>(), 0..8))), 0..6)) {
            prop_assert_eq!(read(&show(&headers)).unwrap(), headers);
        }

        #[test]
        fn any_text_is_answered(text in any::<String>()) {
            let _ = read(&text);
        }
    }
}
