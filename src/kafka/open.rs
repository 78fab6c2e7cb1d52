//! From an address to a connection that may be asked: DNS, TCP, TLS, ApiVersions, SASL, in this order.

use std::sync::{Arc, Mutex};

use super::address;
use super::cause::Fault;
use super::connection::{Connection, Meter};
use super::dial::{self, Stream};
use super::task::lock;
use crate::config::profile::Profile;
use crate::model::trouble::Cause;

/// What every connection of one client is made with.
#[derive(Debug)]
pub(super) struct Means {
    pub(super) profile: Arc<Profile>,
    pub(super) client_id: Arc<str>,
    pub(super) meter: Arc<Meter>,
}

/// The steps that worked, in words, of the latest try.
#[derive(Debug, Default)]
pub(super) struct Steps(Mutex<Vec<String>>);

impl Steps {
    pub(super) fn passed(&self) -> Vec<String> {
        lock(&self.0).clone()
    }

    fn add(&self, step: impl Into<String>) {
        lock(&self.0).push(step.into());
    }
}

impl Means {
    pub(super) fn new(profile: Arc<Profile>) -> Self {
        Self {
            client_id: Arc::from(profile.client_id.as_str()),
            profile,
            meter: Arc::default(),
        }
    }
}

/// Connects within the profile's time. `address` is the advertised one: the map says where to dial, the certificate is
/// still to be for the advertised name.
pub(super) async fn open(means: &Means, address: &str, steps: &Steps) -> Result<Connection, Fault> {
    let limit = means.profile.connect_timeout;
    lock(&steps.0).clear();
    match tokio::time::timeout(limit, attempt(means, address, steps)).await {
        Ok(done) => done,
        Err(_elapsed) => Err(late(limit.as_millis(), steps)),
    }
}

async fn attempt(means: &Means, address: &str, steps: &Steps) -> Result<Connection, Fault> {
    let target = address::parse(&address::dialled(&means.profile.address_map, address))?;
    let tcp = dial::tcp(&target).await?;
    steps.add("TCP");
    let stream: Box<dyn Stream> = Box::new(tcp);
    Connection::open(
        stream,
        Arc::clone(&means.client_id),
        Arc::clone(&means.meter),
        &|step| {
            steps.add(step);
        },
    )
    .await
}

fn late(ms: u128, steps: &Steps) -> Fault {
    let fault = Fault::new(Cause::TimedOut(u64::try_from(ms).unwrap_or(u64::MAX)));
    if steps.passed().is_empty() {
        fault
    } else {
        fault.hint("it accepts connections and says nothing: the process may hang, or the port speak another protocol")
    }
}
