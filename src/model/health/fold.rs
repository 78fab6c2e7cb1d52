//! One group, one cause: what follows from another finding about the same group becomes a line of it.

use super::COMMITS_STOPPED;
use crate::model::finding::{Finding, Subject};

/// A cause, what follows from it, and the label of its line.
const FOLLOWS: [(&str, &str, &str); 3] = [
    (COMMITS_STOPPED, "group-falls-behind", "falls behind"),
    (COMMITS_STOPPED, "group-retention-near", "retention"),
    ("group-falls-behind", "group-retention-near", "retention"),
];

/// Folds consequences into their causes; the worse severity and all partitions stay.
pub(super) fn fold(mut findings: Vec<Finding>) -> Vec<Finding> {
    for (cause, effect, label) in FOLLOWS {
        let groups: Vec<_> = findings
            .iter()
            .filter(|f| f.rule == cause)
            .map(|f| f.subject.clone())
            .collect();
        if groups.is_empty() {
            continue;
        }
        let absorbed: Vec<_> = findings
            .extract_if(.., |f| f.rule == effect && groups.contains(&f.subject))
            .collect();
        for effect in absorbed {
            if let Some(into) = findings
                .iter_mut()
                .find(|f| f.rule == cause && f.subject == effect.subject)
            {
                absorb(into, effect, label);
            }
        }
    }
    findings
}

fn absorb(into: &mut Finding, effect: Finding, label: &'static str) {
    // the subject is said already
    let text = match &effect.subject {
        Subject::Group(_) => effect
            .title
            .split_once(": ")
            .map_or(effect.title.as_str(), |(_, text)| text)
            .to_owned(),
        _ => effect.title,
    };
    into.effects.push((label, text));
    into.severity = into.severity.min(effect.severity);
    into.partitions.extend(effect.partitions);
    into.partitions.sort_unstable();
    into.partitions.dedup();
}
