//! TLS over a TCP stream: rustls with ring, chosen per connection and never process-wide.

mod fault;
mod material;
#[cfg(test)]
mod tests;
mod verify;

use std::io;
use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::cause::Fault;
use crate::config::profile::Tls;
use crate::model::trouble::{Cause, TlsFault};

pub(super) use fault::fault;

/// What makes TLS connections by one profile. Reads certificates and keys: run it where files may be read.
///
/// # Errors
/// A file that cannot be read, or holds nothing usable.
pub(super) fn connector(tls: &Tls) -> Result<TlsConnector, Fault> {
    let provider = Arc::new(ring::default_provider());
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(config_fault)?
        .dangerous()
        .with_custom_certificate_verifier(verify::verifier(tls, &provider)?);
    let config = match material::identity(tls)? {
        Some((chain, key)) => config.with_client_auth_cert(chain, key).map_err(config_fault)?,
        None => config.with_no_client_auth(),
    };
    Ok(TlsConnector::from(Arc::new(config)))
}

/// Shakes hands with a broker that is to be `host`.
pub(super) async fn wrap(connector: &TlsConnector, host: &str, tcp: TcpStream) -> Result<TlsStream<TcpStream>, Fault> {
    let name = ServerName::try_from(host.to_owned()).map_err(|error| {
        Fault::new(Cause::Config(format!(
            "`{host}` cannot be a certificate's name: {error}"
        )))
    })?;
    connector.connect(name, tcp).await.map_err(|error| match error.kind() {
        // Without an alert: a Kafka listener in plaintext takes a TLS hello for a frame too long, and hangs up.
        io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset if fault(&error).is_none() => {
            Fault::new(Cause::Tls(TlsFault::PlaintextPort))
        }
        _ => error.into(),
    })
}

fn config_fault(error: rustls::Error) -> Fault {
    Fault::new(Cause::Config(format!("TLS cannot be set up: {error}")))
}

/// The algorithms a provider verifies certificates' signatures with.
fn algorithms(provider: &CryptoProvider) -> rustls::crypto::WebPkiSupportedAlgorithms {
    provider.signature_verification_algorithms
}
