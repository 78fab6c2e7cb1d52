//! What suffers, in lines: writes fail, offline, thin, under-replicated, groups without a coordinator.

use super::cause::Bucket;
use super::coordinator::{GROUPS_TOPIC, TRANSACTIONS_TOPIC, of_group};
use super::facts::Facts;
use crate::model::names::BrokerId;
use crate::model::words::{brokers, count, partitions};

type Effects = Vec<(&'static str, String)>;

/// The lines of one cause. `cause` is the broker that brings its offline partitions back, where it is one.
pub(super) fn effects(facts: &Facts<'_>, bucket: &Bucket, cause: Option<BrokerId>) -> Effects {
    let mut out = Vec::new();
    if !bucket.under_min.is_empty() {
        let names = partitions(facts.topology(), &bucket.under_min);
        let n = count(bucket.under_min.len(), "partition");
        out.push(("writes fail", format!("{n} under min ISR: {names}")));
    }
    if !bucket.offline.is_empty() {
        out.push(("offline", offline(facts, &bucket.offline, cause)));
    }
    out.extend(internal(facts, bucket));
    if !bucket.at_min.is_empty() {
        let n = count(bucket.at_min.len(), "partition");
        out.push(("thin", format!("{n} at min ISR: one more loss stops writes")));
    }
    if bucket.len() > bucket.offline.len() {
        let n = count(bucket.len() - bucket.offline.len(), "partition");
        out.push(("under-replicated", format!("{n} in all")));
    }
    out
}

fn offline(facts: &Facts<'_>, indices: &[u32], cause: Option<BrokerId>) -> String {
    let n = count(indices.len(), "partition");
    let names = partitions(facts.topology(), indices);
    let (mut back, mut alone) = (Vec::new(), true);
    for row in indices.iter().filter_map(|&index| facts.topology().get(index as usize)) {
        let of = facts.back(&row);
        alone &= cause.is_some_and(|cause| of == [cause]);
        back.extend(of);
    }
    back.sort_unstable();
    back.dedup();
    match cause {
        _ if back.is_empty() => format!("{n}, who brings them back is not known: {names}"),
        Some(cause) if alone => format!("{n}, only broker {cause} brings them back: {names}"),
        _ if back.len() <= 4 => format!("{n}, back with one of {}: {names}", brokers(back)),
        _ => format!("{n}, back with one of their last ISR: {names}"),
    }
}

/// Internal topics are not like others: what their partitions keep stops with them.
fn internal(facts: &Facts<'_>, bucket: &Bucket) -> Effects {
    let mut out = Vec::new();
    let lost = within(facts, &bucket.offline, GROUPS_TOPIC);
    if !lost.is_empty() {
        out.push((
            "groups",
            groups(facts, &lost, "without a coordinator: they neither read nor commit"),
        ));
    }
    let refused = within(facts, &bucket.under_min, GROUPS_TOPIC);
    if !refused.is_empty() {
        out.push((
            "commits",
            groups(facts, &refused, "cannot commit: the coordinator's log refuses writes"),
        ));
    }
    let transactions = within(facts, &bucket.offline, TRANSACTIONS_TOPIC).len()
        + within(facts, &bucket.under_min, TRANSACTIONS_TOPIC).len();
    if transactions > 0 {
        let of = facts.topology().topic(TRANSACTIONS_TOPIC).map_or(0, |topic| topic.len);
        out.push((
            "transactions",
            format!("producers in {transactions} of {of} partitions of {TRANSACTIONS_TOPIC} cannot commit"),
        ));
    }
    out
}

fn within(facts: &Facts<'_>, indices: &[u32], topic: &str) -> Vec<u32> {
    let Some(topic) = facts.topology().topic(topic) else {
        return Vec::new();
    };
    let range = topic.range();
    indices
        .iter()
        .copied()
        .filter(|&index| range.contains(&(index as usize)))
        .collect()
}

fn groups(facts: &Facts<'_>, indices: &[u32], what: &str) -> String {
    if facts.view.groups.list.is_empty() {
        return format!("all groups in {} are {what}", partitions(facts.topology(), indices));
    }
    let n = facts
        .view
        .groups
        .list
        .iter()
        .filter_map(|group| of_group(facts.topology(), group.id.as_str()))
        .filter(|at| u32::try_from(*at).is_ok_and(|at| indices.contains(&at)))
        .count();
    format!("{} {what}", count(n, "group"))
}
