//! Which field of a value does not fit. Asked only once it is known that one does not.

use prost_reflect::{Kind, MessageDescriptor};
use serde_json::{Map, Value};

use super::fits;
use crate::decode::input::Fault;
use crate::text::nearest;

/// Fields looked into, at most: the rest of the way is left out.
const LEVELS: usize = 16;

/// The fault, by the field it is in.
pub(super) fn locate(message: &MessageDescriptor, json: &Value, why: &str) -> Fault {
    let mut fault = Fault::new(why.to_owned());
    for step in steps(message, json, why, &mut fault).into_iter().rev() {
        fault = fault.within(step);
    }
    fault
}

fn steps(message: &MessageDescriptor, json: &Value, why: &str, fault: &mut Fault) -> Vec<String> {
    let (mut message, mut json, mut why) = (message.clone(), json.clone(), why.to_owned());
    let mut steps = Vec::new();
    while steps.len() < LEVELS {
        let Value::Object(all) = &json else { break };
        let Some((name, value, said)) = all.iter().find_map(|(name, value)| {
            let alone = Value::Object(Map::from_iter([(name.clone(), value.clone())]));
            fits(&message, &alone)
                .err()
                .map(|said| (name.clone(), value.clone(), said))
        }) else {
            break;
        };
        steps.push(format!(".{name}"));
        why = said;
        let field = message
            .get_field_by_name(&name)
            .or_else(|| message.get_field_by_json_name(&name));
        let Some(field) = field else {
            let names: Vec<String> = message.fields().map(|field| field.name().to_owned()).collect();
            let near = nearest(&name, names.iter().map(String::as_str));
            let near = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
            why = format!("{} has no such field{near}", message.full_name());
            break;
        };
        let Kind::Message(inner) = field.kind() else { break };
        json = value;
        if let (true, Value::Array(items)) = (field.is_list(), &json) {
            let Some((at, item)) = items.iter().enumerate().find(|(_, item)| fits(&inner, item).is_err()) else {
                break;
            };
            steps.push(format!("[{at}]"));
            json = item.clone();
        }
        // a map's entries and the well-known types have a form of their own
        if field.is_map() || fits(&inner, &json).is_ok() {
            break;
        }
        message = inner;
    }
    *fault = Fault::new(why);
    steps
}
