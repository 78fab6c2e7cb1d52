//! From an address to a connection that may be asked: DNS, TCP, TLS, ApiVersions, SASL, in this order.

use std::fmt;
use std::sync::{Arc, Mutex};

use tokio::sync::OnceCell;
use tokio_rustls::TlsConnector;

use super::address;
use super::cause::Fault;
use super::connection::{Connection, Meter, Shelf};
use super::dial::{self, Stream};
use super::task::lock;
use super::tls;
use crate::config::profile::Profile;
use crate::model::trouble::Cause;

/// What every connection of one client is made with.
pub(super) struct Means {
    pub(super) profile: Arc<Profile>,
    pub(super) client_id: Arc<str>,
    pub(super) meter: Arc<Meter>,
    shelf: Arc<Shelf>,
    connector: OnceCell<TlsConnector>,
}

impl fmt::Debug for Means {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Means")
            .field("profile", &self.profile)
            .finish_non_exhaustive()
    }
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
            shelf: Arc::default(),
            connector: OnceCell::new(),
        }
    }

    /// Certificates and keys are read once, where reading files holds nobody up; what failed is tried again.
    async fn connector(&self) -> Result<&TlsConnector, Fault> {
        let made = self.connector.get_or_try_init(async || {
            let settings = self.profile.tls.clone().unwrap_or_default();
            let made = tokio::task::spawn_blocking(move || tls::connector(&settings)).await;
            made.unwrap_or_else(|error| Err(Fault::new(Cause::Io(error.to_string()))))
        });
        made.await
    }
}

/// Connects within the profile's time. `address` is the advertised one: the map says where to dial, the certificate is
/// still to be for the advertised name.
pub(super) async fn open(means: &Means, address: &str, steps: &Steps) -> Result<Connection, Fault> {
    let limit = means.profile.connect_timeout;
    lock(&steps.0).clear();
    match tokio::time::timeout(limit, attempt(means, address, steps)).await {
        Ok(done) => done,
        Err(_elapsed) => Err(Fault::timed_out(limit)),
    }
}

async fn attempt(means: &Means, address: &str, steps: &Steps) -> Result<Connection, Fault> {
    let target = address::parse(&address::dialled(&means.profile.address_map, address))?;
    let tcp = dial::tcp(&target).await?;
    steps.add("TCP");
    let stream: Box<dyn Stream> = match &means.profile.tls {
        None => Box::new(tcp),
        Some(_) => {
            let name = address::parse(address)?.host;
            let stream = tls::wrap(means.connector().await?, &name, tcp).await?;
            steps.add("TLS");
            Box::new(stream)
        }
    };
    let (client_id, meter) = (Arc::clone(&means.client_id), Arc::clone(&means.meter));
    let shelf = Arc::clone(&means.shelf);
    let sasl = means.profile.sasl.as_ref();
    Connection::open(stream, client_id, meter, shelf, sasl, &|step| steps.add(step)).await
}
