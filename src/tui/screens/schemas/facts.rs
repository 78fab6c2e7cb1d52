//! What is known of a subject beside its schemas.

use crate::jobs::schemas::Subject;
use crate::model::names::TopicName;
use crate::report::schemas::topic;
use crate::tui::screens::Cx;
use crate::tui::theme::Role;

/// Level and mode; the topics that use it.
pub(super) fn lines(subject: &Subject, id: Option<u32>, cx: &Cx<'_>) -> Vec<(Role, String)> {
    let whose = |own: bool| if own { "its own" } else { "the registry's" };
    let mut held = Vec::new();
    if let Some((level, own)) = &subject.level {
        held.push(format!("held to {level} ({})", whose(*own)));
    }
    if let Some((mode, own)) = &subject.mode {
        held.push(format!("mode {mode} ({})", whose(*own)));
    }
    if subject.older > 0 {
        held.push(format!("{} older versions are not shown", subject.older));
    }
    vec![(Role::Dim, held.join(" · ")), (Role::Dim, used(&subject.name, id, cx))]
}

/// Which topics use it: as its name says, and as records showed.
fn used(name: &str, id: Option<u32>, cx: &Cx<'_>) -> String {
    let mut says = Vec::new();
    if let Some((topic, side)) = topic(name) {
        let known = cx.view.topology.topic(topic).is_some();
        let asked = cx.view.topology.stamp.at.is_some();
        says.push(match (known, asked) {
            (false, true) => format!("for the {side} of {topic} by its name, but there is no such topic"),
            _ => format!("for the {side} of {topic}, by its name"),
        });
    }
    let carried = id.and_then(|id| cx.board.carried.get(&id));
    if let Some(topics) = carried {
        let names: Vec<&str> = topics.iter().map(TopicName::as_str).collect();
        says.push(format!("seen in records of {}", names.join(", ")));
    }
    if says.is_empty() {
        says.push("its name tells of no topic, and no record that was read carries its id".to_owned());
    }
    says.join(" · ")
}
