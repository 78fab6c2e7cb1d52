//! Java's `.properties` format, which `client.properties` and `kcat.conf` share.

/// One entry with the line it begins on, counted from 1.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// The line.
    pub line: usize,
    /// The name.
    pub name: String,
    /// The value; may be a secret.
    pub value: String,
}

/// The entries of a text, in order. As in Java, every text is a valid one.
#[must_use]
pub fn parse(text: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        let line = line.trim_start();
        if line.is_empty() || line.starts_with(['#', '!']) {
            continue;
        }
        let mut logical = line.to_owned();
        while continues(&logical) {
            logical.pop();
            let Some((_, next)) = lines.next() else { break };
            logical.push_str(next.trim_start());
        }
        let (name, value) = split(&logical);
        entries.push(Entry {
            line: at + 1,
            name: unescape(name),
            value: unescape(value),
        });
    }
    entries
}

/// An odd number of backslashes at the end joins the next line.
fn continues(line: &str) -> bool {
    line.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}

/// At the first `=`, `:` or white space that no backslash precedes.
fn split(line: &str) -> (&str, &str) {
    let mut escaped = false;
    for (at, c) in line.char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == '=' || c == ':' || c.is_whitespace() {
            let (name, rest) = line.split_at(at);
            let rest = rest.trim_start();
            let value = rest.strip_prefix(['=', ':']).unwrap_or(rest);
            return (name, value.trim_start());
        }
    }
    (line, "")
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('t') => out.push('\t'),
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('f') => out.push('\u{c}'),
            Some('u') => {
                let hex: String = chars.by_ref().take(4).collect();
                let code = u32::from_str_radix(&hex, 16).ok().and_then(char::from_u32);
                out.push(code.unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            Some(other) => out.push(other),
            None => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pairs(text: &str) -> Vec<(usize, String, String)> {
        parse(text).into_iter().map(|e| (e.line, e.name, e.value)).collect()
    }

    #[test]
    fn the_format_of_java_is_read() {
        let text = "# comment\n! other\n\na=b\nc : d e \nf g=h\n  i\\=j = k\\tl\\\n   m\nn\no=\\u00e9\\\\\n";
        let expected = [
            (4, "a", "b"),
            (5, "c", "d e "),
            (6, "f", "g=h"),
            (7, "i=j", "k\tlm"),
            (9, "n", ""),
            (10, "o", "é\\"),
        ];
        let found = pairs(text);
        let found: Vec<_> = found.iter().map(|(l, n, v)| (*l, n.as_str(), v.as_str())).collect();
        assert_eq!(found, expected);
    }

    fn escape(text: &str, name: bool) -> String {
        let mut out = String::new();
        for c in text.chars() {
            match c {
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                '=' | ':' | ' ' | '#' | '!' if name || out.is_empty() => {
                    out.push('\\');
                    out.push(c);
                }
                c => out.push(c),
            }
        }
        out
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(name in "[ -~é]{1,20}", value in "[ -~\n\té]{0,40}") {
            let text = format!("{}={}\n", escape(&name, true), escape(&value, false));
            prop_assert_eq!(pairs(&text), vec![(1, name, value)]);
        }

        #[test]
        fn any_text_is_read(text in any::<String>()) {
            let _ = parse(&text);
        }
    }
}
