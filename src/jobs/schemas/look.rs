//! Subjects and versions as rows.

use std::collections::BTreeSet;

use futures_util::{StreamExt, TryStreamExt, stream};

use crate::model::trouble::Trouble;
use crate::registry::{Client, Code, Failed, Registered, Version};
use crate::report::schemas::{SubjectRow, VersionRow};

/// Requests at once.
pub(super) const AT_ONCE: usize = 16;

/// Every subject with its latest version; with the level it is held to when asked for.
///
/// # Errors
/// When the registry does not answer.
pub async fn list(client: &Client, deleted: bool, levels: bool) -> Result<Vec<SubjectRow>, Trouble> {
    let names = client.subjects(deleted).await?;
    let here: BTreeSet<String> = match deleted {
        true => client.subjects(false).await?.into_iter().collect(),
        false => names.iter().cloned().collect(),
    };
    let here = &here;
    let rows = stream::iter(names).map(|name| {
        async move {
            let mut row = SubjectRow {
                deleted: !here.contains(&name),
                ..SubjectRow::named(name)
            };
            match latest(client, &row.subject, deleted).await {
                Ok(found) => row.describe(&found),
                // deleted since it was listed
                Err(failed) if failed.not_found() => {}
                Err(failed) => return Err(failed),
            }
            if levels {
                row.level = Some(client.level_held(&row.subject).await?);
            }
            Ok(row)
        }
    });
    Ok(rows.buffered(AT_ONCE).try_collect().await?)
}

/// The versions of a subject.
///
/// # Errors
/// When there is no such subject, or the registry does not answer.
pub async fn versions(client: &Client, subject: &str, deleted: bool) -> Result<Vec<VersionRow>, Failed> {
    let numbers = client.versions(subject, deleted).await?;
    let rows = stream::iter(numbers).map(|number| show(client, subject, Version::Number(number), deleted));
    rows.buffered(AT_ONCE).try_collect().await
}

/// One version of a subject.
///
/// # Errors
/// When there is none, or the registry does not answer.
pub async fn show(client: &Client, subject: &str, version: Version, deleted: bool) -> Result<VersionRow, Failed> {
    let found = client.version(subject, version, deleted).await?;
    let name = match client.parsed(&found).await {
        Ok(Ok(schema)) => Some(schema.name()),
        _ => None,
    };
    Ok(row(found, name))
}

fn row(found: Registered, name: Option<String>) -> VersionRow {
    let references = found.references().iter();
    let references = references
        .map(|one| format!("{}={}:{}", one.name, one.subject, one.version))
        .collect();
    VersionRow {
        version: found.version,
        id: found.id,
        kind: found.kind_name().to_owned(),
        name,
        references,
        subject: found.subject,
        schema: found.schema,
    }
}

/// The latest version; of a subject that is softly deleted, the latest there was.
pub(super) async fn latest(client: &Client, name: &str, deleted: bool) -> Result<Registered, Failed> {
    match client.version(name, Version::Latest, deleted).await {
        Err(failed) if deleted && failed.not_found() => match client.versions(name, true).await?.last() {
            Some(last) => client.version(name, Version::Number(*last), true).await,
            None => Err(failed),
        },
        found => found,
    }
}

/// The level that a subject is held to, and whether it is its own; without a subject the registry's.
///
/// # Errors
/// When the registry does not answer.
pub async fn level(client: &Client, subject: Option<&str>) -> Result<(String, bool), Failed> {
    let Some(subject) = subject else {
        return Ok((client.level(None).await?, true));
    };
    let held = client.level_held(subject).await?;
    // Apicurio answers NONE for a subject that has none of its own
    let own = match client.level(Some(subject)).await {
        Ok(own) => own == held,
        Err(failed) if failed.code.is_some_and(Code::no_level) => false,
        Err(failed) => return Err(failed),
    };
    Ok((held, own))
}

impl SubjectRow {
    /// Takes in what its latest version tells.
    pub(super) fn describe(&mut self, found: &Registered) {
        self.kind = Some(found.kind_name().to_owned());
        self.version = Some(found.version);
        self.id = Some(found.id);
        self.references = Some(found.references().len());
    }
}
