//! What other clients put into their group: subscriptions and assignments.

#![no_main]

use bytes::Bytes;
use libfuzzer_sys::fuzz_target;
use targets::wire::{decode_assignment, decode_subscription};

fuzz_target!(|data: &[u8]| {
    let blob = Bytes::copy_from_slice(data);
    let _ = decode_assignment(blob.clone());
    let _ = decode_subscription(blob);
});
