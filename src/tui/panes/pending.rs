//! What the whole picture still lacks, in a line or two: nobody should trust a green line that has not looked yet.

use crate::model::stamp::Stamp;
use crate::model::time::At;
use crate::model::view::{Link, View};
use crate::text::{Ago, Thousands};
use crate::tui::widgets::State;

/// The sections the health rules stand on, by the name a person knows them by.
fn sections(view: &View) -> [(&'static str, &Stamp); 7] {
    [
        ("brokers", &view.cluster.stamp),
        ("topics", &view.topology.stamp),
        ("offsets", &view.offsets.stamp),
        ("groups", &view.groups.stamp),
        ("disks", &view.storage.stamp),
        ("configs", &view.settings.stamp),
        ("reassignments", &view.moves.stamp),
    ]
}

/// The lines that stand above what is wrong: no connection, what cannot be seen, what is still asked for; and that all
/// is well, where it is.
#[must_use]
pub fn notes(view: &View, quiet: bool, now: At) -> Vec<(State, String)> {
    let mut notes = Vec::new();
    if let Link::Connecting { attempt, .. } = &view.link {
        let age = view
            .topology
            .stamp
            .age(now)
            .map_or_else(String::new, |age| format!("; what is shown here is {} old", Ago(age.0)));
        notes.push((State::Bad, format!("no broker answers any longer, try {attempt}{age}")));
    }
    let never = || sections(view).into_iter().filter(|(_, stamp)| stamp.at.is_none());
    let refused = |stamp: &Stamp| stamp.trouble.as_ref().map(|trouble| trouble.cause.to_string());
    for (name, why) in never().filter_map(|(name, stamp)| Some((name, refused(stamp)?))) {
        notes.push((State::Unknown, format!("{name} cannot be seen: {why}")));
    }
    let waiting: Vec<&str> = never()
        .filter(|(_, stamp)| stamp.trouble.is_none())
        .map(|(name, _)| name)
        .collect();
    let live = matches!(view.link, Link::Live);
    if quiet && waiting.is_empty() && live {
        let partitions = Thousands(i64::try_from(view.topology.partitions()).unwrap_or(i64::MAX));
        let groups = Thousands(i64::try_from(view.groups.list.len()).unwrap_or(i64::MAX));
        let line = format!("nothing wrong in sight: {partitions} partitions, {groups} groups");
        notes.insert(0, (State::Ok, line));
    } else if !waiting.is_empty() {
        let so_far = if quiet && view.topology.stamp.at.is_some() {
            "nothing wrong so far; "
        } else {
            ""
        };
        notes.push((
            State::Unknown,
            format!("{so_far}still asking for {}", waiting.join(", ")),
        ));
    }
    if !view.health.min_isr_known && view.settings.stamp.at.is_some() && view.topology.partitions() > 0 {
        let line = "min.insync.replicas is not known of every topic: writes may be refused unseen";
        notes.push((State::Unknown, line.to_owned()));
    }
    notes
}
