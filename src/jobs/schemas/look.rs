//! Subjects and versions as rows.

use std::collections::BTreeSet;

use futures_util::{StreamExt, TryStreamExt, stream};

use crate::decode::SchemaKey;
use crate::model::trouble::Trouble;
use crate::registry::{Client, Code, Failed, Registered, Version};
use crate::report::schemas::{ReferenceRow, SubjectRow, VersionRow};

/// Requests at once.
pub(super) const AT_ONCE: usize = 16;

/// Every subject with its latest version; with the level it is held to when asked for. Beside each, why not all of that
/// may be seen.
///
/// # Errors
/// When the registry does not answer.
pub async fn list(
    client: &Client,
    deleted: bool,
    levels: bool,
) -> Result<(Vec<SubjectRow>, Vec<Option<Trouble>>), Trouble> {
    let names = client.subjects(deleted).await?;
    let here: BTreeSet<String> = match deleted {
        true => client.subjects(false).await?.into_iter().collect(),
        false => names.iter().cloned().collect(),
    };
    let levels = if levels { Some(Levels::ask(client).await?) } else { None };
    let (here, levels) = (&here, levels.as_ref());
    let rows = stream::iter(names).map(|name| {
        let row = SubjectRow {
            deleted: !here.contains(&name),
            ..SubjectRow::named(name)
        };
        detailed(client, row, levels)
    });
    let all: Vec<(SubjectRow, Option<Trouble>)> = rows.buffered(AT_ONCE).try_collect().await?;
    Ok(all.into_iter().unzip())
}

/// A row with what its latest version tells, and the level where they are asked for; or why that may not be seen.
///
/// # Errors
/// When the registry does not answer, or cannot now.
pub(super) async fn detailed(
    client: &Client,
    mut row: SubjectRow,
    levels: Option<&Levels>,
) -> Result<(SubjectRow, Option<Trouble>), Failed> {
    let mut trouble = None;
    let mut told = |failed: Failed| match failed.code {
        // deleted since it was listed
        Some(code) if code.not_found() => Ok(()),
        // asked too often, or a registry that is coming up: all of it is asked again
        None | Some(Code(429 | 502..=504)) => Err(failed),
        Some(_) => {
            trouble.get_or_insert(failed.trouble);
            Ok(())
        }
    };
    match latest(client, &row.subject, row.deleted).await {
        Ok(found) => row.describe(&found),
        Err(failed) => told(failed)?,
    }
    if let Some(levels) = levels.filter(|_| !row.deleted) {
        match levels.of(client, &row.subject).await {
            Ok((level, own)) => (row.level, row.own_level) = (Some(level), Some(own)),
            Err(failed) => told(failed)?,
        }
    }
    row.unread = trouble.is_some();
    Ok((row, trouble))
}

/// The versions of a subject.
///
/// # Errors
/// When there is no such subject, or the registry does not answer.
pub async fn versions(client: &Client, subject: &str, deleted: bool) -> Result<Vec<VersionRow>, Failed> {
    let numbers = client.versions(subject, deleted).await?;
    let rows = stream::iter(numbers).map(|number| numbered(client, subject, number, deleted));
    rows.buffered(AT_ONCE).try_collect().await
}

/// A version that was listed.
///
/// # Errors
/// As [`show`].
pub(super) async fn numbered(client: &Client, subject: &str, number: i32, deleted: bool) -> Result<VersionRow, Failed> {
    match show(client, subject, Version::Number(number), deleted).await {
        // Apicurio lists what is softly deleted, and tells no more of it
        Err(failed) if deleted && failed.not_found() => Ok(VersionRow {
            subject: subject.to_owned(),
            version: number,
            ..VersionRow::default()
        }),
        shown => shown,
    }
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
    Levels::ask(client).await?.of(client, subject).await
}

/// The mode of a subject, and whether it is its own; without a subject the registry's.
///
/// # Errors
/// When the registry has no modes or does not answer.
pub async fn mode(client: &Client, subject: Option<&str>) -> Result<(String, bool), Failed> {
    match (client.mode(subject).await, subject) {
        // without one of its own the registry's holds
        (Err(failed), Some(_)) if failed.not_found() => Ok((client.mode(None).await?, false)),
        (mode, _) => Ok((mode?, true)),
    }
}

/// The versions that the schema of an id is registered as.
///
/// # Errors
/// When there is no such schema, or the registry does not answer.
pub async fn users(client: &Client, id: u32) -> Result<Vec<VersionRow>, Failed> {
    let users = client.used_by(id).await?;
    if users.is_empty() {
        // there is no such schema, or it is deleted: the registry's own words
        client.schema(SchemaKey::Id(id)).await?;
    }
    let rows = stream::iter(users)
        .map(|user| async move { show(client, &user.subject, Version::Number(user.version), true).await });
    rows.buffered(AT_ONCE).try_collect().await
}

/// What a version of a subject builds on, and what builds on it.
///
/// # Errors
/// When there is no such version, or the registry does not answer.
pub async fn built_on(client: &Client, row: &VersionRow) -> Result<Vec<ReferenceRow>, Failed> {
    let mut rows: Vec<ReferenceRow> = ReferenceRow::of(row).collect();
    for id in client.referenced_by(&row.subject, row.version).await? {
        let users = client.used_by(id).await?;
        rows.extend(users.into_iter().map(|user| ReferenceRow {
            of: row.version,
            on: false,
            name: String::new(),
            subject: user.subject,
            version: user.version,
        }));
    }
    Ok(rows)
}

/// What has to be known of a registry to tell which level a subject is held to.
pub(super) struct Levels {
    /// That of subjects without one of their own; none when it may not be seen.
    pub(super) global: Option<String>,
    /// The mode of subjects without one of their own; none where the registry has no modes.
    pub(super) mode: Option<String>,
}

impl Levels {
    /// # Errors
    /// When the registry does not answer, or cannot now.
    pub(super) async fn ask(client: &Client) -> Result<Self, Failed> {
        let global = match client.level(None).await {
            Ok(level) => Some(level),
            Err(failed) if failed.transient() => return Err(failed),
            Err(_) => None,
        };
        let mode = client.mode(None).await.ok();
        Ok(Self { global, mode })
    }

    /// The level that a subject is held to, and whether it is its own.
    ///
    /// # Errors
    /// As every call.
    pub(super) async fn of(&self, client: &Client, subject: &str) -> Result<(String, bool), Failed> {
        let global = self.global.as_deref();
        match client.level(Some(subject)).await {
            // Apicurio, which has no modes, answers NONE for a subject that has none of its own
            Ok(own) if own == NONE && self.mode.is_none() => match global {
                Some(global) => Ok((global.to_owned(), false)),
                None => Ok((client.level_held(subject).await?, false)),
            },
            Ok(own) => Ok((own, true)),
            Err(failed) if failed.code.is_some_and(Code::no_level) => match global {
                Some(global) => Ok((global.to_owned(), false)),
                None => Ok((client.level_held(subject).await?, false)),
            },
            Err(failed) => Err(failed),
        }
    }
}

/// No level at all.
const NONE: &str = "NONE";

impl SubjectRow {
    /// Takes in what its latest version tells.
    pub(super) fn describe(&mut self, found: &Registered) {
        self.kind = Some(found.kind_name().to_owned());
        self.version = Some(found.version);
        self.id = Some(found.id);
        self.references = Some(found.references().len());
    }
}
