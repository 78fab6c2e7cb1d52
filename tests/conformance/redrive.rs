//! `redrive`: dead letters back where they came from, each accounted for.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::command::Desk;
use super::{Check, Place, same};

pub(super) const CHECKS: &[Check] = &[
    ("dead-letters-go-home", go_home),
    ("a-run-goes-on-where-the-last-one-ended", goes_on),
    ("what-is-refused-is-named-and-comes-again", refused),
];

fn letter(topic: &str, header: &str, value: &str) -> String {
    let headers = [
        json!({"name": header, "value": topic}),
        json!({"name": "trace", "value": value}),
    ];
    json!({"key": value, "value": value, "headers": headers}).to_string()
}

/// The values of a topic, in order.
fn values(desk: &Desk, topic: &str) -> Result<Vec<String>> {
    let mut values: Vec<String> = desk.well(&["consume", topic], "")?.lines().map(str::to_owned).collect();
    values.sort();
    Ok(values)
}

fn go_home(place: &Place) -> Result<()> {
    let desk = Desk::new(place)?;
    let (orders, payments, dead) = (place.topic(2, &[])?, place.topic(1, &[])?, place.topic(2, &[])?);
    let letters = [
        letter(&orders, "__connect.errors.topic", "o1"),
        letter(&orders, "kafka_dlt-original-topic", "o2"),
        letter(&payments, "kconsole.dlq.topic", "p1"),
        letter(&dead, "__connect.errors.topic", "loop"),
        json!({"value": "nowhere"}).to_string(),
    ];
    desk.well(&["produce", &dead, "-i", "json"], &letters.join("\n"))?;

    let dry = desk.json(&["redrive", &dead, "--dry-run", "-o", "json"])?;
    let dry = dry.first().context("no document")?;
    same(
        "targets",
        &dry["targets"],
        &json!({orders.as_str(): 2, payments.as_str(): 1}),
    )?;
    same("stay", &dry["stay"], &json!({"loop": 1, "no_target": 1}))?;
    same("nothing is written", values(&desk, &orders)?.len(), 0)?;

    let done = desk.json(&["redrive", &dead, "-o", "json"])?;
    let done = done.first().context("no document")?;
    same("acknowledged", &done["acknowledged"], &json!(3))?;
    same(
        "orders",
        values(&desk, &orders)?,
        vec!["o1".to_owned(), "o2".to_owned()],
    )?;
    same("payments", values(&desk, &payments)?, vec!["p1".to_owned()])?;
    let read = desk.json(&["consume", &payments, "-o", "json"])?;
    let headers = read.first().context("no record")?["headers"].to_string();
    ensure!(
        headers.contains("\"trace\"") && !headers.contains("kconsole.dlq"),
        "{headers}"
    );
    ensure!(headers.contains("kconsole.redrive.count"), "{headers}");

    let chosen = [
        "redrive",
        &dead,
        ".value == \"nowhere\"",
        "--to",
        &payments,
        "-H",
        "by=me",
    ];
    desk.well(&chosen, "")?;
    same(
        "payments",
        values(&desk, &payments)?,
        vec!["nowhere".to_owned(), "p1".to_owned()],
    )?;
    let round = desk.run(&["redrive", &dead, "--to", &dead], "")?;
    ensure!(round.code == Some(2), "{round:?}");
    let held = desk.run(&["redrive", &dead, "--read-only"], "")?;
    ensure!(held.code == Some(1) && held.err.contains("read-only"), "{held:?}");
    Ok(())
}

fn goes_on(place: &Place) -> Result<()> {
    let desk = Desk::new(place)?;
    let (orders, dead) = (place.topic(2, &[])?, place.topic(2, &[])?);
    let wanted: Vec<String> = (0..50).map(|n| format!("v{n:02}")).collect();
    let letters: Vec<String> = wanted
        .iter()
        .map(|value| letter(&orders, "__connect.errors.topic", value))
        .collect();
    desk.well(&["produce", &dead, "-i", "json"], &letters.join("\n"))?;
    let file = desk.home.path().join("checkpoint").display().to_string();
    // what a filter passes over is not dealt with
    let run = ["redrive", &dead, "--checkpoint", &file, "-o", "json"];
    for (more, wanted) in [
        (vec![".value >= \"v40\""], 10),
        (vec!["-n", "20"], 20),
        (vec!["-n", "7"], 7),
        (vec!["-n", "100"], 13),
    ] {
        let done = desk.json(&[&run[..], &more[..]].concat())?;
        let sent = done.first().and_then(|done| done["acknowledged"].as_u64());
        same("acknowledged", sent, Some(wanted))?;
    }
    same("each once", values(&desk, &orders)?, wanted)?;
    let again = desk.json(&["redrive", &dead, "--checkpoint", &file, "-o", "json"])?;
    same(
        "nothing is left",
        again.first().map(|done| done["acknowledged"].clone()),
        Some(Value::from(0)),
    )
}

fn refused(place: &Place) -> Result<()> {
    let desk = Desk::new(place)?;
    let (orders, dead) = (place.topic(1, &[("max.message.bytes", "2000")])?, place.topic(1, &[])?);
    let large = "x".repeat(10_000);
    let letters = [("a", "a"), ("large", &large), ("b", "b")].map(|(key, value)| {
        let headers = [json!({"name": "__connect.errors.topic", "value": orders})];
        json!({"key": key, "value": value, "headers": headers}).to_string()
    });
    // each in a batch of its own
    for letter in &letters {
        desk.well(&["produce", &dead, "-i", "json"], letter)?;
    }
    let file = desk.home.path().join("checkpoint").display().to_string();
    let said = desk.run(&["redrive", &dead, "--checkpoint", &file, "-o", "json"], "")?;
    let done: Value = serde_json::from_str(&said.out)?;
    same("exit code", said.code, Some(1))?;
    same("not written", &done["not_written"], &json!(1))?;
    ensure!(said.err.contains(&format!("{dead}-0@1")), "{said:?}");
    let taken = done["acknowledged"].as_u64().context("no count")?;
    let again = desk.run(
        &[
            "redrive",
            &dead,
            "--checkpoint",
            &file,
            ".key != \"large\"",
            "-o",
            "json",
        ],
        "",
    )?;
    let again: Value = serde_json::from_str(&again.out)?;
    same("the rest", again["acknowledged"].as_u64(), Some(2 - taken))?;
    same(
        "each once",
        values(&desk, &orders)?,
        vec!["a".to_owned(), "b".to_owned()],
    )
}
