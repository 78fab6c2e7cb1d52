//! The subcommands that change the registry: plan, gate, then the call.

use serde_json::{Value, json};

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
        let mut words = vec![
            "register".to_owned(),
            subject.to_owned(),
            "--file".into(),
            file.file.display().to_string(),
        ];
        words.extend(file.kind.iter().flat_map(|kind| ["--type".to_owned(), kind.clone()]));
        words.extend(
            file.references
                .iter()
                .flat_map(|one| ["--reference".to_owned(), one.clone()]),
        );
        let kind = kind(file);
        let plan = plan::schemas::register(subject, kind.name(), self.command(words));
        // refused before the registry is asked for what it builds on
        self.refuse_if_read_only(&plan)?;
        let draft = self.draft(file).await?;
        let change = Change::Register {
            subject: subject.to_owned(),
            draft,
        };
        let Done::Id(id) = self.carry_out(plan, &Consent::Yes, &change).await? else {
            return Ok(Exit::Ok);
        };
        let say = format!("registered under {subject}, id {id}");
        done(out, &say, json!({ "subject": subject, "id": id }))
    }

    pub(super) async fn delete(
        &self,
        subject: &str,
        version: Option<i32>,
        permanent: bool,
        yes: Option<&str>,
        out: &mut Out,
    ) -> Result<Exit, Failure> {
        let mut words = vec!["delete".to_owned(), subject.to_owned()];
        words.extend(
            version
                .iter()
                .flat_map(|number| ["--version".to_owned(), number.to_string()]),
        );
        words.extend(permanent.then(|| "--permanent".to_owned()));
        words.extend(["--yes".to_owned(), subject.to_owned()]);
        let plan = plan::schemas::delete(subject, version, permanent, self.command(words));
        let consent = yes.map_or(Consent::None, |name| Consent::Typed(name.to_owned()));
        let change = Change::Delete {
            subject: subject.to_owned(),
            version,
            permanent,
        };
        let Done::Gone(gone) = self.carry_out(plan, &consent, &change).await? else {
            return Ok(Exit::Ok);
        };
        let numbers = gone.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let how = if permanent { "for good" } else { "softly" };
        let say = format!("deleted {how}: {subject}, version {numbers}");
        done(
            out,
            &say,
            json!({ "subject": subject, "deleted": gone, "permanent": permanent }),
        )
    }

    pub(super) async fn level(
        &self,
        subject: Option<&str>,
        level: Option<&str>,
        out: &mut Out,
    ) -> Result<Exit, Failure> {
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
        let words = ["level".to_owned()]
            .into_iter()
            .chain(subject.map(str::to_owned))
            .chain([level.clone()]);
        let plan = plan::schemas::level(subject, &level, self.command(words.collect()));
        let change = Change::Level {
            subject: subject.map(str::to_owned),
            level: level.clone(),
        };
        self.carry_out(plan, &Consent::Yes, &change).await?;
        let say = format!("{} is held to {level}", subject.unwrap_or("the registry"));
        done(out, &say, json!({ "subject": subject, "compatibility": level }))
    }

    pub(super) async fn mode(&self, subject: Option<&str>, mode: Option<&str>, out: &mut Out) -> Result<Exit, Failure> {
        let Some(mode) = mode.map(str::to_ascii_uppercase) else {
            let mode = match (self.client.mode(subject).await, subject) {
                // without one of its own the registry's holds
                (Err(failed), Some(_)) if failed.not_found() => self.client.mode(None).await,
                (mode, _) => mode,
            };
            let mode = mode.map_err(Trouble::from)?;
            return said(out, &mode, json!({ "subject": subject, "mode": mode }));
        };
        let words = ["mode".to_owned()]
            .into_iter()
            .chain(subject.map(str::to_owned))
            .chain([mode.clone()]);
        let plan = plan::schemas::mode(subject, &mode, self.command(words.collect()));
        let change = Change::Mode {
            subject: subject.map(str::to_owned),
            mode: mode.clone(),
        };
        self.carry_out(plan, &Consent::Yes, &change).await?;
        let say = format!("{} is in mode {mode}", subject.unwrap_or("the registry"));
        done(out, &say, json!({ "subject": subject, "mode": mode }))
    }

    pub(super) async fn draft(&self, file: &File) -> Result<Draft, Failure> {
        let references = file
            .references
            .iter()
            .map(|text| reference(text))
            .collect::<Result<_, _>>()?;
        Ok(schemas::draft(self.client, kind(file), &file.text()?, references).await?)
    }

    /// The command line that does the same. Properties are left out: they may be secrets.
    fn command(&self, words: Vec<String>) -> Vec<String> {
        let mut all = vec!["kconsole".to_owned()];
        if let Some(context) = &self.global.context {
            all.extend(["-c".to_owned(), context.clone()]);
        }
        if self.global.registry.is_some() {
            all.extend(["--registry".to_owned(), self.client.address().to_owned()]);
        }
        all.push("schemas".into());
        all.extend(words);
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
        Ok(schemas::apply(self.client, &permit, change).await?)
    }
}

fn done(out: &mut Out, say: &str, data: Value) -> Result<Exit, Failure> {
    match out.format {
        Format::Json | Format::Yaml => out.document(&data)?,
        Format::Table | Format::Csv => out.marked(Mark::Ok, say)?,
    }
    Ok(Exit::Ok)
}

fn said(out: &mut Out, say: &str, data: Value) -> Result<Exit, Failure> {
    match out.format {
        Format::Json | Format::Yaml => out.document(&data)?,
        Format::Table | Format::Csv => out.line(say)?,
    }
    Ok(Exit::Ok)
}

/// By the flag, or by the file's name.
fn kind(file: &File) -> Kind {
    let named = file.kind.as_deref().and_then(Kind::parse);
    named.unwrap_or_else(|| match file.file.extension().and_then(|end| end.to_str()) {
        Some("proto") => Kind::Protobuf,
        Some("json") => Kind::Json,
        _ => Kind::Avro,
    })
}

/// `NAME=SUBJECT:VERSION`; a name may hold `=`, a subject `:`.
fn reference(text: &str) -> Result<Reference, Failure> {
    let wrong = || {
        Failure::Usage(format!(
            "write a reference like money.proto=common-money:1, not {}",
            escape(text)
        ))
    };
    let (name, rest) = text.split_once('=').ok_or_else(wrong)?;
    let (subject, version) = rest.rsplit_once(':').ok_or_else(wrong)?;
    let version = version.parse().map_err(|_why| wrong())?;
    Ok(Reference {
        name: name.to_owned(),
        subject: subject.to_owned(),
        version,
    })
}
