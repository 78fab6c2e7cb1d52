//! Buffers of answers with records, taken up again once nobody looks at them any more: fresh memory of megabytes costs the
//! kernel a page fault for each page of it, and growing into it a copy.

use std::sync::Mutex;

use bytes::{Buf, Bytes, BytesMut};

use super::super::task::lock;

/// The API whose answers are large, one after the other: Fetch.
const FETCH: i16 = 1;
/// Below this a buffer is not worth keeping, in bytes.
const LARGE: usize = 256 * 1024;
/// Buffers that are kept: while answers come into some, the last ones are looked at in the others.
const MOST: usize = 12;
/// Buffers are made in steps of so many bytes, so that one fits the next answer, too, which is never quite as long.
const STEP: usize = 1 << 20;

/// See the module. All connections of a client share one: the buffer that was free last is still in the processor's cache,
/// whoever filled it.
#[derive(Debug, Default)]
pub(in crate::kafka) struct Shelf(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    /// The one that was put last is the last.
    frames: Vec<Bytes>,
    /// The longest of the frames that came whole: so much is believed at once.
    longest: usize,
}

impl Shelf {
    /// Keeps the buffer of an answer of this API for later.
    pub(super) fn put(&self, key: i16, frame: Bytes) {
        if key == FETCH && frame.len() >= LARGE {
            let mut kept = lock(&self.0);
            kept.longest = kept.longest.max(frame.len());
            if kept.frames.len() == MOST {
                kept.frames.remove(0);
            }
            kept.frames.push(frame);
        }
    }

    /// Gives `input`, at the beginning of a large frame, room for it: one of the kept buffers that nobody looks at any more,
    /// if there is one.
    pub(super) fn lend(&self, input: &mut BytesMut) {
        let announced = input.first_chunk().map_or(0, |len| u32::from_be_bytes(*len) as usize);
        if announced < LARGE || input.capacity() > announced.min(LARGE) {
            return;
        }
        let mut kept = lock(&self.0);
        let room = announced.min(kept.longest).next_multiple_of(STEP);
        while let Some(mut free) = kept.free() {
            if free.capacity() >= announced.min(room) {
                free.clear();
                free.extend_from_slice(input.chunk());
                *input = free;
                return;
            }
        }
        input.reserve(room);
    }
}

impl Kept {
    /// Takes out the buffer that was put last, of those that nobody looks at.
    fn free(&mut self) -> Option<BytesMut> {
        let at = self.frames.iter().rposition(Bytes::is_unique)?;
        self.frames.remove(at).try_into_mut().ok()
    }
}

#[cfg(test)]
mod tests {
    use bytes::BufMut;

    use super::*;

    fn begun(announced: u32) -> BytesMut {
        let mut input = BytesMut::new();
        input.put_u32(announced);
        input.put_slice(b"begun");
        input
    }

    #[test]
    fn a_buffer_is_used_again_only_when_nobody_looks_at_it() {
        let shelf = Shelf::default();
        let frame = Bytes::from(vec![7; LARGE]);
        let (looked_at, memory) = (frame.clone(), frame.as_ptr());
        shelf.put(FETCH, frame);
        let mut input = begun(262_144);
        shelf.lend(&mut input);
        assert_ne!(input.as_ptr(), memory);
        assert!(looked_at.iter().all(|byte| *byte == 7));
        drop(looked_at);
        let mut input = begun(262_144);
        shelf.lend(&mut input);
        assert_eq!((input.as_ptr(), &input[..]), (memory, &begun(262_144)[..]));
        assert!(lock(&shelf.0).frames.is_empty());
    }

    #[test]
    fn a_buffer_fits_the_next_answer_too_and_one_that_is_too_small_goes() {
        let shelf = Shelf::default();
        shelf.put(FETCH, vec![0; 3 * LARGE].into());
        let mut input = begun(700_000);
        shelf.lend(&mut input);
        let (memory, capacity) = (input.as_ptr(), input.capacity());
        input.resize(700_004, 0);
        shelf.put(FETCH, input.freeze());
        let mut input = begun(780_000);
        shelf.lend(&mut input);
        input.resize(780_004, 0);
        assert_eq!((input.as_ptr(), input.capacity()), (memory, capacity));
        shelf.put(FETCH, input.freeze());
        shelf.put(FETCH, vec![0; 3 << 20].into());
        let _taken = lock(&shelf.0).frames.pop();
        let mut input = begun(3 << 20);
        shelf.lend(&mut input);
        assert!(input.capacity() >= 3 << 20, "{}", input.capacity());
        assert!(lock(&shelf.0).frames.is_empty());
    }

    #[test]
    fn only_a_few_large_answers_with_records_are_kept() {
        let shelf = Shelf::default();
        shelf.put(3, vec![0; LARGE].into());
        shelf.put(FETCH, vec![0; 10].into());
        assert!(lock(&shelf.0).frames.is_empty());
        for _ in 0..MOST + 5 {
            shelf.put(FETCH, vec![0; LARGE].into());
        }
        assert_eq!(lock(&shelf.0).frames.len(), MOST);
    }
}
