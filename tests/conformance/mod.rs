//! What every cluster must do, asked in plain protocol: one suite for the embedded cluster and for real Kafka, so that the
//! two cannot drift apart.
//!
//! A check gets a [`Place`]: addresses to start from, and names of its own. It leaves other topics and groups alone.

mod codecs;
mod command;
mod configs;
mod disks;
mod fetch;
mod groups;
mod joining;
mod lag;
mod members;
mod metadata;
mod offsets;
pub mod place;
mod printing;
pub mod produce;
mod quorum;
mod raw;
mod redrive;
mod topics;
mod transactions;
mod versions;
mod writing;

use anyhow::{Context, Result, bail};

pub use place::Place;

/// A check: its name, and what must hold.
pub type Check = (&'static str, fn(&Place) -> Result<()>);

/// The areas and their checks.
pub const AREAS: &[(&str, &[Check])] = &[
    ("versions", versions::CHECKS),
    ("metadata", metadata::CHECKS),
    ("topics", topics::CHECKS),
    ("produce", produce::CHECKS),
    ("codecs", codecs::CHECKS),
    ("fetch", fetch::CHECKS),
    ("offsets", offsets::CHECKS),
    ("joining", joining::CHECKS),
    ("groups", groups::CHECKS),
    ("lag", lag::CHECKS),
    ("configs", configs::CHECKS),
    ("disks", disks::CHECKS),
    ("quorum", quorum::CHECKS),
    ("transactions", transactions::CHECKS),
    ("members", members::CHECKS),
    ("redrive", redrive::CHECKS),
    ("writing", writing::CHECKS),
    ("printing", printing::CHECKS),
];

/// Runs every check of an area, and tells all that fail.
pub fn area(name: &str, bootstrap: &str) -> Result<()> {
    let (_, checks) = AREAS.iter().find(|(area, _)| *area == name).context("no such area")?;
    let mut wrong = Vec::new();
    for (check, run) in *checks {
        if let Err(why) = run(&Place::new(bootstrap, check)) {
            wrong.push(format!("{check}: {why:#}"));
        }
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        bail!("\n{}", wrong.join("\n"))
    }
}

/// Holds two values against each other: what was asked, what came, what should have come.
fn same<T: PartialEq + std::fmt::Debug>(what: &str, came: T, should: T) -> Result<()> {
    anyhow::ensure!(came == should, "{what}: {came:?}, and not {should:?}");
    Ok(())
}

/// As [`same`], for error codes.
fn says(what: &str, came: i16, should: &str) -> Result<()> {
    same(what, kconsole::wire::error_name(came).as_ref(), should)
}
