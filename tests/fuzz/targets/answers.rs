//! Every answer at every version: its shape, then the codec.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::answer(data));
