//! What of the wanted a view does not have, and why: said on stderr, never papered over.

use std::sync::Arc;

use crate::model::cluster::Reach;
use crate::model::known::{Known, Reason};
use crate::model::stamp::Stamp;
use crate::model::trouble::Trouble;
use crate::model::view::{View, Want};

/// The parts of a view that `want` names, each with what it is called.
fn sections<'v>(view: &'v View, want: &Want) -> Vec<(&'static str, &'v Stamp)> {
    let all = [
        (want.topology, "topics", &view.topology.stamp),
        (want.cluster, "the cluster", &view.cluster.stamp),
        (want.offsets || want.all_offsets, "offsets", &view.offsets.stamp),
        (want.groups, "groups", &view.groups.stamp),
        (want.storage, "log dirs", &view.storage.stamp),
        (want.settings, "configs", &view.settings.stamp),
        (want.quorum, "the quorum", &view.quorum.stamp),
        (want.moves, "reassignments", &view.moves.stamp),
        (want.open.is_some(), "details", &view.opened.stamp),
    ];
    all.into_iter()
        .filter(|(wanted, ..)| *wanted)
        .map(|(_, name, stamp)| (name, stamp))
        .collect()
}

/// Whether every wanted part has an answer or a trouble.
pub fn settled(view: &View, want: &Want) -> bool {
    sections(view, want)
        .iter()
        .all(|(_, stamp)| stamp.at.is_some() || stamp.trouble.is_some())
}

/// One message for each thing that could not be had, without repetition.
pub fn missing(view: &View, want: &Want) -> Vec<String> {
    let mut said = Vec::new();
    let mut say = |text: String| {
        if !said.contains(&text) {
            said.push(text);
        }
    };
    if want.cluster {
        for broker in &view.cluster.brokers {
            if let Reach::Lost { trouble, .. } = &broker.reach {
                say(trouble.to_string());
            }
        }
    }
    let mut troubled = |stamp: &Stamp| stamp.trouble.iter().for_each(|t: &Arc<Trouble>| say(t.to_string()));
    for (_, stamp) in sections(view, want) {
        troubled(stamp);
    }
    if want.offsets || want.all_offsets {
        view.offsets.brokers.values().for_each(&mut troubled);
    }
    if want.groups {
        view.groups.coordinators.values().for_each(&mut troubled);
    }
    for (name, stamp) in sections(view, want) {
        if stamp.at.is_none() && stamp.trouble.is_none() {
            say(format!("no answer in time for {name}"));
        }
    }
    if want.storage {
        for (broker, dirs) in &view.storage.brokers {
            if let Known::Unknown(reason) = dirs
                && *reason != Reason::NotYet
            {
                say(format!("log dirs of broker {broker}: {reason}"));
            }
        }
    }
    if want.groups && view.groups.partial {
        say("a broker did not list its groups: there may be more".into());
    }
    said
}
