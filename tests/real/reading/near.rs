//! Fetch from the follower in one's own rack (KIP-392), counted between the brokers and kconsole.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::{Context, Result, ensure};

use super::seen::{fill, kconsole, topic};
use crate::clusters;
use crate::harness::listener::Listener;
use crate::records;

const TOPIC: &str = "reading-near";
const COUNT: usize = 20_000;

pub fn follower() -> Result<()> {
    let calm = clusters::calm()?;
    let brokers = topic(&calm, TOPIC, 1, 3, &[])?;
    fill(&brokers, TOPIC, COUNT)?;
    let leader = records::leader(&brokers, TOPIC)?;
    let follower = calm
        .brokers()
        .find(|node| node.id != leader)
        .context("one broker only")?;
    let rack = format!("client.rack={}", follower.rack.as_deref().context("no rack")?);
    let mut ways = Vec::new();
    for broker in calm.brokers() {
        ways.push((
            broker.id,
            Way::open(broker.address(Listener::Plaintext).context("no listener")?)?,
        ));
    }
    let mut args: Vec<String> = vec!["consume".into(), "-b".into(), brokers, TOPIC.into(), "-X".into(), rack];
    for (_, way) in &ways {
        args.extend(["--address-map".into(), format!("{}={}", way.to, way.at)]);
    }
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let said = kconsole(&args)?;
    ensure!(
        said.code == 0 && said.stdout.lines().count() == COUNT,
        "{}",
        said.stderr
    );
    let from = |id: i32| {
        ways.iter()
            .find(|(of, _)| *of == id)
            .map_or(0, |(_, way)| way.bytes.load(Ordering::Relaxed))
    };
    let (near, far) = (from(follower.id), from(leader));
    ensure!(
        near > COUNT * 1_000 && far < 2 << 20,
        "{near} bytes from the follower, {far} from the leader"
    );
    Ok(())
}

/// Passes bytes on to a broker and counts those that come back.
struct Way {
    to: String,
    at: String,
    bytes: Arc<AtomicUsize>,
}

impl Way {
    fn open(to: String) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let (at, bytes) = (listener.local_addr()?.to_string(), Arc::new(AtomicUsize::new(0)));
        let (target, counted) = (to.clone(), Arc::clone(&bytes));
        // the process ends with the case, and these threads with it
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(broker) = TcpStream::connect(&target) else {
                    return;
                };
                let (Ok(from_client), Ok(to_broker)) = (client.try_clone(), broker.try_clone()) else {
                    return;
                };
                thread::spawn(move || pass(from_client, to_broker, &AtomicUsize::new(0)));
                let counted = Arc::clone(&counted);
                thread::spawn(move || pass(broker, client, &counted));
            }
        });
        Ok(Self { to, at, bytes })
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream, counted: &AtomicUsize) {
    let mut buffer = vec![0; 64 << 10];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        counted.fetch_add(count, Ordering::Relaxed);
        if to.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    let _gone = to.shutdown(std::net::Shutdown::Both);
}
