//! Buffers of answers with records, taken up again once nobody looks at them any more: fresh memory of megabytes costs the
//! kernel a page fault for each page of it, and growing into it a copy.

use bytes::{Buf, Bytes, BytesMut};

/// The API whose answers are large, one after the other: Fetch.
const FETCH: i16 = 1;
/// Below this a buffer is not worth keeping, in bytes.
const LARGE: usize = 256 * 1024;
/// Buffers that are kept: while an answer comes into one, the last ones are looked at in the others.
const MOST: usize = 3;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    kept: Vec<Bytes>,
    /// The longest of these frames that came whole: so much is believed at once.
    longest: usize,
}

impl Shelf {
    /// Keeps the buffer of an answer of this API for later.
    pub(super) fn put(&mut self, key: i16, frame: Bytes) {
        if key == FETCH && frame.len() >= LARGE {
            self.longest = self.longest.max(frame.len());
            if self.kept.len() == MOST {
                self.kept.remove(0);
            }
            self.kept.push(frame);
        }
    }

    /// Gives `input`, at the beginning of a large frame, room for it: one of the kept buffers that nobody looks at any more,
    /// if there is one.
    pub(super) fn lend(&mut self, input: &mut BytesMut) {
        let announced = input.first_chunk().map_or(0, |len| u32::from_be_bytes(*len) as usize);
        if announced < LARGE || input.capacity() >= LARGE {
            return;
        }
        let free = self
            .kept
            .iter()
            .position(Bytes::is_unique)
            .map(|at| self.kept.swap_remove(at));
        match free.map(Bytes::try_into_mut) {
            Some(Ok(mut free)) => {
                free.clear();
                free.extend_from_slice(input.chunk());
                *input = free;
            }
            // nobody else can have taken hold of it meanwhile
            Some(Err(_)) | None => input.reserve(announced.min(self.longest)),
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::BufMut;

    use super::*;

    fn begun() -> BytesMut {
        let mut input = BytesMut::new();
        input.put_u32(300_000);
        input.put_slice(b"begun");
        input
    }

    #[test]
    fn a_buffer_is_used_again_only_when_nobody_looks_at_it() {
        let mut shelf = Shelf::default();
        let frame = Bytes::from(vec![7; LARGE]);
        let (looked_at, memory) = (frame.clone(), frame.as_ptr());
        shelf.put(FETCH, frame);
        let mut input = begun();
        shelf.lend(&mut input);
        assert_ne!(input.as_ptr(), memory);
        assert!(looked_at.iter().all(|byte| *byte == 7));
        drop(looked_at);
        let mut input = begun();
        shelf.lend(&mut input);
        assert_eq!((input.as_ptr(), &input[..]), (memory, &begun()[..]));
        assert!(shelf.kept.is_empty());
    }

    #[test]
    fn only_a_few_large_answers_with_records_are_kept() {
        let mut shelf = Shelf::default();
        shelf.put(3, vec![0; LARGE].into());
        shelf.put(FETCH, vec![0; 10].into());
        assert!(shelf.kept.is_empty());
        for _ in 0..9 {
            shelf.put(FETCH, vec![0; LARGE].into());
        }
        assert_eq!(shelf.kept.len(), MOST);
    }
}
