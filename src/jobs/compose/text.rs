//! JSON as a person types it, also with the functions of a template in it: laid out, made short, and looked up by path.

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

/// A step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Name(String),
    At(usize),
}

/// The path that a fault begins with: `.lines[1].price: …`.
fn path(told: &str) -> Vec<Step> {
    let (mut steps, mut rest) = (Vec::new(), told);
    loop {
        if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(['.', '[', ':']).unwrap_or(after.len());
            steps.push(Step::Name(after.get(..end).unwrap_or_default().to_owned()));
            rest = after.get(end..).unwrap_or_default();
        } else if let Some(after) = rest.strip_prefix("[\"") {
            let end = string_end(rest, 1).saturating_sub(1);
            let name = rest.get(1..=end).unwrap_or_default();
            steps.push(Step::Name(serde_json::from_str(name).unwrap_or_default()));
            rest = rest
                .get(end + 1..)
                .unwrap_or_default()
                .strip_prefix(']')
                .unwrap_or(after);
        } else if let Some((number, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            let Ok(number) = number.parse() else { return steps };
            steps.push(Step::At(number));
            rest = after;
        } else {
            return steps;
        }
    }
}

/// The line, from 0, that a fault of the JSON in the text speaks of: where its field stands, or the nearest of those it
/// is in. None when the fault names no field.
#[must_use]
pub fn line_of(text: &str, told: &str) -> Option<usize> {
    let steps = path(told);
    if steps.is_empty() {
        return None;
    }
    let at = Finder { text, at: 0 }.find(&steps).unwrap_or(0);
    let before = text.get(..at).unwrap_or_default();
    Some(before.matches('\n').count())
}

struct Finder<'a> {
    text: &'a str,
    at: usize,
}

impl Finder<'_> {
    fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    /// Over one value, however deep it is.
    fn skip(&mut self) -> Option<()> {
        let mut depth = 0usize;
        loop {
            match self.peek()? {
                b'"' => self.at = string_end(self.text, self.at),
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    self.at += 1;
                }
                b',' | b':' => self.at += 1,
                _ => {
                    let bytes = self.text.as_bytes();
                    let over = |byte: &u8| byte.is_ascii_whitespace() || b",:]}\"".contains(byte);
                    let rest = bytes.get(self.at..)?;
                    self.at += rest.iter().position(over).unwrap_or(rest.len()).max(1);
                }
            }
            if depth == 0 {
                return Some(());
            }
        }
    }

    /// Where the value of these steps stands, or the deepest there is on the way.
    fn find(&mut self, steps: &[Step]) -> Option<usize> {
        let open = self.peek()?;
        let here = self.at;
        let Some((step, rest)) = steps.split_first() else {
            return Some(here);
        };
        self.at += 1;
        let mut number = 0;
        loop {
            match (open, self.peek()?) {
                (_, b'}' | b']') => return Some(here),
                (_, b',') => self.at += 1,
                (b'{', b'"') => {
                    let key = self.at;
                    self.at = string_end(self.text, key);
                    let name: Option<String> = serde_json::from_str(self.text.get(key..self.at)?).ok();
                    if self.peek()? == b':' {
                        self.at += 1;
                    }
                    if matches!(step, Step::Name(wanted) if Some(wanted) == name.as_ref()) {
                        return Some(if rest.is_empty() {
                            key
                        } else {
                            self.find(rest).unwrap_or(key)
                        });
                    }
                    self.skip()?;
                }
                (b'[', _) => {
                    if *step == Step::At(number) {
                        return self.find(rest).or(Some(here));
                    }
                    number += 1;
                    self.skip()?;
                }
                _ => return Some(here),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    #[test]
    fn functions_and_strings_are_not_touched() {
        let text = "{ \"n\" : {{ int 1 9 }},\n \"s\": \"a  {{name}} b\" }";
        assert_eq!(compact(text), "{\"n\":{{ int 1 9 }},\"s\":\"a  {{name}} b\"}");
        assert_eq!(
            pretty(&compact(text)),
            "{\n  \"n\": {{ int 1 9 }},\n  \"s\": \"a  {{name}} b\"\n}"
        );
        assert_eq!(without_calls(text), "{ \"n\" : 0,\n \"s\": \"a  0 b\" }");
        assert_eq!(
            quoted("a\"{{choice \"x\" y}}\n", true),
            "\"a\\\"{{choice \"x\" y}}\\n\""
        );
        assert_eq!(quoted("{{", true), "\"{{\"");
    }

    #[test]
    fn numbers_keep_their_digits() {
        assert_eq!(compact("[ 1.10, 1e3,-0 ]"), "[1.10,1e3,-0]");
        assert_eq!(
            pretty("{\"a\":1.10,\"b\":[],\"c\":{}}"),
            "{\n  \"a\": 1.10,\n  \"b\": [],\n  \"c\": {}\n}"
        );
    }

    #[test]
    fn a_fault_is_found_by_its_path() {
        let text =
            "{\n \"id\": \"x\",\n \"lines\": [\n  {\"price\": 1},\n  {\"sku\": \"]\",\n   \"price\": \"y\"}\n ]\n}";
        assert_eq!(line_of(text, ".id: is no int"), Some(1));
        assert_eq!(line_of(text, ".lines[1].price: \"y\" is no double"), Some(5));
        assert_eq!(line_of(text, ".lines[1].count: is missing"), Some(4));
        assert_eq!(line_of(text, ".other: is missing"), Some(0));
        assert_eq!(line_of(text, "\"y\" is no int"), None);
        assert_eq!(line_of("{\"a b\":\n1}", "[\"a b\"]: why"), Some(0));
        assert_eq!(line_of("{\"a\": {\n\"x.y\": 1}}", ".a[\"x.y\"]: why"), Some(1));
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "[ -~é\n\"\\\\{}]{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("[a-z]{1,3}", inner, 0..4)
                    .prop_map(|all| Value::Object(all.into_iter().collect())),
            ]
        })
    }

    /// Every path of a value, with what is there.
    fn paths(value: &Value, path: &str, out: &mut Vec<String>) {
        if !path.is_empty() {
            out.push(path.to_owned());
        }
        match value {
            Value::Object(all) => all
                .iter()
                .for_each(|(name, value)| paths(value, &format!("{path}.{name}"), out)),
            Value::Array(all) => {
                let all = all.iter().enumerate();
                all.for_each(|(at, value)| paths(value, &format!("{path}[{at}]"), out));
            }
            _ => {}
        }
    }

    proptest! {
        #[test]
        fn the_layout_changes_nothing(value in values()) {
            // a text with two braces in a string is a function to be
            let text = value.to_string();
            prop_assume!(!text.contains("{{"));
            prop_assert_eq!(serde_json::from_str::<Value>(&pretty(&text)).unwrap(), value.clone());
            prop_assert_eq!(compact(&pretty(&text)), text.clone());
            prop_assert_eq!(pretty(&text), format!("{value:#}"));
        }

        #[test]
        fn every_field_is_found_on_its_line(value in values()) {
            let text = format!("{value:#}");
            let mut all = Vec::new();
            paths(&value, "", &mut all);
            for path in all {
                let line = line_of(&text, &format!("{path}: why")).unwrap();
                let shown = text.lines().nth(line).unwrap().trim_start();
                if let Some(name) = path.rsplit('.').next().filter(|name| !name.contains('[') && !path.ends_with(']')) {
                    let wanted = format!("\"{name}\":");
                    prop_assert!(shown.starts_with(&wanted), "{path} in\n{text}\nis no {shown}");
                }
            }
        }

        #[test]
        fn any_text_is_taken(text in any::<String>(), told in any::<String>()) {
            let _ = (pretty(&text), without_calls(&text), quoted(&text, true), line_of(&text, &told));
            let short = compact(&text);
            prop_assert_eq!(compact(&short), short.clone());
        }

        #[test]
        fn a_quoted_text_is_itself(text in any::<String>()) {
            prop_assert_eq!(json!(text), serde_json::from_str::<Value>(&quoted(&text, false)).unwrap());
        }
    }
}
