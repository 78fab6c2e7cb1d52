//! Of each key the newest record, partition by partition, as compaction would leave them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::order::{Latest as Counts, LatestOnly};
use super::show::Lines;

/// Bytes of keys and lines that are kept at most.
const ROOM: usize = 512 << 20;
/// What an entry takes beside its bytes.
const EACH: usize = 96;

/// The newest record of a key.
struct Newest {
    offset: i64,
    tombstone: bool,
    /// Empty when the filter did not find it.
    line: Box<[u8]>,
}

/// See the module.
pub(super) struct Latest {
    only: LatestOnly,
    slices: Vec<HashMap<Box<[u8]>, Newest>>,
    bytes: usize,
    room: usize,
    keyless: u64,
}

impl Latest {
    pub(super) fn new(only: LatestOnly, slices: usize) -> Self {
        Self {
            only,
            slices: (0..slices).map(|_| HashMap::new()).collect(),
            bytes: 0,
            room: ROOM,
            keyless: 0,
        }
    }

    /// Takes a piece's records in.
    ///
    /// # Errors
    /// In words, when there are more keys than there is room for.
    pub(super) fn put(&mut self, slice: usize, lines: &Lines) -> Result<(), String> {
        let Some(keys) = self.slices.get_mut(slice) else {
            return Ok(());
        };
        for one in lines.keyed() {
            let Some(key) = one.key else {
                self.keyless += 1;
                continue;
            };
            let newest = Newest {
                offset: one.offset,
                tombstone: one.tombstone,
                line: one.line.into(),
            };
            match keys.entry(key.into()) {
                Entry::Occupied(mut old) => {
                    self.bytes = self.bytes + newest.line.len() - old.get().line.len();
                    old.insert(newest);
                }
                Entry::Vacant(free) => {
                    self.bytes += EACH + free.key().len() + newest.line.len();
                    free.insert(newest);
                }
            }
        }
        if self.bytes <= self.room {
            return Ok(());
        }
        let count: usize = self.slices.iter().map(HashMap::len).sum();
        Err(format!(
            "the newest records of {count} keys take more than the {} MiB that there are for them",
            self.room >> 20
        ))
    }

    /// The lines of the slices that were read to their end, in the order of their offsets, and the counts.
    pub(super) fn end(self, whole: &[bool], each: &mut dyn FnMut(&[u8]) -> bool) -> Counts {
        let mut counts = Counts {
            keyless: self.keyless,
            ..Counts::default()
        };
        let mut go = true;
        for (at, keys) in self.slices.into_iter().enumerate() {
            if !whole.get(at).copied().unwrap_or(false) {
                counts.left_out += 1;
                continue;
            }
            counts.keys += keys.len() as u64;
            counts.tombstones += keys.values().filter(|newest| newest.tombstone).count() as u64;
            let shown = |newest: &Newest| !newest.line.is_empty() && (self.only.tombstones || !newest.tombstone);
            let mut rows: Vec<Newest> = keys.into_values().filter(shown).collect();
            rows.sort_unstable_by_key(|newest| newest.offset);
            for newest in rows {
                go = go && each(&newest.line);
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::super::show::Form;
    use super::*;
    use crate::model::names::TopicName;
    use crate::records::read::Place;
    use crate::wire::batch::Record;

    fn lines(records: &[(i64, Option<&str>, Option<&str>)]) -> Lines {
        let topic = TopicName::from("t");
        let place = Place {
            topic: &topic,
            partition: 0,
            append_time: false,
            control: false,
        };
        let mut out = Lines::default();
        for (offset, key, value) in records {
            let record = Record {
                offset: *offset,
                timestamp: 0,
                key: key.map(str::as_bytes),
                value: value.map(str::as_bytes),
                headers: Default::default(),
            };
            Form::Value.show(&place, &record, &mut out);
            out.of_key(&record);
            out.at(*offset);
        }
        out
    }

    fn ended(latest: Latest, whole: &[bool]) -> (Counts, String) {
        let mut text = Vec::new();
        let counts = latest.end(whole, &mut |line| {
            text.extend_from_slice(line);
            true
        });
        (counts, String::from_utf8(text).unwrap())
    }

    #[test]
    fn the_newest_of_each_key_is_left_and_deleted_ones_are_counted() {
        let mut latest = Latest::new(LatestOnly::default(), 2);
        let first = [
            (0, Some("a"), Some("a1")),
            (1, Some("b"), Some("b1")),
            (2, None, Some("x")),
        ];
        latest.put(0, &lines(&first)).unwrap();
        let later = [(3, Some("a"), Some("a2")), (7, Some("c"), Some("c1"))];
        latest.put(0, &lines(&later)).unwrap();
        latest.put(0, &lines(&[(9, Some("b"), None)])).unwrap();
        latest.put(1, &lines(&[(0, Some("z"), Some("z1"))])).unwrap();
        let (counts, text) = ended(latest, &[true, false]);
        assert_eq!(text, "a2\nc1\n");
        let expected = Counts {
            keys: 3,
            tombstones: 1,
            keyless: 1,
            left_out: 1,
        };
        assert_eq!(counts, expected);
    }

    #[test]
    fn too_many_keys_are_refused() {
        let mut latest = Latest::new(LatestOnly { tombstones: true }, 1);
        latest.room = 200;
        latest.put(0, &lines(&[(0, Some("a"), Some("a1"))])).unwrap();
        for again in 1..100 {
            latest.put(0, &lines(&[(again, Some("a"), None)])).unwrap();
        }
        let more = [(200, Some("b"), Some("b")), (201, Some("c"), Some("c"))];
        assert!(latest.put(0, &lines(&more)).unwrap_err().contains("3 keys"));
    }
}
