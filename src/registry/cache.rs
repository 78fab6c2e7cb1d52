//! Schemas that were fetched: what decodes asks it, and never waits.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use super::client::Client;
use super::fault::Failed;
use super::types::{Reference, Registered, Version};
use crate::decode::{Lookup, Schema, SchemaKey, SchemaSource};

/// Schemas kept, at most. When there are more, all are fetched anew: ids are few.
const MOST: usize = 10_000;

/// References of one schema, those of its references included, at most.
const REFERENCES: usize = 200;

/// The schemas of a registry, as far as they were asked for.
#[derive(Debug, Default)]
pub struct Schemas {
    known: RwLock<HashMap<SchemaKey, Known>>,
}

#[derive(Clone, Debug)]
enum Known {
    Schema(Arc<Schema>),
    /// It cannot be used, or since then there is none or it may not be read.
    Missing(Option<Instant>, Arc<str>),
}

/// How long it is believed that there is no such schema: it may be registered, and leave to read it be given.
const BELIEVED: Duration = Duration::from_secs(30);

impl SchemaSource for Schemas {
    fn schema(&self, key: SchemaKey) -> Lookup {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        match known.get(&key) {
            Some(Known::Schema(schema)) => Lookup::Found(Arc::clone(schema)),
            Some(Known::Missing(since, why)) if since.is_none_or(|since| since.elapsed() < BELIEVED) => {
                Lookup::Missing(Arc::clone(why))
            }
            Some(Known::Missing(..)) | None => Lookup::Later,
        }
    }
}

impl Schemas {
    /// Fetches a schema with all it builds on, so that the next look-up finds it, or why it cannot be had, which is
    /// believed for 30 s. A registry that does not answer leaves nothing behind: ask again.
    ///
    /// # Errors
    /// When the registry did not answer.
    pub async fn fetch(&self, client: &Client, key: SchemaKey) -> Result<(), Failed> {
        let read = match client.schema(key).await {
            Ok(found) => client.parsed(&found).await,
            Err(failed) => Err(failed),
        };
        let now = Some(Instant::now());
        let known = match read {
            Ok(Ok(schema)) => Known::Schema(Arc::new(schema)),
            Ok(Err(why)) => Known::Missing(None, why.into()),
            Err(failed) if failed.transient() => return Err(failed),
            Err(failed) if failed.not_found() => {
                Known::Missing(now, format!("the registry has no schema of {key}").into())
            }
            // this one may not be read: others may
            Err(failed) => Known::Missing(now, format!("{key}: {}", failed.trouble.cause).into()),
        };
        let mut all = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.clear();
        }
        all.insert(key, known);
        Ok(())
    }
}

impl Client {
    /// A registered schema, parsed with all it builds on; or why it cannot be used.
    ///
    /// # Errors
    /// When a reference cannot be read.
    pub async fn parsed(&self, found: &Registered) -> Result<Result<Schema, String>, Failed> {
        let Some(kind) = found.kind() else {
            let kind = found.schema_type.as_deref().unwrap_or_default();
            return Ok(Err(format!("schemas of type {kind} are not known here")));
        };
        let texts = match self.referenced(found.references()).await? {
            Ok(texts) => texts,
            Err(why) => return Ok(Err(why)),
        };
        let texts: Vec<(&str, &str)> = texts
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        Ok(Schema::parse(kind, &found.schema, &texts).map_err(|why| format!("the schema cannot be read: {why}")))
    }

    /// The texts of references, those that they build on before them, each once.
    ///
    /// # Errors
    /// When one cannot be read.
    pub async fn referenced(&self, references: &[Reference]) -> Result<Result<Vec<(String, String)>, String>, Failed> {
        let mut found: Vec<(Reference, Registered)> = Vec::new();
        // each reference is either yet to be read, or read and waiting for what it builds on
        let mut todo: Vec<(Reference, Option<Registered>)> =
            references.iter().rev().map(|one| (one.clone(), None)).collect();
        let mut reads = 0;
        while let Some((one, read)) = todo.pop() {
            if let Some(read) = read {
                found.push((one, read));
                continue;
            }
            let known = |other: &Reference| other.name == one.name;
            if found.iter().any(|(other, _)| known(other))
                || todo.iter().any(|(other, read)| read.is_some() && known(other))
            {
                continue;
            }
            reads += 1;
            if reads > REFERENCES {
                return Ok(Err(format!("the schema builds on more than {REFERENCES} others")));
            }
            // what is referred to may be softly deleted, and is still meant
            let read = self.version(&one.subject, Version::Number(one.version), true).await?;
            let inner: Vec<Reference> = read.references().iter().rev().cloned().collect();
            todo.push((one, Some(read)));
            todo.extend(inner.into_iter().map(|one| (one, None)));
        }
        Ok(Ok(found
            .into_iter()
            .map(|(one, read)| (one.name, read.schema))
            .collect()))
    }
}
