//! One connection in plain protocol: what is asked, in the version that is said.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use bytes::{BufMut, Bytes, BytesMut};
use kafka_protocol::messages::{RequestHeader, ResponseHeader};
use kafka_protocol::protocol::{Decodable, Encodable, HeaderVersion, Request};

const PATIENCE: Duration = Duration::from_secs(30);

/// See the module.
pub struct Raw {
    stream: TcpStream,
    correlation: i32,
}

impl Raw {
    /// Connects to `HOST:PORT`.
    pub fn connect(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).with_context(|| format!("connect to {address}"))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, correlation: 0 })
    }

    /// Sends a request and reads its answer.
    pub fn ask<R: Request>(&mut self, version: i16, request: &R) -> Result<R::Response> {
        self.send(version, request)?;
        self.receive::<R>(version)
    }

    /// Sends alone.
    pub fn send<R: Request>(&mut self, version: i16, request: &R) -> Result<()> {
        let mut body = BytesMut::new();
        request.encode(&mut body, version)?;
        self.send_body(R::KEY, version, R::header_version(version), &body)
    }

    /// Sends a body as it is.
    pub fn send_body(&mut self, key: i16, version: i16, header_version: i16, body: &[u8]) -> Result<()> {
        self.correlation += 1;
        let header = RequestHeader::default()
            .with_request_api_key(key)
            .with_request_api_version(version)
            .with_correlation_id(self.correlation)
            .with_client_id(Some("conformance".into()));
        let mut frame = BytesMut::new();
        frame.put_i32(0);
        header.encode(&mut frame, header_version)?;
        frame.extend_from_slice(body);
        let len = i32::try_from(frame.len() - 4)?;
        (&mut frame[..4]).put_i32(len);
        self.stream.write_all(&frame)?;
        Ok(())
    }

    /// Reads the answer to what was sent last.
    pub fn receive<R: Request>(&mut self, version: i16) -> Result<R::Response> {
        let mut frame = self.frame()?;
        let header = ResponseHeader::decode(&mut frame, R::Response::header_version(version))?;
        ensure!(
            header.correlation_id == self.correlation,
            "an answer to another request"
        );
        let answer = R::Response::decode(&mut frame, version)?;
        ensure!(frame.is_empty(), "{} bytes too many in v{version}", frame.len());
        Ok(answer)
    }

    /// Reads one frame.
    pub fn frame(&mut self) -> Result<Bytes> {
        let mut prefix = [0; 4];
        self.stream.read_exact(&mut prefix).context("no answer")?;
        let mut frame = vec![0; usize::try_from(i32::from_be_bytes(prefix))?];
        self.stream.read_exact(&mut frame)?;
        Ok(Bytes::from(frame))
    }
}
