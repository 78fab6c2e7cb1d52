//! Every table is held against the codec crate: what the crate reads and writes, the walk must end on to the byte, and
//! what the walk lets through, the crate must read without surprise. A wrong table may also show as an aborted test run:
//! the crate then believed a count that stands elsewhere.

use bytes::{Buf, Bytes};
use kafka_protocol::messages::*;
use kafka_protocol::protocol::{Decodable, Encodable, Message};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseResult, TestRunner};

use super::forge::{Forged, forge, forge_with_null};
use super::walk::{Extent, check};
use super::*;
use crate::wire::{Guarded, WireError};

/// A property of one message type at one version.
trait Property {
    fn of<M: Message + Encodable + Decodable + Default>(&self, shape: &'static Shape, version: i16);
}

/// Holds `property` for every table at every version the codec crate has.
fn everywhere(property: &impl Property) {
    struct Each<'a, P>(&'a P);
    impl<P: Property> Each<'_, P> {
        fn version<M: Message + Encodable + Decodable + Default>(&self, shape: &'static Shape) {
            for version in M::VERSIONS.min..=M::VERSIONS.max {
                self.0.of::<M>(shape, version);
            }
        }
    }
    impl<P: Property> Visit for Each<'_, P> {
        fn see<R: Guarded>(&self)
        where
            R::Response: Default,
        {
            self.version::<R::Response>(R::SHAPE);
        }
    }
    let each = Each(property);
    visit(&each);
    each.version::<ConsumerProtocolAssignment>(ASSIGNMENT);
    each.version::<ConsumerProtocolSubscription>(SUBSCRIPTION);
}

/// Runs `test` on messages forged from random tapes.
fn forged(shape: &Shape, version: i16, cases: u32, test: impl Fn(Forged, u16) -> TestCaseResult) {
    tapes(shape, version, cases, |tape, dice| {
        test(forge(shape, version, tape), dice)
    });
}

/// Runs `test` on random tapes.
fn tapes(shape: &Shape, version: i16, cases: u32, test: impl Fn(&[u8], u16) -> TestCaseResult) {
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let tapes = (vec(any::<u8>(), 0..300), any::<u16>());
    TestRunner::new(config)
        .run(&tapes, |(tape, dice)| test(&tape, dice))
        .unwrap_or_else(|error| panic!("{} v{version}: {error}", shape.name));
}

fn walk(shape: &Shape, version: i16, bytes: &[u8]) -> Result<Extent, WireError> {
    check(shape, version, bytes, 0, false)
}

fn encoded<M: Encodable>(message: &M, version: i16) -> Vec<u8> {
    let mut bytes = Vec::new();
    message.encode(&mut bytes, version).unwrap();
    bytes
}

#[test]
fn the_crate_reads_and_writes_what_a_table_says() {
    struct Agree;
    impl Property for Agree {
        fn of<M: Message + Encodable + Decodable + Default>(&self, shape: &'static Shape, version: i16) {
            let default = encoded(&M::default(), version);
            let extent = walk(shape, version, &default);
            assert_eq!(
                extent.map(|extent| extent.end),
                Ok(default.len()),
                "{} v{version}",
                shape.name
            );

            forged(shape, version, 64, |message, _| {
                let bytes = message.bytes;
                prop_assert_eq!(walk(shape, version, &bytes).map(|extent| extent.end), Ok(bytes.len()));
                let mut rest = Bytes::from(bytes.clone());
                let read = M::decode(&mut rest, version);
                let read = read.map_err(|error| TestCaseError::fail(error.to_string()))?;
                prop_assert!(rest.is_empty(), "the crate leaves {} bytes", rest.len());
                prop_assert_eq!(encoded(&read, version), bytes);
                Ok(())
            });
        }
    }
    everywhere(&Agree);
}

#[test]
fn no_cut_message_and_no_lying_length_passes() {
    struct Refuse;
    impl Property for Refuse {
        fn of<M: Message + Encodable + Decodable + Default>(&self, shape: &'static Shape, version: i16) {
            let compact = version >= shape.flexible;
            forged(shape, version, 32, |message, dice| {
                let bytes = &message.bytes;
                let cut = usize::from(dice) % bytes.len();
                prop_assert!(walk(shape, version, &bytes[..cut]).is_err(), "cut to {cut} bytes");
                for turn in 0..8 {
                    let Some(at) = pick(&message.lengths, dice.rotate_left(turn * 2)) else {
                        return Ok(());
                    };
                    for lie in lies(at.len(), compact, bytes.len()) {
                        let mut hostile = bytes.clone();
                        hostile.splice(at.clone(), lie.iter().copied());
                        let error = walk(shape, version, &hostile);
                        prop_assert!(error.is_err(), "{lie:x?} at {at:?}");
                    }
                }
                Ok(())
            });
        }
    }
    everywhere(&Refuse);
}

/// Lengths beyond a message of `size` bytes, in the encoding of one that takes `width` bytes.
fn lies(width: usize, compact: bool, size: usize) -> Vec<Vec<u8>> {
    match (compact, width) {
        (true, _) => vec![
            vec![0xff, 0xff, 0xff, 0xff, 0x0f],
            vec![0x80, 0x80, 0x80, 0x80, 0x01],
            vec![0x80, 0x80, 0x80, 0x80, 0x10], // 33 bits: the crate would read 0
            vec![0xff; 5],
        ],
        (false, 2) if size > 0x7fff => vec![vec![0x80, 0x00]],
        (false, 2) => vec![vec![0x7f, 0xff], vec![0x80, 0x00]],
        (false, _) => vec![
            vec![0x7f, 0xff, 0xff, 0xff],
            vec![0x80, 0, 0, 0],
            vec![0xff, 0xff, 0xff, 0xfe],
        ],
    }
}

#[test]
fn null_passes_exactly_where_the_crate_takes_it() {
    struct Nulls;
    impl Property for Nulls {
        fn of<M: Message + Encodable + Decodable + Default>(&self, shape: &'static Shape, version: i16) {
            tapes(shape, version, 32, |tape, dice| {
                let sound = forge(shape, version, tape);
                let Some(field) = usize::from(dice).checked_rem(sound.required) else {
                    return Ok(());
                };
                let hostile = forge_with_null(shape, version, tape, Some(field)).bytes;
                let walked = walk(shape, version, &hostile);
                let refused = matches!(
                    walked,
                    Err(WireError::Malformed {
                        why: "null where it cannot be",
                        ..
                    })
                );
                prop_assert!(refused, "{walked:?}");
                prop_assert!(
                    M::decode(&mut Bytes::from(hostile), version).is_err(),
                    "the crate takes this null"
                );
                Ok(())
            });
        }
    }
    everywhere(&Nulls);
}

fn pick<T>(from: &[T], dice: u16) -> Option<&T> {
    from.get(usize::from(dice).checked_rem(from.len())?)
}

#[test]
fn what_passes_is_read_to_the_same_byte_or_is_not_utf8() {
    struct Same;
    impl Property for Same {
        fn of<M: Message + Encodable + Decodable + Default>(&self, shape: &'static Shape, version: i16) {
            forged(shape, version, 64, |message, dice| {
                let mut bytes = message.bytes;
                for turn in 0..3 {
                    let at = usize::from(dice.rotate_left(turn * 5)) % bytes.len();
                    bytes[at] ^= 1 << (dice.rotate_right(turn * 3) % 8);
                    let Ok(extent) = walk(shape, version, &bytes) else {
                        continue;
                    };
                    let mut rest = Bytes::from(bytes.clone());
                    match M::decode(&mut rest, version) {
                        Ok(_) => prop_assert_eq!(bytes.len() - rest.remaining(), extent.end),
                        Err(error) => prop_assert!(error.to_string().contains("utf-8"), "{error}"),
                    }
                }
                Ok(())
            });
        }
    }
    everywhere(&Same);
}

#[test]
fn memory_is_reckoned_no_smaller_than_the_crate_takes_it() {
    use kafka_protocol::messages::{
        api_versions_response::ApiVersion, consumer_group_describe_response as consumer,
        describe_configs_response::DescribeConfigsResourceResult, metadata_response::MetadataResponsePartition,
        offset_fetch_response::OffsetFetchResponsePartitions,
    };
    let reckoned = |shape: &Shape, path: &[&str]| {
        let field = path.iter().fold(None, |at: Option<&Field>, name| {
            let fields = match at.map(|field| &field.kind) {
                None => shape.fields,
                Some(Kind::Array(Kind::Struct(fields))) => fields,
                other => panic!("{other:?}"),
            };
            fields.iter().find(|field| field.name == *name)
        });
        match &field.unwrap().kind {
            Kind::Array(element) => program::memory(element),
            other => panic!("{other:?}"),
        }
    };
    let metadata = reckoned(MetadataRequest::SHAPE, &["topics", "partitions"]);
    assert!(metadata >= size_of::<MetadataResponsePartition>(), "{metadata}");
    assert!(reckoned(ApiVersionsRequest::SHAPE, &["api_keys"]) >= size_of::<ApiVersion>());
    let fetched = reckoned(OffsetFetchRequest::SHAPE, &["topics", "partitions"]);
    assert!(fetched >= size_of::<OffsetFetchResponsePartitions>(), "{fetched}");
    let member = reckoned(ConsumerGroupDescribeRequest::SHAPE, &["groups", "members"]);
    assert!(member >= size_of::<consumer::Member>(), "{member}");
    let config = reckoned(DescribeConfigsRequest::SHAPE, &["results", "configs"]);
    assert!(config >= size_of::<DescribeConfigsResourceResult>(), "{config}");
}

#[test]
fn small_bytes_that_swell_in_memory_are_refused() {
    // One empty unknown tagged field a struct: 9 bytes each on the wire, a map node of 400 each in memory.
    let mut tagged = vec![0, 0, 0xa1, 0x9c, 0x01];
    tagged.extend([0, 3, 0, 0, 0, 13, 1, 50, 0].repeat(20_000));
    tagged.extend([0, 0, 0, 0, 0]);
    let error = walk(ApiVersionsRequest::SHAPE, 4, &tagged).unwrap_err();
    assert!(error.to_string().contains("far more memory"), "{error}");

    // 70 MB of empty names: within the largest frame, more than a gigabyte in memory.
    let names = 35_000_000_i32;
    let mut empty = vec![0; 6 + 2 * names as usize];
    empty[2..6].copy_from_slice(&names.to_be_bytes());
    let error = walk(SaslHandshakeRequest::SHAPE, 1, &empty).unwrap_err();
    assert!(error.to_string().contains("far more memory"), "{error}");
}
