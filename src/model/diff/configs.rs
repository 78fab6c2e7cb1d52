//! Changed configs, as far as the health rules read them.

use std::fmt::Display;

use super::Out;
use crate::model::event::EventKind;
use crate::model::finding::{Severity, Subject};
use crate::model::settings::{BrokerSettings, TopicSettings};
use crate::model::view::View;
use crate::text::escape;

pub(super) fn diff(before: &View, after: &View, out: &mut Out) {
    let (old, new) = (&before.settings.data, &after.settings.data);
    if std::sync::Arc::ptr_eq(old, new) {
        return;
    }
    for (name, is) in &new.topics {
        // a topic without settings before was not answered yet, or is new
        let Some(was) = old.topics.get(name).filter(|was| *was != is) else {
            continue;
        };
        let text = format!("topic {}: {}", escape(name.as_str()), topic(was, is).join(", "));
        out.push(
            EventKind::ConfigChanged,
            Subject::Topic(name.clone()),
            Severity::Ok,
            text,
        );
    }
    for (id, is) in &new.brokers {
        let Some(was) = old.brokers.get(id).filter(|was| *was != is) else {
            continue;
        };
        let text = format!("broker {id}: {}", broker(was, is).join(", "));
        out.push(EventKind::ConfigChanged, Subject::Broker(*id), Severity::Ok, text);
    }
}

fn change<T: PartialEq + Display>(name: &str, was: T, is: T, out: &mut Vec<String>) {
    if was != is {
        let (was, is) = (was.to_string(), is.to_string());
        let word = |text: String| {
            if text.is_empty() {
                "none".to_owned()
            } else {
                escape(&text).into_owned()
            }
        };
        out.push(format!("{name} {} → {}", word(was), word(is)));
    }
}

fn topic(was: &TopicSettings, is: &TopicSettings) -> Vec<String> {
    let policy = |s: &TopicSettings| match (s.compact, s.delete) {
        (true, true) => "compact,delete",
        (true, false) => "compact",
        (false, true) => "delete",
        (false, false) => "none",
    };
    let mut out = Vec::new();
    change("min.insync.replicas", was.min_isr, is.min_isr, &mut out);
    change("retention.ms", was.retention_ms, is.retention_ms, &mut out);
    change("retention.bytes", was.retention_bytes, is.retention_bytes, &mut out);
    change("cleanup.policy", policy(was), policy(is), &mut out);
    change(
        "leader.replication.throttled.replicas",
        &was.leader_throttled,
        &is.leader_throttled,
        &mut out,
    );
    change(
        "follower.replication.throttled.replicas",
        &was.follower_throttled,
        &is.follower_throttled,
        &mut out,
    );
    out
}

fn broker(was: &BrokerSettings, is: &BrokerSettings) -> Vec<String> {
    let rate = |rate: Option<i64>| rate.map_or_else(String::new, |rate| rate.to_string());
    let mut out = Vec::new();
    let name = "leader.replication.throttled.rate";
    change(name, rate(was.leader_throttle), rate(is.leader_throttle), &mut out);
    let name = "follower.replication.throttled.rate";
    change(name, rate(was.follower_throttle), rate(is.follower_throttle), &mut out);
    out
}
