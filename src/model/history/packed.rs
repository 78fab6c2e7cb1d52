//! A column of non-negative numbers, bit-packed against a base that several columns share.

use std::sync::Arc;

use super::ring::UNKNOWN;

/// Numbers a chunk: each chunk has a bit width of its own, and as many words as bits.
const CHUNK: usize = 64;

/// With more bits a number than this on the average, a column starts a new base.
const WIDE: usize = 20;

/// When more than one in so many numbers has become known since the base was made, it is made anew.
const GAPS: usize = 8;

/// One column.
#[derive(Clone, Debug, Default)]
pub(super) struct Packed {
    base: Arc<[i64]>,
    /// Where each chunk's words begin, and the end of the last.
    starts: Box<[u32]>,
    words: Box<[u64]>,
}

impl Packed {
    /// Packs `values` (negative ones are unknown), against `base` where it fits well. `latest` is what each was when it
    /// was last known: a new base is made of it, since what is unknown in one sample is known in the next.
    pub(super) fn new(values: &[i64], latest: &[i64], base: Option<Arc<[i64]>>) -> Self {
        let fits = |base: &Arc<[i64]>| {
            let gaps = base
                .iter()
                .zip(latest)
                .filter(|(base, latest)| **base == 0 && **latest > 0);
            base.len() == values.len() && gaps.count() * GAPS <= values.len()
        };
        if let Some(base) = base.filter(fits) {
            let packed = Self::against(values, base);
            if packed.words.len() * CHUNK <= values.len() * WIDE {
                return packed;
            }
        }
        Self::against(values, latest.iter().map(|&value| value.max(0)).collect())
    }

    fn against(values: &[i64], base: Arc<[i64]>) -> Self {
        let mut starts = Vec::with_capacity(values.len() / CHUNK + 2);
        let mut words: Vec<u64> = Vec::new();
        let mut codes = [0u64; CHUNK];
        starts.push(0);
        for (values, base) in values.chunks(CHUNK).zip(base.chunks(CHUNK)) {
            let mut all = 0;
            for ((code, &value), &base) in codes.iter_mut().zip(values).zip(base) {
                *code = encode(value, base);
                all |= *code;
            }
            let width = (u64::BITS - all.leading_zeros()) as usize;
            let first = words.len();
            words.resize(first + width, 0);
            for (at, &code) in codes.iter().take(values.len()).enumerate() {
                put(&mut words[first..], at * width, width, code);
            }
            starts.push(u32::try_from(words.len()).unwrap_or(u32::MAX));
        }
        Self {
            base,
            starts: starts.into(),
            words: words.into(),
        }
    }

    pub(super) fn base(&self) -> Arc<[i64]> {
        Arc::clone(&self.base)
    }

    /// The number at `index`; none when it is unknown or there is none.
    pub(super) fn get(&self, index: usize) -> Option<i64> {
        let base = *self.base.get(index)?;
        let first = *self.starts.get(index / CHUNK)? as usize;
        let end = *self.starts.get(index / CHUNK + 1)? as usize;
        let width = end - first;
        decode(take(self.words.get(first..end)?, index % CHUNK * width, width), base)
    }

    /// Bytes of its own, and of its base.
    pub(super) fn bytes(&self) -> (usize, usize) {
        (self.starts.len() * 4 + self.words.len() * 8, self.base.len() * 8)
    }
}

/// 0 is unknown; a known number is its zigzagged distance to the base, plus one.
fn encode(value: i64, base: i64) -> u64 {
    if value <= UNKNOWN {
        return 0;
    }
    let delta = value.wrapping_sub(base);
    ((delta << 1) ^ (delta >> 63)).cast_unsigned().wrapping_add(1)
}

fn decode(code: u64, base: i64) -> Option<i64> {
    let zigzag = code.checked_sub(1)?;
    let delta = (zigzag >> 1).cast_signed() ^ -((zigzag & 1).cast_signed());
    Some(base.wrapping_add(delta))
}

fn put(words: &mut [u64], bit: usize, width: usize, code: u64) {
    if width == 0 {
        return;
    }
    let (word, shift) = (bit / 64, bit % 64);
    words[word] |= code << shift;
    if shift + width > 64 {
        words[word + 1] |= code >> (64 - shift);
    }
}

fn take(words: &[u64], bit: usize, width: usize) -> u64 {
    if width == 0 {
        return 0;
    }
    let (word, shift) = (bit / 64, bit % 64);
    let mut code = words[word] >> shift;
    if shift + width > 64 {
        code |= words[word + 1] << (64 - shift);
    }
    if width == 64 { code } else { code & ((1 << width) - 1) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_goes_in_comes_out(
            base in prop::collection::vec(-1..=i64::MAX, 0..200),
            steps in prop::collection::vec((0..64u32, any::<i64>(), prop::bool::weighted(0.1)), 200),
        ) {
            let values: Vec<i64> = base
                .iter()
                .zip(&steps)
                .map(|(base, (shift, step, unknown))| {
                    if *unknown { UNKNOWN } else { base.saturating_add(step >> shift).max(0) }
                })
                .collect();
            let first = Packed::new(&base, &base, None);
            for packed in [Packed::new(&values, &values, Some(first.base())), Packed::new(&values, &base, None)] {
                for (at, &value) in values.iter().enumerate() {
                    prop_assert_eq!(packed.get(at), (value >= 0).then_some(value));
                }
                prop_assert_eq!(packed.get(values.len()), None);
            }
        }
    }

    #[test]
    fn an_idle_column_is_nearly_free_and_a_busy_one_small() {
        let first: Vec<i64> = (0..64_000).map(|n| n * 1_000_003).collect();
        let base = Packed::new(&first, &first, None).base();
        let idle = Packed::new(&first, &first, Some(Arc::clone(&base)));
        assert!(idle.bytes().0 < 64_000 / 4, "{:?}", idle.bytes());
        let busy: Vec<i64> = first.iter().map(|n| n + 60_000).collect();
        let busy = Packed::new(&busy, &busy, Some(Arc::clone(&base)));
        assert!(
            Arc::ptr_eq(&busy.base(), &base) && busy.bytes().0 < 64_000 * 5 / 2,
            "{:?}",
            busy.bytes()
        );
        let far: Vec<i64> = first.iter().map(|n| n + (1 << 40)).collect();
        assert!(
            !Arc::ptr_eq(&Packed::new(&far, &far, Some(Arc::clone(&base))).base(), &base),
            "a new base"
        );
    }

    #[test]
    fn a_column_that_is_known_by_turns_keeps_one_base() {
        let all: Vec<i64> = (0..6_400).map(|n| n + (1 << 40)).collect();
        let turn = |turn: i64| -> Vec<i64> {
            let only = |(at, value): (i64, &i64)| if at % 3 == turn { *value } else { UNKNOWN };
            (0..).zip(&all).map(only).collect()
        };
        let base = Packed::new(&turn(0), &all, None).base();
        for third in 1..6 {
            let packed = Packed::new(&turn(third % 3), &all, Some(Arc::clone(&base)));
            assert!(
                Arc::ptr_eq(&packed.base(), &base) && packed.bytes().0 < 2_000,
                "{:?}",
                packed.bytes()
            );
        }
        let unknown = vec![UNKNOWN; all.len()];
        let empty = Packed::new(&unknown, &unknown, None).base();
        let full = Packed::new(&all, &all, Some(empty));
        assert!(
            full.bytes().0 < 2_000,
            "a base of nothing is of no use: {:?}",
            full.bytes()
        );
    }
}
