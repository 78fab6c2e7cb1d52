//! Free ports on loopback.

use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Result, bail};

/// Below every usual ephemeral range: the kernel gives these to nobody as a source port,
/// so a broker that was killed finds its port free again, and a client that knocks
/// meanwhile cannot connect to itself.
const RANGE: std::ops::Range<u16> = 12_000..32_000;

/// `count` different ports that nobody listens on at this moment.
pub fn free(count: usize) -> Result<Vec<u16>> {
    let mut held = Vec::with_capacity(count);
    for _ in 0..10_000 {
        if held.len() == count {
            break;
        }
        if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, rand::random_range(RANGE))) {
            held.push(listener);
        }
    }
    if held.len() < count {
        bail!("no {count} free ports on loopback in {RANGE:?}");
    }
    held.iter().map(|listener| Ok(listener.local_addr()?.port())).collect()
}
