//! What the produce screen says.

use crate::jobs::compose::{As, Field, Goes, Ready, Sent, Times, Underway, Wrong};
use crate::model::names::{Partition, TopicName};
use crate::model::time::At;
use crate::model::view::View;
use crate::text::{Bytes, Long, Thousands};
use crate::tui::theme::Role;

/// How a value is written, in a word.
pub(super) const fn how(how: &As, null: bool) -> &'static str {
    match (how, null) {
        (_, true) => "null",
        (As::Auto, _) => "",
        (As::Schema(..), _) => "as it was",
        (As::Text, _) => "text",
        (As::Hex, _) => "hex",
    }
}

pub(super) fn count(count: u64) -> Thousands {
    Thousands(i64::try_from(count).unwrap_or(i64::MAX))
}

fn length(part: Option<&Vec<u8>>) -> u64 {
    part.map_or(0, |part| part.len() as u64)
}

/// `214 B`, of key and value.
pub(super) fn size(ready: &Ready) -> String {
    Bytes(length(ready.key.as_ref()) + length(ready.value.as_ref())).to_string()
}

/// `value, line 4: .amount: "x" is no double`.
pub(super) fn wrong(wrong: &Wrong) -> String {
    let field = match wrong.field {
        Field::Key => "key",
        Field::Value => "value",
        Field::Headers => "headers",
        Field::Partition => "partition",
    };
    match wrong.line {
        Some(line) if wrong.field != Field::Key || line > 0 => format!("{field}, line {}: {}", line + 1, wrong.why),
        _ => format!("{field}: {}", wrong.why),
    }
}

/// Where it will go, for the line of the partition.
pub(super) fn goes(goes: &Goes, partitions: Option<u32>, differs: bool) -> String {
    let of = partitions.map(|count| format!(" of {count}")).unwrap_or_default();
    match goes {
        Goes::Asked(partition) => format!("to partition {partition}{of}, as asked"),
        Goes::Hashed(_) if differs => "by the key (murmur2), which differs in each".to_owned(),
        Goes::Hashed(partition) => format!("to partition {partition}{of}, by the key (murmur2)"),
        Goes::Any => format!("to any partition{of}: it has no key"),
        Goes::By(name) => format!("as the partitioner {name} decides"),
        Goes::Unknown => "by the key (murmur2)".to_owned(),
    }
}

/// What will be sent: `key 7 B text · value 214 B Avro shop.Order v3 (id 7) · 2 headers`.
pub(super) fn ready(ready: &Ready) -> Vec<String> {
    let part = |name: &str, bytes: Option<&Vec<u8>>, how: &str| match bytes {
        None => format!("{name} null"),
        Some(bytes) => format!("{name} {} {how}", Bytes(bytes.len() as u64)),
    };
    let mut says = vec![
        part("value", ready.value.as_ref(), &ready.value_as),
        part("key", ready.key.as_ref(), &ready.key_as),
    ];
    says.extend(match ready.headers.len() {
        0 => None,
        1 => Some("1 header".to_owned()),
        count => Some(format!("{count} headers")),
    });
    says
}

/// `100 at 10/s`.
pub(super) fn times(times: &Times) -> String {
    let pace = match times.rate {
        None => String::new(),
        Some((number, 60_000)) => format!(" at {number}/m"),
        Some((number, 3_600_000)) => format!(" at {number}/h"),
        Some((number, _)) => format!(" at {number}/s"),
    };
    match times.count {
        1 => "1 record".to_owned(),
        all => format!("{} records{pace}", count(all)),
    }
}

/// How far a sending is, a line each.
pub(super) fn underway(now: &Underway, view: &View, at: At) -> Vec<(Role, String)> {
    let progress = &now.progress;
    let ends = progress.ends;
    let mut line = format!(
        "{} {}: {} handed over · {} acknowledged",
        if now.stopping { "stopping" } else { "sending" },
        times(&now.times),
        count(progress.sent),
        count(ends.acknowledged)
    );
    for (number, what) in [
        (ends.not_written, "not written"),
        (ends.possibly_written, "possibly written"),
    ] {
        if number > 0 {
            line.push_str(&format!(" · {} {what}", count(number)));
        }
    }
    let mut lines = vec![(Role::StateMoving, line)];
    let waited = now.waits.map_or(0, |since| at.0.saturating_sub(since.0));
    if waited >= 1_000 {
        let who = leader(&now.draft.topic, &now.draft.partition, view);
        let mut says = format!("no answer for {}{who}", Long(waited - waited % 1_000));
        if let Some(complaint) = &now.complaint {
            says.push_str(&format!(": {complaint}"));
        }
        lines.push((Role::StateWarn, says));
    }
    lines
}

/// Who is waited for, where that is known.
fn leader(topic: &TopicName, partition: &str, view: &View) -> String {
    let asked = partition.trim().parse().ok().map(Partition);
    let found = asked.and_then(|number| view.topology.index_of(topic.as_str(), number));
    let leader = found
        .and_then(|index| view.topology.get(index))
        .and_then(|it| it.leader);
    match leader {
        Some(id) => format!(" from broker {id}"),
        None => String::new(),
    }
}

/// A time of an acknowledgement: `4.2 ms`.
pub(super) fn took(micros: u64) -> String {
    match micros {
        ..100_000 => format!("{:.1} ms", micros as f64 / 1_000.0),
        _ => Long(i64::try_from(micros / 1_000).unwrap_or(i64::MAX)).to_string(),
    }
}

/// How a sending ended, in a line.
pub(super) fn ended(sent: &Sent) -> (Role, String) {
    let outcome = match &sent.result {
        Err(why) => return (Role::StateBad, format!("not sent: {why}")),
        Ok(outcome) => outcome,
    };
    let ends = outcome.ends;
    match (sent.reports.as_slice(), outcome.all_well()) {
        ([report], true) => {
            let at = format!("partition {} offset {}", report.partition, Thousands(report.offset));
            (Role::StateOk, format!("acknowledged: {at}"))
        }
        (_, true) => (Role::StateOk, format!("{} acknowledged", count(ends.acknowledged))),
        (_, false) => {
            let role = if outcome.failed > 0 {
                Role::StateBad
            } else {
                Role::StateWarn
            };
            let [acknowledged, not, possibly] = [ends.acknowledged, ends.not_written, ends.possibly_written].map(count);
            (
                role,
                format!("{acknowledged} acknowledged, {not} not written, {possibly} possibly written"),
            )
        }
    }
}

/// All there is to say of it.
pub(super) fn report(sent: &Sent) -> Vec<(Role, String)> {
    let mut lines = vec![ended(sent)];
    let Ok(outcome) = &sent.result else { return lines };
    let mut facts = Vec::new();
    if let Some(latency) = sent.latency {
        facts.push(match latency.count {
            1 => format!("answered after {}", took(latency.most)),
            _ => format!(
                "answered after {} to {}, {} on average",
                took(latency.least),
                took(latency.most),
                took(latency.mean())
            ),
        });
    }
    if outcome.partitions.len() > 1 {
        let each = outcome.partitions.iter().take(12);
        let each: Vec<String> = each
            .map(|(partition, n)| format!("{partition}: {}", count(*n)))
            .collect();
        let more = if outcome.partitions.len() > 12 { " …" } else { "" };
        facts.push(format!("by partition {}{more}", each.join("  ")));
    }
    if let (Some(first), Some(last)) = (sent.reports.first(), sent.reports.last())
        && sent.reports.len() > 1
    {
        let place =
            |report: &crate::jobs::compose::Written| format!("{}@{}", report.partition, Thousands(report.offset));
        facts.push(format!("the last from {} to {}", place(first), place(last)));
    }
    if !facts.is_empty() {
        lines.push((Role::Dim, facts.join(" · ")));
    }
    for failure in &outcome.failures {
        let text = format!("{} of {}: {}", failure.error, count(failure.records), failure.meaning);
        lines.push((Role::StateBad, text));
    }
    if let Some(why) = &outcome.stopped {
        lines.push((Role::StateWarn, format!("stopped: {why}")));
    }
    if outcome.ends.possibly_written > 0 {
        let text = "possibly written: sent and never answered; sending again may make a duplicate";
        lines.push((Role::StateWarn, text.to_owned()));
    }
    if outcome.ends.not_written > 0 {
        lines.push((
            Role::Dim,
            "not written: may be sent again without a duplicate".to_owned(),
        ));
    }
    lines
}
