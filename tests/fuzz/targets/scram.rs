//! What a broker says in SCRAM: without the password it is never believed.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((&first, rest)) = data.split_first() else {
        return;
    };
    let at = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
    let (challenge, last) = rest.split_at(at);
    // more rounds only cost time
    let digits = challenge.rsplit(|byte| *byte == b'=').next().map_or(0, <[u8]>::len);
    if digits <= 4 {
        assert!(!targets::believed(
            first & 1 == 1,
            challenge,
            last.get(1..).unwrap_or_default()
        ));
    }
});
