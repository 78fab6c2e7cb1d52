//! The first row, the same everywhere: where am I, may I change anything, brokers seen of known, is it live.

use crate::model::cluster::Kind;
use crate::model::release::metadata_version;
use crate::model::stamp::Stamp;
use crate::model::time::At;
use crate::model::view::{Link, View};
use crate::text::{Ago, cut_middle, width};
use crate::tui::context::Contexts;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::{Line, badge};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The sections whose age the bar vouches for, with the name a person knows them by.
fn watched(view: &View) -> [&Stamp; 4] {
    [
        &view.cluster.stamp,
        &view.topology.stamp,
        &view.offsets.stamp,
        &view.groups.stamp,
    ]
}

/// The age of the oldest stale section; none when all that was ever answered is fresh.
#[must_use]
pub fn stale(view: &View, now: At) -> Option<i64> {
    watched(view)
        .into_iter()
        .filter(|stamp| stamp.stale(now))
        .filter_map(|stamp| stamp.age(now))
        .map(|age| age.0)
        .max()
}

/// When the bar changes though no view comes: each second while something is stale or a try is awaited, else when the
/// next section becomes stale. A healthy bar does not tick, since the next answer comes first.
#[must_use]
pub fn wake_at(view: &View, now: At) -> Option<At> {
    let tick = At(now.0.saturating_add(1_000));
    if stale(view, now).is_some() || matches!(view.link, Link::Connecting { next: Some(_), .. }) {
        return Some(tick);
    }
    let due = |stamp: &Stamp| {
        let at = stamp.at?;
        Some(At(at
            .0
            .saturating_add(stamp.every.0.saturating_mul(3).max(3_000))
            .saturating_add(1)))
    };
    watched(view)
        .into_iter()
        .filter_map(due)
        .min()
        .map(|due| due.max(At(now.0.saturating_add(1))))
}

/// Draws the bar.
pub fn draw(
    view: &View,
    contexts: &Contexts,
    frozen: Option<&str>,
    now: At,
    area: Rect,
    buffer: &mut Buffer,
    theme: &Theme,
) {
    let (role, state) = link(view, frozen, now);
    let mut line = Line::new(buffer, area, theme).on(Role::Bar);
    line.skip(1);
    let right = u16::try_from(width(&state) + 2).unwrap_or(u16::MAX);
    let end = line.x().saturating_add(line.room()).saturating_sub(right);
    if let Some(context) = &contexts.current {
        if let Some(environment) = &context.environment {
            badge::draw(&mut line, badge::environment(environment), environment);
            line.skip(1);
        }
        let room = usize::from(end.saturating_sub(line.x())).saturating_sub(14);
        line.put(Role::BarName, &cut_middle(&context.name, room.max(8))).skip(2);
        let (role, word) = if context.read_only {
            (Role::BadgeRead, "read-only")
        } else {
            (Role::BadgeWrite, "read-write")
        };
        piece(&mut line, end, role, word);
    } else {
        line.put(Role::BarName, "kconsole").skip(2);
    }
    for (role, text) in facts(view) {
        piece(&mut line, end, role, &text);
    }
    line.skip_to(end).put(role, &state).fill();
}

/// Writes a piece only if all of it fits before `end`.
fn piece(line: &mut Line<'_>, end: u16, role: Role, text: &str) {
    if usize::from(end.saturating_sub(line.x())) > width(text) {
        line.put(role, text).skip(3);
    }
}

fn facts(view: &View) -> Vec<(Role, String)> {
    if view.cluster.stamp.at.is_none() || view.cluster.brokers.is_empty() {
        return Vec::new();
    }
    let (up, known) = (view.cluster.up(), view.cluster.brokers.len());
    let role = if up == known { Role::Dim } else { Role::StateWarn };
    let mut facts = vec![(role, format!("brokers {up}/{known}"))];
    match view.cluster.kind {
        Kind::KRaft => facts.push((Role::Dim, kraft(view))),
        Kind::ZooKeeper => facts.push((Role::Dim, "ZooKeeper".to_owned())),
        Kind::Unknown => {}
    }
    facts
}

/// "KRaft, metadata 4.3-IV0"; a level that has no name here is a number.
fn kraft(view: &View) -> String {
    let features = view.cluster.features.as_ref().value();
    match features.and_then(|features| features.get("metadata.version")) {
        None => "KRaft".to_owned(),
        Some(level) => match metadata_version(*level) {
            Some(name) => format!("KRaft, metadata {name}"),
            None => format!("KRaft, metadata level {level}"),
        },
    }
}

fn link(view: &View, frozen: Option<&str>, now: At) -> (Role, String) {
    if let Some(at) = frozen {
        return (Role::LinkStale, format!("frozen at {at}"));
    }
    match &view.link {
        Link::Idle => (Role::Dim, "–".to_owned()),
        Link::Connecting { attempt, next, .. } => {
            let wait = next.map(|next| (next.0 - now.0).max(0)).filter(|wait| *wait >= 1_000);
            let when = wait.map(|wait| format!(", next in {}", Ago(wait))).unwrap_or_default();
            let again = if *attempt > 1 {
                format!(", try {attempt}")
            } else {
                String::new()
            };
            (Role::LinkDown, format!("◌ connecting{again}{when}"))
        }
        Link::Live => match stale(view, now) {
            Some(age) => (Role::LinkStale, format!("stale {}", Ago(age))),
            None => (Role::LinkLive, "live".to_owned()),
        },
    }
}
