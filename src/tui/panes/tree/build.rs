//! A value as the lines of its JSON, each knowing whose part it is.

use super::{Node, Step};
use crate::tui::panes::document::Parts;
use crate::tui::theme::Role;
use serde_json::Value;

/// Lines that are made of a value at most: the eye reads no more of them.
const LINES: usize = 20_000;

pub(super) fn nodes(value: &Value) -> Vec<Node> {
    let mut build = Build { nodes: Vec::new() };
    build.value(value, 0, None, Step::Root, "");
    if build.nodes.len() >= LINES {
        let text = "(it goes on: the editor shows all of it)".to_owned();
        build.nodes.push(Node {
            parts: vec![(Role::StateWarn, text)],
            parent: Some(0),
            step: None,
            closes: None,
            shut: String::new(),
            folded: false,
        });
    }
    build.nodes
}

struct Build {
    nodes: Vec<Node>,
}

impl Build {
    fn value(&mut self, value: &Value, depth: usize, parent: Option<usize>, step: Step, comma: &str) {
        if self.nodes.len() >= LINES {
            return;
        }
        let mut parts: Parts = vec![(Role::Text, "  ".repeat(depth))];
        if let Step::Name(name) = &step {
            parts.push((Role::CodeKey, quoted(name)));
            parts.push((Role::Faint, ": ".to_owned()));
        }
        let (open, close, count) = match value {
            Value::Object(map) if !map.is_empty() => ("{", "}", map.len()),
            Value::Array(list) if !list.is_empty() => ("[", "]", list.len()),
            Value::String(_) => return self.leaf(parts, (Role::CodeText, value), parent, step, comma),
            Value::Number(_) => return self.leaf(parts, (Role::CodeNumber, value), parent, step, comma),
            _ => return self.leaf(parts, (Role::CodeLiteral, value), parent, step, comma),
        };
        parts.push((Role::Faint, open.to_owned()));
        let at = self.nodes.len();
        self.nodes.push(Node {
            parts,
            parent,
            step: Some(step),
            closes: None,
            shut: format!(" {count} {close}{comma}"),
            folded: false,
        });
        let comma_after = |at: usize| if at + 1 < count { "," } else { "" };
        match value {
            Value::Object(map) => {
                for (number, (name, value)) in map.iter().enumerate() {
                    let step = Step::Name(name.clone());
                    self.value(value, depth + 1, Some(at), step, comma_after(number));
                }
            }
            Value::Array(list) => {
                for (number, value) in list.iter().enumerate() {
                    self.value(value, depth + 1, Some(at), Step::Index(number), comma_after(number));
                }
            }
            _ => {}
        }
        let last = self.nodes.len();
        self.nodes.push(Node {
            parts: vec![
                (Role::Text, "  ".repeat(depth)),
                (Role::Faint, format!("{close}{comma}")),
            ],
            parent: Some(at),
            step: None,
            closes: None,
            shut: String::new(),
            folded: false,
        });
        if let Some(node) = self.nodes.get_mut(at) {
            node.closes = Some(last);
        }
    }

    fn leaf(
        &mut self,
        mut parts: Parts,
        (role, value): (Role, &Value),
        parent: Option<usize>,
        step: Step,
        comma: &str,
    ) {
        parts.push((role, value.to_string()));
        parts.push((Role::Faint, comma.to_owned()));
        self.nodes.push(Node {
            parts,
            parent,
            step: Some(step),
            closes: None,
            shut: String::new(),
            folded: false,
        });
    }
}

/// A text as JSON has it.
pub(super) fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}
