//! Ends that are not all well: interrupted, a leader killed, a replica that takes and never answers.

use std::collections::BTreeSet;
use std::io::Write;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use rustix::process::{Pid, Signal, kill_process};

use super::{end, start, topic, values};
use crate::clusters;
use crate::harness::process::until;
use crate::records;

pub fn interrupted() -> Result<()> {
    let calm = clusters::calm()?;
    let (topic, brokers) = topic(&calm, "produce-interrupted", 3, 3)?;
    let mut child = start(&calm, &["-b", &brokers, &topic])?;
    let stdin = child.stdin.as_mut().context("no stdin")?;
    for n in 0..500 {
        writeln!(stdin, "{n}")?;
    }
    stdin.flush()?;
    // its input stays open: only the signal ends it
    until(Duration::from_secs(30), || {
        ensure!(!records::all(&brokers, &topic)?.is_empty(), "nothing is written yet");
        Ok(())
    })?;
    let open = child.stdin.take();
    let pid = Pid::from_raw(i32::try_from(child.id())?).context("no pid")?;
    kill_process(pid, Signal::INT)?;
    let said = end(child)?;
    drop(open);
    ensure!(said.code == 130, "{said:?}");
    let acknowledged = said.count("acknowledged")?;
    ensure!(
        said.count("not_written")? + said.count("possibly_written")? == 0,
        "{said:?}"
    );
    ensure!(said.count("next_line")? == acknowledged + 1, "{said:?}");
    let stored = records::all(&brokers, &topic)?;
    ensure!(
        stored.len() as u64 == acknowledged,
        "{} are there: {said:?}",
        stored.len()
    );
    Ok(())
}

pub fn leader_killed() -> Result<()> {
    const BEFORE: u64 = 2_000;
    const AFTER: u64 = 3_000;
    let storm = clusters::storm()?;
    let (topic, brokers) = topic(&storm, "produce-killed", 6, 3)?;
    let mut child = start(&storm, &["-b", &brokers, &topic])?;
    let stdin = child.stdin.as_mut().context("no stdin")?;
    for n in 0..BEFORE {
        writeln!(stdin, "{n:06}")?;
    }
    stdin.flush()?;
    until(Duration::from_secs(30), || {
        ensure!(!records::all(&brokers, &topic)?.is_empty(), "nothing is written yet");
        Ok(())
    })?;
    storm.kill(2)?;
    let stdin = child.stdin.as_mut().context("no stdin")?;
    for n in BEFORE..BEFORE + AFTER {
        writeln!(stdin, "{n:06}")?;
    }
    let said = end(child)?;
    // two of three replicas are left: everything goes through, once
    ensure!(
        said.code == 0 && said.count("acknowledged")? == BEFORE + AFTER,
        "{said:?}"
    );
    let stored = records::all(&brokers, &topic)?;
    let once: BTreeSet<&str> = values(&stored).into_iter().collect();
    let sent = usize::try_from(BEFORE + AFTER)?;
    ensure!(
        stored.len() == sent && once.len() == sent,
        "{} records, {} values",
        stored.len(),
        once.len()
    );
    Ok(())
}

pub fn last_replica_killed() -> Result<()> {
    let storm = clusters::storm()?;
    let (topic, brokers) = topic(&storm, "produce-alone", 1, 1)?;
    let leader = records::leader(&brokers, &topic)?;
    let args = ["-b", &brokers, &topic, "-X", "delivery.timeout.ms=5000"];
    let mut child = start(&storm, &args)?;
    let stdin = child.stdin.as_mut().context("no stdin")?;
    writeln!(stdin, "first")?;
    stdin.flush()?;
    until(Duration::from_secs(30), || {
        ensure!(!records::all(&brokers, &topic)?.is_empty(), "nothing is written yet");
        Ok(())
    })?;
    // paused, it takes the bytes and answers nothing: sent, and never acknowledged
    storm.pause(leader)?;
    let stdin = child.stdin.as_mut().context("no stdin")?;
    for n in 0..20 {
        writeln!(stdin, "{n:02}")?;
    }
    let said = end(child)?;
    storm.resume(leader)?;
    let (acknowledged, possibly) = (said.count("acknowledged")?, said.count("possibly_written")?);
    ensure!(said.code == 1 && acknowledged == 1 && possibly > 0, "{said:?}");
    ensure!(acknowledged + possibly + said.count("not_written")? == 21, "{said:?}");
    let least = usize::try_from(acknowledged)?;
    let most = usize::try_from(acknowledged + possibly)?;
    let found = until(Duration::from_secs(30), || records::all(&brokers, &topic))?.len();
    ensure!((least..=most).contains(&found), "{found} are there: {said:?}");
    Ok(())
}
