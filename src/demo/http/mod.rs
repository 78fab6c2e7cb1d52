//! A small HTTP/1.1 server for the demo's schema registry and Prometheus: loopback only, everything bounded.

mod message;
#[cfg(test)]
mod tests;

pub use message::{Request, Response};

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

/// The largest body that is read, in bytes.
const BODY: usize = 1 << 20;
/// Connections beyond these wait in the listener's queue.
const CONNECTIONS: usize = 64;
/// A connection that sends no whole head for so long is closed.
const PATIENCE: Duration = Duration::from_secs(30);

/// What answers requests. It must not block: requests are few and answered from memory.
pub trait Service: Send + Sync + 'static {
    /// The answer to a request.
    fn answer(&self, request: &Request) -> Response;
}

/// A running server; dropping it closes the listener and every connection.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Server {
    /// Listens on a loopback port; 0 for any free one.
    ///
    /// # Errors
    /// When the port is taken.
    pub async fn start(port: u16, service: Arc<dyn Service>) -> io::Result<Self> {
        let listener = TcpListener::bind((IpAddr::V4(Ipv4Addr::LOCALHOST), port)).await?;
        let address = listener.local_addr()?;
        let task = tokio::spawn(accept(listener, service));
        Ok(Self { address, task })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, service: Arc<dyn Service>) {
    // dropped with this task, and the connections with it
    let mut connections = JoinSet::new();
    loop {
        while connections.len() >= CONNECTIONS {
            connections.join_next().await;
        }
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(converse(stream, Arc::clone(&service)));
                }
                // out of file handles: accepting again at once would spin
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn converse(stream: TcpStream, service: Arc<dyn Service>) {
    let serve = service_fn(|request| respond(request, Arc::clone(&service)));
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .serve_connection(TokioIo::new(stream), serve);
    if let Err(why) = connection.await {
        tracing::debug!(%why, "an HTTP client of the demo went away");
    }
}

async fn respond(
    request: hyper::Request<Incoming>,
    service: Arc<dyn Service>,
) -> Result<hyper::Response<Full<Bytes>>, hyper::http::Error> {
    let (head, body) = request.into_parts();
    let body = tokio::time::timeout(PATIENCE, Limited::new(body, BODY).collect());
    let answer = match body.await {
        Ok(Ok(body)) => service.answer(&Request::new(head.method.as_str(), &head.uri, &body.to_bytes())),
        Ok(Err(_)) => Response::text(413, "the body is too large, or was cut off"),
        Err(_) => Response::text(408, "the body did not come"),
    };
    hyper::Response::builder()
        .status(answer.status)
        .header("content-type", answer.content_type)
        .header("x-content-type-options", "nosniff")
        .body(Full::new(Bytes::from(answer.body)))
}
