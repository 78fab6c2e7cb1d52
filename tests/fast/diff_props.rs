//! The diff holds on any two clusters: nothing changed is nothing told, parts are bounded, and what is told happened.

use kconsole::model::diff::{PARTS, diff};
use kconsole::model::event::EventKind;
use proptest::prelude::*;

use crate::health_props::{NOW, any_view, follow};

proptest! {
    #[test]
    fn a_view_and_itself_differ_in_nothing(view in any_view()) {
        prop_assert_eq!(diff(&view, &view, NOW), vec![]);
    }

    #[test]
    fn events_are_bounded_and_count_what_happened(before in any_view(), after in any_view()) {
        let after = follow(&before, after);
        let events = diff(&before, &after, NOW);
        for event in &events {
            prop_assert!(event.parts.len() <= PARTS && event.count >= 1 && event.number == 0);
            prop_assert!(!event.text.is_empty() && !event.text.contains('\n'));
        }
        let same = |name: &str| before.topology.topic(name).is_some();
        let leaderless = |view: &kconsole::model::view::View, topic: &str, at: usize| {
            let topic = view.topology.topic(topic)?;
            view.topology.of(topic).nth(at).map(|row| row.leader.is_none())
        };
        let lost = after.topology.iter().filter(|row| {
            let name = row.topic.name.as_str();
            let position = row.index - row.topic.first as usize;
            same(name) && row.leader.is_none() && leaderless(&before, name, position) == Some(false)
        });
        let offline: u32 = events
            .iter()
            .filter(|event| event.kind == EventKind::PartitionOffline)
            .map(|event| event.count)
            .sum();
        let by_broker = events.iter().any(|e| matches!(e.kind, EventKind::BrokerFenced | EventKind::BrokerGone));
        let lost = u32::try_from(lost.count()).unwrap();
        prop_assert!(if by_broker { offline <= lost } else { offline == lost }, "{} of {}: {:?}", offline, lost, events);
    }
}
