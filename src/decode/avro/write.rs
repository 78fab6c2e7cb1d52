//! JSON to a payload.

use serde_json::Value;

use super::decimal;
use super::logical::Logical;
use super::shape::{At, Shape, Type};
use super::union;
use crate::decode::decoded::to_bytes;
use crate::decode::input::{DEEPEST, Fault, NODES, Read};
use crate::text::nearest;

/// The payload of a value.
pub(crate) fn write(shape: &Shape, json: &Value) -> Read<Vec<u8>> {
    let mut output = Output {
        bytes: Vec::new(),
        nodes: NODES,
        depth: DEEPEST,
        default: false,
    };
    value(shape, shape.root(), json, &mut output)?;
    Ok(output.bytes)
}

/// Whether a value, as it is typed, is one of the type.
pub(super) fn fits(shape: &Shape, at: At, json: &Value) -> bool {
    let mut output = Output {
        bytes: Vec::new(),
        nodes: NODES,
        depth: DEEPEST,
        default: false,
    };
    value(shape, at, json, &mut output).is_ok()
}

/// What was written, and what it may still cost: a union tries its branches.
pub(super) struct Output {
    pub(super) bytes: Vec<u8>,
    nodes: u32,
    depth: u32,
    /// A schema's default is written: its bytes are chars up to U+00FF.
    default: bool,
}

impl Output {
    fn number(&mut self, number: i64) {
        let mut rest = ((number << 1) ^ (number >> 63)).cast_unsigned();
        while rest > 0x7f {
            self.bytes.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        self.bytes.push(rest as u8);
    }

    fn counted(&mut self, bytes: &[u8]) {
        self.number(i64::try_from(bytes.len()).unwrap_or(i64::MAX));
        self.bytes.extend_from_slice(bytes);
    }

    /// The number of a union's branch.
    pub(super) fn branch(&mut self, which: usize) {
        self.number(i64::try_from(which).unwrap_or(i64::MAX));
    }

    /// Tries something, and takes it back when it fails.
    pub(super) fn attempt(&mut self, write: impl FnOnce(&mut Self) -> Read<()>) -> Read<()> {
        let (before, depth) = (self.bytes.len(), self.depth);
        let result = write(self);
        if result.is_err() {
            self.bytes.truncate(before);
            self.depth = depth;
        }
        result
    }
}

pub(super) fn value(shape: &Shape, at: At, json: &Value, out: &mut Output) -> Read<()> {
    let left = out.nodes.checked_sub(1).zip(out.depth.checked_sub(1));
    let Some((nodes, depth)) = left else {
        return Err(Fault::new("more or deeper values than are written"));
    };
    (out.nodes, out.depth) = (nodes, depth);
    let result = one(shape, at, json, out);
    out.depth += 1;
    result
}

fn one(shape: &Shape, at: At, json: &Value, out: &mut Output) -> Read<()> {
    let kind = shape.get(at);
    let wrong = || Fault::new(format!("{} is no {}", brief(json), kind.name()));
    match (kind, json) {
        (Type::Null, Value::Null) => {}
        (Type::Boolean, Value::Bool(yes)) => out.bytes.push(u8::from(*yes)),
        (Type::Int, Value::Number(_)) => {
            let number = whole(json)?;
            i32::try_from(number).map_err(|_why| wrong())?;
            out.number(number);
        }
        (Type::Long, Value::Number(_)) => out.number(whole(json)?),
        (Type::Float, _) => {
            let number = real(json).ok_or_else(wrong)? as f32;
            out.bytes.extend_from_slice(&number.to_le_bytes());
        }
        (Type::Double, _) => {
            let number = real(json).ok_or_else(wrong)?;
            out.bytes.extend_from_slice(&number.to_le_bytes());
        }
        (Type::Bytes, _) => {
            let bytes = bytes(json, out.default).ok_or_else(wrong)?;
            out.counted(&bytes);
        }
        (Type::String, Value::String(text)) => out.counted(text.as_bytes()),
        (Type::Fixed { size, .. }, _) => {
            let bytes = bytes(json, out.default).ok_or_else(wrong)?;
            sized(&bytes, *size, out)?;
        }
        (Type::Enum { symbols, .. }, Value::String(text)) => match symbols.iter().position(|symbol| symbol == text) {
            Some(which) => out.branch(which),
            None => return Err(wrong_symbol(text, symbols)),
        },
        (Type::Array(items), Value::Array(all)) => {
            if !all.is_empty() {
                out.branch(all.len());
            }
            for (at, item) in all.iter().enumerate() {
                value(shape, *items, item, out).map_err(|why| why.within(format!("[{at}]")))?;
            }
            out.number(0);
        }
        (Type::Map(values), Value::Object(all)) => {
            if !all.is_empty() {
                out.branch(all.len());
            }
            for (key, item) in all {
                out.counted(key.as_bytes());
                value(shape, *values, item, out).map_err(|why| why.within(format!("[{key:?}]")))?;
            }
            out.number(0);
        }
        (Type::Record { .. }, Value::Object(_)) => record(shape, kind, json, out)?,
        (Type::Union(branches), _) => union::write(shape, branches, json, out)?,
        (Type::Logical(logical), _) => by_logic(logical, json, out)?,
        _ => return Err(wrong()),
    }
    Ok(())
}

fn record(shape: &Shape, kind: &Type, json: &Value, out: &mut Output) -> Read<()> {
    let (Type::Record { fields, .. }, Value::Object(all)) = (kind, json) else {
        return Ok(());
    };
    let known = |name: &str| fields.iter().any(|field| field.name == name);
    if let Some(odd) = all.keys().find(|key| !known(key)) {
        let near = nearest(odd, fields.iter().map(|field| field.name.as_str()));
        let near = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
        return Err(Fault::new(format!("{} has no such field{near}", kind.name())).within(format!(".{odd}")));
    }
    for field in fields {
        let written = match (all.get(&field.name), &field.default) {
            (Some(given), _) => value(shape, field.at, given, out),
            (None, Some(default)) => {
                let before = std::mem::replace(&mut out.default, true);
                let written = value(shape, field.at, default, out);
                out.default = before;
                written
            }
            (None, None) => Err(Fault::new("is missing, and the schema has no default for it")),
        };
        written.map_err(|why| why.within(format!(".{}", field.name)))?;
    }
    Ok(())
}

fn by_logic(logical: &Logical, json: &Value, out: &mut Output) -> Read<()> {
    match logical {
        Logical::Decimal {
            precision, scale, size, ..
        } => {
            // an amount too long to be shown was shown as bytes
            let bytes = match json.get("base64").and_then(|_| to_bytes(json)) {
                Some(bytes) => bytes,
                None => decimal::write(json, *scale, *precision, *size)?,
            };
            match size {
                Some(size) => sized(&bytes, *size, out)?,
                None => out.counted(&bytes),
            }
        }
        Logical::Uuid { .. } => {
            let uuid = json.as_str().and_then(|text| uuid::Uuid::parse_str(text).ok());
            let uuid = uuid.ok_or_else(|| Fault::new(format!("{} is no UUID", brief(json))))?;
            out.bytes.extend_from_slice(uuid.as_bytes());
        }
        Logical::Duration { .. } => {
            for part in ["months", "days", "milliseconds"] {
                let number = json
                    .get(part)
                    .map(whole)
                    .transpose()?
                    .and_then(|number| u32::try_from(number).ok());
                let number = number.ok_or_else(|| Fault::new("is no count").within(format!(".{part}")))?;
                out.bytes.extend_from_slice(&number.to_le_bytes());
            }
        }
        _ => {
            let number = logical.number(json)?;
            if logical.base_name() == "int" && i32::try_from(number).is_err() {
                return Err(Fault::new(format!("{} is out of range", brief(json))));
            }
            out.number(number);
        }
    }
    Ok(())
}

fn sized(bytes: &[u8], size: usize, out: &mut Output) -> Read<()> {
    if bytes.len() != size {
        return Err(Fault::new(format!("{size} bytes are wanted, not {}", bytes.len())));
    }
    out.bytes.extend_from_slice(bytes);
    Ok(())
}

fn bytes(json: &Value, default: bool) -> Option<Vec<u8>> {
    match json {
        Value::String(text) if default => text.chars().map(|c| u8::try_from(c).ok()).collect(),
        _ => to_bytes(json),
    }
}

/// A whole number; 5.0 is one.
pub(super) fn whole(json: &Value) -> Read<i64> {
    let exact = |number: f64| (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64);
    let number = json.as_i64().or_else(|| json.as_f64().and_then(exact));
    number.ok_or_else(|| Fault::new(format!("{} is no whole number of 64 bits", brief(json))))
}

fn real(json: &Value) -> Option<f64> {
    match json {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => match text.as_str() {
            "NaN" => Some(f64::NAN),
            "Infinity" => Some(f64::INFINITY),
            "-Infinity" => Some(f64::NEG_INFINITY),
            _ => None,
        },
        _ => None,
    }
}

fn wrong_symbol(text: &str, symbols: &[String]) -> Fault {
    let shown: Vec<&str> = symbols.iter().take(12).map(String::as_str).collect();
    let more = if symbols.len() > 12 { ", …" } else { "" };
    Fault::new(format!("{text:?} is none of {}{more}", shown.join(", ")))
}

/// A value in an error: its kind when it is long.
pub(super) fn brief(json: &Value) -> String {
    match json {
        Value::Object(_) => "an object".into(),
        Value::Array(_) => "a list".into(),
        Value::String(text) if text.chars().count() > 40 => {
            format!("{:?}", text.chars().take(39).chain(['…']).collect::<String>())
        }
        other => other.to_string(),
    }
}
