//! `kconsole schemas`: the schema registry.

mod change;
mod diff;
#[cfg(test)]
mod tests;

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use serde_json::json;

use crate::config::profile::Profile;
use crate::jobs::schemas::{self, Client, Failed, LEVELS, MODES, Version};
use crate::model::trouble::Trouble;
use crate::report::data::all;
use crate::report::schemas::{ReferenceRow, SubjectRow, VersionRow};
use crate::report::{Column, Mark, Row};

use super::super::exit::{Exit, Failure, complain};
use super::super::global::{Format, Global};
use super::super::look::runtime;
use super::super::out::Out;
use super::accepts;

/// What ends its long help.
pub const EXAMPLES: &str = "\
The registry is schema.registry.url of the context, or --registry URL: one
with Confluent's API (Apicurio's is under /apis/ccompat/v7). What deletes
wants the subject's name typed: --yes SUBJECT.

Examples:
  kconsole schemas                              every subject
  kconsole schemas show orders-value            its latest schema
  kconsole schemas diff orders-value 3 latest   what changed since
  kconsole schemas check orders-value --file order.avsc
  kconsole schemas register orders-value --file order.avsc
  kconsole schemas level orders-value FULL      hold it to that";

/// The arguments of `schemas`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: Option<What>,

    #[command(flatten)]
    listed: Listed,
}

/// What of the list is shown.
#[derive(Debug, Clone, clap::Args)]
struct Listed {
    /// Only subjects whose names contain this; !TEXT for those that do not
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,

    /// Ask for the compatibility level of each too
    #[arg(long)]
    wide: bool,

    /// Those deleted softly too
    #[arg(long)]
    deleted: bool,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// List the subjects
    List(Listed),
    /// Print a schema; with -o json what is known of it
    Show {
        /// Name of the subject
        subject: String,
        /// Its version: a number, or latest
        #[arg(long, default_value = "latest", value_parser = version)]
        version: Version,
    },
    /// List the versions of a subject
    Versions {
        /// Name of the subject
        subject: String,
        /// Those deleted softly too
        #[arg(long)]
        deleted: bool,
    },
    /// List what a version builds on, and what builds on it
    References {
        /// Name of the subject
        subject: String,
        /// Its version: a number, or latest
        #[arg(long, default_value = "latest", value_parser = version)]
        version: Version,
    },
    /// List the versions that the schema of an id is registered as
    Id {
        /// The id, which records carry
        id: u32,
    },
    /// Compare two versions of a subject
    Diff {
        /// Name of the subject
        subject: String,
        /// The earlier version
        #[arg(value_parser = version)]
        from: Version,
        /// The later version
        #[arg(value_parser = version, default_value = "latest")]
        to: Version,
        /// One under the other, however wide the terminal is
        #[arg(short, long)]
        unified: bool,
    },
    /// Check if a schema may follow: exit code 3 when not
    Check {
        /// Name of the subject
        subject: String,
        #[command(flatten)]
        schema: File,
        /// Check it against this version alone, not by the level
        #[arg(long, value_parser = version)]
        version: Option<Version>,
    },
    /// Register a schema as the next version
    Register {
        /// Name of the subject
        subject: String,
        #[command(flatten)]
        schema: File,
    },
    /// Delete a subject or a version of it
    Delete {
        /// Name of the subject
        subject: String,
        /// Only this version
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(i32).range(1..))]
        version: Option<i32>,
        /// For good; it must have been deleted softly before
        #[arg(long)]
        permanent: bool,
        /// The subject's name, to confirm
        #[arg(long, value_name = "SUBJECT", allow_hyphen_values = true)]
        yes: Option<String>,
    },
    /// Show or set the compatibility level, of a subject or of all
    Level {
        /// Name of the subject; a level alone sets the registry's
        #[arg(value_name = "SUBJECT")]
        subject: Option<String>,
        /// The level to set: NONE, BACKWARD, FORWARD, FULL, or one of the last three with _TRANSITIVE; INHERIT for the registry's
        #[arg(value_name = "LEVEL", value_parser = PossibleValuesParser::new(LEVELS), ignore_case = true, hide_possible_values = true)]
        level: Option<String>,
    },
    /// Show or set the mode, of a subject or of all
    Mode {
        /// Name of the subject; a mode alone sets the registry's
        #[arg(value_name = "SUBJECT")]
        subject: Option<String>,
        /// The mode to set: READWRITE, READONLY, IMPORT; INHERIT for the registry's
        #[arg(value_name = "MODE", value_parser = PossibleValuesParser::new(MODES), ignore_case = true, hide_possible_values = true)]
        mode: Option<String>,
    },
}

/// A schema in a file.
#[derive(Debug, clap::Args)]
struct File {
    /// File of the schema; - is stdin
    #[arg(short, long, value_name = "FILE")]
    file: PathBuf,

    /// Its language [default: by the file's name: .avsc, .proto, .json]
    #[arg(long = "type", value_name = "TYPE", value_parser = PossibleValuesParser::new(["AVRO", "PROTOBUF", "JSON"]), ignore_case = true)]
    kind: Option<String>,

    /// What it builds on; may be repeated
    #[arg(long = "reference", value_name = "NAME=SUBJECT:VERSION")]
    references: Vec<String>,
}

impl File {
    fn text(&self) -> Result<String, Failure> {
        let read = match self.file == Path::new("-") {
            true => {
                let mut text = String::new();
                std::io::stdin().read_to_string(&mut text).map(|_| text)
            }
            false => std::fs::read_to_string(&self.file),
        };
        read.map_err(|why| Failure::Other(format!("cannot read {}: {why}", self.file.display())))
    }
}

fn version(text: &str) -> Result<Version, String> {
    match text.parse() {
        Ok(number @ 1..) => Ok(Version::Number(number)),
        _ if text == "latest" => Ok(Version::Latest),
        _ => Err("a version is a number from 1 on, or latest".into()),
    }
}

/// Shows or changes.
pub fn run(global: &Global, args: &Args) -> Result<Exit, Failure> {
    let profile = global.settings()?.registry()?;
    let client = schemas::open(&profile)?;
    let mut out = Out::stdout(global);
    let desk = Desk {
        global,
        profile: &profile,
        client: &client,
    };
    let exit = runtime()?.block_on(desk.serve(args, &mut out))?;
    out.flush()?;
    Ok(exit)
}

/// What every subcommand works with.
struct Desk<'a> {
    global: &'a Global,
    profile: &'a Profile,
    client: &'a Client,
}

impl Desk<'_> {
    async fn serve(&self, args: &Args, out: &mut Out) -> Result<Exit, Failure> {
        match &args.what {
            None => self.list(&args.listed, out).await,
            Some(What::List(listed)) => self.list(listed, out).await,
            Some(What::Show { subject, version }) => self.show(subject, *version, out).await,
            Some(What::Versions { subject, deleted }) => {
                let found = schemas::versions(self.client, subject, *deleted).await;
                let rows = self.found(subject, found).await?;
                let columns: Vec<&'static Column<VersionRow>> = match out.format {
                    Format::Table => VersionRow::columns()
                        .iter()
                        .filter(|one| one.name != "subject")
                        .collect(),
                    _ => all(),
                };
                out.rows(&rows, &columns)?;
                Ok(Exit::Ok)
            }
            Some(What::References { subject, version }) => {
                let found = schemas::show(self.client, subject, *version, true).await;
                let row = self.found(subject, found).await?;
                let rows = schemas::built_on(self.client, &row).await.map_err(Trouble::from)?;
                out.rows(&rows, &all::<ReferenceRow>())?;
                Ok(Exit::Ok)
            }
            Some(What::Id { id }) => {
                let rows = schemas::users(self.client, *id).await.map_err(Trouble::from)?;
                out.rows(&rows, &all::<VersionRow>())?;
                Ok(Exit::Ok)
            }
            Some(What::Diff {
                subject,
                from,
                to,
                unified,
            }) => self.diff(subject, (*from, *to), *unified, out).await,
            Some(What::Check {
                subject,
                schema,
                version,
            }) => self.check(subject, schema, *version, out).await,
            Some(What::Register { subject, schema }) => self.register(subject, schema, out).await,
            Some(What::Delete {
                subject,
                version,
                permanent,
                yes,
            }) => self.delete(subject, *version, *permanent, yes.as_deref(), out).await,
            Some(What::Level { subject, level }) => {
                let (subject, level) = alone(subject.as_deref(), level.as_deref(), &LEVELS);
                self.level(subject, level, out).await
            }
            Some(What::Mode { subject, mode }) => {
                let (subject, mode) = alone(subject.as_deref(), mode.as_deref(), &MODES);
                self.mode(subject, mode, out).await
            }
        }
    }

    async fn list(&self, listed: &Listed, out: &mut Out) -> Result<Exit, Failure> {
        let (mut rows, troubles) = schemas::list(self.client, listed.deleted, listed.wide).await?;
        rows.retain(|row| accepts(listed.filter.as_deref(), &row.subject));
        let columns: Vec<_> = all::<SubjectRow>()
            .into_iter()
            .filter(|column| listed.wide || column.name != "compatibility")
            .collect();
        out.rows(&rows, &columns)?;
        let unread = rows.iter().filter(|row| row.unread).count();
        let Some(first) = troubles.into_iter().flatten().next().filter(|_| unread > 0) else {
            return Ok(Exit::Ok);
        };
        out.flush()?;
        complain(&match unread {
            1 => first.to_string(),
            more => format!("{more} subjects may not be seen whole; the first: {first}"),
        });
        Ok(Exit::Error)
    }

    async fn show(&self, subject: &str, version: Version, out: &mut Out) -> Result<Exit, Failure> {
        let found = schemas::show(self.client, subject, version, true).await;
        let row = self.found(subject, found).await?;
        match out.format {
            Format::Table | Format::Raw => {
                for line in row.pretty().lines() {
                    out.line(line)?;
                }
            }
            Format::Csv => out.rows(&[row], &all())?,
            Format::Json | Format::Yaml => {
                let schema = serde_json::from_str(&row.schema).unwrap_or_else(|_| json!(row.schema));
                out.document(&json!({
                    "subject": row.subject, "version": row.version, "id": row.id, "type": row.kind,
                    "name": row.name, "references": row.references, "schema": schema,
                }))?;
            }
        }
        Ok(Exit::Ok)
    }

    async fn check(
        &self,
        subject: &str,
        file: &File,
        version: Option<Version>,
        out: &mut Out,
    ) -> Result<Exit, Failure> {
        let draft = self.draft(file).await?;
        let said = self.client.check(subject, version, &draft).await;
        let said = self.found(subject, said).await?;
        let compatible = said.is_compatible;
        let messages = said.reasons();
        match out.format {
            Format::Json | Format::Yaml => {
                out.document(&json!({ "subject": subject, "compatible": compatible, "messages": messages }))?;
            }
            Format::Table | Format::Csv | Format::Raw => {
                let (mark, word) = match compatible {
                    true => (Mark::Ok, "compatible"),
                    false => (Mark::Bad, "not compatible"),
                };
                out.marked(mark, &format!("{word} with {subject}"))?;
                if !compatible && messages.is_empty() {
                    out.line("  the registry gives no reason")?;
                }
                for message in messages {
                    out.line(&format!("  {message}"))?;
                }
            }
        }
        Ok(if compatible { Exit::Ok } else { Exit::CheckFailed })
    }

    /// What was found; a subject that is not there is answered with the nearest that is.
    async fn found<T>(&self, subject: &str, found: Result<T, Failed>) -> Result<T, Failure> {
        match found {
            Ok(found) => Ok(found),
            Err(failed) if failed.not_found() => match self.client.subjects(false).await {
                Ok(names) if !names.iter().any(|name| name == subject) => {
                    Err(Failure::not_found("subject", subject, names.iter().map(String::as_str)))
                }
                _ => Err(Trouble::from(failed).into()),
            },
            Err(failed) => Err(Trouble::from(failed).into()),
        }
    }
}

/// A level or a mode alone is the registry's.
fn alone<'a>(subject: Option<&'a str>, value: Option<&'a str>, known: &[&str]) -> (Option<&'a str>, Option<&'a str>) {
    match (subject, value) {
        (Some(word), None) if known.iter().any(|one| one.eq_ignore_ascii_case(word)) => (None, Some(word)),
        both => both,
    }
}
