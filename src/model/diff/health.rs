//! Commits stopped and resumed, as the health rule found them: it knows each group's own cadence.

use super::Out;
use crate::model::event::EventKind;
use crate::model::finding::{Finding, Severity, Subject};
use crate::model::health::COMMITS_STOPPED;
use crate::model::view::View;
use crate::text::escape;

pub(super) fn diff(before: &View, after: &View, out: &mut Out) {
    for finding in of(after) {
        if before.health.find(COMMITS_STOPPED, &finding.subject).is_none() {
            let subject = finding.subject.clone();
            out.push(
                EventKind::CommitsStopped,
                subject,
                finding.severity,
                finding.title.clone(),
            );
        }
    }
    for finding in of(before) {
        let Subject::Group(id) = &finding.subject else { continue };
        let still_there = after.groups.get(id.as_str()).is_some();
        if still_there && after.health.find(COMMITS_STOPPED, &finding.subject).is_none() {
            let text = format!("group {}: commits resumed", escape(id.as_str()));
            out.push(EventKind::CommitsResumed, finding.subject.clone(), Severity::Ok, text);
        }
    }
}

fn of(view: &View) -> impl Iterator<Item = &Finding> {
    view.health
        .findings
        .iter()
        .filter(|finding| finding.rule == COMMITS_STOPPED)
}
