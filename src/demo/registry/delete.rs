//! What goes: softly first, then for good, and nothing that another schema builds on.

use super::state::{Registry, Seen, Which};
use super::{Fault, Reference};

impl Registry {
    /// Deletes a subject: softly, or, when that was done, for good. Gives the versions that went.
    ///
    /// # Errors
    /// 40401, 40404 or 40405 by the subject's state; 42206 when another schema builds on it.
    pub fn delete_subject(&mut self, subject: &str, permanent: bool) -> Result<Vec<i32>, Fault> {
        let all = self.versions(subject, Seen::Deleted)?;
        let live = self.versions(subject, Seen::Live).unwrap_or_default();
        for &number in &live {
            self.not_referenced(subject, number)?;
        }
        match (permanent, live.is_empty()) {
            (false, true) => return Err(Fault::SubjectSoftDeleted(subject.to_owned())),
            (true, false) => return Err(Fault::SubjectNotDeleted(subject.to_owned())),
            (true, true) => {
                self.subjects.remove(subject);
                return Ok(all);
            }
            (false, false) => {}
        }
        if let Some(subject) = self.subjects.get_mut(subject) {
            subject.versions.iter_mut().for_each(|version| version.deleted = true);
        }
        Ok(live)
    }

    /// Deletes a version: softly, or, when that was done, for good. Gives its number.
    ///
    /// # Errors
    /// 40401, 40402, 40406 or 40407 by the version's state; 42206 when another schema builds on it.
    pub fn delete_version(&mut self, subject: &str, which: Which, permanent: bool) -> Result<i32, Fault> {
        let live = self.version(subject, which, Seen::Live);
        let number = match (&live, which) {
            (Ok(live), _) => live.version,
            (Err(_), Which::Number(_)) => self.version(subject, which, Seen::Deleted)?.version,
            (Err(why), Which::Latest) => return Err(why.clone()),
        };
        self.not_referenced(subject, number)?;
        let name = subject.to_owned();
        match (permanent, live.is_ok()) {
            (false, false) => return Err(Fault::VersionSoftDeleted(name, number)),
            (true, true) => return Err(Fault::VersionNotDeleted(name, number)),
            _ => {}
        }
        if let Some(subject) = self.subjects.get_mut(subject) {
            if permanent {
                subject.versions.retain(|version| version.number != number);
            }
            let found = subject.versions.iter_mut().find(|version| version.number == number);
            found.into_iter().for_each(|version| version.deleted = true);
        }
        Ok(number)
    }

    /// Ids of the schemas that build on this version.
    ///
    /// # Errors
    /// 40401 and 40402 when there is no such version.
    pub fn referenced_by(&self, subject: &str, which: Which) -> Result<Vec<i32>, Fault> {
        let version = self.version(subject, which, Seen::Deleted)?.version;
        let builds_on = |r: &Reference| r.subject == subject && r.version == version;
        let used = |id: i32| {
            self.subjects
                .values()
                .any(|s| s.versions.iter().any(|v| v.id == id && !v.deleted))
        };
        let ids = (1..).zip(&self.schemas);
        Ok(ids
            .filter(|(id, schema)| schema.references.iter().any(builds_on) && used(*id))
            .map(|(id, _)| id)
            .collect())
    }

    fn not_referenced(&self, subject: &str, number: i32) -> Result<(), Fault> {
        if self.referenced_by(subject, Which::Number(number))?.is_empty() {
            return Ok(());
        }
        Err(Fault::Referenced(subject.to_owned(), number))
    }
}
