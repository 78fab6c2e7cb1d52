//! What of the wanted a view does not have, and why: said on stderr, never papered over.

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

/// One message for each thing that could not be had. One cause is told once, whatever failed by it.
pub fn missing(view: &View, want: &Want) -> Vec<String> {
    let mut said: Vec<(String, String)> = Vec::new();
    let mut say = |text: String, cause: String| {
        if !said.iter().any(|(_, before)| *before == cause) {
            said.push((text, cause));
        }
    };
    if want.cluster {
        for broker in &view.cluster.brokers {
            if let Reach::Lost { trouble, .. } = &broker.reach {
                say(trouble.to_string(), cause(trouble));
            }
        }
    }
    let mut troubled = |stamp: &Stamp| {
        if let Some(trouble) = &stamp.trouble {
            say(trouble.to_string(), cause(trouble));
        }
    };
    for (_, stamp) in sections(view, want) {
        troubled(stamp);
    }
    if want.offsets || want.all_offsets {
        view.offsets.brokers.values().for_each(&mut troubled);
    }
    if want.groups {
        view.groups.coordinators.values().for_each(&mut troubled);
    }
    // without topics nothing else could be asked
    let asked = !want.topology || view.topology.stamp.at.is_some() || view.topology.stamp.trouble.is_none();
    for (name, stamp) in sections(view, want) {
        if asked && stamp.at.is_none() && stamp.trouble.is_none() {
            say(format!("no answer in time for {name}"), name.into());
        }
    }
    if want.storage {
        for (broker, dirs) in &view.storage.brokers {
            if let Known::Unknown(reason) = dirs
                && *reason != Reason::NotYet
            {
                let text = format!("log dirs of broker {broker}: {reason}");
                say(text.clone(), text);
            }
        }
    }
    if want.groups && view.groups.partial {
        say(
            "a broker did not list its groups: there may be more".into(),
            "partial".into(),
        );
    }
    said.into_iter().map(|(text, _)| text).collect()
}

/// What went wrong, and with whom: the same for every call that one silent broker spoils.
fn cause(trouble: &Trouble) -> String {
    match &trouble.broker {
        Some(peer) => format!("{peer}: {}", trouble.cause),
        None => trouble.cause.to_string(),
    }
}
