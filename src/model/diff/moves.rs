//! Reassignments started and ended.

use super::{Out, PARTS};
use crate::model::event::EventKind;
use crate::model::finding::{Severity, Subject};
use crate::model::known::Known;
use crate::model::moves::Move;
use crate::model::names::{Partition, TopicName};
use crate::model::view::View;
use crate::model::words::{brokers, count, list, partition};

pub(super) fn diff(before: &View, after: &View, out: &mut Out) {
    let (Known::Value(old), Known::Value(new)) = (&before.moves.data, &after.moves.data) else {
        return;
    };
    let started: Vec<_> = new.iter().filter(|(key, _)| !old.contains_key(key)).collect();
    let ended: Vec<_> = old.iter().filter(|(key, _)| !new.contains_key(key)).collect();
    tell(
        &started,
        EventKind::ReassignmentStarted,
        Severity::Moving,
        "started",
        out,
    );
    tell(&ended, EventKind::ReassignmentEnded, Severity::Ok, "ended", out);
}

type Entry<'a> = (&'a (TopicName, Partition), &'a Move);

fn tell(entries: &[Entry<'_>], kind: EventKind, severity: Severity, what: &str, out: &mut Out) {
    let line = |((topic, number), to): &Entry<'_>| {
        let name = partition(topic.as_str(), *number);
        let sign = |sign: &str, list: &[_]| {
            if list.is_empty() {
                String::new()
            } else {
                format!(" {sign}{}", brokers(list.iter().copied()))
            }
        };
        format!("{name}{}{}", sign("+", &to.adding), sign("−", &to.removing))
    };
    match entries {
        [] => {}
        [one] => {
            let subject = Subject::Topic(one.0.0.clone());
            out.push(kind, subject, severity, format!("reassignment {what}: {}", line(one)));
        }
        many => {
            let names = many
                .iter()
                .map(|((topic, number), _)| partition(topic.as_str(), *number));
            let text = format!(
                "{} {what}: {}",
                count(many.len(), "reassignment"),
                list(names, many.len())
            );
            let parts = many.iter().take(PARTS).map(line).collect();
            out.burst(kind, Subject::Cluster, severity, text, many.len(), parts);
        }
    }
}
