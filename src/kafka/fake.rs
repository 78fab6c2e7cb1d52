//! A broker for tests: one loopback listener, scripted by a function from request to what is sent back.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::{BufMut, Bytes, BytesMut};
use kafka_protocol::messages::api_versions_response::ApiVersion;
use kafka_protocol::messages::{ApiKey, ApiVersionsResponse, ResponseHeader};
use kafka_protocol::protocol::{Encodable, decode_request_header_from_buffer};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;

use super::task::Task;
use crate::config::profile::Profile;

/// A request as it came.
#[derive(Clone, Debug)]
pub(super) struct Heard {
    pub(super) key: i16,
    pub(super) version: i16,
    pub(super) correlation: i32,
    /// What follows the header.
    pub(super) body: Bytes,
    /// How many connections came before this one.
    pub(super) connection: usize,
    /// How many requests came before this one on its connection.
    pub(super) nth: usize,
}

/// What the broker does with a request.
pub(super) enum Act {
    /// These bytes, as they are.
    Raw(Bytes),
    /// Nothing, ever.
    Silence,
    /// Closes the connection after these bytes.
    Close(Bytes),
}

/// See the module. Dropping it ends it and its connections.
pub(super) struct Fake {
    pub(super) address: SocketAddr,
    _task: Task,
}

impl Fake {
    /// Listens and answers by the script.
    pub(super) async fn start(script: impl Fn(Heard) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self::on(listener, script)
    }

    /// As [`Fake::start`], on a listener that is there already.
    pub(super) fn on(listener: TcpListener, script: impl Fn(Heard) -> Act + Send + Sync + 'static) -> Self {
        let script = Arc::new(script);
        let address = listener.local_addr().unwrap();
        let task = Task::spawn(async move {
            let mut served = Vec::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (script, connection) = (Arc::clone(&script), served.len());
                served.push(Task::spawn(serve(stream, connection, move |heard| script(heard))));
            }
        });
        Self { address, _task: task }
    }

    /// A profile that starts from this broker, with short times.
    pub(super) fn profile(&self) -> Profile {
        Profile {
            request_timeout: Duration::from_secs(5),
            ..Profile::plaintext(vec![self.address.to_string()])
        }
    }
}

/// Serves one connection until it is closed.
pub(super) async fn serve(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    connection: usize,
    script: impl Fn(Heard) -> Act,
) {
    for nth in 0.. {
        let Ok(len) = stream.read_i32().await else { return };
        let mut body = vec![0; usize::try_from(len).unwrap_or(0)];
        if stream.read_exact(&mut body).await.is_err() {
            return;
        }
        let mut body = Bytes::from(body);
        let header = decode_request_header_from_buffer(&mut body).unwrap();
        let heard = Heard {
            key: header.request_api_key,
            version: header.request_api_version,
            correlation: header.correlation_id,
            body,
            connection,
            nth,
        };
        match script(heard) {
            Act::Raw(bytes) => stream.write_all(&bytes).await.unwrap_or_default(),
            Act::Silence => {}
            Act::Close(bytes) => {
                stream.write_all(&bytes).await.unwrap_or_default();
                return;
            }
        }
    }
}

impl Heard {
    /// An answer to this request in its version, as one frame.
    pub(super) fn answer(&self, body: &impl Encodable) -> Bytes {
        self.answer_in(body, self.version)
    }

    /// An answer in another version.
    pub(super) fn answer_in(&self, body: &impl Encodable, version: i16) -> Bytes {
        let key = ApiKey::try_from(self.key).unwrap();
        let mut frame = BytesMut::new();
        frame.put_i32(0);
        let header = ResponseHeader::default().with_correlation_id(self.correlation);
        header.encode(&mut frame, key.response_header_version(version)).unwrap();
        body.encode(&mut frame, version).unwrap();
        let len = i32::try_from(frame.len() - 4).unwrap();
        (&mut frame[..4]).put_i32(len);
        frame.freeze()
    }

    /// The usual answer to ApiVersions: this broker speaks these (key, lowest, highest).
    pub(super) fn speaks(&self, apis: &[(i16, i16, i16)]) -> Bytes {
        self.answer(&versions(apis))
    }
}

/// An ApiVersions answer.
pub(super) fn versions(apis: &[(i16, i16, i16)]) -> ApiVersionsResponse {
    let apis = apis.iter().map(|&(key, min, max)| {
        ApiVersion::default()
            .with_api_key(key)
            .with_min_version(min)
            .with_max_version(max)
    });
    ApiVersionsResponse::default().with_api_keys(apis.collect())
}
