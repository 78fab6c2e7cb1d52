//! A log that the broker's own cleaner has been at.

use anyhow::{Result, ensure};
use rdkafka::producer::{BaseRecord, Producer};

use super::seen::{PATIENCE, kconsole, producer, theirs, topic};
use crate::clusters;
use crate::harness::process::until;

const TOPIC: &str = "reading-compacted";
const WAVES: usize = 6;
const KEYS: usize = 40;

pub fn holes() -> Result<()> {
    let calm = clusters::calm()?;
    let set = [
        ("cleanup.policy", "compact"),
        ("segment.ms", "100"),
        ("min.cleanable.dirty.ratio", "0.01"),
        ("max.compaction.lag.ms", "100"),
        ("delete.retention.ms", "60000"),
    ];
    let brokers = topic(&calm, TOPIC, 2, 1, &set)?;
    let producer = producer(&brokers)?;
    let wave = |wave: usize| -> Result<()> {
        for n in 0..500 {
            // most keys come again and again, a few only once: these are what is left between the holes
            let key = match n % 37 {
                0 => format!("once-{wave}-{n}"),
                _ => format!("key-{:02}", n % KEYS),
            };
            let value = format!("{wave}-{n}");
            let record = BaseRecord::to(TOPIC).partition((n % KEYS % 2) as i32).key(&key);
            // some keys are deleted for a while
            let record = match n % KEYS == wave {
                true => record,
                false => record.payload(&value),
            };
            producer.send(record).map_err(|(error, _)| error)?;
        }
        Ok(producer.flush(PATIENCE)?)
    };
    for n in 0..WAVES {
        wave(n)?;
    }
    // a segment ends when something is written to it after its time: so writing goes on until the cleaner was there
    let written = until(PATIENCE, || {
        wave(WAVES)?;
        let (left, end) = (
            theirs(&brokers, TOPIC, true)?.len(),
            crate::records::ends(&brokers, TOPIC, false)?,
        );
        ensure!(left < usize::try_from(end)? / 2, "{left} of {end} records are left");
        Ok(end)
    })?;
    until(PATIENCE, || {
        let before = theirs(&brokers, TOPIC, true)?;
        let said = kconsole(&["consume", "-b", &brokers, TOPIC, "-o", "json"])?;
        ensure!(before == theirs(&brokers, TOPIC, true)?, "the cleaner is at it");
        ensure!(
            said.code == 0 && said.rows()? == before,
            "{} rows, {} wanted",
            said.rows()?.len(),
            before.len()
        );
        // from within a hole, and to within one
        let hole = before
            .windows(2)
            .find(|two| two[0].0 == two[1].0 && two[1].1 > two[0].1 + 2);
        let hole = hole.map_or(-1, |two| two[0].1 + 1);
        ensure!(hole > 0, "no hole in {written} offsets");
        let at = hole.to_string();
        let (from, until) = (["--from", at.as_str()], ["--until", at.as_str()]);
        let part = |args: [&str; 2]| kconsole(&["consume", "-b", &brokers, TOPIC, "-o", "json", args[0], args[1]]);
        let (upper, lower) = (part(from)?.rows()?, part(until)?.rows()?);
        ensure!(before == theirs(&brokers, TOPIC, true)?, "the cleaner is at it");
        let wanted = |upper: bool| {
            before
                .iter()
                .filter(|row| (row.1 >= hole) == upper)
                .cloned()
                .collect::<Vec<_>>()
        };
        ensure!(
            upper == wanted(true) && lower == wanted(false),
            "cut at {hole}: {} and {}",
            upper.len(),
            lower.len()
        );
        Ok(())
    })
}
