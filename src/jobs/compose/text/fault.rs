//! Where in a text a fault stands that names its field.

use super::string_end;

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
