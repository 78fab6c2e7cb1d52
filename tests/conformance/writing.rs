//! `produce`, as a person runs it: what the topic takes is written, whatever stands beside it.

use std::io::{Read as _, Write as _};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::command::{Desk, Said, interrupt};
use super::{Check, Place, same};

pub(super) const CHECKS: &[Check] = &[
    ("a-record-that-is-too-large-fails-alone", too_large),
    ("a-large-record-goes-where-it-may", large),
    ("an-interrupt-ends-a-dry-run", interrupted),
];

fn outcome(said: &Said) -> Result<Value> {
    serde_json::from_str(&said.out).with_context(|| format!("{said:?}"))
}

fn too_large(place: &Place) -> Result<()> {
    let desk = Desk::new(place)?;
    let topic = place.topic(1, &[("max.message.bytes", "2000")])?;
    let lines: Vec<String> = (0..100)
        .map(|n| match n {
            50 => "x".repeat(5_000),
            n => format!("value {n:020} {}", "y".repeat(100)),
        })
        .collect();
    let file = desk.home.path().join("failed").display().to_string();
    let args = [
        "produce",
        &topic,
        "--on-error",
        "skip",
        "--failed-file",
        &file,
        "-o",
        "json",
    ];
    let said = desk.run(&args, &lines.join("\n"))?;
    same("exit code", said.code, Some(1))?;
    let told = outcome(&said)?;
    same("acknowledged", &told["acknowledged"], &Value::from(99))?;
    same("not written", &told["not_written"], &Value::from(1))?;
    ensure!(said.err.contains("max.message.bytes"), "{said:?}");
    let lost: Value = serde_json::from_str(&std::fs::read_to_string(&file)?)?;
    same("the one that failed", &lost["line"], &Value::from(51))?;
    same("there", desk.json(&["consume", &topic, "-o", "json"])?.len(), 99)
}

fn large(place: &Place) -> Result<()> {
    let desk = Desk::new(place)?;
    let (wide, usual) = (
        place.topic(1, &[("max.message.bytes", "4000000")])?,
        place.topic(1, &[])?,
    );
    let text = "x".repeat(3_000_000);
    desk.well(&["produce", &wide], &text)?;
    let read = desk.json(&["consume", &wide, "-o", "json"])?;
    let length = read.first().and_then(|record| record["value"].as_str()).map(str::len);
    same("its length", length, Some(text.len()))?;
    for more in [&["--dry-run"][..], &[]] {
        let said = desk.run(&[&["produce", &usual], more].concat(), &text)?;
        same("exit code", said.code, Some(1))?;
    }
    same("nothing", desk.json(&["consume", &usual, "-o", "json"])?.len(), 0)
}

fn interrupted(place: &Place) -> Result<()> {
    let desk = Desk::new(place)?;
    let topic = place.topic(1, &[])?;
    let mut child = desk.start(&["produce", &topic, "--dry-run"])?;
    let mut open = child.stdin.take().context("no stdin")?;
    let mut stdout = child.stdout.take().context("no stdout")?;
    // it says so once it reads, and has enough to say
    open.write_all("a\n".repeat(2_000).as_bytes())?;
    stdout.read_exact(&mut [0; 1])?;
    let rest = std::thread::spawn(move || std::io::copy(&mut stdout, &mut std::io::sink()));
    same("exit code", interrupt(&mut child)?, Some(130))?;
    drop(open);
    ensure!(
        rest.join().is_ok_and(|read| read.is_ok()),
        "its lines could not be read"
    );
    same("nothing", desk.json(&["consume", &topic, "-o", "json"])?.len(), 0)
}
