//! JSON Schema: what a value must be. Reading needs none of it, and so it is compiled only for writing.

mod skeleton;

use std::collections::HashMap;
use std::error::Error;
use std::sync::OnceLock;

use jsonschema::{Retrieve, Uri, Validator};
use serde_json::Value;

use super::input::{Fault, Read};

/// A schema, and those it refers to.
#[derive(Debug)]
pub(super) struct JsonSchema {
    schema: Value,
    references: References,
    compiled: OnceLock<Result<Validator, String>>,
}

#[derive(Clone, Debug)]
struct References(HashMap<String, Value>);

/// Only what the registry named: nothing is fetched from anywhere else.
impl Retrieve for References {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Value, Box<dyn Error + Send + Sync>> {
        let uri = uri.as_str();
        let bare = uri.strip_prefix("json-schema:///").unwrap_or(uri);
        let found = self
            .0
            .iter()
            .find(|(name, _)| *name == uri || name.trim_start_matches("./") == bare);
        match found {
            Some((_, schema)) => Ok(schema.clone()),
            None => Err(format!("the schema refers to {bare}, which is no reference of it").into()),
        }
    }
}

impl JsonSchema {
    pub(super) fn parse(text: &str, references: &[(&str, &str)]) -> Read<Self> {
        let json = |text: &str| {
            let read = serde_json::from_str(text);
            read.map_err(|why| Fault::new(format!("the schema is no JSON: {why}")))
        };
        let schema: Value = json(text)?;
        if !schema.is_object() && !schema.is_boolean() {
            return Err(Fault::new("a JSON Schema is an object or a boolean"));
        }
        let named = references
            .iter()
            .map(|(name, text)| Ok(((*name).to_owned(), json(text)?)));
        Ok(Self {
            schema,
            references: References(named.collect::<Read<_>>()?),
            compiled: OnceLock::new(),
        })
    }

    /// Its title, or nothing.
    pub(super) fn name(&self) -> &str {
        self.schema.get("title").and_then(Value::as_str).unwrap_or_default()
    }

    /// A value to begin with: what it requires, and what it names.
    pub(super) fn skeleton(&self) -> Value {
        skeleton::skeleton(&self.schema, &self.references.0)
    }

    /// That a value keeps it.
    pub(super) fn validate(&self, json: &Value) -> Read<()> {
        let compiled = self.compiled.get_or_init(|| {
            let options = jsonschema::options()
                .with_base_uri("json-schema:///")
                .with_retriever(self.references.clone());
            options
                .build(&self.schema)
                .map_err(|why| format!("the schema cannot be used: {why}"))
        });
        let validator = compiled.as_ref().map_err(|why| Fault::new(why.clone()))?;
        match validator.iter_errors(json).next() {
            None => Ok(()),
            Some(why) => Err(path(why.instance_path().as_str(), json)
                .into_iter()
                .rev()
                .fold(Fault::new(why.to_string()), Fault::within)),
        }
    }
}

/// A JSON pointer as a path: `/lines/1/price` is `.lines[1].price`.
fn path(pointer: &str, json: &Value) -> Vec<String> {
    let (mut here, mut steps) = (Some(json), Vec::new());
    for step in pointer.split('/').skip(1) {
        let key = step.replace("~1", "/").replace("~0", "~");
        let list = here.is_some_and(Value::is_array);
        here = match (here, key.parse::<usize>()) {
            (Some(Value::Array(all)), Ok(at)) => all.get(at),
            (Some(value), _) => value.get(&key),
            (None, _) => None,
        };
        steps.push(if list { format!("[{key}]") } else { format!(".{key}") });
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_value_that_breaks_the_schema_is_told_by_its_path() {
        let line = r#"{"type": "object", "properties": {"price": {"type": "number"}}, "required": ["price"]}"#;
        let schema = json!({"title": "Order", "type": "object",
            "properties": {"id": {"type": "integer"}, "lines": {"type": "array", "items": {"$ref": "line.json"}}}});
        let schema = JsonSchema::parse(&schema.to_string(), &[("line.json", line)]).unwrap();
        assert_eq!(schema.name(), "Order");
        assert!(schema.validate(&json!({"id": 1, "lines": [{"price": 2.5}]})).is_ok());
        let wrong = |value: Value| schema.validate(&value).unwrap_err().to_string();
        assert_eq!(wrong(json!({"id": "x"})), ".id: \"x\" is not of type \"integer\"");
        assert_eq!(
            wrong(json!({"lines": [{"price": 1}, {}]})),
            ".lines[1]: \"price\" is a required property"
        );
    }

    #[test]
    fn nothing_is_fetched_from_outside() {
        let schema = JsonSchema::parse(r#"{"$ref": "http://127.0.0.1:9/other.json"}"#, &[]).unwrap();
        let why = schema.validate(&json!(1)).unwrap_err().to_string();
        assert!(why.contains("cannot be used"), "{why}");
        assert!(JsonSchema::parse("[]", &[]).is_err());
    }
}
