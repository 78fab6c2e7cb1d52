//! Hostile bytes, seeded: every answer at every version, bent in the ways a broken or lying peer bends it. Nothing may
//! panic, and nothing that passes may take more memory than its bytes allow.

use bytes::{Bytes, BytesMut};
use kafka_protocol::protocol::HeaderVersion;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::wire::shape::forge::forge;
use crate::wire::shape::{Visit, visit};
use crate::wire::{Frames, Guarded, WireError, check, decode, range};

const SEED: u64 = 0x6b61_666b_6100;
/// Messages a type and version, and bent copies of each.
const MESSAGES: usize = 4;
const BENT: usize = 100;

/// A frame as a broker would send it, without its length prefix.
fn frame<R: Guarded>(rng: &mut StdRng, version: i16) -> Vec<u8> {
    let tape: Vec<u8> = (0..rng.random_range(0..200)).map(|_| rng.random()).collect();
    let mut frame = 7_i32.to_be_bytes().to_vec();
    if R::Response::header_version(version) > 0 {
        frame.extend([1, 99, 2, 0xab, 0xcd]); // one unknown tagged field
    }
    frame.extend(forge(R::SHAPE, version, &tape).bytes);
    frame
}

fn bend(rng: &mut StdRng, frame: &mut Vec<u8>) {
    for _ in 0..rng.random_range(1..=4) {
        if frame.is_empty() {
            return;
        }
        let at = rng.random_range(0..frame.len());
        let to = (at + rng.random_range(0..9)).min(frame.len());
        match rng.random_range(0..8) {
            0 => frame[at] ^= 1 << rng.random_range(0..8),
            1 => frame[at] = rng.random(),
            2 => frame[at..to].fill(0xff),
            3 => frame[at..to].fill(0),
            4 => frame[at] = 0x7f,
            5 => drop(frame.drain(at..to)),
            6 => {
                let twice = frame[at..to].to_vec();
                frame.splice(at..at, twice);
            }
            _ => frame.truncate(at),
        }
    }
}

#[test]
fn bent_answers_are_refused_or_stay_within_their_memory() {
    struct Bend;
    impl Visit for Bend {
        fn see<R: Guarded>(&self) {
            let (min, max) = range::<R>();
            for version in min..=max {
                let mut rng = StdRng::seed_from_u64(SEED + version as u64);
                let (mut passed, mut refused) = (0, 0);
                for _ in 0..MESSAGES {
                    let sound = frame::<R>(&mut rng, version);
                    let read = decode::<R>(Bytes::from(sound.clone()), version);
                    assert!(read.is_ok(), "{} v{version}: {:?}", R::SHAPE.name, read.err());
                    for _ in 0..BENT {
                        let mut bent = sound.clone();
                        bend(&mut rng, &mut bent);
                        match judge::<R>(bent, version) {
                            true => passed += 1,
                            false => refused += 1,
                        }
                    }
                }
                assert!(
                    passed > 0 && refused > 0,
                    "{} v{version}: {passed} passed, {refused} not",
                    R::SHAPE.name
                );
            }
        }
    }
    visit(&Bend);
}

/// Whether the bytes are an answer.
fn judge<R: Guarded>(bytes: Vec<u8>, version: i16) -> bool {
    let extent = check::<R>(&bytes, version);
    if let Ok(extent) = extent {
        assert!(extent.end <= bytes.len());
        assert!(
            extent.memory <= 1024 * 1024 + 32 * bytes.len(),
            "{extent:?} of {} bytes",
            bytes.len()
        );
    }
    match decode::<R>(Bytes::from(bytes), version) {
        Ok(_) => true,
        Err(error @ WireError::Malformed { .. }) => {
            assert_eq!(extent, Err(error));
            false
        }
        Err(WireError::Decode { why, .. }) => {
            assert!(why.contains("utf-8"), "{} v{version}: {why}", R::SHAPE.name);
            false
        }
        Err(other) => panic!("{} v{version}: {other}", R::SHAPE.name),
    }
}

#[test]
fn noise_is_no_answer_worth_a_crash() {
    struct Noise;
    impl Visit for Noise {
        fn see<R: Guarded>(&self) {
            let (min, max) = range::<R>();
            for version in min..=max {
                let mut rng = StdRng::seed_from_u64(SEED ^ version as u64);
                for _ in 0..100 {
                    let len = rng.random_range(4..300);
                    judge::<R>((0..len).map(|_| rng.random()).collect(), version);
                }
            }
        }
    }
    visit(&Noise);
}

#[test]
fn a_stream_of_noise_never_grows_the_buffer() {
    let mut rng = StdRng::seed_from_u64(SEED);
    let frames = Frames::new(1000);
    for _ in 0..2000 {
        let mut input = BytesMut::new();
        while input.len() < 5000 {
            input.extend((0..50).map(|_| if rng.random_ratio(1, 4) { rng.random() } else { 0_u8 }));
            match frames.next(&mut input) {
                Ok(Some(frame)) => assert!(frame.len() <= 1000),
                Ok(None) => assert!(input.capacity() < 256 * 1024, "{}", input.capacity()),
                Err(_) => break,
            }
        }
    }
}
