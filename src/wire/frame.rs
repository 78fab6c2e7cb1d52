//! Splitting a byte stream into frames.

use bytes::{Buf, Bytes, BytesMut};

use super::WireError;

/// What is reserved ahead of bytes that have not come yet, and how many times what has come beyond that.
const STEP: usize = 64 * 1024;
const TRUST: usize = 8;
const PREFIX: usize = 4;

/// Cuts length-prefixed Kafka frames out of a growing buffer.
///
/// The announced length is checked before anything is reserved for it, and room is reserved in steps: 64 KiB, then eight
/// times what has come, at last just what is missing. A peer that lies about a length costs a step, not the length.
///
/// ```
/// use bytes::BytesMut;
/// use kconsole::wire::{DEFAULT_FRAME, Frames};
///
/// let frames = Frames::new(DEFAULT_FRAME);
/// let mut input = BytesMut::from(&b"\0\0\0\x02hi\0\0"[..]);
/// assert_eq!(frames.next(&mut input)?.as_deref(), Some(&b"hi"[..]));
/// assert_eq!(frames.next(&mut input)?, None); // half a length prefix
/// # Ok::<(), kconsole::wire::WireError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Frames {
    max: usize,
}

impl Frames {
    /// A splitter that refuses frames of more than `max` bytes (itself held to [`super::MAX_FRAME`]).
    pub fn new(max: usize) -> Self {
        Self {
            max: max.min(super::MAX_FRAME),
        }
    }

    /// Takes the next whole frame off the front of `input`, without its length prefix; `None` until all of it is there.
    /// Read more into `input` and call again.
    ///
    /// # Errors
    /// [`WireError::NegativeLength`] and [`WireError::FrameTooLarge`]: the stream cannot be trusted any more, close it.
    pub fn next(&self, input: &mut BytesMut) -> Result<Option<Bytes>, WireError> {
        let Some(&prefix) = input.first_chunk::<PREFIX>() else {
            input.reserve(STEP);
            return Ok(None);
        };
        let announced = i32::from_be_bytes(prefix);
        let len = usize::try_from(announced).map_err(|_negative| WireError::NegativeLength(announced))?;
        if len > self.max {
            return Err(WireError::FrameTooLarge {
                len: len as u64,
                max: self.max,
            });
        }
        let have = input.len() - PREFIX;
        if have < len {
            input.reserve((len - have).min(STEP.max(have * TRUST)));
            return Ok(None);
        }
        input.advance(PREFIX);
        if len <= STEP {
            return Ok(Some(input.split_to(len).freeze()));
        }
        // A large frame takes its buffer with it: a connection that kept the rest of it would keep all of it.
        let rest = BytesMut::from(&input[len..]);
        let mut frame = std::mem::replace(input, rest);
        frame.truncate(len);
        Ok(Some(frame.freeze()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_out_whole_however_they_went_in() {
        let mut stream = Vec::new();
        for body in [&b""[..], b"a", b"kafka", &[7; 300]] {
            stream.extend((body.len() as i32).to_be_bytes());
            stream.extend(body);
        }
        for chunk in [1, 2, 3, 7, stream.len()] {
            let (frames, mut input, mut out) = (Frames::new(1000), BytesMut::new(), Vec::new());
            for piece in stream.chunks(chunk) {
                input.extend_from_slice(piece);
                while let Some(frame) = frames.next(&mut input).unwrap() {
                    out.push(frame.len());
                }
            }
            assert_eq!(out, [0, 1, 5, 300], "in chunks of {chunk}");
        }
    }

    #[test]
    fn a_large_frame_takes_its_buffer_with_it() {
        let mut input = BytesMut::new();
        for body in [&[1; 40 * STEP][..], &[2; 3]] {
            input.extend_from_slice(&i32::try_from(body.len()).unwrap().to_be_bytes());
            input.extend_from_slice(body);
        }
        let frames = Frames::new(usize::MAX);
        let large = frames.next(&mut input).unwrap().unwrap();
        assert_eq!((large.len(), large[0]), (40 * STEP, 1));
        drop(large);
        assert_eq!(frames.next(&mut input).unwrap().as_deref(), Some(&[2; 3][..]));
        assert_eq!(frames.next(&mut input), Ok(None));
        assert!(input.capacity() <= 2 * STEP, "{}", input.capacity());
    }

    #[test]
    fn a_lying_length_reserves_one_step() {
        let mut input = BytesMut::from(&200_000_000_i32.to_be_bytes()[..]);
        assert_eq!(Frames::new(usize::MAX).next(&mut input), Ok(None));
        assert!(input.capacity() <= 2 * STEP, "{}", input.capacity());
    }

    #[test]
    fn a_large_frame_is_given_little_more_room_than_it_takes() {
        let len = 20_000_000;
        let mut input = BytesMut::from(&i32::try_from(len).unwrap().to_be_bytes()[..]);
        let (frames, mut most) = (Frames::new(usize::MAX), 0);
        while frames.next(&mut input).unwrap().is_none() {
            most = input.capacity();
            assert!(
                most <= (TRUST + 1) * input.len().max(STEP),
                "{most} for {}",
                input.len()
            );
            let room = (input.capacity() - input.len()).min(len + PREFIX - input.len());
            input.resize(input.len() + room, 7);
        }
        assert!(most <= len + len / 8, "{most}");
    }

    #[test]
    fn lengths_out_of_bounds_are_refused_at_once() {
        let refuse = |bytes: &[u8]| Frames::new(10).next(&mut BytesMut::from(bytes)).unwrap_err();
        assert_eq!(refuse(&[255; 4]), WireError::NegativeLength(-1));
        assert_eq!(refuse(b"\0\0\0\x0b"), WireError::FrameTooLarge { len: 11, max: 10 });
        // A TLS alert and an HTTP answer, as a plaintext client would read them.
        for foreign in [&b"\x15\x03\x03\0\x02\x02P"[..], b"HTTP/1.1 400"] {
            let mut input = BytesMut::from(foreign);
            let error = Frames::new(usize::MAX).next(&mut input).unwrap_err();
            assert!(matches!(error, WireError::FrameTooLarge { .. }), "{error}");
        }
    }
}
