//! The KRaft quorum: no leader, or a voter that lags behind it.

use super::super::Rule;
use super::super::draft::Draft;
use super::super::facts::Facts;
use crate::model::finding::{Severity, Subject};
use crate::model::known::Known;
use crate::model::quorum::Quorum;
use crate::model::words::{brokers, count};
use crate::text::{Ago, Thousands};

pub(super) const RULE: Rule = Rule {
    name: "quorum",
    ready: |facts| facts.view.quorum.data.is_known(),
    run: |facts, out| {
        let Known::Value(quorum) = &facts.view.quorum.data else {
            return;
        };
        if quorum.leader.is_none() {
            out.push(
                Draft::new(
                    "quorum-no-leader",
                    Subject::Quorum,
                    Severity::Critical,
                    "the quorum has no leader",
                )
                .effect(
                    "metadata",
                    "no topic, ISR or config changes, and no new leaders for partitions",
                )
                .next(format!(
                    "a majority of the voters {} must be up",
                    brokers(quorum.voters.iter().map(|v| v.id))
                )),
            );
            return;
        }
        lagging(facts, quorum, out);
    },
};

/// Times are by the leader's clock: they are compared with its own, never with ours.
fn lagging(facts: &Facts<'_>, quorum: &Quorum, out: &mut Vec<Draft>) {
    let leader = quorum.voters.iter().find(|voter| Some(voter.id) == quorum.leader);
    let newest = quorum
        .voters
        .iter()
        .filter_map(|voter| voter.last_fetch.max(voter.last_caught_up))
        .max();
    let mut effects = Vec::new();
    let mut behind = Vec::new();
    for voter in &quorum.voters {
        let (Some(newest), Some(caught_up)) = (newest, voter.last_caught_up) else {
            continue;
        };
        let late = newest.since(caught_up);
        if Some(voter.id) == quorum.leader || late <= facts.thresholds.voter_behind {
            continue;
        }
        let records = leader.map_or(0, |leader| (leader.end - voter.end).max(0));
        effects.push((
            "voter",
            format!(
                "{} was caught up {} before the leader's last word, {} records behind",
                voter.id,
                Ago(late.0),
                Thousands(records)
            ),
        ));
        behind.push(voter.id);
    }
    if behind.is_empty() {
        return;
    }
    let left = quorum.voters.len() - behind.len();
    let one_more = left <= quorum.voters.len() / 2 + 1;
    let title = format!(
        "{} behind: {}{}",
        count(behind.len(), "quorum voter"),
        brokers(behind.iter().copied()),
        if one_more {
            "; one more loss stops the quorum"
        } else {
            ""
        }
    );
    out.push(
        Draft::new("quorum-voter-behind", Subject::Quorum, Severity::Warning, title)
            .effects(effects)
            .next("start the voter, or look at its disk and network"),
    );
}
