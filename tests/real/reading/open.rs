//! A transaction that is open: what is committed ends before it.

use anyhow::{Result, ensure};
use rdkafka::ClientConfig;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};

use super::seen::{PATIENCE, Said, kconsole, producer, theirs, topic};
use crate::clusters;
use crate::harness::process::until;

const TOPIC: &str = "reading-open";

pub fn held_back() -> Result<()> {
    let calm = clusters::calm()?;
    let brokers = topic(&calm, TOPIC, 1, 1, &[])?;
    let plain = producer(&brokers)?;
    let transactional: BaseProducer = ClientConfig::new()
        .set("bootstrap.servers", &brokers)
        .set("transactional.id", TOPIC)
        .set("log_level", "0")
        .create()?;
    transactional.init_transactions(PATIENCE)?;
    let write = |with: &BaseProducer, word: &str, count: usize| -> Result<()> {
        for n in 0..count {
            let value = format!("{word}-{n}");
            let record = BaseRecord::<(), str>::to(TOPIC).partition(0).payload(&value);
            with.send(record).map_err(|(error, _)| error)?;
        }
        Ok(with.flush(PATIENCE)?)
    };
    for commit in [true, false] {
        transactional.begin_transaction()?;
        write(&transactional, if commit { "kept" } else { "gone" }, 10)?;
        match commit {
            true => transactional.commit_transaction(PATIENCE)?,
            false => transactional.abort_transaction(PATIENCE)?,
        }
    }
    write(&plain, "plain", 7)?;
    transactional.begin_transaction()?;
    write(&transactional, "open", 5)?;
    write(&plain, "after", 3)?;
    let read = |args: &[&str]| -> Result<Said> {
        let all = [&["consume", "-b", &brokers, TOPIC, "-o", "json"], args].concat();
        let said = kconsole(&all)?;
        ensure!(said.code == 0, "{said:?}");
        Ok(said)
    };
    // 10 kept, a marker, 10 gone, a marker, 7 plain: the next is open
    until(PATIENCE, || {
        let said = read(&[])?;
        let rows = said.rows()?;
        ensure!(
            rows == theirs(&brokers, TOPIC, true)? && rows.len() == 17,
            "{} rows",
            rows.len()
        );
        Ok(())
    })?;
    let told = read(&[])?.stderr;
    ensure!(told.contains("8 offsets are behind open transactions"), "{told}");
    let rows = read(&["--isolation", "uncommitted"])?.rows()?;
    ensure!(
        rows == theirs(&brokers, TOPIC, false)? && rows.len() == 35,
        "{} rows",
        rows.len()
    );
    let found = kconsole(&["search", "-b", &brokers, TOPIC, "after", "--isolation", "uncommitted"])?;
    ensure!(found.stdout.lines().count() == 3, "{found:?}");
    transactional.commit_transaction(PATIENCE)?;
    until(PATIENCE, || {
        let rows = read(&[])?.rows()?;
        ensure!(
            rows == theirs(&brokers, TOPIC, true)? && rows.len() == 25,
            "{} rows",
            rows.len()
        );
        Ok(())
    })
}
