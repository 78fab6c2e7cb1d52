//! What a person does with the registry from the console: a plan, and the job that does what it says.

use std::path::{Path, PathBuf};

use super::{Change, Client, Kind, Reference, apply, draft, open};
use crate::config::profile::Profile;
use crate::jobs::errand::{self, Errand, Outcome};
use crate::model::trouble::{Cause, Trouble};
use crate::plan::{self, Permit};
use crate::report::Mark;

/// A larger file is no schema, in bytes.
const LARGEST: u64 = 4 << 20;

/// Something to do with the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Job {
    /// A change that needs nothing more.
    Change(Change),
    /// Registers the schema of a file.
    Register {
        /// The subject.
        subject: String,
        /// The file.
        file: File,
    },
    /// Asks whether the schema of a file may follow.
    Check {
        /// The subject.
        subject: String,
        /// The file.
        file: File,
    },
}

/// A schema in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Where it is.
    pub path: PathBuf,
    /// Its language.
    pub kind: Kind,
    /// What it builds on.
    pub references: Vec<Reference>,
}

impl File {
    /// A file, of the language that its name tells: `.proto` and `.json`; all others are Avro.
    #[must_use]
    pub fn named(path: &Path) -> Self {
        let kind = match path.extension().and_then(|end| end.to_str()) {
            Some("proto") => Kind::Protobuf,
            Some("json") => Kind::Json,
            _ => Kind::Avro,
        };
        Self {
            path: path.to_owned(),
            kind,
            references: Vec::new(),
        }
    }

    /// As it is typed: a path, and after it what the schema builds on, each as `NAME=SUBJECT:VERSION`.
    #[must_use]
    pub fn typed(text: &str) -> Self {
        let (mut path, mut references) = (text.trim(), Vec::new());
        while let Some((before, last)) = path.rsplit_once(' ')
            && let Some(reference) = Reference::parse(last)
        {
            references.insert(0, reference);
            path = before.trim_end();
        }
        Self {
            references,
            ..Self::named(Path::new(path))
        }
    }

    fn words(&self) -> Vec<String> {
        let mut words = vec!["--file".to_owned(), self.path.display().to_string()];
        for one in &self.references {
            words.extend(["--reference".to_owned(), one.to_string()]);
        }
        words
    }

    /// Reads it, and parses it here before the registry is asked.
    async fn draft(&self, client: &Client) -> Result<super::Draft, Trouble> {
        let failed = |why: String| {
            let what = format!("{}: {why}", self.path.display());
            Trouble::new("read the schema", Cause::Config(what))
        };
        // a pipe would make everything wait
        let about = std::fs::metadata(&self.path).map_err(|why| failed(why.to_string()))?;
        if about.len() > LARGEST || !about.is_file() {
            return Err(failed("it is no file, or too large for a schema".into()));
        }
        let text = std::fs::read_to_string(&self.path);
        draft(
            client,
            self.kind,
            &text.map_err(|why| failed(why.to_string()))?,
            self.references.clone(),
        )
        .await
    }
}

/// Registering the schema of a file; `command` begins the command line.
#[must_use]
pub fn register(subject: &str, file: File, command: &[String]) -> Errand {
    let plan = plan::schemas::register(subject, file.kind.name(), file.words(), command);
    let subject = subject.to_owned();
    errand(plan, Job::Register { subject, file })
}

/// Checking the schema of a file.
#[must_use]
pub fn check(subject: &str, file: File, command: &[String]) -> Errand {
    let plan = plan::schemas::check(subject, file.words(), command);
    let subject = subject.to_owned();
    errand(plan, Job::Check { subject, file })
}

/// A change of what is registered, but for [`Change::Register`]: that is [`register`].
#[must_use]
pub fn change(change: Change, command: &[String]) -> Errand {
    errand(change.plan(command), Job::Change(change))
}

fn errand(plan: plan::Plan, job: Job) -> Errand {
    let job = errand::Job::Schemas(job);
    Errand { plan, job }
}

/// A change, and what is read back after it.
async fn done(client: &Client, permit: &Permit, change: &Change) -> Result<Outcome, Trouble> {
    let done = apply(client, permit, change).await?;
    let said = done.says(change);
    Ok(match done.holds(change) {
        true => Outcome::well(said),
        false => Outcome {
            mark: Mark::Bad,
            said,
            lines: vec!["the registry took it, and holds to something else".into()],
        },
    })
}

/// Does it.
///
/// # Errors
/// When the file is no schema, or the registry refuses or does not answer.
pub async fn carry_out(profile: &Profile, permit: &Permit, job: &Job) -> Result<Outcome, Trouble> {
    let client = open(profile)?;
    match job {
        Job::Change(change) => done(&client, permit, change).await,
        Job::Register { subject, file } => {
            let draft = file.draft(&client).await?;
            let subject = subject.clone();
            done(&client, permit, &Change::Register { subject, draft }).await
        }
        Job::Check { subject, file } => {
            let draft = file.draft(&client).await?;
            let said = client.check(subject, None, &draft).await?;
            Ok(match said.is_compatible {
                true => Outcome::well(format!("compatible with {subject}")),
                false => Outcome {
                    mark: Mark::Bad,
                    said: format!("not compatible with {subject}"),
                    lines: match said.reasons() {
                        none if none.is_empty() => vec!["the registry gives no reason".into()],
                        reasons => reasons,
                    },
                },
            })
        }
    }
}
