//! `google.protobuf.Any`, a message that names its type: one of a type that the schema has not, or one too deep in
//! others, is shown as its bytes, and what stands beside it is read all the same.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use prost_reflect::{DynamicMessage, MapKey, MessageDescriptor, ReflectMessage, Value as Part};
use serde_json::{Map, Value, json};

/// One within another, at most: the serializer follows them on its stack.
const DEEPEST: usize = 8;

const NAME: &str = "google.protobuf.Any";

/// A step from a message to what it holds.
#[derive(Clone)]
enum Step {
    Field(String),
    At(usize),
    Key(String),
}

/// What was taken out, and from where.
pub(super) struct Taken {
    way: Vec<Step>,
    shown: Value,
}

/// Whether a message may hold one.
pub(super) fn held_by(message: &MessageDescriptor) -> bool {
    message.parent_pool().get_message_by_name(NAME).is_some()
}

/// Takes out each that the serializer cannot show; an empty `plain` message stands in for it.
pub(super) fn take_out(message: &mut DynamicMessage, plain: &MessageDescriptor) -> Vec<Taken> {
    let mut taken = Vec::new();
    walk(message, plain, &mut Vec::new(), &mut taken);
    taken
}

/// Puts what is shown of them where they were.
pub(super) fn put_back(value: &mut Value, taken: Vec<Taken>) {
    for Taken { way, shown } in taken {
        let place = way.iter().try_fold(&mut *value, |value, step| match step {
            Step::Field(name) | Step::Key(name) => value.get_mut(name),
            Step::At(at) => value.get_mut(*at),
        });
        if let Some(place) = place {
            *place = shown;
        }
    }
}

fn walk(message: &mut DynamicMessage, plain: &MessageDescriptor, way: &mut Vec<Step>, taken: &mut Vec<Taken>) {
    if message.descriptor().full_name() == NAME {
        if !readable(message, DEEPEST) {
            let way = way.clone();
            taken.push(Taken {
                way,
                shown: shown(message),
            });
            let _known_fields =
                message.try_set_field_by_name("type_url", Part::String(format!("/{}", plain.full_name())));
            let _known_fields = message.try_set_field_by_name("value", Part::Bytes(Vec::new().into()));
        }
        return;
    }
    let mut inside = |step: Step, part: &mut Part, way: &mut Vec<Step>| {
        if let Part::Message(inner) = part {
            way.push(step);
            walk(inner, plain, way, taken);
            way.pop();
        }
    };
    for (field, part) in message.fields_mut() {
        let name = Step::Field(field.name().to_owned());
        match part {
            Part::List(items) => {
                way.push(name);
                for (at, item) in items.iter_mut().enumerate() {
                    inside(Step::At(at), item, way);
                }
                way.pop();
            }
            Part::Map(all) => {
                way.push(name);
                for (key, item) in all {
                    inside(Step::Key(text(key)), item, way);
                }
                way.pop();
            }
            part => inside(name, part, way),
        }
    }
}

/// A map's key as JSON has it.
fn text(key: &MapKey) -> String {
    match key {
        MapKey::Bool(key) => key.to_string(),
        MapKey::I32(key) => key.to_string(),
        MapKey::I64(key) => key.to_string(),
        MapKey::U32(key) => key.to_string(),
        MapKey::U64(key) => key.to_string(),
        MapKey::String(key) => key.clone(),
    }
}

fn parts(any: &DynamicMessage) -> (String, Vec<u8>) {
    let part = |name| any.get_field_by_name(name);
    let url = part("type_url").and_then(|url| Some(url.as_str()?.to_owned()));
    let bytes = part("value").and_then(|bytes| Some(bytes.as_bytes()?.to_vec()));
    (url.unwrap_or_default(), bytes.unwrap_or_default())
}

/// Whether its type is known, its bytes are one, and the same holds of those in it.
fn readable(any: &DynamicMessage, left: usize) -> bool {
    let (url, bytes) = parts(any);
    let pool = any.descriptor();
    let named = url.rsplit_once('/').map(|(_, name)| name);
    let kind = named.and_then(|name| pool.parent_pool().get_message_by_name(name));
    let inner = kind.and_then(|kind| DynamicMessage::decode(kind, bytes.as_slice()).ok());
    match (inner, left.checked_sub(1)) {
        (Some(inner), Some(left)) => all_readable(&inner, left),
        _ => false,
    }
}

fn all_readable(message: &DynamicMessage, left: usize) -> bool {
    if message.descriptor().full_name() == NAME {
        return readable(message, left);
    }
    let inner = |part: &Part| part.as_message().is_none_or(|message| all_readable(message, left));
    message.fields().all(|(_, part)| match part {
        Part::List(items) => items.iter().all(inner),
        Part::Map(all) => all.values().all(inner),
        part => inner(part),
    })
}

fn shown(any: &DynamicMessage) -> Value {
    match parts(any) {
        (url, bytes) if url.is_empty() && bytes.is_empty() => Value::Object(Map::new()),
        (url, bytes) => json!({ "@type": url, "value": STANDARD.encode(bytes) }),
    }
}
