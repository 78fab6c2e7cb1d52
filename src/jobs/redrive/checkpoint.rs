//! How far a redrive came: a later run goes on from there and writes nothing twice.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, TryLockError};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::model::names::TopicId;
use crate::model::trouble::{Cause, Trouble};

/// A checkpoint's file is this many bytes long at most.
const LONGEST: u64 = 512 << 20;

/// What is dealt with. A file has one in each line, as JSON: all of them together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Checkpoint {
    /// The topic that is read.
    source: String,
    /// Its id; none where the brokers have none (before Kafka 2.8), or where it was not asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// How far each of its partitions is dealt with.
    partitions: BTreeMap<i32, Dealt>,
}

/// What of a partition is dealt with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Dealt {
    /// Everything before this offset.
    next: i64,
    /// And these after it: the first offset of each stretch, and the one after its last. No two of them touch.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    done: BTreeMap<i64, i64>,
}

impl Dealt {
    /// All from `from` to before `until` is dealt with.
    fn add(&mut self, from: i64, until: i64) {
        if until <= from.max(self.next) {
            return;
        }
        let (mut from, mut until) = (from, until);
        // the one before, when it reaches this one; then all that begin in it
        if let Some((start, end)) = self.done.range(..=from).next_back().filter(|(_, end)| **end >= from) {
            (from, until) = (*start, until.max(*end));
        }
        while let Some((start, end)) = self.done.range(from..=until).next().map(|(start, end)| (*start, *end)) {
            self.done.remove(&start);
            until = until.max(end);
        }
        match from <= self.next {
            true => self.next = until,
            false => drop(self.done.insert(from, until)),
        }
    }

    /// The first offset from this one on that is not dealt with.
    fn after(&self, offset: i64) -> i64 {
        let before = self.done.range(..=offset).next_back().map(|(_, end)| *end);
        offset.max(self.next).max(before.unwrap_or(0))
    }

    fn has(&self, offset: i64) -> bool {
        self.after(offset) > offset
    }
}

/// Keeps other runs from moving a checkpoint, as long as the file that it gives is open.
///
/// # Errors
/// In words: another run holds it, or the file beside it cannot be made.
pub(super) fn hold(path: &Path) -> Result<File, String> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".lock");
    let failed = |error: std::io::Error| format!("cannot lock {}: {error}", path.display());
    if let Some(dir) = path.parent() {
        std::fs::create_dir_all(dir).map_err(failed)?;
    }
    let file = File::create(&beside).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(format!("another run is moving {}: wait for its end", path.display())),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

impl Checkpoint {
    /// Reads it; one that is not there is empty.
    ///
    /// # Errors
    /// It cannot be read, or is of another topic.
    pub(super) fn load(path: Option<&Path>, source: &str) -> Result<Self, Trouble> {
        let empty = Self::of(source);
        let Some(path) = path else { return Ok(empty) };
        let failed = |what: String| {
            let what = format!("{}: {what}", path.display());
            Trouble::new("read the checkpoint", Cause::Config(what))
        };
        let text = match std::fs::metadata(path) {
            Ok(file) if file.len() > LONGEST => Err("it is too long for one".to_owned()),
            _ => match std::fs::read(path) {
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(empty),
                read => read.map_err(|error| error.to_string()),
            },
        };
        let mut all: Option<Self> = None;
        let text = text.map_err(failed)?;
        for line in text.split_inclusive(|byte| *byte == b'\n') {
            let found: Self = match (serde_json::from_slice(line), &all) {
                (Ok(found), _) => found,
                // the machine went down in the middle of it: what it told was never said to be kept
                (Err(_torn), Some(_)) if line.last() != Some(&b'\n') => break,
                (Err(error), _) => return Err(failed(error.to_string())),
            };
            if found.source != source {
                return Err(failed(format!("it is of topic {}", found.source)));
            }
            match &mut all {
                None => all = Some(found),
                Some(all) => all.merge(&found),
            }
        }
        all.ok_or_else(|| failed("it is empty".to_owned()))
    }

    /// The topic.
    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// Nothing of a topic.
    pub(super) fn of(source: &str) -> Self {
        Self {
            source: source.to_owned(),
            ..Self::default()
        }
    }

    /// Makes sure that it is of this topic, and not of an earlier one of the same name: its offsets would say nothing.
    ///
    /// # Errors
    /// In words.
    pub(super) fn identify(&mut self, id: Option<TopicId>) -> Result<(), String> {
        let id = id.map(|id| id.to_string());
        if self.id.is_some() && id.is_some() && self.id != id {
            return Err(format!(
                "the checkpoint is of another topic of the name {}: it was made anew since, or is on another cluster; \
                 without that file all is counted",
                self.source
            ));
        }
        self.id = id.or_else(|| self.id.take());
        Ok(())
    }

    /// Whether the same is dealt with.
    pub(super) fn equals(&self, other: &Self) -> bool {
        (&self.source, &self.partitions) == (&other.source, &other.partitions)
    }

    /// Takes in what another one has.
    fn merge(&mut self, other: &Self) {
        for (partition, more) in &other.partitions {
            let dealt = self.partitions.entry(*partition).or_default();
            dealt.add(0, more.next);
            more.done.iter().for_each(|(from, until)| dealt.add(*from, *until));
        }
    }

    /// Nothing is dealt with.
    pub(super) fn is_empty(&self) -> bool {
        let nothing = |dealt: &Dealt| dealt.next == 0 && dealt.done.is_empty();
        self.partitions.values().all(nothing)
    }

    /// Stretches with gaps between them.
    pub(super) fn stretches(&self) -> usize {
        self.partitions.values().map(|dealt| dealt.done.len()).sum()
    }

    /// The first offset of a partition, from this one on, that is not dealt with.
    pub(super) fn next(&self, partition: i32, from: i64) -> i64 {
        let dealt = self.partitions.get(&partition);
        dealt.map_or(from, |dealt| dealt.after(from))
    }

    /// The offset after the last of a partition that is dealt with.
    pub(super) fn end(&self, partition: i32) -> i64 {
        let dealt = self.partitions.get(&partition);
        dealt.map_or(0, |dealt| {
            dealt.done.last_key_value().map_or(dealt.next, |(_, end)| *end)
        })
    }

    /// Whether a record is dealt with.
    pub(super) fn has(&self, partition: i32, offset: i64) -> bool {
        let dealt = self.partitions.get(&partition);
        dealt.is_some_and(|dealt| dealt.has(offset))
    }

    /// All of a partition between two offsets is dealt with, but for what was left (in order): not chosen, without a
    /// target, or not acknowledged.
    pub(super) fn passed(&mut self, partition: i32, from: i64, until: i64, left: &BTreeSet<i64>) {
        let dealt = self.partitions.entry(partition).or_default();
        let mut from = from;
        for offset in left.range(from..until.max(from)) {
            dealt.add(from, *offset);
            from = offset + 1;
        }
        dealt.add(from, until);
    }

    /// One record is dealt with.
    pub(super) fn done(&mut self, partition: i32, offset: i64) {
        let dealt = self.partitions.entry(partition).or_default();
        dealt.add(offset, offset + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::super::kept::Kept;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_was_left_comes_again_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("deep/redrive.json");
        let mut kept = Checkpoint::load(Some(&path), "orders.dlq").unwrap();
        kept.passed(0, 0, 10, &BTreeSet::new());
        kept.passed(0, 10, 17, &BTreeSet::from([12, 15]));
        kept.done(0, 19);
        Kept::begin(kept, Some(&path)).unwrap();
        let kept = Checkpoint::load(Some(&path), "orders.dlq").unwrap();
        assert_eq!((kept.next(0, 0), kept.next(0, 13), kept.end(0)), (12, 15, 20));
        let again: Vec<i64> = (0..21).filter(|offset| !kept.has(0, *offset)).collect();
        assert_eq!(again, [12, 15, 17, 18, 20]);
        assert!(Checkpoint::load(Some(&path), "other").is_err());
        assert_eq!((kept.next(1, 7), kept.end(1)), (7, 0));
    }

    #[test]
    fn one_run_at_a_time_moves_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("redrive.json");
        let held = hold(&path).unwrap();
        assert!(hold(&path).unwrap_err().contains("another run"));
        drop(held);
        assert!(hold(&path).is_ok());
    }

    #[test]
    fn a_second_try_moves_it_on() {
        let mut kept = Checkpoint::default();
        kept.passed(0, 0, 5, &BTreeSet::from([2]));
        kept.done(0, 2);
        assert_eq!(kept.next(0, 0), 5);
        assert!(kept.partitions[&0].done.is_empty());
    }

    #[test]
    fn a_topic_that_was_made_anew_is_another_one() {
        let (first, second) = (TopicId::from_u128(1), TopicId::from_u128(2));
        let mut kept = Checkpoint::of("orders.dlq");
        for id in [None, Some(first), Some(first), None] {
            kept.identify(id).unwrap();
        }
        assert!(kept.identify(Some(second)).unwrap_err().contains("made anew"));
    }

    proptest! {
        #[test]
        fn stretches_hold_what_was_put_into_them(parts in prop::collection::vec((0i64..60, 0i64..9), 0..30)) {
            let (mut kept, mut all) = (Dealt::default(), BTreeSet::new());
            for (from, len) in parts {
                kept.add(from, from + len);
                all.extend(from..from + len);
            }
            for offset in 0..80 {
                prop_assert_eq!(kept.has(offset), all.contains(&offset), "{} {:?}", offset, kept);
            }
            let ends: Vec<_> = std::iter::once((&0, &kept.next)).chain(&kept.done).collect();
            prop_assert!(ends.windows(2).all(|two| two[0].1 < two[1].0), "{:?}", kept);
        }
    }
}
