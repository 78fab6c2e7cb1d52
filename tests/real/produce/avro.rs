//! The orders scenario in Avro: encoded through a schema registry, keyed by customer, all or none.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use kconsole::demo::http::Server;
use kconsole::demo::registry::Shared;
use tokio::sync::oneshot;

use super::orders::{HASTY, ORDERS, abandoned, half, settled, state};
use super::{produce, topic};
use crate::clusters;
use crate::records;

const SCHEMA: &str = r#"{"type":"record","name":"Order","namespace":"shop","fields":[
  {"name":"id","type":"string"},{"name":"customer","type":"string"},{"name":"amount","type":"double"}]}"#;

/// A registry on loopback, for as long as this lives.
struct Registry {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Registry {
    fn start() -> Result<Self> {
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let Ok(runtime) = runtime else { return };
            runtime.block_on(async {
                let Ok(server) = Server::start(0, Arc::new(Shared::default())).await else {
                    return;
                };
                let _told = tell.send(server.address());
                let _stopped = stopped.await;
            });
        });
        Ok(Self {
            address: told.recv().context("the registry did not start")?,
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        drop(self.stop.take());
        let _ended = self.thread.take().map(JoinHandle::join);
    }
}

fn orders(from: usize, count: usize) -> String {
    let order = |n: usize| {
        let customer = format!("customer-{}", n % 500);
        format!(
            "{{\"key\":\"{customer}\",\"value\":{{\"id\":\"order-{n:06}\",\"customer\":\"{customer}\",\"amount\":{}.5}}}}\n",
            n % 90
        )
    };
    (from..from + count).map(order).collect()
}

pub fn all_or_none() -> Result<()> {
    let calm = clusters::calm()?;
    let (topic, brokers) = topic(&calm, "produce-avro", 6, 3)?;
    let registry = Registry::start()?;
    let file = calm.dir.join("produce-avro.avsc");
    std::fs::write(&file, SCHEMA)?;
    let (url, schema) = (
        format!("schema.registry.url=http://{}", registry.address),
        format!("@{}", file.display()),
    );
    let id = "--transaction=produce-avro";
    let mut args = vec![
        "-b", &brokers, &topic, "-i", "json", "-X", &url, "--schema", &schema, id,
    ];

    // without being asked to, nothing is registered, and so nothing written
    let said = produce(&calm, &args, &orders(0, 1))?;
    ensure!(
        said.code == 1 && records::ends(&brokers, &topic, false)? == 0,
        "{said:?}"
    );
    args.push("--register");
    let said = produce(&calm, &args, &orders(0, ORDERS))?;
    ensure!(said.code == 0 && state(&said) == "committed", "{said:?}");
    ensure!(said.count("acknowledged")? == ORDERS as u64, "{said:?}");
    ensure!(settled(&brokers, &topic)? == ORDERS);
    let stored = records::all(&brokers, &topic)?;
    let framed = |value: &Option<String>| value.as_deref().is_some_and(|value| value.starts_with("\0\0\0\0\u{1}"));
    ensure!(
        stored.iter().all(|record| framed(&record.value)),
        "{:?}",
        stored.first()
    );

    // killed half way: none of the second is seen, and its transaction is shown as what it is
    args.extend(["-X", HASTY]);
    let mut child = half(&calm, &brokers, &topic, &args, &orders(ORDERS, ORDERS / 2))?;
    child.kill()?;
    child.wait()?;
    abandoned(&brokers, &topic)?;

    // the same id takes over at once
    let begun = Instant::now();
    let said = produce(&calm, &args, &orders(2 * ORDERS, 10))?;
    ensure!(said.code == 0 && state(&said) == "committed", "{said:?}");
    ensure!(settled(&brokers, &topic)? == ORDERS + 10);
    let took = begun.elapsed();
    ensure!(took < Duration::from_secs(30), "it took {took:?}");
    Ok(())
}
