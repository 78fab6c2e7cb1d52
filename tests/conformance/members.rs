//! `consume` as a member of a group, and what interrupts it.

use std::io::{BufRead, BufReader, Read};

use anyhow::{Context, Result, ensure};

use super::command::{Desk, interrupt};
use super::{Check, Place, same};

pub(super) const CHECKS: &[Check] = &[
    ("what-was-printed-is-committed", committed),
    ("nothing-is-committed-when-not-asked", uncommitted),
    ("an-interrupt-leaves-the-group", interrupted),
    ("read-only-joins-nothing", read_only),
    ("a-filter-that-never-ends-is-interrupted", endless),
];

/// A topic of three partitions with so many lines.
fn shelf(place: &Place, desk: &Desk, count: usize) -> Result<(String, Vec<String>)> {
    let topic = place.topic(3, &[])?;
    let lines: Vec<String> = (0..count).map(|n| format!("line {n:03}")).collect();
    desk.well(&["produce", &topic], &lines.join("\n"))?;
    Ok((topic, lines))
}

fn committed(place: &Place) -> Result<()> {
    let desk = Desk::new(place)?;
    let (topic, lines) = shelf(place, &desk, 60)?;
    let group = place.name();
    let mut all = Vec::new();
    for count in ["20", "25", "15"] {
        let printed = desk.well(&["consume", &topic, "--group", &group, "-n", count], "")?;
        same("lines of a run", printed.lines().count(), count.parse()?)?;
        all.extend(printed.lines().map(str::to_owned));
    }
    all.sort();
    same("every line, once", all, lines)
}

fn uncommitted(place: &Place) -> Result<()> {
    let desk = Desk::new(place)?;
    let (topic, lines) = shelf(place, &desk, 30)?;
    let group = place.name();
    for _again in 0..2 {
        let printed = desk.well(&["consume", &topic, "--group", &group, "--no-commit", "-n", "30"], "")?;
        let mut printed: Vec<String> = printed.lines().map(str::to_owned).collect();
        printed.sort();
        same("every line, each time", printed, lines.clone())?;
    }
    Ok(())
}

fn interrupted(place: &Place) -> Result<()> {
    let desk = Desk::new(place)?;
    let (topic, _) = shelf(place, &desk, 10)?;
    let group = place.name();
    let mut child = desk.start(&["consume", &topic, "--group", &group, "-o", "json"])?;
    let mut out = BufReader::new(child.stdout.take().context("no stdout")?).lines();
    for _line in 0..10 {
        out.next().context("it ended early")??;
    }
    same("exit code", interrupt(&mut child)?, Some(0))?;
    let mut said = String::new();
    child.stderr.take().context("no stderr")?.read_to_string(&mut said)?;
    ensure!(said.contains("10 records printed and committed"), "{said}");
    let told = desk.json(&["group", &group, "-o", "json"])?;
    let text = format!("{told:?}");
    ensure!(!text.contains("\"Stable\""), "it is a member still: {text}");
    Ok(())
}

fn read_only(place: &Place) -> Result<()> {
    let desk = Desk::new(place)?;
    let (topic, _) = shelf(place, &desk, 1)?;
    let said = desk.run(&["consume", &topic, "--group", &place.name(), "--read-only"], "")?;
    ensure!(said.code == Some(1) && said.err.contains("read-only"), "{said:?}");
    Ok(())
}

fn endless(place: &Place) -> Result<()> {
    let desk = Desk::new(place)?;
    let (topic, _) = shelf(place, &desk, 3)?;
    for filter in ["jq:def f: f; f", "jq:last(range(1e15))"] {
        let mut child = desk.start(&["search", &topic, filter, "-o", "csv"])?;
        let mut out = BufReader::new(child.stdout.take().context("no stdout")?).lines();
        // the first row stands before anything is read
        let head = out.next().context("no first row")??;
        ensure!(head.starts_with("topic,partition,offset"), "{head}");
        same("exit code", interrupt(&mut child)?, Some(130))?;
        let mut said = String::new();
        child.stderr.take().context("no stderr")?.read_to_string(&mut said)?;
        ensure!(
            said.contains("this is a part only") && said.contains("--from "),
            "{said}"
        );
    }
    Ok(())
}
