//! Types by number, names resolved: what reading and writing walk.

use serde_json::Value;

use super::logical::Logical;

/// A type of a [`Shape`], by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct At(pub(super) usize);

/// A schema's types. Those that contain others name them by their place, so that a type may contain itself.
#[derive(Debug, Default)]
pub(crate) struct Shape {
    pub(super) types: Vec<Type>,
    pub(super) root: Option<At>,
}

/// A type.
#[derive(Debug)]
pub(super) enum Type {
    Null,
    Boolean,
    Int,
    Long,
    Float,
    Double,
    Bytes,
    String,
    Array(At),
    Map(At),
    Union(Vec<At>),
    Record { name: String, fields: Vec<Field> },
    Enum { name: String, symbols: Vec<String> },
    Fixed { name: String, size: usize },
    Logical(Logical),
}

/// A record's field.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) at: At,
    pub(super) default: Option<Value>,
}

impl Shape {
    /// A type; null for a place that is none.
    pub(super) fn get(&self, at: At) -> &Type {
        self.types.get(at.0).unwrap_or(&Type::Null)
    }

    /// The type of the whole.
    pub(super) fn root(&self) -> At {
        self.root.unwrap_or(At(usize::MAX))
    }

    /// Its full name, or the word for what it is.
    pub(crate) fn name(&self) -> &str {
        self.get(self.root()).name()
    }
}

impl Type {
    /// The full name, or the word for what it is: how a union's branch is called in Avro's own JSON.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Int => "int",
            Self::Long => "long",
            Self::Float => "float",
            Self::Double => "double",
            Self::Bytes => "bytes",
            Self::String => "string",
            Self::Array(_) => "array",
            Self::Map(_) => "map",
            Self::Union(_) => "union",
            Self::Record { name, .. } | Self::Enum { name, .. } | Self::Fixed { name, .. } => name,
            Self::Logical(logical) => logical.base_name(),
        }
    }
}
