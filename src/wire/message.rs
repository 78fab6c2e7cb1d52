//! Requests out, answers in.

use bytes::{Buf, BufMut, Bytes, BytesMut};
use kafka_protocol::messages::{ApiVersionsRequest, ApiVersionsResponse, RequestHeader};
use kafka_protocol::protocol::{Decodable, Encodable, HeaderVersion, Message, Request, StrBytes};

use super::shape::{Extent, Shape, walk};
use super::{MAX_FRAME, Reader, WireError};

/// A request whose answer can be checked before it is decoded.
pub trait Guarded: Request {
    /// The shape of the answer.
    const SHAPE: &'static Shape;
}

/// Bytes of the correlation id, with which every answer begins.
const CORRELATION: usize = 4;
/// Kafka's error code UNSUPPORTED_VERSION.
const UNSUPPORTED_VERSION: [u8; 2] = 35_i16.to_be_bytes();

/// The versions of this API that can be written and read, lowest and highest.
pub fn range<R: Guarded>() -> (i16, i16) {
    let both = R::VERSIONS.intersect(&<R::Response as Message>::VERSIONS);
    (both.min, both.max)
}

/// The highest version within both ranges (lowest, highest), `None` if they do not meet.
pub fn negotiate(ours: (i16, i16), theirs: (i16, i16)) -> Option<i16> {
    let highest = ours.1.min(theirs.1);
    (highest >= ours.0.max(theirs.0)).then_some(highest)
}

/// A request as one length-prefixed frame, its header as the version demands.
///
/// # Errors
/// [`WireError::Unsupported`] outside [`range`]; [`WireError::Encode`] if a field is set that the version does not have.
pub fn encode<R: Guarded>(request: &R, version: i16, correlation: i32, client_id: &str) -> Result<Bytes, WireError> {
    supported::<R>(version)?;
    let header = RequestHeader::default()
        .with_request_api_key(R::KEY)
        .with_request_api_version(version)
        .with_correlation_id(correlation)
        .with_client_id(Some(StrBytes::from_string(client_id.to_owned())));
    let header_version = R::header_version(version);
    let failed = |why: String| WireError::Encode {
        what: R::SHAPE.name,
        version,
        why,
    };
    let size = header
        .compute_size(header_version)
        .and_then(|size| Ok(size + request.compute_size(version)?))
        .map_err(|error| failed(error.to_string()))?;
    let prefix = i32::try_from(size)
        .ok()
        .filter(|_| size <= MAX_FRAME)
        .ok_or_else(|| failed(format!("{size} bytes are more than a frame may have")))?;
    let mut frame = BytesMut::with_capacity(size + 4);
    frame.put_i32(prefix);
    header
        .encode(&mut frame, header_version)
        .and_then(|()| request.encode(&mut frame, version))
        .map_err(|error| failed(error.to_string()))?;
    Ok(frame.freeze())
}

/// The correlation id of an answer (a frame without its length prefix).
///
/// # Errors
/// [`WireError::Malformed`] if the frame has fewer than four bytes.
pub fn correlation(frame: &[u8]) -> Result<i32, WireError> {
    match frame.first_chunk() {
        Some(id) => Ok(i32::from_be_bytes(*id)),
        None => Err(WireError::Malformed {
            what: "response header",
            version: 0,
            at: 0,
            field: "correlation_id",
            why: "longer than the bytes left",
        }),
    }
}

/// Checks an answer's shape, then decodes it. `frame` has no length prefix; bytes after the message are ignored, as
/// Apache Kafka does.
///
/// Text and blobs in the answer are slices of `frame` and keep all of it in memory: copy what is to stay.
///
/// # Errors
/// [`WireError::Unsupported`] outside [`range`], [`WireError::Malformed`] by the shape, [`WireError::Decode`] for text
/// that is not UTF-8.
pub fn decode<R: Guarded>(mut frame: Bytes, version: i16) -> Result<R::Response, WireError> {
    let extent = check::<R>(&frame, version)?;
    frame.advance(extent.header);
    R::Response::decode(&mut frame, version).map_err(|error| WireError::Decode {
        what: R::SHAPE.name,
        version,
        why: error.to_string(),
    })
}

/// The body of an answer, to be read in place: the reader makes the same checks as it goes.
///
/// # Errors
/// [`WireError::Unsupported`] outside [`range`], [`WireError::Malformed`] by a broken header.
pub fn open<R: Guarded>(frame: &[u8], version: i16) -> Result<Reader<'_>, WireError> {
    supported::<R>(version)?;
    correlation(frame)?;
    let tagged_header = R::Response::header_version(version) > 0;
    let mut header = Reader::new(R::SHAPE.name, version, tagged_header, frame, CORRELATION);
    header.end()?;
    let compact = version >= R::SHAPE.flexible;
    Ok(Reader::new(R::SHAPE.name, version, compact, frame, header.at()))
}

/// The check alone: whether each count and length of the answer fits its frame, and how far it reaches.
///
/// # Errors
/// As [`decode`], but for the text, which is not looked at.
pub fn check<R: Guarded>(frame: &[u8], version: i16) -> Result<Extent, WireError> {
    supported::<R>(version)?;
    correlation(frame)?;
    let tagged_header = R::Response::header_version(version) > 0;
    walk::check(R::SHAPE, version, frame, CORRELATION, tagged_header)
}

/// The answer to ApiVersions. A broker that does not know the version we asked at answers UNSUPPORTED_VERSION with the
/// body of version 0 (KIP-511).
///
/// # Errors
/// As [`decode`].
pub fn decode_api_versions(frame: Bytes, version: i16) -> Result<ApiVersionsResponse, WireError> {
    let error_code = frame.get(CORRELATION..CORRELATION + 2);
    if error_code == Some(&UNSUPPORTED_VERSION)
        && let Ok(answer) = decode::<ApiVersionsRequest>(frame.clone(), 0)
    {
        return Ok(answer);
    }
    decode::<ApiVersionsRequest>(frame, version)
}

fn supported<R: Guarded>(version: i16) -> Result<(), WireError> {
    let (min, max) = range::<R>();
    if (min..=max).contains(&version) {
        Ok(())
    } else {
        Err(WireError::Unsupported {
            api: R::SHAPE.name,
            version,
        })
    }
}

/// An answer off a tape of bytes, as a broker would frame it, without its length prefix: for tests of what reads it.
#[cfg(test)]
pub(crate) fn forged<R: Guarded>(version: i16, tape: &[u8]) -> Vec<u8> {
    let mut frame = 7_i32.to_be_bytes().to_vec();
    if R::Response::header_version(version) > 0 {
        frame.push(0);
    }
    frame.extend(super::shape::forge::forge(R::SHAPE, version, tape).bytes);
    frame
}
