//! Makes foreign text harmless: what could steer a terminal, reorder a line or hide itself is written out instead.
//!
//! Group ids, client ids, record keys and values are any bytes a client chose. A backslash notation stands for each
//! char that is a control, a bidirectional override, or invisible: `\n`, `\x1b`, `\u{202e}`.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a char may go to a terminal cell as it is.
#[must_use]
pub const fn is_safe(c: char) -> bool {
    match c {
        ' '..='~' => true,
        // C0, DEL, C1 and the soft hyphen
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' => false,
        // directional marks, embeddings, overrides and isolates: they reorder what stands around them
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => false,
        // zero-width, line and paragraph separators, invisible operators, deprecated format characters
        '\u{200b}'..='\u{200d}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' => false,
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' => false,
        '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' => false,
        // shorthand and musical format controls, tags, variation selector supplement
        '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}' => false,
        _ => true,
    }
}

/// Appends `text` to `out` with every unsafe char written in backslash notation.
pub fn push_escaped(out: &mut String, text: &str) {
    let mut clean = 0;
    for (at, c) in text.char_indices() {
        if is_safe(c) {
            continue;
        }
        out.push_str(text.get(clean..at).unwrap_or_default());
        push_code(out, c);
        clean = at + c.len_utf8();
    }
    out.push_str(text.get(clean..).unwrap_or_default());
}

/// The text with every unsafe char written in backslash notation; borrowed when nothing had to change.
#[must_use]
pub fn escape(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_safe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    push_escaped(&mut out, text);
    Cow::Owned(out)
}

/// Bytes as text: UTF-8 where it is UTF-8 (escaped as [`escape`] does), `\xNN` for each byte that is not.
#[must_use]
pub fn escape_bytes(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return escape(text);
    }
    let mut out = String::with_capacity(bytes.len() * 2);
    for chunk in bytes.utf8_chunks() {
        push_escaped(&mut out, chunk.valid());
        for byte in chunk.invalid() {
            // writing to a String cannot fail
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    Cow::Owned(out)
}

fn push_code(out: &mut String, c: char) {
    let code = u32::from(c);
    // writing to a String cannot fail
    let _ = match c {
        '\n' => write!(out, "\\n"),
        '\r' => write!(out, "\\r"),
        '\t' => write!(out, "\\t"),
        '\0' => write!(out, "\\0"),
        _ if code <= 0xff => write!(out, "\\x{code:02x}"),
        _ => write!(out, "\\u{{{code:x}}}"),
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn clean_text_is_borrowed() {
        assert!(matches!(escape("orders.created ünï 漢字 ✖ 🚀"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_terminal_escape_is_written_out() {
        assert_eq!(escape("a\x1b[2Jb\u{9b}31m"), "a\\x1b[2Jb\\x9b31m");
        assert_eq!(escape("line\r\n\ttab\0"), "line\\r\\n\\ttab\\0");
    }

    #[test]
    fn bidi_and_invisible_chars_are_written_out() {
        assert_eq!(escape("user\u{202e}nimda"), "user\\u{202e}nimda");
        assert_eq!(escape("a\u{200b}b\u{feff}"), "a\\u{200b}b\\u{feff}");
    }

    #[test]
    fn bytes_that_are_no_utf8_show_as_hex() {
        assert_eq!(escape_bytes(b"ok"), "ok");
        assert_eq!(escape_bytes(b"\xff\xfea\x1b\xc3"), "\\xff\\xfea\\x1b\\xc3");
    }

    proptest! {
        #[test]
        fn nothing_unsafe_comes_out(text in any::<String>()) {
            prop_assert!(escape(&text).chars().all(is_safe));
        }

        #[test]
        fn bytes_never_panic_and_come_out_safe(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(escape_bytes(&bytes).chars().all(is_safe));
        }
    }
}
