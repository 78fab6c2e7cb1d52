//! From `host:port` to a stream: DNS and TCP.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};

use super::address::HostPort;
use super::cause::Fault;
use super::router::hedge;
use crate::model::trouble::Cause;

/// After this much silence the name's next address is tried as well (RFC 8305 has 250 ms).
const NEXT_ADDRESS: Duration = Duration::from_millis(250);
/// No more addresses of one name than this.
const MOST_ADDRESSES: usize = 8;

/// A stream in both directions, encrypted or not.
pub(super) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// Connects to the first of the name's addresses that accepts.
pub(super) async fn tcp(at: &HostPort) -> Result<TcpStream, Fault> {
    let addresses: Vec<SocketAddr> = match lookup_host((at.host.as_str(), at.port)).await {
        Ok(found) => found.take(MOST_ADDRESSES).collect(),
        Err(error) => {
            tracing::debug!(host = at.host, %error, "name not resolved");
            Vec::new()
        }
    };
    if addresses.is_empty() {
        return Err(Fault::new(Cause::Dns(at.host.clone())));
    }
    let stream = hedge::first(addresses.into_iter().map(TcpStream::connect), NEXT_ADDRESS)
        .await
        .map_err(|mut failures| failures.pop().map_or_else(|| Fault::new(Cause::Refused), Fault::from))?;
    // Small requests must not wait for each other's acknowledgements.
    stream.set_nodelay(true)?;
    Ok(stream)
}
