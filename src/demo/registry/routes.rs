//! Paths to calls, answers to JSON.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Fault, Kind, Level, Reference, Registered, Registry, Schema, Seen, Which};
use crate::demo::http::{Request, Response};

const TYPE: &str = "application/vnd.schemaregistry.v1+json";

/// A schema as clients send it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sent {
    schema: String,
    #[serde(default)]
    schema_type: Option<Kind>,
    #[serde(default)]
    references: Option<Vec<Reference>>,
}

#[derive(Deserialize)]
struct SentLevel {
    compatibility: String,
}

/// The answer to a request.
pub(super) fn answer(registry: &mut Registry, request: &Request) -> Response {
    let path: Vec<&str> = request.path.iter().map(String::as_str).collect();
    let answer = match path.split_first() {
        None => Ok(json!({})),
        Some((&"subjects", rest)) => subjects(registry, request, rest),
        Some((&"schemas", rest)) => schemas(registry, request, rest),
        Some((&"config", rest)) => config(registry, request, rest),
        Some((&"compatibility", rest)) => compatibility(registry, request, rest),
        Some((&"mode", [])) if request.method == "GET" => Ok(json!({ "mode": "READWRITE" })),
        _ => Err(Fault::NoPath),
    };
    match answer {
        Ok(value) => Response::json(200, TYPE, &value),
        Err(why) => {
            let said = json!({ "error_code": why.code(), "message": why.to_string() });
            Response::json(why.status(), TYPE, &said)
        }
    }
}

fn subjects(registry: &mut Registry, request: &Request, path: &[&str]) -> Result<Value, Fault> {
    let seen = seen(request);
    let permanent = request.flag("permanent");
    match (request.method.as_str(), path) {
        ("GET", []) => {
            let prefix = request.parameter("subjectPrefix").unwrap_or_default();
            let all = registry.subjects(seen).filter(|name| name.starts_with(prefix));
            Ok(all.collect::<Vec<_>>().into())
        }
        ("POST", [subject]) => {
            let found = registry.lookup(subject, &sent(request)?, seen)?;
            Ok(shown(&found))
        }
        ("DELETE", [subject]) => Ok(registry.delete_subject(subject, permanent)?.into()),
        ("GET", [subject, "versions"]) => Ok(registry.versions(subject, seen)?.into()),
        ("POST", [subject, "versions"]) => Ok(json!({ "id": registry.register(subject, sent(request)?)? })),
        ("GET", [subject, "versions", which]) => Ok(shown(&registry.version(subject, version(which)?, seen)?)),
        ("DELETE", [subject, "versions", which]) => {
            Ok(registry.delete_version(subject, version(which)?, permanent)?.into())
        }
        ("GET", [subject, "versions", which, "schema"]) => {
            let found = registry.version(subject, version(which)?, seen)?;
            Ok(raw(&found.schema))
        }
        ("GET", [subject, "versions", which, "referencedby"]) => {
            Ok(registry.referenced_by(subject, version(which)?)?.into())
        }
        (_, [] | [_] | [_, "versions"] | [_, "versions", _]) => Err(Fault::NoMethod),
        _ => Err(Fault::NoPath),
    }
}

fn schemas(registry: &Registry, request: &Request, path: &[&str]) -> Result<Value, Fault> {
    if request.method != "GET" {
        return Err(Fault::NoMethod);
    }
    let number = |text: &str| text.parse::<i32>().ok().ok_or(Fault::NoPath);
    match path {
        ["types"] => Ok(json!(Kind::ALL)),
        ["ids", id] => {
            let schema = registry.schema(number(id)?)?;
            let mut value = json!({ "schema": schema.text });
            add_kind(&mut value, schema);
            Ok(value)
        }
        ["ids", id, "schema"] => Ok(raw(registry.schema(number(id)?)?)),
        ["ids", id, "versions"] => {
            let all = registry.versions_with(number(id)?, seen(request))?;
            let row = |(subject, version)| json!({ "subject": subject, "version": version });
            Ok(all.into_iter().map(row).collect::<Vec<_>>().into())
        }
        ["ids", id, "subjects"] => {
            let all = registry.versions_with(number(id)?, seen(request))?;
            Ok(all.into_iter().map(|(subject, _)| subject).collect::<Vec<_>>().into())
        }
        _ => Err(Fault::NoPath),
    }
}

fn config(registry: &mut Registry, request: &Request, path: &[&str]) -> Result<Value, Fault> {
    let subject = match path {
        [] => None,
        [subject] => Some(*subject),
        _ => return Err(Fault::NoPath),
    };
    let level = match subject {
        None => Ok(registry.level()),
        Some(name) => match registry.level_of(name) {
            Some(level) => Ok(level),
            None if request.flag("defaultToGlobal") => Ok(registry.level()),
            None => Err(Fault::NoLevel(name.to_owned())),
        },
    };
    match request.method.as_str() {
        "GET" => Ok(json!({ "compatibilityLevel": level?.name() })),
        "PUT" => {
            let level = Level::parse(&body::<SentLevel>(request)?.compatibility)?;
            registry.set_level(subject, Some(level));
            Ok(json!({ "compatibility": level.name() }))
        }
        "DELETE" => {
            let level = level?;
            registry.set_level(subject, None);
            Ok(json!({ "compatibilityLevel": level.name() }))
        }
        _ => Err(Fault::NoMethod),
    }
}

fn compatibility(registry: &Registry, request: &Request, path: &[&str]) -> Result<Value, Fault> {
    let (subject, against) = match path {
        ["subjects", subject, "versions"] => (subject, None),
        ["subjects", subject, "versions", which] => (subject, Some(version(which)?)),
        _ => return Err(Fault::NoPath),
    };
    if request.method != "POST" {
        return Err(Fault::NoMethod);
    }
    let broken = registry.broken(subject, &sent(request)?, against)?;
    let mut value = json!({ "is_compatible": broken.is_empty() });
    if request.flag("verbose") {
        add(&mut value, "messages", json!(broken));
    }
    Ok(value)
}

fn seen(request: &Request) -> Seen {
    if request.flag("deleted") {
        Seen::Deleted
    } else {
        Seen::Live
    }
}

fn version(text: &str) -> Result<Which, Fault> {
    match text.parse() {
        Ok(number @ 1..) => Ok(Which::Number(number)),
        Ok(-1) => Ok(Which::Latest),
        Err(_) if text == "latest" => Ok(Which::Latest),
        _ => Err(Fault::InvalidVersion(text.to_owned())),
    }
}

fn body<'a, T: Deserialize<'a>>(request: &'a Request) -> Result<T, Fault> {
    serde_json::from_str(&request.body).map_err(|why| Fault::Unprocessable(why.to_string()))
}

fn sent(request: &Request) -> Result<Schema, Fault> {
    let sent: Sent = body(request)?;
    Schema::new(
        sent.schema_type.unwrap_or_default(),
        &sent.schema,
        sent.references.unwrap_or_default(),
    )
}

/// A schema alone: its JSON where it is JSON.
fn raw(schema: &Schema) -> Value {
    serde_json::from_str(&schema.text).unwrap_or_else(|_| Value::String(schema.text.clone()))
}

fn shown(found: &Registered) -> Value {
    let mut value = json!({
        "subject": found.subject, "version": found.version, "id": found.id, "schema": found.schema.text,
    });
    add_kind(&mut value, &found.schema);
    value
}

/// The type, which is left out of Avro's, and the references, where there are any.
fn add_kind(value: &mut Value, schema: &Schema) {
    if schema.kind != Kind::Avro {
        add(value, "schemaType", json!(schema.kind));
    }
    if !schema.references.is_empty() {
        add(value, "references", json!(schema.references));
    }
}

fn add(value: &mut Value, key: &str, part: Value) {
    if let Value::Object(fields) = value {
        fields.insert(key.to_owned(), part);
    }
}
