//! JSON's values as YAML writes them: serde_json gives numbers that keep all their digits to no other format as such.

use serde::{Serialize, Serializer};
use serde_json::Value;

/// A value whose numbers are numbers.
pub struct Plain<'a>(pub &'a Value);

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Number(number) => {
                if let Some(number) = number.as_i128() {
                    return to.serialize_i128(number);
                }
                let text = number.as_str();
                match number.as_f64().filter(|_| text.contains(['.', 'e', 'E'])) {
                    Some(number) => to.serialize_f64(number),
                    None => to.serialize_str(text),
                }
            }
            Value::Array(items) => to.collect_seq(items.iter().map(Plain)),
            Value::Object(fields) => to.collect_map(fields.iter().map(|(name, value)| (name, Plain(value)))),
            other => other.serialize(to),
        }
    }
}
