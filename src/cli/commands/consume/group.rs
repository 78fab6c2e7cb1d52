//! `kconsole consume --group`: as a member of a group, until it is interrupted.

use std::io::Write;

use crate::jobs::consume::group::{self, Joining, Membership, Shift};
use crate::jobs::consume::{All, CSV_HEAD, Form, Order, Stop};
use crate::jobs::journal::Journal;
use crate::model::names::GroupId;
use crate::model::trouble::Trouble;
use crate::plan::{self, Consent, Gate};
use crate::text::Thousands;

use super::super::super::exit::{Exit, Failure, complain};
use super::super::super::global::Global;
use super::super::super::interrupt::Interrupts;
use super::super::super::meter::signed;
use super::super::super::reading;
use super::super::super::words::Words;
use super::Args;

/// Partitions that are named when they come or go.
const NAMED: usize = 12;

/// Joins, prints, commits what was printed, and leaves.
pub(super) fn run(global: &Global, args: &Args, name: &str, order: &Order) -> Result<Exit, Failure> {
    let profile = global.profile()?;
    let joining = Joining {
        group: GroupId::from(name),
        topics: order.wish.topics.clone(),
        from_start: args.part.joins_from_start().map_err(Failure::Usage)?,
        commit: !args.no_commit,
        isolation: order.wish.isolation,
    };
    let plan = plan::join::join(
        &joining.group,
        &joining.topics,
        joining.commit,
        command(global, args, name),
    );
    // typed as a command, it is agreed to; read-only still refuses
    let gate = Gate {
        read_only: profile.read_only,
        cluster: None,
    };
    let permit = gate
        .admit(plan, &Consent::Yes)
        .map_err(|refusal| Failure::Trouble(refusal.into()))?;
    let stop = Stop::default();
    let signals = Interrupts::stop(&stop)?;
    let mut stdout = reading::straight()?;
    if matches!(order.form, Form::Csv { .. }) {
        stdout.write_all(CSV_HEAD.as_bytes())?;
    }
    let mut write = |bytes: &[u8]| stdout.write_all(bytes);
    let mut tell = |shift: &Shift| complain(&said(shift));
    let entry = Journal::of(profile.name.as_deref()).begin(&permit);
    let ended = group::run(&profile, order, &permit, &joining, &stop, All, &mut write, &mut tell);
    entry.end(&ended, |(ended, _)| end(ended, joining.commit));
    drop(signals);
    let (ended, written) = ended?;
    complain(&end(&ended, joining.commit));
    written?;
    let undecoded = ended.undecoded.said();
    undecoded.iter().for_each(|text| complain(text));
    for trouble in ended.trouble.iter().chain(&ended.uncommitted) {
        complain(&Trouble::to_string(trouble));
    }
    match ended.trouble.is_none() && ended.uncommitted.is_empty() && undecoded.is_none() {
        true => Ok(Exit::Ok),
        false => Ok(Exit::Error),
    }
}

fn said(shift: &Shift) -> String {
    let names = |names: &[String]| {
        let mut text = names.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        if names.len() > NAMED {
            text.push_str(&format!(" and {} more", names.len() - NAMED));
        }
        text
    };
    let are = |names: &[String]| match names.len() {
        1 => "1 partition is".to_owned(),
        more => format!("{more} partitions are"),
    };
    match shift {
        Shift::Given(list) if list.is_empty() => {
            "a member now, without a partition: there are more members than partitions".into()
        }
        Shift::Given(list) => format!("{} ours: {}", are(list), names(list)),
        Shift::Taken(list) => format!("{} given back: {}", are(list), names(list)),
        Shift::Wrong(what) => what.clone(),
    }
}

fn end(ended: &Membership, commit: bool) -> String {
    let count = Thousands(signed(ended.found));
    let records = if ended.found == 1 { "record" } else { "records" };
    match (commit, ended.uncommitted.is_empty()) {
        (false, _) => format!("{count} {records} printed; nothing was committed"),
        (true, true) => format!("{count} {records} printed and committed"),
        (true, false) => format!("{count} {records} printed, the last of them not committed: they will come again"),
    }
}

fn command(global: &Global, args: &Args, name: &str) -> Vec<String> {
    let mut words = Words::of(global, "consume");
    args.topics.iter().for_each(|topic| words.word(topic));
    words.put("--group", Some(name));
    words.flag("--no-commit", args.no_commit);
    args.part.of_a_member(&mut words);
    words.done()
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::cli::args::{Cli, Command};

    #[test]
    fn the_command_that_a_plan_shows_is_the_one_that_was_typed() {
        for line in [
            "kconsole -c prod consume orders --group audit",
            "kconsole -b a:1,b:2 consume orders clicks --group audit --no-commit --from latest -n 5 --isolation uncommitted",
        ] {
            let cli = Cli::try_parse_from(line.split_whitespace()).unwrap();
            let Some(Command::Consume(args)) = &cli.command else {
                panic!("{line}")
            };
            assert_eq!(command(&cli.global, args, "audit").join(" "), line);
        }
    }
}
