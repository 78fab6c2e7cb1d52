//! What a producer sends to the embedded cluster.

#![no_main]

use libfuzzer_sys::fuzz_target;
use targets::stored;

fuzz_target!(|data: &[u8]| {
    let _ = stored::check(data);
    let Ok(header) = stored::header(data) else { return };
    let Some(whole) = data.get(..header.len) else { return };
    let placed = stored::placed(whole, 7, 1, None);
    assert!(stored::check(&placed).is_ok() == stored::check(whole).is_ok());
    let _ = (
        stored::newest(whole),
        stored::first_at_or_after(whole, 1),
        stored::lacks_key(whole),
    );
});
