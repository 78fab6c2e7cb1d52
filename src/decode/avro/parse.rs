//! A schema's JSON to a shape. More lenient than a registry is: what it has accepted is to be read.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::logical::Logical;
use super::shape::{At, Field, Shape, Type};
use crate::decode::input::{Fault, Read};

/// Types of one schema, at most.
const MOST: usize = 20_000;

/// The shape of `text`; `references` are the schemas it names, those they name before them.
pub(crate) fn parse<'a>(text: &str, references: impl IntoIterator<Item = &'a str>) -> Read<Shape> {
    let mut parser = Parser::default();
    for text in references {
        parser.whole(text)?;
    }
    let root = parser.whole(text)?;
    parser.shape.root = Some(root);
    Ok(parser.shape)
}

#[derive(Default)]
struct Parser {
    shape: Shape,
    names: HashMap<String, At>,
}

impl Parser {
    fn whole(&mut self, text: &str) -> Read<At> {
        // a name alone is a schema too, and so some write it without quotes
        let json = serde_json::from_str(text).or_else(|why| match text.trim().contains(['{', '[', '"']) {
            true => Err(Fault::new(format!("the schema is no JSON: {why}"))),
            false => Ok(Value::String(text.trim().to_owned())),
        })?;
        self.schema(&json, "")
    }

    fn add(&mut self, one: Type) -> Read<At> {
        if self.shape.types.len() >= MOST {
            return Err(Fault::new(format!("a schema of more than {MOST} types")));
        }
        self.shape.types.push(one);
        Ok(At(self.shape.types.len() - 1))
    }

    /// A schema inside a namespace.
    fn schema(&mut self, json: &Value, space: &str) -> Read<At> {
        match json {
            Value::String(name) => self.named(name, space),
            Value::Array(branches) => {
                let branches = branches.iter().map(|branch| self.schema(branch, space));
                let branches = branches.collect::<Read<_>>()?;
                self.add(Type::Union(branches))
            }
            Value::Object(all) => self.object(all, space),
            _ => Err(Fault::new(format!("{json} is no Avro type"))),
        }
    }

    fn named(&mut self, name: &str, space: &str) -> Read<At> {
        if let Some(primitive) = primitive(name) {
            return self.add(primitive);
        }
        let found = self.names.get(&full(name, space)).or_else(|| self.names.get(name));
        found
            .copied()
            .ok_or_else(|| Fault::new(format!("the schema names {name}, which is not known")))
    }

    fn object(&mut self, all: &Map<String, Value>, space: &str) -> Read<At> {
        let Some(kind) = all.get("type") else {
            return Err(Fault::new("a type without its \"type\""));
        };
        let Value::String(kind) = kind else {
            return self.schema(kind, space);
        };
        let inner = |key: &'static str| {
            all.get(key)
                .ok_or_else(|| Fault::new(format!("a type {kind} without {key:?}")))
        };
        match kind.as_str() {
            "array" => {
                let items = self.schema(inner("items")?, space)?;
                self.add(Type::Array(items))
            }
            "map" => {
                let values = self.schema(inner("values")?, space)?;
                self.add(Type::Map(values))
            }
            "record" | "error" => self.record(all, space),
            "enum" => {
                let (name, _) = names(all, space)?;
                let symbols = inner("symbols")?.as_array().into_iter().flatten();
                let symbols = symbols.filter_map(Value::as_str).map(str::to_owned).collect();
                self.define(
                    &name,
                    Type::Enum {
                        name: name.clone(),
                        symbols,
                    },
                )
            }
            "fixed" => {
                let (name, _) = names(all, space)?;
                let size = inner("size")?.as_u64().and_then(|size| usize::try_from(size).ok());
                let size = size.ok_or_else(|| Fault::new(format!("the size of {name} is no number")))?;
                let one = Logical::of_fixed(all, &name, size).map(Type::Logical);
                self.define(
                    &name,
                    one.unwrap_or(Type::Fixed {
                        name: name.clone(),
                        size,
                    }),
                )
            }
            primitive => match Logical::of_primitive(all, primitive) {
                Some(logical) => self.add(Type::Logical(logical)),
                None => self.named(primitive, space),
            },
        }
    }

    fn define(&mut self, name: &str, one: Type) -> Read<At> {
        let at = self.add(one)?;
        self.names.insert(name.to_owned(), at);
        Ok(at)
    }

    fn record(&mut self, all: &Map<String, Value>, space: &str) -> Read<At> {
        let (name, space) = names(all, space)?;
        // known before its fields are: they may hold it
        let at = self.define(&name, Type::Null)?;
        let mut fields = Vec::new();
        for field in all.get("fields").and_then(Value::as_array).into_iter().flatten() {
            let named = field.get("name").and_then(Value::as_str);
            let (Some(field_name), Some(kind)) = (named, field.get("type")) else {
                return Err(Fault::new(format!("a field of {name} without a name or a type")));
            };
            // a logical type is sometimes written beside the type it belongs in
            let beside = field
                .as_object()
                .filter(|field| field.contains_key("logicalType") && kind.is_string());
            let read = match beside {
                Some(field) => self.object(field, &space),
                None => self.schema(kind, &space),
            };
            fields.push(Field {
                name: field_name.to_owned(),
                at: read.map_err(|why| why.within(format!(".{field_name}")))?,
                default: field.get("default").cloned(),
            });
        }
        if let Some(place) = self.shape.types.get_mut(at.0) {
            *place = Type::Record { name, fields };
        }
        Ok(at)
    }
}

fn primitive(name: &str) -> Option<Type> {
    Some(match name {
        "null" => Type::Null,
        "boolean" => Type::Boolean,
        "int" => Type::Int,
        "long" => Type::Long,
        "float" => Type::Float,
        "double" => Type::Double,
        "bytes" => Type::Bytes,
        "string" => Type::String,
        _ => return None,
    })
}

/// The full name that a definition gives, and the namespace of what is inside it.
fn names(all: &Map<String, Value>, space: &str) -> Read<(String, String)> {
    let name = all.get("name").and_then(Value::as_str);
    let name = name.ok_or_else(|| Fault::new("a named type without a name"))?;
    let space = all.get("namespace").and_then(Value::as_str).unwrap_or(space);
    let name = full(name, space);
    let space = name.rsplit_once('.').map_or("", |(space, _)| space).to_owned();
    Ok((name, space))
}

fn full(name: &str, space: &str) -> String {
    match name.contains('.') || space.is_empty() {
        true => name.trim_start_matches('.').to_owned(),
        false => format!("{space}.{name}"),
    }
}
