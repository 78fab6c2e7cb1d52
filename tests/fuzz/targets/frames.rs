//! A stream in pieces: frames come out whole or not at all, and the buffer does not grow by what is only announced.

#![no_main]

use bytes::BytesMut;
use libfuzzer_sys::fuzz_target;
use targets::wire::{Frames, correlation, decode_api_versions};

const MOST: usize = 4096;

fuzz_target!(|data: &[u8]| {
    let Some((&step, stream)) = data.split_first() else {
        return;
    };
    let frames = Frames::new(MOST);
    let mut input = BytesMut::new();
    for piece in stream.chunks(usize::from(step) + 1) {
        input.extend_from_slice(piece);
        loop {
            match frames.next(&mut input) {
                Ok(Some(frame)) => {
                    assert!(frame.len() <= MOST);
                    assert_eq!(correlation(&frame).is_ok(), frame.len() >= 4);
                    let _ = decode_api_versions(frame, i16::from(step % 5));
                }
                Ok(None) => break,
                Err(_) => return,
            }
        }
        assert!(input.capacity() < 256 * 1024);
    }
});
