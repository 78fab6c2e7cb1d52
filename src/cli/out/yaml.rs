//! JSON's values as YAML writes them: numbers keep all their digits, as in JSON.

use serde::{Serialize, Serializer};
use serde_json::Value;
use serde_saphyr::SerializerOptions;

/// A document.
///
/// # Errors
/// In words; nothing that JSON has is refused.
pub fn text(value: &Value) -> Result<String, serde_saphyr::SerializeError> {
    let mut text = String::new();
    let mark = mark(value);
    let mut options = SerializerOptions::default();
    // a number that is folded is none
    options.folded_wrap_chars = usize::MAX;
    serde_saphyr::to_fmt_writer_with_options(&mut text, &Plain { value, mark: &mark }, options)?;
    // only numbers begin with it
    let mut text = text.replace(&mark, "");
    if !text.ends_with('\n') {
        text.push('\n');
    }
    Ok(text)
}

/// A word that stands nowhere in a value.
fn mark(value: &Value) -> String {
    let all = value.to_string();
    let mut words = (0u64..).map(|number| format!("Number{number}_"));
    words.find(|word| !all.contains(word)).unwrap_or_default()
}

/// A value whose numbers are numbers. What serde cannot hold of one is written as a word, behind the mark.
struct Plain<'a> {
    value: &'a Value,
    mark: &'a str,
}

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let inner = |value| Plain { value, mark: self.mark };
        match self.value {
            Value::Number(number) => match number.as_i64() {
                Some(number) if number != 0 => to.serialize_i64(number),
                _ => to.collect_str(&format_args!("{}{}", self.mark, written(number.as_str()))),
            },
            Value::Array(items) => to.collect_seq(items.iter().map(inner)),
            Value::Object(fields) => to.collect_map(fields.iter().map(|(name, value)| (name, inner(value)))),
            other => other.serialize(to),
        }
    }
}

/// A number of JSON as every YAML reads it: those of YAML 1.1 know an exponent by its point and its sign.
fn written(number: &str) -> String {
    let Some((digits, exponent)) = number.split_once(['e', 'E']) else {
        return number.to_owned();
    };
    let point = if digits.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with(['-', '+']) { "" } else { "+" };
    format!("{digits}{point}e{sign}{exponent}")
}
