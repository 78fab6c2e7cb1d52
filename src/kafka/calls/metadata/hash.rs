//! A quick hash of bytes and words: it tells a change, and defends against nobody.

const START: u64 = 0x243f_6a88_85a3_08d3;
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// A hash that grows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mix(u64);

impl Default for Mix {
    fn default() -> Self {
        Self(START)
    }
}

impl Mix {
    /// With one more word.
    pub(super) fn word(self, word: u64) -> Self {
        let mixed = (self.0 ^ word).wrapping_mul(FACTOR);
        Self(mixed ^ (mixed >> 29))
    }

    /// With these bytes and their length.
    pub(super) fn bytes(self, bytes: &[u8]) -> Self {
        let (words, rest) = bytes.as_chunks();
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        let all = words.iter().fold(self, |mix, word| mix.word(u64::from_le_bytes(*word)));
        all.word(u64::from_le_bytes(last)).word(bytes.len() as u64)
    }

    /// The hash so far.
    pub(super) fn done(self) -> u64 {
        self.0
    }
}
