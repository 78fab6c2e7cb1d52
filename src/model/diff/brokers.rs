//! Brokers: fenced, gone, back, unreachable. What the change did to partitions is told in the same event.

use super::Out;
use super::partitions::{Change, Changes, names};
use crate::model::cluster::{Broker, BrokerState, Reach};
use crate::model::event::EventKind;
use crate::model::finding::{Severity, Subject};
use crate::model::names::BrokerId;
use crate::model::view::View;
use crate::model::words::count;
use crate::text::{Thousands, escape};

pub(super) fn diff(before: &View, after: &View, changes: &mut Changes, out: &mut Out) {
    if before.cluster.stamp.at.is_none() {
        return;
    }
    for is in &after.cluster.brokers {
        let was = before.cluster.broker(is.id);
        match was.map(|was| was.state) {
            Some(state) if state == is.state => reach(was, is, out),
            Some(BrokerState::Up) | None if is.state == BrokerState::Fenced => {
                lost(after, is.id, EventKind::BrokerFenced, "fenced", changes, out);
            }
            Some(BrokerState::Up | BrokerState::Fenced) if is.state == BrokerState::Missing => {
                lost(after, is.id, EventKind::BrokerGone, "left the cluster", changes, out);
            }
            None if is.state == BrokerState::Missing => {}
            Some(BrokerState::Missing) if is.state == BrokerState::Fenced => {
                lost(
                    after,
                    is.id,
                    EventKind::BrokerFenced,
                    "registered, still fenced",
                    changes,
                    out,
                );
            }
            Some(_) => back(after, is.id, "back", changes, out),
            None => back(after, is.id, "joined", changes, out),
        }
    }
}

fn reach(was: Option<&Broker>, is: &Broker, out: &mut Out) {
    let lost = |broker: &Broker| matches!(broker.reach, Reach::Lost { .. });
    let subject = Subject::Broker(is.id);
    match &is.reach {
        Reach::Lost { trouble, .. } if !was.is_some_and(lost) => {
            let cause = trouble.cause.to_string();
            let text = format!("broker {} does not answer from here: {}", is.id, escape(&cause));
            out.push(EventKind::BrokerUnreachable, subject, Severity::Warning, text);
        }
        Reach::Answers { .. } if was.is_some_and(lost) => {
            let text = format!("broker {} answers again", is.id);
            out.push(EventKind::BrokerReachable, subject, Severity::Ok, text);
        }
        _ => {}
    }
}

fn lost(after: &View, id: BrokerId, kind: EventKind, what: &str, changes: &mut Changes, out: &mut Out) {
    let shrank = take(&mut changes.shrank, |c| c.broker == Some(id));
    let leaders = take(&mut changes.leaders, |c| c.broker == Some(id));
    let offline = take(&mut changes.offline, |c| c.broker == Some(id));
    let mut text = format!("broker {id} {what}");
    tail(&mut text, "ISR shrank on ", shrank.len(), "");
    tail(
        &mut text,
        "",
        leaders.len(),
        if leaders.len() == 1 {
            " new leader"
        } else {
            " new leaders"
        },
    );
    if !offline.is_empty() {
        text.push_str(&format!("; {} offline", count(offline.len(), "partition")));
    }
    let severity = if offline.is_empty() {
        Severity::Warning
    } else {
        Severity::Critical
    };
    tell(after, id, kind, severity, text, &[offline, shrank, leaders], out);
}

fn back(after: &View, id: BrokerId, what: &str, changes: &mut Changes, out: &mut Out) {
    let online = take(&mut changes.online, |c| c.to == Some(id));
    let expanded = take(&mut changes.expanded, |c| c.broker == Some(id));
    let leaders = take(&mut changes.leaders, |c| c.to == Some(id));
    let mut text = format!("broker {id} {what}");
    if !online.is_empty() {
        text.push_str(&format!("; {} online again", count(online.len(), "partition")));
    }
    tail(&mut text, "in the ISR of ", expanded.len(), "");
    tail(&mut text, "leads ", leaders.len(), "");
    tell(
        after,
        id,
        EventKind::BrokerBack,
        Severity::Ok,
        text,
        &[online, expanded, leaders],
        out,
    );
}

fn tell(
    after: &View,
    id: BrokerId,
    kind: EventKind,
    severity: Severity,
    text: String,
    lists: &[Vec<Change>],
    out: &mut Out,
) {
    let mut indices: Vec<u32> = lists.iter().flatten().map(|change| change.index).collect();
    indices.sort_unstable();
    indices.dedup();
    let parts = names(&after.topology, &indices);
    out.burst(kind, Subject::Broker(id), severity, text, indices.len().max(1), parts);
}

fn take(list: &mut Vec<Change>, of: impl Fn(&Change) -> bool) -> Vec<Change> {
    list.extract_if(.., |change| of(change)).collect()
}

fn tail(text: &mut String, head: &str, n: usize, rest: &str) {
    if n > 0 {
        let n = Thousands(i64::try_from(n).unwrap_or(i64::MAX));
        text.push_str(&format!("; {head}{n}{rest}"));
    }
}
