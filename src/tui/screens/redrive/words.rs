//! What the redrive screen says.

use crate::jobs::redrive::{Brought, Count, Counted, Field, Stays, Survey, Underway, Wrong};
use crate::model::time::At;
use crate::model::view::View;
use crate::text::{Long, Thousands};
use crate::tui::theme::Role;

pub(super) fn count(count: u64) -> Thousands {
    Thousands(i64::try_from(count).unwrap_or(i64::MAX))
}

/// The label of a field, and what stands there while nothing is typed.
pub(super) const fn label(field: Field, keep: bool, to: bool) -> (&'static str, &'static str) {
    match field {
        Field::Filter => (
            "filter",
            "every record; or as a search: text, key:, header:NAME=, .value.n > 3",
        ),
        Field::To => ("to", "where each came from, as its headers say; or one topic for all"),
        Field::RouteHeaders if to => ("by header", "none: all go to that topic"),
        Field::RouteHeaders => ("by header", "Connect's, Spring's and kconsole's; or names of others"),
        Field::From => ("from", "the log start"),
        Field::Until => ("until", "now"),
        Field::Partitions => ("partitions", "all"),
        Field::Count => ("at most", "all of them"),
        Field::Rate => ("a second", "no limit"),
        Field::MaxRedrives => ("redrives", "3, then it stays"),
        Field::DropHeaders if keep => ("drop", "no header; ctrl-o drops those that tell why"),
        Field::DropHeaders => ("drop", "the headers that tell why (ctrl-o keeps them); and NAME*"),
        Field::Headers => ("add", "no header; or name=value, one a line"),
        Field::Checkpoint => ("checkpoint", "none: another run would bring the same back again"),
    }
}

pub(super) const fn kept(keep: bool) -> &'static str {
    match keep {
        true => "the headers that tell why stay on the records",
        false => "the headers that tell why are left behind",
    }
}

/// `from: "soon" is no time`.
pub(super) fn wrong(wrong: &Wrong) -> String {
    format!("{}: {}", label(wrong.field, false, false).0, wrong.why)
}

/// What stands on the tab of the dry run.
pub(super) fn title(count_of: Option<&Count>) -> String {
    match count_of.map(|count| &count.counted) {
        Some(Counted::Known(survey)) => count(survey.targets.values().sum()).to_string(),
        _ => String::new(),
    }
}

const fn stays(why: Stays) -> &'static str {
    match why {
        Stays::NoTarget => "stay: no header names a topic they came from",
        Stays::Loop => "stay: they came from the very topic they are in",
        Stays::TooOften => "stay: they were brought back as often as they may be",
    }
}

/// A row of the dry run: how many, and where they go.
pub(super) struct Row<'a> {
    pub(super) records: u64,
    /// The topic; none for those that go nowhere.
    pub(super) target: Option<&'a str>,
    /// In words, for those.
    pub(super) says: &'static str,
    pub(super) role: Role,
}

/// Whether a topic is known not to be there: none is created by writing to it.
pub(super) fn is_gone(topic: &str, view: &View) -> bool {
    view.topology.stamp.at.is_some() && view.topology.topic(topic).is_none()
}

/// The rows of a dry run.
pub(super) fn table(survey: &Survey) -> Vec<Row<'_>> {
    let go = survey.targets.iter().map(|(target, records)| Row {
        records: *records,
        target: Some(target),
        says: "",
        role: Role::Text,
    });
    let stay = survey.stay.iter().map(|(why, records)| Row {
        records: *records,
        target: None,
        says: stays(*why),
        role: Role::StateWarn,
    });
    let behind = (survey.behind > 0).then_some(Row {
        records: survey.behind,
        target: None,
        says: "left out: brought back before, says the checkpoint",
        role: Role::Dim,
    });
    go.chain(stay).chain(behind).collect()
}

/// How many rows it has.
pub(super) fn rows(count: &Count) -> usize {
    match &count.counted {
        Counted::Known(survey) => table(survey).len(),
        _ => 0,
    }
}

/// The first line of a dry run.
pub(super) fn headline(survey: &Survey) -> String {
    let go = survey.targets.values().sum();
    let stay: u64 = survey.stay.values().sum();
    let chosen = match survey.selected == survey.read {
        true => format!("{} records", count(survey.read)),
        false => format!(
            "{} of {} records are chosen",
            count(survey.selected),
            count(survey.read)
        ),
    };
    match (go, stay) {
        (0, 0) => format!("{chosen}: there is nothing to bring back"),
        (0, stay) => format!("{chosen}: none goes anywhere, {} stay", count(stay)),
        (go, 0) => format!("{chosen}: {} go", count(go)),
        (go, stay) => format!("{chosen}: {} go, {} stay", count(go), count(stay)),
    }
}

/// How far a run is, a line each.
pub(super) fn underway(now: &Underway, at: At) -> Vec<(Role, String)> {
    let progress = &now.progress;
    let verb = if now.stopping { "stopping" } else { "bringing back" };
    let mut line = format!(
        "{verb}: {} of {} acknowledged · {} handed over",
        count(progress.acknowledged),
        count(progress.of),
        count(progress.sent)
    );
    let took = (at.0 - now.begun.0) as f64 / 1_000.0;
    let left = progress.of.saturating_sub(progress.acknowledged) as f64;
    let eta = left * took / progress.acknowledged as f64 * 1_000.0;
    if eta.is_finite() && took >= 1.0 && !now.stopping {
        line.push_str(&format!(" · ETA {}", Long(eta as i64)));
    }
    let mut lines = vec![(Role::StateMoving, line)];
    let waited = now.waits.map_or(0, |since| at.0.saturating_sub(since.0));
    if waited >= 1_000 {
        lines.push((
            Role::StateWarn,
            format!(
                "no answer for {}: each record ends at the latest after delivery.timeout.ms",
                Long(waited - waited % 1_000)
            ),
        ));
    }
    lines
}

/// How a run ended, in a line.
pub(super) fn ended(run: &Brought) -> (Role, String) {
    let outcome = match &run.result {
        Err(why) => {
            let first = why.lines().next().unwrap_or_default();
            return (Role::StateBad, format!("nothing was written: {first}"));
        }
        Ok(outcome) => outcome,
    };
    let acknowledged = count(outcome.acknowledged);
    if outcome.all_well() {
        return (Role::StateOk, format!("{acknowledged} acknowledged"));
    }
    let role = match outcome.sent == outcome.acknowledged {
        true => Role::StateWarn,
        false => Role::StateBad,
    };
    let (not, possibly) = (count(outcome.not_written), count(outcome.possibly_written));
    (
        role,
        format!("{acknowledged} acknowledged, {not} not written, {possibly} possibly written"),
    )
}

/// All there is to say of it.
pub(super) fn report(run: &Brought) -> Vec<(Role, String)> {
    let outcome = match &run.result {
        Ok(outcome) => outcome,
        // what went wrong, and below it what helps
        Err(why) => {
            let (first, rest) = why.split_once('\n').unwrap_or((why, ""));
            let mut lines = vec![(Role::StateBad, format!("nothing was written: {first}"))];
            lines.extend(rest.lines().map(|line| (Role::Dim, line.trim().to_owned())));
            return lines;
        }
    };
    let mut lines = vec![ended(run)];
    let each = outcome
        .targets
        .iter()
        .map(|(topic, n)| format!("{} to {topic}", count(*n)));
    let mut facts: Vec<String> = each.collect();
    let stayed: u64 = outcome.stay.values().sum();
    facts.extend((stayed > 0).then(|| format!("{} stay", count(stayed))));
    let took = i64::try_from(outcome.took_ms).unwrap_or(i64::MAX);
    facts.push(format!("in {}", Long(took)));
    lines.push((Role::Dim, facts.join(" · ")));
    if let Some(why) = &outcome.stopped {
        lines.push((Role::StateWarn, format!("stopped: {why}")));
    }
    lines.extend(outcome.lost.iter().map(|line| (Role::StateBad, line.clone())));
    if outcome.possibly_written > 0 {
        let text = "possibly written: sent and never answered; another run may make a duplicate";
        lines.push((Role::StateWarn, text.to_owned()));
    }
    if !outcome.all_well() {
        let text = match &run.asked.checkpoint {
            Some(_) => "enter fills this in again: with its checkpoint a run goes on from here",
            None => "there is no checkpoint: another run would bring all of them back again",
        };
        lines.push((Role::Dim, text.to_owned()));
    }
    lines
}
