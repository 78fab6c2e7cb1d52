//! Which version is shown, and which one it is compared with.

use super::{DIFF, Subject};
use crate::jobs::schemas;
use crate::report::schemas::VersionRow;
use crate::tui::panes::code;
use crate::tui::screens::schemas::act;
use crate::tui::screens::{Cx, Reply};
use crate::tui::theme::Role;
use std::sync::Arc;

impl Subject {
    pub(super) fn version(&self, number: i32) -> Option<&VersionRow> {
        self.found.versions.iter().find(|row| row.version == number)
    }

    /// The version before the one that is shown.
    pub(super) fn before(&self) -> Option<i32> {
        let older = self.found.versions.iter().map(|row| row.version);
        older.filter(|number| *number < self.shown).max()
    }

    pub(super) fn after(&self) -> Option<i32> {
        let newer = self.found.versions.iter().map(|row| row.version);
        newer.filter(|number| *number > self.shown).min()
    }

    pub(super) fn take(&mut self, found: &Arc<schemas::Subject>, cx: &Cx<'_>) {
        let first = self.found.versions.is_empty();
        self.found = Arc::clone(found);
        let asked = found
            .asked
            .and_then(|id| found.versions.iter().find(|row| row.id == id));
        let gone = self.version(self.shown).is_none();
        if first || gone {
            let start = asked.or_else(|| found.versions.first());
            self.shown = start.map_or(0, |row| row.version);
        }
        self.versions.1.set(found.versions.clone(), cx.now);
        self.references.1.set(found.references.clone(), cx.now);
        self.fill();
    }

    /// Shows the chosen version, and what it differs in from the one before it or the chosen one.
    pub(super) fn fill(&mut self) {
        let base = self.base.or_else(|| self.before());
        let pretty = |number: Option<i32>| {
            let row = number.and_then(|number| self.version(number));
            row.map(VersionRow::pretty).unwrap_or_default()
        };
        let compared = |number: Option<i32>| {
            let row = number.and_then(|number| self.version(number));
            row.map(VersionRow::compared).unwrap_or_default()
        };
        let (old, new) = (compared(base), compared(Some(self.shown)));
        let untold = || {
            vec![vec![(
                Role::Dim,
                "the registry does not show what is softly deleted".to_owned(),
            )]]
        };
        let lines = match self.version(self.shown).map(|row| serde_json::from_str(&row.schema)) {
            Some(_) if self.version(self.shown).is_some_and(|row| row.schema.is_empty()) => untold(),
            Some(Ok(value)) => code::of_json(&value),
            Some(Err(_)) => code::of_proto(&pretty(Some(self.shown))),
            None => Vec::new(),
        };
        self.schema.set(lines);
        self.compare.set(&old, &new);
    }

    pub(super) fn show(&mut self, version: Option<i32>) -> Reply {
        let Some(version) = version else {
            return act::tell("there is no such version");
        };
        self.shown = version;
        self.base = None;
        self.fill();
        Reply::Done
    }

    pub(super) fn compare_with(&mut self, version: Option<i32>) -> Reply {
        let Some(base) = version.or_else(|| self.before()).filter(|base| *base != self.shown) else {
            return act::tell("there is no version before it to compare with");
        };
        if self.version(base).is_none() {
            return act::tell(&format!("there is no version {base}"));
        }
        self.base = Some(base);
        self.fill();
        while self.tabs.open() != DIFF {
            self.tabs.step(true);
        }
        Reply::Done
    }
}
