//! What the client relies on: headers, versions and the fall-back of ApiVersions.

mod hostile;

use bytes::{BufMut, Bytes, BytesMut};
use kafka_protocol::messages::api_versions_response::ApiVersion;
use kafka_protocol::messages::metadata_response::MetadataResponseBroker;
use kafka_protocol::messages::*;
use kafka_protocol::protocol::{Decodable, Encodable, HeaderVersion, StrBytes};

use super::*;

/// An answer as a broker would frame it, without the length prefix.
fn answer<R: Guarded>(response: &R::Response, version: i16) -> Bytes {
    let mut frame = BytesMut::new();
    ResponseHeader::default()
        .with_correlation_id(7)
        .encode(&mut frame, R::Response::header_version(version))
        .unwrap();
    response.encode(&mut frame, version).unwrap();
    frame.freeze()
}

#[test]
fn nine_bytes_cannot_ask_for_two_hundred_gigabytes() {
    let hostile = b"\0\0\0\x07\0\0\0\0\0\xff\xff\xff\xff\x0f";
    let error = decode::<MetadataRequest>(Bytes::from_static(hostile), 12).unwrap_err();
    assert_eq!(
        error.to_string(),
        "malformed Metadata v12: more elements than bytes left (brokers, byte 14)"
    );
}

#[test]
fn a_request_is_framed_with_the_header_its_version_demands() {
    for (version, header) in [(8, 1), (12, 2)] {
        let request = MetadataRequest::default().with_allow_auto_topic_creation(false);
        let frame = encode(&request, version, 42, "kconsole").unwrap();
        let mut read = Frames::new(DEFAULT_FRAME)
            .next(&mut BytesMut::from(&frame[..]))
            .unwrap()
            .unwrap();
        let header = RequestHeader::decode(&mut read, header).unwrap();
        assert_eq!(header.request_api_key, 3);
        assert_eq!(header.request_api_version, version);
        assert_eq!(header.correlation_id, 42);
        assert_eq!(header.client_id.as_deref(), Some("kconsole"));
        assert_eq!(MetadataRequest::decode(&mut read, version).unwrap(), request);
        assert!(read.is_empty());
    }
}

#[test]
fn what_a_version_cannot_say_is_an_error() {
    let named = MetadataRequest::default().with_include_topic_authorized_operations(true);
    let error = encode(&named, 7, 1, "kconsole").unwrap_err();
    assert!(
        matches!(
            error,
            WireError::Encode {
                what: "Metadata",
                version: 7,
                ..
            }
        ),
        "{error}"
    );
    let unsupported = WireError::Unsupported {
        api: "Metadata",
        version: 99,
    };
    assert_eq!(encode(&named, 99, 1, "kconsole"), Err(unsupported.clone()));
    assert_eq!(
        decode::<MetadataRequest>(Bytes::from_static(&[0; 99]), 99),
        Err(unsupported)
    );
}

#[test]
fn answers_are_decoded_and_bytes_after_them_ignored() {
    let metadata = MetadataResponse::default()
        .with_controller_id(BrokerId(3))
        .with_cluster_id(Some(StrBytes::from_static_str("lkc-1")));
    for version in 2..=13 {
        let mut frame = BytesMut::from(&answer::<MetadataRequest>(&metadata, version)[..]);
        frame.put_slice(b"\0\0\0");
        let frame = frame.freeze();
        assert_eq!(correlation(&frame), Ok(7));
        assert_eq!(
            decode::<MetadataRequest>(frame, version),
            Ok(metadata.clone()),
            "v{version}"
        );
    }
    assert!(correlation(b"\0\0").is_err());
}

#[test]
fn api_versions_falls_back_to_version_0() {
    let keys = vec![ApiVersion::default().with_api_key(18).with_max_version(2)];
    let old = ApiVersionsResponse::default()
        .with_error_code(35)
        .with_api_keys(keys.clone());
    let frame = answer::<ApiVersionsRequest>(&old, 0);
    assert_eq!(decode_api_versions(frame.clone(), 4), Ok(old));
    assert!(decode::<ApiVersionsRequest>(frame, 4).is_err());

    let new = ApiVersionsResponse::default().with_api_keys(keys);
    for version in 0..=4 {
        let frame = answer::<ApiVersionsRequest>(&new, version);
        assert_eq!(decode_api_versions(frame, version), Ok(new.clone()), "v{version}");
    }
}

#[test]
fn versions_are_negotiated_to_the_highest_both_know() {
    assert_eq!(negotiate((0, 13), (0, 12)), Some(12));
    assert_eq!(negotiate((0, 12), (4, 13)), Some(12));
    assert_eq!(negotiate((1, 4), (4, 9)), Some(4));
    assert_eq!(negotiate((4, 9), (0, 3)), None);
    assert_eq!(negotiate((0, 3), (4, 9)), None);
    assert_eq!(range::<MetadataRequest>(), (0, 13));
    assert_eq!(range::<ShareGroupDescribeRequest>(), (1, 1));
}

#[test]
fn text_that_is_not_utf8_is_an_error_of_its_own() {
    let host = StrBytes::from_static_str("host");
    let metadata = MetadataResponse::default().with_brokers(vec![MetadataResponseBroker::default().with_host(host)]);
    let mut frame = BytesMut::from(&answer::<MetadataRequest>(&metadata, 1)[..]);
    let at = frame.windows(4).position(|four| four == b"host").unwrap();
    frame[at] = 0xff;
    let error = decode::<MetadataRequest>(frame.freeze(), 1).unwrap_err();
    assert!(matches!(error, WireError::Decode { what: "Metadata", .. }), "{error}");
}
