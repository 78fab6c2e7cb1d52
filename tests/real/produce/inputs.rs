//! What goes in, as what, and where it goes when it cannot.

use std::fs;
use std::process::Command;

use anyhow::{Result, ensure};
use serde_json::Value;

use super::{produce, topic, values};
use crate::clusters;
use crate::records;

/// The records of a topic as `kconsole consume` prints them, without where and when they are.
fn consumed(brokers: &str, topic: &str) -> Result<Vec<String>> {
    let run = Command::new(env!("CARGO_BIN_EXE_kconsole"))
        .args(["consume", topic, "-b", brokers, "-o", "json"])
        .output()?;
    ensure!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let mut lines: Vec<String> = String::from_utf8(run.stdout)?.lines().map(str::to_owned).collect();
    for line in &mut lines {
        let mut record: Value = serde_json::from_str(line)?;
        let fields = record.as_object_mut().into_iter();
        fields.for_each(|fields| fields.retain(|name, _| !["topic", "offset"].contains(&name.as_str())));
        *line = record.to_string();
    }
    lines.sort_unstable();
    Ok(lines)
}

pub fn back_in() -> Result<()> {
    let calm = clusters::calm()?;
    let (from, brokers) = topic(&calm, "produce-back-from", 3, 3)?;
    let (to, _) = topic(&calm, "produce-back-to", 3, 3)?;
    let odd = [
        r#"{"key":"k\n\"é","value":{"base64":"/wAB"},"partition":2,"timestamp":1700000000123,"headers":[{"name":"a","value":"1"},{"name":"a","value":null},{"name":"","value":{"base64":"gA=="}}]}"#,
        r#"{"key":null,"value":null,"partition":0}"#,
        r#"{"key":"","value":"","partition":0,"timestamp":5}"#,
        r#"{"key":{"base64":"gIE="},"value":"{\"base64\":\"eA==\"}","partition":1}"#,
        r#"{"key":"x","value":"\u001b[31m\u202e","partition":1}"#,
    ];
    let said = produce(&calm, &["-b", &brokers, &from, "-i", "json"], &odd.join("\n"))?;
    ensure!(said.code == 0 && said.count("acknowledged")? == 5, "{said:?}");
    let printed = consumed(&brokers, &from)?;
    ensure!(printed.len() == 5, "{printed:?}");
    let said = produce(&calm, &["-b", &brokers, &to, "-i", "json"], &printed.join("\n"))?;
    ensure!(said.code == 0, "{said:?}");
    let back = consumed(&brokers, &to)?;
    ensure!(back == printed, "{printed:#?}\nbecame\n{back:#?}");
    Ok(())
}

pub fn kept() -> Result<()> {
    let calm = clusters::calm()?;
    let (topic_name, brokers) = topic(&calm, "produce-kept", 1, 3)?;
    let (dead, _) = topic(&calm, "produce-dead", 1, 3)?;
    let file = calm.dir.join("produce-kept.jsonl");
    let _old = fs::remove_file(&file);
    let path = file.display().to_string();
    let large = "x".repeat(2 << 20);
    let input = format!(
        "{{\"key\":\"a\",\"value\":\"1\"}}\n{{\"key\":\"b\",\"value\":\"{large}\"}}\nnonsense\n{{\"value\":\"4\"}}\n"
    );
    let to_dead = format!("dlq={dead}");
    // the broker's limit for a record is 1 MiB, and the dead letters' too: it refuses the large one twice
    let limit = "message.max.bytes=4000000";
    let args = ["-b", &brokers, &topic_name, "-i", "json", "-X", limit];
    let skip = ["--on-error", "skip", "--failed-file", &path];
    let said = produce(&calm, &[&args[..], &skip].concat(), &input)?;
    ensure!(said.code == 1 && said.count("acknowledged")? == 2, "{said:?}");
    ensure!(
        said.count("not_written")? == 2 && said.count("failed")? == 2,
        "{said:?}"
    );
    let kept: Vec<Value> = fs::read_to_string(&file)?
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    let word = |at: usize, name: &str| {
        kept.get(at)
            .and_then(|line| line.get(name))
            .cloned()
            .unwrap_or_default()
    };
    let large_at = usize::from(word(0, "error") == "InvalidInput");
    ensure!(
        kept.len() == 2 && word(large_at, "error") == "MESSAGE_TOO_LARGE",
        "{} kept",
        kept.len()
    );
    ensure!(word(large_at, "key") == "b" && word(large_at, "value") == large.as_str() && word(large_at, "line") == 2);
    ensure!(word(large_at, "end") == "not_written" && word(1 - large_at, "input") == "nonsense");

    // it is not written over: it may be all that is left of them
    let said = produce(&calm, &[&args[..], &skip].concat(), "{\"value\":1}\n")?;
    ensure!(said.code == 1 && said.stderr.contains("is there already"), "{said:?}");
    fs::remove_file(&file)?;

    let said = produce(
        &calm,
        &["-b", &brokers, &topic_name, "-i", "json", "--on-error", &to_dead],
        "nonsense\n{\"value\":\"5\"}\n",
    )?;
    ensure!(said.code == 1 && said.count("dead_lettered")? == 1, "{said:?}");
    let letters = records::all(&brokers, &dead)?;
    ensure!(values(&letters) == ["nonsense"], "{letters:?}");
    let header = |name: &str| {
        let headers = letters.first().map(|letter| letter.headers.clone()).unwrap_or_default();
        headers
            .into_iter()
            .find(|(found, _)| found == name)
            .map(|(_, value)| value)
    };
    ensure!(header("kconsole.dlq.line").as_deref() == Some("1"), "{letters:?}");
    ensure!(
        header("kconsole.dlq.topic").as_deref() == Some(&*topic_name),
        "{letters:?}"
    );
    ensure!(values(&records::all(&brokers, &topic_name)?) == ["1", "4", "5"]);
    Ok(())
}

pub fn shapes() -> Result<()> {
    let calm = clusters::calm()?;
    let (topic, brokers) = topic(&calm, "produce-shapes", 4, 3)?;
    let to = |more: &[&str], input: &str| produce(&calm, &[&["-b", &brokers, &topic], more].concat(), input);
    let csv = "key,value,header:h,partition\nk,\"two\nlines\",1,3\nn,NULL,NULL,\n";
    let said = to(&["-i", "csv", "--null-marker", "NULL"], csv)?;
    ensure!(said.code == 0 && said.count("acknowledged")? == 2, "{said:?}");
    let said = to(&["-i", "raw", "-k", "r"], "a\nb\n")?;
    ensure!(said.code == 0 && said.count("acknowledged")? == 1, "{said:?}");
    let template = [
        "--template",
        "t{{seq}}|{{int 5 5}}",
        "-K",
        "|",
        "--repeat",
        "3",
        "--acks",
        "1",
        "--rate",
        "100",
    ];
    let said = to(&template, "")?;
    ensure!(said.code == 0 && said.count("acknowledged")? == 3, "{said:?}");
    let stored = records::all(&brokers, &topic)?;
    let mut found: Vec<(Option<&str>, Option<&str>)> = stored
        .iter()
        .map(|record| (record.key.as_deref(), record.value.as_deref()))
        .collect();
    found.sort_unstable();
    let expected = [
        (Some("k"), Some("two\nlines")),
        (Some("n"), None),
        (Some("r"), Some("a\nb\n")),
        (Some("t1"), Some("5")),
        (Some("t2"), Some("5")),
        (Some("t3"), Some("5")),
    ];
    ensure!(found == expected, "{found:?}");
    let first = stored.iter().find(|record| record.key.as_deref() == Some("k"));
    ensure!(first.is_some_and(|record| record.partition == 3), "{stored:?}");
    Ok(())
}

pub fn dry() -> Result<()> {
    let calm = clusters::calm()?;
    let (topic, brokers) = topic(&calm, "produce-dry", 1, 1)?;
    let args = ["-b", &brokers, &topic, "--dry-run", "--read-only", "-K", ":"];
    let said = produce(&calm, &args, "k:v\nno separator\n")?;
    ensure!(
        said.code == 1 && said.stderr.contains("line 2: there is no key separator"),
        "{said:?}"
    );
    ensure!(said.outcome["key"] == "k" && said.outcome["value"] == "v", "{said:?}");
    ensure!(records::all(&brokers, &topic)?.is_empty(), "something was written");
    Ok(())
}
