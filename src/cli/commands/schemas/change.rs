//! The subcommands that change the registry: plan, gate, then the call.

use serde_json::{Value, json};

use crate::jobs::journal::Journal;
use crate::jobs::schemas::{self, Change, Done, Draft, Kind, Reference};
use crate::model::trouble::Trouble;
use crate::plan::{self, Consent, Gate, Plan};
use crate::report::Mark;
use crate::text::escape;

use super::super::super::exit::{Exit, Failure, complain};
use super::super::super::global::Format;
use super::super::super::out::Out;
use super::{Desk, File};

impl Desk<'_> {
    pub(super) async fn register(&self, subject: &str, file: &File, out: &mut Out) -> Result<Exit, Failure> {
        let mut words = vec!["--file".to_owned(), file.file.display().to_string()];
        words.extend(file.kind.iter().flat_map(|kind| ["--type".to_owned(), kind.clone()]));
        words.extend(
            file.references
                .iter()
                .flat_map(|one| ["--reference".to_owned(), one.clone()]),
        );
        let kind = kind(file);
        let plan = plan::schemas::register(subject, kind.name(), words, &self.command());
        // refused before the registry is asked for what it builds on
        self.refuse_if_read_only(&plan)?;
        let draft = self.draft(file).await?;
        let change = Change::Register {
            subject: subject.to_owned(),
            draft,
        };
        let end = self.carry_out(plan, &Consent::Yes, &change).await?;
        let Done::Registered { id, version, again } = end else {
            return Ok(Exit::Ok);
        };
        let data = json!({ "subject": subject, "version": version, "id": id, "already": again });
        done(out, &end, &change, data)
    }

    pub(super) async fn delete(
        &self,
        subject: &str,
        version: Option<i32>,
        permanent: bool,
        yes: Option<&str>,
        out: &mut Out,
    ) -> Result<Exit, Failure> {
        let change = Change::Delete {
            subject: subject.to_owned(),
            version,
            permanent,
        };
        let consent = yes.map_or(Consent::None, |name| Consent::Typed(name.to_owned()));
        let end = self.carry_out(change.plan(&self.command()), &consent, &change).await?;
        let gone = match &end {
            Done::Gone(gone) => gone.clone(),
            _ => Vec::new(),
        };
        let data = json!({ "subject": subject, "deleted": gone, "permanent": permanent });
        done(out, &end, &change, data)
    }

    pub(super) async fn level(
        &self,
        subject: Option<&str>,
        level: Option<&str>,
        out: &mut Out,
    ) -> Result<Exit, Failure> {
        refuse_inherit(subject, level)?;
        let Some(level) = level.map(str::to_ascii_uppercase) else {
            let (level, own) = schemas::level(self.client, subject).await.map_err(Trouble::from)?;
            let whose = match (subject, own) {
                (Some(subject), true) => format!("{subject}: {level}"),
                (Some(subject), false) => format!("{subject}: {level} (the registry's)"),
                (None, _) => level.clone(),
            };
            return said(
                out,
                &whose,
                json!({ "subject": subject, "compatibility": level, "own": own }),
            );
        };
        let change = Change::Level {
            subject: subject.map(str::to_owned),
            level: level.clone(),
        };
        let end = self
            .carry_out(change.plan(&self.command()), &Consent::Yes, &change)
            .await?;
        let held = now(&end).unwrap_or(level);
        done(out, &end, &change, json!({ "subject": subject, "compatibility": held }))
    }

    pub(super) async fn mode(&self, subject: Option<&str>, mode: Option<&str>, out: &mut Out) -> Result<Exit, Failure> {
        refuse_inherit(subject, mode)?;
        let Some(mode) = mode.map(str::to_ascii_uppercase) else {
            let (mode, own) = schemas::mode(self.client, subject).await.map_err(Trouble::from)?;
            let whose = match (subject, own) {
                (Some(subject), true) => format!("{subject}: {mode}"),
                (Some(subject), false) => format!("{subject}: {mode} (the registry's)"),
                (None, _) => mode.clone(),
            };
            return said(out, &whose, json!({ "subject": subject, "mode": mode, "own": own }));
        };
        let change = Change::Mode {
            subject: subject.map(str::to_owned),
            mode: mode.clone(),
        };
        let end = self
            .carry_out(change.plan(&self.command()), &Consent::Yes, &change)
            .await?;
        let held = now(&end).unwrap_or(mode);
        done(out, &end, &change, json!({ "subject": subject, "mode": held }))
    }

    pub(super) async fn draft(&self, file: &File) -> Result<Draft, Failure> {
        let references = file
            .references
            .iter()
            .map(|text| reference(text))
            .collect::<Result<_, _>>()?;
        Ok(schemas::draft(self.client, kind(file), &file.text()?, references).await?)
    }

    /// How the command line that does the same begins. Properties are left out: they may be secrets.
    fn command(&self) -> Vec<String> {
        let mut all = vec!["kconsole".to_owned()];
        if let Some(context) = &self.global.context {
            all.extend(["-c".to_owned(), context.clone()]);
        }
        if self.global.registry.is_some() {
            all.extend(["--registry".to_owned(), self.client.address().to_owned()]);
        }
        all
    }

    fn gate(&self) -> Gate {
        Gate {
            read_only: self.profile.read_only,
            cluster: None,
        }
    }

    fn refuse_if_read_only(&self, plan: &Plan) -> Result<(), Failure> {
        let refused = self
            .gate()
            .admit(plan.clone(), &Consent::Typed(plan.object.name.clone()));
        refused.map(drop).map_err(|refusal| Failure::Trouble(refusal.into()))
    }

    async fn carry_out(&self, plan: Plan, consent: &Consent, change: &Change) -> Result<Done, Failure> {
        self.refuse_if_read_only(&plan)?;
        if *consent == Consent::None {
            // what would be done, and how it is agreed to
            for line in &plan.words {
                complain(line);
            }
            complain(&format!("to do it: {}", plan.command_line()));
        }
        let permit = self
            .gate()
            .admit(plan, consent)
            .map_err(|refusal| Failure::Trouble(refusal.into()))?;
        let entry = Journal::of(self.profile.name.as_deref()).begin(&permit);
        let done = schemas::apply(self.client, &permit, change).await;
        entry.end(&done, |done| done.says(change));
        let done = done?;
        if let Some(words) = done.undo(permit.plan(), change) {
            complain(&format!("to take it back: {}", shell_words::join(&words)));
        }
        Ok(done)
    }
}

/// What was read back after something was set.
fn now(end: &Done) -> Option<String> {
    match end {
        Done::Set { now, .. } => now.as_ref().map(|(value, _)| value.clone()),
        _ => None,
    }
}

fn done(out: &mut Out, end: &Done, change: &Change, data: Value) -> Result<Exit, Failure> {
    let holds = end.holds(change);
    let mark = if holds { Mark::Ok } else { Mark::Bad };
    match out.format {
        Format::Json | Format::Yaml => out.document(&data)?,
        Format::Table | Format::Csv | Format::Raw => out.marked(mark, &end.says(change))?,
    }
    if !holds {
        out.flush()?;
        complain("the registry took it, and holds to something else");
    }
    Ok(if holds { Exit::Ok } else { Exit::Error })
}

fn said(out: &mut Out, say: &str, data: Value) -> Result<Exit, Failure> {
    match out.format {
        Format::Json | Format::Yaml => out.document(&data)?,
        Format::Table | Format::Csv | Format::Raw => out.line(say)?,
    }
    Ok(Exit::Ok)
}

/// By the flag, or by the file's name.
fn kind(file: &File) -> Kind {
    let named = file.kind.as_deref().and_then(Kind::parse);
    named.unwrap_or_else(|| schemas::File::named(&file.file).kind)
}

/// The registry itself has nobody to inherit from.
fn refuse_inherit(subject: Option<&str>, value: Option<&str>) -> Result<(), Failure> {
    let inherits = value.is_some_and(|value| value.eq_ignore_ascii_case(schemas::INHERIT));
    match inherits && subject.is_none() {
        true => Err(Failure::Usage("INHERIT is for a subject: name it before".into())),
        false => Ok(()),
    }
}

fn reference(text: &str) -> Result<Reference, Failure> {
    Reference::parse(text).ok_or_else(|| {
        Failure::Usage(format!(
            "write a reference like money.proto=common-money:1, not {}",
            escape(text)
        ))
    })
}
