//! A finding as a rule writes it, before its since-when is known.

use crate::model::finding::{Finding, Severity, Subject};
use crate::model::time::Since;

/// See [`Finding`]; `told` is the since-when where the cluster itself tells it.
pub(super) struct Draft {
    pub rule: &'static str,
    pub subject: Subject,
    pub severity: Severity,
    pub title: String,
    pub effects: Vec<(&'static str, String)>,
    pub told: Option<Since>,
    pub next: Option<String>,
    pub partitions: Vec<u32>,
}

impl Draft {
    pub(super) fn new(rule: &'static str, subject: Subject, severity: Severity, title: impl Into<String>) -> Self {
        Self {
            rule,
            subject,
            severity,
            title: title.into(),
            effects: Vec::new(),
            told: None,
            next: None,
            partitions: Vec::new(),
        }
    }

    pub(super) fn effect(mut self, label: &'static str, text: impl Into<String>) -> Self {
        self.effects.push((label, text.into()));
        self
    }

    pub(super) fn effects(mut self, effects: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        self.effects.extend(effects);
        self
    }

    pub(super) fn next(mut self, next: impl Into<String>) -> Self {
        self.next = Some(next.into());
        self
    }

    pub(super) fn since(mut self, since: Option<Since>) -> Self {
        self.told = since;
        self
    }

    pub(super) fn partitions(mut self, mut partitions: Vec<u32>) -> Self {
        partitions.sort_unstable();
        partitions.dedup();
        self.partitions = partitions;
        self
    }

    pub(super) fn into_finding(self, since: Since) -> Finding {
        Finding {
            rule: self.rule,
            subject: self.subject,
            severity: self.severity,
            title: self.title,
            effects: self.effects,
            since,
            next: self.next,
            partitions: self.partitions,
        }
    }
}
