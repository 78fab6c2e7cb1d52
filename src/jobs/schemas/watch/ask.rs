//! What is asked for a look.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures_util::{StreamExt, TryStreamExt, stream};

use super::super::look::{self, AT_ONCE, Levels};
use super::super::{Client, Failed};
use super::Show;
use super::page::{Found, Look, State, Subject, Subjects};
use crate::decode::SchemaKey;
use crate::report::schemas::{ReferenceRow, SubjectRow, VersionRow};

/// Subjects whose details are shown together.
const BATCH: usize = 64;
/// Subjects whose details are asked for, at most: the others are names.
const DETAILED: usize = 2_000;
/// Versions of a subject that are read, at most: the latest.
const VERSIONS: usize = 50;
/// Versions of which it is asked what builds on them, at most: the latest.
const BUILT_ON: usize = 10;

/// Asks, and shows what comes.
pub(super) async fn ask(client: &Client, what: &Look, show: &Show) -> Result<(), Failed> {
    match what {
        Look::Subjects { deleted } => subjects(client, *deleted, show).await,
        Look::Subject(name) => {
            let found = subject(client, name.clone(), None).await?;
            show.found(State::Known, Found::Subject(Arc::new(found)));
            Ok(())
        }
        Look::Id(id) => {
            let users = client.used_by(*id).await?;
            let Some(first) = users.into_iter().next() else {
                // there is no such schema, or it is deleted: the registry's own words
                client.schema(SchemaKey::Id(*id)).await?;
                let found = Subject {
                    asked: Some(*id),
                    ..Subject::default()
                };
                show.found(State::Known, Found::Subject(Arc::new(found)));
                return Ok(());
            };
            let found = subject(client, first.subject, Some(*id)).await?;
            show.found(State::Known, Found::Subject(Arc::new(found)));
            Ok(())
        }
    }
}

async fn subjects(client: &Client, deleted: bool, show: &Show) -> Result<(), Failed> {
    let here: BTreeSet<String> = client.subjects(false).await?.into_iter().collect();
    let names = if deleted {
        client.subjects(true).await?
    } else {
        here.iter().cloned().collect()
    };
    let levels = Levels::ask(client).await?;
    let mut all = Subjects {
        address: client.address().to_owned(),
        level: levels.global.clone(),
        mode: levels.mode.clone(),
        rows: names
            .into_iter()
            .map(|name| SubjectRow {
                deleted: !here.contains(&name),
                ..SubjectRow::named(name)
            })
            .collect(),
    };
    show.found(State::Asking, Found::Subjects(Arc::new(all.clone())));
    let known = all.rows.len().min(DETAILED);
    let mut from = 0;
    while from < known {
        let to = (from + BATCH).min(known);
        let batch = all.rows.get(from..to).unwrap_or_default().to_vec();
        let rows = stream::iter(batch).map(|row| look::detailed(client, row, Some(&levels)));
        let rows: Vec<(SubjectRow, _)> = rows.buffered(AT_ONCE).try_collect().await?;
        for (place, (row, _)) in all.rows.iter_mut().skip(from).zip(rows) {
            *place = row;
        }
        from = to;
        if from < known {
            show.found(State::Asking, Found::Subjects(Arc::new(all.clone())));
        }
    }
    show.found(State::Known, Found::Subjects(Arc::new(all)));
    Ok(())
}

async fn subject(client: &Client, name: String, asked: Option<u32>) -> Result<Subject, Failed> {
    let numbers = match client.versions(&name, true).await {
        // a registry that knows no softly deleted versions
        Err(failed) if failed.not_found() => client.versions(&name, false).await?,
        found => found?,
    };
    let here: BTreeSet<i32> = match client.versions(&name, false).await {
        Ok(here) => here.into_iter().collect(),
        Err(failed) if failed.not_found() => BTreeSet::new(),
        Err(failed) => return Err(failed),
    };
    let older = numbers.len().saturating_sub(VERSIONS);
    let latest = numbers.iter().rev().take(VERSIONS).copied();
    let versions = stream::iter(latest)
        .map(|number| look::numbered(client, &name, number, true))
        .buffered(AT_ONCE)
        .try_collect::<Vec<VersionRow>>()
        .await?;
    let levels = Levels::ask(client).await?;
    let references = references(client, &name, &versions).await?;
    let level = match levels.of(client, &name).await {
        Ok(level) => Some(level),
        Err(failed) if failed.transient() => return Err(failed),
        Err(_) => None,
    };
    Ok(Subject {
        level,
        mode: mode(client, &name, levels.mode).await,
        deleted: numbers.into_iter().filter(|number| !here.contains(number)).collect(),
        older,
        references,
        asked,
        versions,
        name,
    })
}

/// Its mode, and whether it is its own; none where the registry has no modes.
async fn mode(client: &Client, subject: &str, global: Option<String>) -> Option<(String, bool)> {
    let global = global?;
    match client.mode(Some(subject)).await {
        Ok(mode) => Some((mode, true)),
        Err(_) => Some((global, false)),
    }
}

/// What the versions build on, and what builds on the latest of them.
async fn references(client: &Client, name: &str, versions: &[VersionRow]) -> Result<Vec<ReferenceRow>, Failed> {
    let mut rows: Vec<ReferenceRow> = versions.iter().flat_map(ReferenceRow::of).collect();
    for version in versions.iter().take(BUILT_ON) {
        let ids = match client.referenced_by(name, version.version).await {
            Ok(ids) => ids,
            // a deleted version, or a registry that cannot tell
            Err(failed) if !failed.transient() => continue,
            Err(failed) => return Err(failed),
        };
        for id in ids {
            let users = client.used_by(id).await.unwrap_or_default();
            rows.extend(users.into_iter().map(|user| ReferenceRow {
                of: version.version,
                on: false,
                name: String::new(),
                subject: user.subject,
                version: user.version,
            }));
        }
    }
    Ok(rows)
}
