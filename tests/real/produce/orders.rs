//! The orders scenario: ten thousand orders in one transaction are all there or not at all, whatever happens half way.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::Child;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::{Said, end, produce, start, topic, values};
use crate::clusters;
use crate::harness::Cluster;
use crate::harness::process::until;
use crate::records;

pub(super) const ORDERS: usize = 10_000;

/// How long a transaction may stay open, as [`HASTY`] says.
const TIMEOUT: Duration = Duration::from_secs(5);
pub(super) const HASTY: &str = "transaction.timeout.ms=5000";

/// Orders of five hundred customers, a JSON envelope a line.
fn orders(from: usize, count: usize) -> String {
    let order = |n: usize| {
        let customer = n % 500;
        format!(
            "{{\"key\":\"customer-{customer}\",\"value\":{{\"id\":{n},\"customer\":{customer},\"amount\":{}.5}}}}\n",
            n % 90
        )
    };
    (from..from + count).map(order).collect()
}

fn args<'a>(brokers: &'a str, topic: &'a str, transaction: &'a str) -> Vec<&'a str> {
    vec!["-b", brokers, topic, "-i", "json", transaction]
}

pub(super) fn state(said: &Said) -> &str {
    said.outcome["transaction"]["state"].as_str().unwrap_or("none")
}

/// A run that has written `lines`, the half of its orders, and waits for more.
pub(super) fn half(cluster: &Cluster, brokers: &str, topic: &str, more: &[&str], lines: &str) -> Result<Child> {
    // a new topic's leaders may not be known everywhere yet
    let before = until(Duration::from_secs(60), || records::ends(brokers, topic, false))?;
    let mut child = start(cluster, more)?;
    let stdin = child.stdin.as_mut().context("no stdin")?;
    stdin.write_all(lines.as_bytes())?;
    stdin.flush()?;
    let half = i64::try_from(ORDERS / 2)?;
    until(Duration::from_secs(60), || {
        let written = records::ends(brokers, topic, false)? - before;
        ensure!(written >= half, "{written} are written");
        Ok(())
    })?;
    Ok(child)
}

/// What readers see once the markers of the transaction's end are in every partition: the coordinator answers before.
pub(super) fn settled(brokers: &str, topic: &str) -> Result<usize> {
    until(Duration::from_secs(30), || {
        let open = records::ends(brokers, topic, false)? - records::ends(brokers, topic, true)?;
        ensure!(open == 0, "{open} offsets are not stable");
        Ok(())
    })?;
    seen(brokers, topic)
}

pub(super) fn seen(brokers: &str, topic: &str) -> Result<usize> {
    let stored = records::all(brokers, topic)?;
    let once: BTreeSet<&str> = values(&stored).into_iter().collect();
    ensure!(
        once.len() == stored.len(),
        "{} records, {} orders",
        stored.len(),
        once.len()
    );
    Ok(stored.len())
}

pub fn all_or_none() -> Result<()> {
    let calm = clusters::calm()?;
    let (topic, brokers) = topic(&calm, "produce-orders", 6, 3)?;
    let args = args(&brokers, &topic, "--transaction=produce-orders");
    let said = produce(&calm, &args, &orders(0, ORDERS))?;
    ensure!(said.code == 0 && state(&said) == "committed", "{said:?}");
    ensure!(said.count("acknowledged")? == ORDERS as u64, "{said:?}");
    ensure!(settled(&brokers, &topic)? == ORDERS);

    // the last line of many is no order: none of them is written
    let broken = format!("{}nonsense\n", orders(ORDERS, ORDERS));
    let said = produce(&calm, &args, &broken)?;
    ensure!(said.code == 1 && state(&said) == "aborted", "{said:?}");
    ensure!(
        said.count("acknowledged")? == 0 && said.count("possibly_written")? == 0,
        "{said:?}"
    );
    ensure!(settled(&brokers, &topic)? == ORDERS);

    // interrupted, with the input still open
    let mut child = half(&calm, &brokers, &topic, &args, &orders(ORDERS, ORDERS / 2))?;
    let open = child.stdin.take();
    let pid = rustix::process::Pid::from_raw(i32::try_from(child.id())?).context("no pid")?;
    rustix::process::kill_process(pid, rustix::process::Signal::INT)?;
    let said = end(child)?;
    drop(open);
    ensure!(said.code == 130 && state(&said) == "aborted", "{said:?}");
    ensure!(said.count("not_written")? == ORDERS as u64 / 2, "{said:?}");
    ensure!(settled(&brokers, &topic)? == ORDERS);
    Ok(())
}

pub fn killed() -> Result<()> {
    let calm = clusters::calm()?;
    let (topic, brokers) = topic(&calm, "produce-orders-killed", 6, 3)?;
    let mut args = args(&brokers, &topic, "--transaction=produce-orders-killed");
    let said = produce(&calm, &args, &orders(0, ORDERS))?;
    ensure!(said.code == 0 && state(&said) == "committed", "{said:?}");
    ensure!(settled(&brokers, &topic)? == ORDERS);
    args.extend(["-X", HASTY]);
    let mut child = half(&calm, &brokers, &topic, &args, &orders(ORDERS, ORDERS / 2))?;
    child.kill()?;
    child.wait()?;
    abandoned(&brokers, &topic)
}

/// The transaction of a run that was just killed is open, and nobody sees a record of it; then its coordinator aborts
/// it, and readers get on.
pub(super) fn abandoned(brokers: &str, topic: &str) -> Result<()> {
    let killed = Instant::now();
    ensure!(seen(brokers, topic)? == ORDERS, "more than was committed is seen");
    ensure!(
        records::ends(brokers, topic, true)? < records::ends(brokers, topic, false)?,
        "no transaction is open"
    );
    until(TIMEOUT + Duration::from_secs(30), || {
        let open = records::ends(brokers, topic, false)? - records::ends(brokers, topic, true)?;
        ensure!(open == 0, "{open} offsets are not stable");
        Ok(())
    })?;
    let took = killed.elapsed();
    ensure!(took < TIMEOUT + Duration::from_secs(15), "it took {took:?}");
    ensure!(seen(brokers, topic)? == ORDERS);
    Ok(())
}

pub fn fenced() -> Result<()> {
    let calm = clusters::calm()?;
    let (topic, brokers) = topic(&calm, "produce-orders-fenced", 6, 3)?;
    let args = args(&brokers, &topic, "--transaction=produce-orders-fenced");
    // one is killed and leaves its transaction open for a minute: the next does not wait for that
    let mut child = half(&calm, &brokers, &topic, &args, &orders(ORDERS, ORDERS / 2))?;
    child.kill()?;
    child.wait()?;
    let begun = Instant::now();
    let said = produce(&calm, &args, &orders(0, 10))?;
    ensure!(said.code == 0 && state(&said) == "committed", "{said:?}");
    ensure!(settled(&brokers, &topic)? == 10);
    let took = begun.elapsed();
    ensure!(took < Duration::from_secs(30), "it took {took:?}");

    // one is alive: the next takes over, and the first says that nothing of it is written
    let mut child = half(&calm, &brokers, &topic, &args, &orders(ORDERS, ORDERS / 2))?;
    let said = produce(&calm, &args, &orders(10, 10))?;
    ensure!(said.code == 0 && state(&said) == "committed", "{said:?}");
    let stdin = child.stdin.as_mut().context("no stdin")?;
    // it may have heard of it already
    let _gone = stdin.write_all(orders(2 * ORDERS, 10).as_bytes());
    let said = end(child)?;
    ensure!(said.code == 1 && state(&said) == "aborted", "{said:?}");
    ensure!(
        said.count("acknowledged")? == 0 && said.count("possibly_written")? == 0,
        "{said:?}"
    );
    ensure!(settled(&brokers, &topic)? == 20);
    Ok(())
}
