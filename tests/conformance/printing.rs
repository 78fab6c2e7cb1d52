//! What `consume` prints, and what `produce` makes of it again.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::command::Desk;
use super::{Check, Place, same};

pub(super) const CHECKS: &[Check] = &[
    ("csv-goes-back-in", csv),
    ("the-newest-of-each-key-is-left", newest),
    ("a-part-tells-how-to-go-on", part),
];

fn csv(place: &Place) -> Result<()> {
    let desk = Desk::new(place)?;
    let (first, second) = (place.topic(1, &[])?, place.topic(1, &[])?);
    let records = [
        json!({"key": "a,b", "value": "one\r\n\"two\"", "headers": [{"name": "h", "value": "x,y"}], "timestamp": 1_700_000_000_000_i64}),
        json!({"key": "", "value": {"base64": "/wAB"}, "headers": [{"name": "n", "value": null}, {"name": "b", "value": {"base64": "/w=="}}]}),
    ];
    let lines = records.map(|record| record.to_string()).join("\n");
    desk.well(&["produce", &first, "-i", "json"], &lines)?;
    let file = desk.home.path().join("records.csv");
    let mut child = desk.start(&["consume", &first, "-o", "csv"])?;
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut child.stdout.take().context("no stdout")?, &mut bytes)?;
    ensure!(child.wait()?.success(), "consume failed");
    std::fs::write(&file, &bytes)?;
    desk.well(
        &["produce", &second, "-i", "csv", "-f", &file.display().to_string()],
        "",
    )?;
    let read = |topic: &str| -> Result<Vec<Value>> {
        let mut records = desk.json(&["consume", topic, "-o", "json"])?;
        for record in &mut records {
            record.as_object_mut().context("no object")?.remove("topic");
        }
        Ok(records)
    };
    same("the same records", read(&second)?, read(&first)?)
}

fn newest(place: &Place) -> Result<()> {
    let desk = Desk::new(place)?;
    let topic = place.topic(2, &[("cleanup.policy", "compact")])?;
    let mut lines = Vec::new();
    for round in 0..3 {
        lines.extend((0..20).map(|key| json!({"key": format!("k{key:02}"), "value": format!("v{round}")}).to_string()));
    }
    lines.push(json!({"key": "k07", "value": null}).to_string());
    desk.well(&["produce", &topic, "-i", "json"], &lines.join("\n"))?;
    let said = desk.run(&["consume", &topic, "--latest-per-key"], "")?;
    same("lines", said.out.lines().filter(|line| *line == "v2").count(), 19)?;
    same("all lines", said.out.lines().count(), 19)?;
    ensure!(said.err.contains("20 keys, 1 of them deleted"), "{said:?}");
    let shown = desk.json(&["consume", &topic, "--latest-per-key", "--tombstones", "-o", "json"])?;
    same("with tombstones", shown.len(), 20)?;
    // an older record that the filter finds does not stand for a newer one that it does not
    let found = desk.well(&["search", &topic, "v1", "--latest-per-key"], "")?;
    same("superseded", found.lines().count(), 0)
}

fn part(place: &Place) -> Result<()> {
    let desk = Desk::new(place)?;
    let topic = place.topic(2, &[])?;
    let wanted: Vec<String> = (0..40).map(|n| format!("line {n:02}")).collect();
    // in both partitions: one alone would be read whole by the first answer
    for (lines, partition) in wanted.chunks(20).zip(["0", "1"]) {
        desk.well(&["produce", &topic, "-p", partition], &lines.join("\n"))?;
    }
    let first = desk.run(&["consume", &topic, "--max-bytes", "10"], "")?;
    same("exit code", first.code, Some(1))?;
    ensure!(first.err.contains("--max-bytes 10 B reached"), "{first:?}");
    let (_, from) = first.err.trim().rsplit_once("--from ").context("no way on")?;
    let rest = desk.well(&["consume", &topic, "--from", from], "")?;
    let mut all: Vec<String> = first.out.lines().chain(rest.lines()).map(str::to_owned).collect();
    all.sort();
    same("every line, once", all, wanted)?;
    let plan = desk.json(&["consume", &topic, "--dry-run", "-o", "json"])?;
    same(
        "records",
        plan.first().map(|plan| plan["records"].clone()),
        Some(json!(40)),
    )
}
