//! One request on its way to a handler, and its answer on the way back.

use std::sync::Arc;

use bytes::{BufMut, Bytes, BytesMut};
use kafka_protocol::messages::ResponseHeader;
use kafka_protocol::protocol::{Decodable, Encodable, HeaderVersion, decode_request_header_from_buffer};

use super::{Head, Peer, Refused};
use crate::demo::fault::{Coded, Words};
use crate::demo::shared::Shared;
use crate::demo::state::State;
use crate::model::names::BrokerId;

/// What a handler knows of its request beside the request itself.
pub struct Call {
    /// The broker that was asked.
    pub broker: BrokerId,
    /// The request's version, and the answer's.
    pub version: i16,
    /// What the client calls itself.
    pub client_id: String,
    /// Where the client is, as Kafka writes it (`/127.0.0.1`).
    pub client_host: String,
    /// When the request came, in milliseconds since the epoch.
    pub now_ms: i64,
    /// The cluster.
    pub shared: Arc<Shared>,
    correlation: i32,
    words: Words,
}

/// What a handler that waits gives back.
pub enum Reply<T> {
    /// An answer.
    Say(T),
    /// An answer's body, encoded already.
    Raw(Bytes),
    /// Nothing: the client expects no answer.
    Silence,
}

impl Call {
    /// Takes the header off a request whose version is spoken: the call, and the body.
    pub(super) fn read(peer: &Peer, head: Head, mut frame: Bytes, words: Words) -> Result<(Self, Bytes), Refused> {
        let header =
            decode_request_header_from_buffer(&mut frame).map_err(|error| Refused::Codec(error.to_string()))?;
        let call = Self {
            broker: peer.broker,
            version: head.version,
            client_id: header.client_id.map(|id| id.to_string()).unwrap_or_default(),
            client_host: format!("/{}", peer.host),
            now_ms: peer.shared.now_ms(),
            shared: Arc::clone(&peer.shared),
            correlation: head.correlation,
            words,
        };
        Ok((call, frame))
    }

    /// Whether a fault has words to put into the answer: it must not be an encoded one.
    pub(super) fn is_spoilt(&self) -> bool {
        self.words != Words::default()
    }

    pub(super) fn decode<R: Decodable>(&self, mut body: Bytes) -> Result<R, Refused> {
        R::decode(&mut body, self.version).map_err(|error| Refused::Codec(error.to_string()))
    }

    pub(super) fn reads<R: Decodable, T: Encodable + HeaderVersion + Coded>(
        &self,
        body: Bytes,
        answer: impl FnOnce(&Self, &State, R) -> T,
    ) -> Result<Option<Bytes>, Refused> {
        let request = self.decode(body)?;
        let answer = self.shared.read(|state| answer(self, state, request));
        self.encode(answer).map(Some)
    }

    pub(super) fn edits<R: Decodable, T: Encodable + HeaderVersion + Coded>(
        &self,
        body: Bytes,
        answer: impl FnOnce(&Self, &mut State, R) -> T,
    ) -> Result<Option<Bytes>, Refused> {
        let request = self.decode(body)?;
        let answer = self.shared.edit(|state| answer(self, state, request));
        self.encode(answer).map(Some)
    }

    pub(super) fn reply<T: Encodable + HeaderVersion + Coded>(
        &self,
        reply: Reply<T>,
    ) -> Result<Option<Bytes>, Refused> {
        match reply {
            Reply::Say(answer) => self.encode(answer).map(Some),
            Reply::Raw(body) => self.frame::<T>(body.len(), |frame| {
                frame.extend_from_slice(&body);
                Ok(())
            }),
            Reply::Silence => Ok(None),
        }
    }

    fn encode<T: Encodable + HeaderVersion + Coded>(&self, mut answer: T) -> Result<Bytes, Refused> {
        if let Some(code) = self.words.code {
            answer.put(code);
        }
        if let Some(time) = self.words.throttle {
            answer.throttle(i32::try_from(time.as_millis()).unwrap_or(i32::MAX));
        }
        if self.words.empty {
            answer.empty();
        }
        let size = answer.compute_size(self.version).map_err(codec)?;
        let frame = self.frame::<T>(size, |frame| answer.encode(frame, self.version).map_err(codec))?;
        frame.ok_or_else(|| Refused::Codec(String::from("no answer")))
    }

    fn frame<T: HeaderVersion>(
        &self,
        size: usize,
        fill: impl FnOnce(&mut BytesMut) -> Result<(), Refused>,
    ) -> Result<Option<Bytes>, Refused> {
        // length, correlation id, and at most one byte of tagged fields
        let mut frame = BytesMut::with_capacity(size + 9);
        frame.put_i32(0);
        let header = ResponseHeader::default().with_correlation_id(self.correlation);
        header
            .encode(&mut frame, T::header_version(self.version))
            .map_err(codec)?;
        fill(&mut frame)?;
        let len = i32::try_from(frame.len() - 4).map_err(|error| Refused::Codec(error.to_string()))?;
        if let Some(prefix) = frame.get_mut(..4) {
            prefix.copy_from_slice(&len.to_be_bytes());
        }
        Ok(Some(frame.freeze()))
    }
}

/// The codec's reason, told when the connection is closed for it.
fn codec(error: impl ToString) -> Refused {
    Refused::Codec(error.to_string())
}
