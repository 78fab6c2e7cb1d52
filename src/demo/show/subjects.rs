//! What is in the schema registry.

use crate::demo::registry;
use crate::demo::schemas::{self, SUBJECTS};

const ORDERS: &str = "ecommerce.orders.created-value";

/// A registry with every schema of the story but the one that comes while it is told.
pub(super) fn registered() -> registry::Shared {
    let shared = registry::Shared::default();
    let mut all: Vec<_> = SUBJECTS
        .iter()
        .flat_map(|subject| subject.versions.iter().map(|version| (subject.name, version)))
        .filter(|(_, version)| version.id != schemas::ORDER_V2.id)
        .collect();
    // ids are given out in this order
    all.sort_by_key(|(_, version)| version.id);
    for (subject, version) in all {
        register(&shared, subject, version);
    }
    shared
}

/// The schema that comes while the story is told.
pub(super) fn evolve(shared: &registry::Shared) {
    register(shared, ORDERS, &schemas::ORDER_V2);
}

fn register(shared: &registry::Shared, subject: &str, version: &schemas::Version) {
    let kind = match version.kind {
        schemas::Kind::Avro => registry::Kind::Avro,
        schemas::Kind::Protobuf => registry::Kind::Protobuf,
        schemas::Kind::Json => registry::Kind::Json,
    };
    let references = version.references.iter().map(|one| registry::Reference {
        name: one.name.to_owned(),
        subject: one.subject.to_owned(),
        version: one.version,
    });
    // a test registers them all, and compares the ids
    if let Ok(schema) = registry::Schema::new(kind, version.text, references.collect()) {
        let _ = shared.lock().register(subject, schema);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The registry keeps JSON without its white space.
    fn plain(text: &str) -> String {
        let json: Result<serde_json::Value, _> = serde_json::from_str(text);
        json.map_or_else(|_| text.trim().to_owned(), |json| json.to_string())
    }

    #[test]
    fn the_registry_gives_the_ids_that_records_carry() {
        let shared = registered();
        evolve(&shared);
        for subject in SUBJECTS {
            for version in subject.versions {
                let registry = shared.lock();
                let found = registry.schema(version.id).unwrap();
                assert_eq!(plain(&found.text), plain(version.text), "{}", subject.name);
            }
        }
    }
}
