//! Brokers whose advertised addresses lead elsewhere: the address map says where.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use anyhow::{Context, Result, ensure};

use super::{produce, topic, values};
use crate::clusters;
use crate::records;

/// A door of its own to a broker, that counts the bytes that go in.
struct Door {
    address: SocketAddr,
    carried: Arc<AtomicU64>,
    closed: Arc<AtomicBool>,
}

impl Door {
    fn to(broker: &str) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let door = Self {
            address: listener.local_addr()?,
            carried: Arc::default(),
            closed: Arc::default(),
        };
        let (carried, closed, broker) = (Arc::clone(&door.carried), Arc::clone(&door.closed), broker.to_owned());
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if closed.load(Ordering::Relaxed) {
                    return;
                }
                let Ok(server) = TcpStream::connect(&broker) else {
                    return;
                };
                let (Ok(from), Ok(to)) = (client.try_clone(), server.try_clone()) else {
                    return;
                };
                let carried = Arc::clone(&carried);
                thread::spawn(move || carry(from, to, &carried));
                thread::spawn(move || carry(server, client, &AtomicU64::default()));
            }
        });
        Ok(door)
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::Relaxed);
        // it wakes the one who accepts
        let _woken = TcpStream::connect(self.address);
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, count: &AtomicU64) {
    let mut bytes = vec![0; 64 << 10];
    while let Ok(got @ 1..) = from.read(&mut bytes) {
        count.fetch_add(got as u64, Ordering::Relaxed);
        if to.write_all(&bytes[..got]).is_err() {
            break;
        }
    }
    let _gone = to.shutdown(Shutdown::Both);
}

pub fn through_doors() -> Result<()> {
    const LINES: usize = 30_000;
    let calm = clusters::calm()?;
    let (topic, brokers) = topic(&calm, "produce-mapped", 6, 1)?;
    let addresses: Vec<&str> = brokers.split(',').collect();
    let doors = addresses
        .iter()
        .map(|broker| Door::to(broker))
        .collect::<Result<Vec<_>>>()?;
    // no resolver knows this name
    let first = doors.first().context("no broker")?.address;
    let mut args = vec![
        "-b".to_owned(),
        "kafka.invalid:9092".to_owned(),
        topic.clone(),
        "--address-map".to_owned(),
        format!("kafka.invalid:9092={first}"),
    ];
    for (broker, door) in addresses.iter().zip(&doors) {
        args.extend(["--address-map".to_owned(), format!("{broker}={}", door.address)]);
    }
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let lines: Vec<String> = (0..LINES).map(|n| format!("{n:08} {}", "x".repeat(90))).collect();
    let said = produce(&calm, &args, &lines.join("\n"))?;
    ensure!(
        said.code == 0 && said.count("acknowledged")? == LINES as u64,
        "{said:?}"
    );
    let stored = records::all(&brokers, &topic)?;
    ensure!(values(&stored) == lines, "{} came back", stored.len());
    // each leader was reached by its door, and what was written went through them
    let carried: Vec<u64> = doors.iter().map(|door| door.carried.load(Ordering::Relaxed)).collect();
    ensure!(carried.iter().sum::<u64>() > LINES as u64 * 90, "{carried:?}");
    Ok(())
}
