//! Where schemas come from: a look-up that never waits.

use std::fmt;
use std::sync::Arc;

use super::Schema;

/// How a payload names its schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SchemaKey {
    /// The registry's number.
    Id(u32),
    /// The same everywhere: carried in a header.
    Guid(uuid::Uuid),
}

/// What a source knows of a schema.
#[derive(Clone, Debug)]
pub enum Lookup {
    /// It is here.
    Found(Arc<Schema>),
    /// It cannot be had, and why.
    Missing(Arc<str>),
    /// It has not been asked for yet: who asks can have it fetched, and ask again.
    Later,
}

/// Schemas by what a payload carries. It answers from memory.
pub trait SchemaSource: Sync {
    /// The schema, as far as it is known.
    fn schema(&self, key: SchemaKey) -> Lookup;
}

/// No registry.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoSchemas;

impl SchemaSource for NoSchemas {
    fn schema(&self, _: SchemaKey) -> Lookup {
        Lookup::Missing("no schema registry is set (schema.registry.url)".into())
    }
}

impl fmt::Display for SchemaKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => write!(f, "id {id}"),
            Self::Guid(guid) => write!(f, "GUID {guid}"),
        }
    }
}
