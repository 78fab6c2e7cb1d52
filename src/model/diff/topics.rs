//! Topics created, deleted, recreated; partitions added.

use super::{Out, PARTS};
use crate::model::event::EventKind;
use crate::model::finding::{Severity, Subject};
use crate::model::names::TopicName;
use crate::model::topology::{Topic, Topology};
use crate::model::view::View;
use crate::model::words::{count, list};
use crate::text::escape;

pub(super) fn diff(before: &View, after: &View, out: &mut Out) {
    let (old, new): (&Topology, &Topology) = (&before.topology, &after.topology);
    if old.version == 0 || old.layout == new.layout {
        return;
    }
    // a topic with an error in Metadata (being created or deleted) has told nothing about itself
    let gone =
        |topic: &&Topic| same(new, topic).is_none() && new.topic(topic.name.as_str()).is_none_or(|t| t.error == 0);
    let deleted: Vec<_> = old.topics().iter().filter(gone).collect();
    let created: Vec<_> = new.topics().iter().filter(|topic| same(old, topic).is_none()).collect();
    tell(&deleted, EventKind::TopicDeleted, Severity::Warning, "deleted", out);
    tell(&created, EventKind::TopicCreated, Severity::Ok, "created", out);
    for topic in new.topics() {
        if let Some(was) = same(old, topic)
            && topic.len > was.len
            && was.len > 0
        {
            let text = format!(
                "topic {}: partitions {} → {}",
                escape(topic.name.as_str()),
                was.len,
                topic.len
            );
            out.push(
                EventKind::PartitionsAdded,
                Subject::Topic(topic.name.clone()),
                Severity::Ok,
                text,
            );
        }
    }
}

/// The same topic in another topology: a recreated one is another, where ids tell.
fn same<'a>(topology: &'a Topology, topic: &Topic) -> Option<&'a Topic> {
    topology
        .topic(topic.name.as_str())
        .filter(|other| other.id.is_none() || topic.id.is_none() || other.id == topic.id)
}

fn tell(topics: &[&Topic], kind: EventKind, severity: Severity, what: &str, out: &mut Out) {
    let name = |name: &TopicName| escape(name.as_str()).into_owned();
    match topics {
        [] => {}
        [one] => {
            let text = format!(
                "topic {} {what}, {}",
                name(&one.name),
                count(one.len as usize, "partition")
            );
            out.push(kind, Subject::Topic(one.name.clone()), severity, text);
        }
        many => {
            let names = list(many.iter().map(|topic| name(&topic.name)), many.len());
            let text = format!("{} {what}: {names}", count(many.len(), "topic"));
            let parts = many.iter().take(PARTS).map(|topic| name(&topic.name)).collect();
            out.burst(kind, Subject::Cluster, severity, text, many.len(), parts);
        }
    }
}
