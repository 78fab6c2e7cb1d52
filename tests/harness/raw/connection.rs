//! One plaintext connection that has learned the broker's versions.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use bytes::{Buf, BufMut, Bytes, BytesMut};
use kafka_protocol::messages::{ApiVersionsRequest, RequestHeader, ResponseHeader};
use kafka_protocol::protocol::{
    Decodable, HeaderVersion, Request, StrBytes, VersionRange, encode_request_header_into_buffer,
};

/// A connection to one broker.
pub struct Connection {
    stream: TcpStream,
    versions: BTreeMap<i16, VersionRange>,
    correlation: i32,
}

impl Connection {
    /// Connects to `127.0.0.1:PORT` and asks `ApiVersions`; each step waits at most `patience`.
    pub fn open(address: &str, patience: Duration) -> Result<Self> {
        let address: SocketAddr = address.parse().with_context(|| format!("no address: {address}"))?;
        let stream = TcpStream::connect_timeout(&address, patience)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(patience))?;
        stream.set_write_timeout(Some(patience))?;
        let mut connection = Self {
            stream,
            versions: BTreeMap::new(),
            correlation: 0,
        };
        // Version 0 is what every broker, also the old ones, answers without an error.
        let answer = connection.exchange(&ApiVersionsRequest::default(), 0)?;
        if answer.error_code != 0 {
            bail!("ApiVersions answered error {}", answer.error_code);
        }
        for api in answer.api_keys {
            connection.versions.insert(
                api.api_key,
                VersionRange {
                    min: api.min_version,
                    max: api.max_version,
                },
            );
        }
        Ok(connection)
    }

    /// The highest version of `R` that both sides speak.
    pub fn version<R: Request>(&self) -> Result<i16> {
        let theirs = self
            .versions
            .get(&R::KEY)
            .with_context(|| format!("the broker lacks API {}", R::KEY))?;
        let both = R::VERSIONS.intersect(theirs);
        if both.is_empty() {
            bail!(
                "no common version of API {}: ours {}, theirs {theirs}",
                R::KEY,
                R::VERSIONS
            );
        }
        Ok(both.max)
    }

    /// Sends a request at the highest common version.
    pub fn call<R: Request>(&mut self, request: &R) -> Result<R::Response> {
        let version = self.version::<R>()?;
        self.exchange(request, version)
    }

    /// Sends a request at the highest common version that is not above `most`.
    pub fn call_at_most<R: Request>(&mut self, request: &R, most: i16) -> Result<R::Response> {
        let version = self.version::<R>()?.min(most);
        self.exchange(request, version)
    }

    fn exchange<R: Request>(&mut self, request: &R, version: i16) -> Result<R::Response> {
        self.correlation += 1;
        let header = RequestHeader::default()
            .with_request_api_key(R::KEY)
            .with_request_api_version(version)
            .with_correlation_id(self.correlation)
            .with_client_id(Some(StrBytes::from_static_str("kconsole-harness")));
        let mut body = BytesMut::new();
        encode_request_header_into_buffer(&mut body, &header)?;
        request.encode(&mut body, version)?;
        let mut frame = BytesMut::with_capacity(body.len() + 4);
        frame.put_u32(u32::try_from(body.len())?);
        frame.put(body);
        self.stream.write_all(&frame)?;
        let mut answer = self.receive()?;
        let header = ResponseHeader::decode(&mut answer, R::Response::header_version(version))?;
        if header.correlation_id != self.correlation {
            bail!(
                "the answer is to request {}, not {}",
                header.correlation_id,
                self.correlation
            );
        }
        R::Response::decode(&mut answer, version)
    }

    fn receive(&mut self) -> Result<Bytes> {
        let mut size = [0; 4];
        self.stream.read_exact(&mut size)?;
        let mut body = vec![0; (&size[..]).get_u32() as usize];
        self.stream.read_exact(&mut body)?;
        Ok(body.into())
    }
}
