//! How far a redrive came, kept in a file: a later run goes on from there and writes nothing twice.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::model::trouble::{Cause, Trouble};

/// The file, as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Checkpoint {
    /// The topic that is read.
    source: String,
    /// How far each of its partitions is dealt with.
    partitions: BTreeMap<i32, Dealt>,
}

/// What of a partition is dealt with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Dealt {
    /// Everything before this offset.
    next: i64,
    /// And these after it, beside one that was not acknowledged.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    done: BTreeSet<i64>,
}

impl Checkpoint {
    /// Reads it; one that is not there is empty.
    ///
    /// # Errors
    /// It cannot be read, or is of another topic.
    pub(super) fn load(path: Option<&Path>, source: &str) -> Result<Self, Trouble> {
        let empty = Self {
            source: source.to_owned(),
            ..Self::default()
        };
        let Some(path) = path else { return Ok(empty) };
        let failed = |what: String| {
            let what = format!("{}: {what}", path.display());
            Trouble::new("read the checkpoint", Cause::Config(what))
        };
        let text = match std::fs::read(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(empty),
            Err(error) => return Err(failed(error.to_string())),
        };
        let found: Self = serde_json::from_slice(&text).map_err(|error| failed(error.to_string()))?;
        match found.source == source {
            true => Ok(found),
            false => Err(failed(format!("it is of topic {}", found.source))),
        }
    }

    /// The first offset of a partition that is not dealt with, where that is known.
    pub(super) fn next(&self, partition: i32) -> Option<i64> {
        self.partitions.get(&partition).map(|dealt| dealt.next)
    }

    /// Whether a record is dealt with.
    pub(super) fn has(&self, partition: i32, offset: i64) -> bool {
        let dealt = self.partitions.get(&partition);
        dealt.is_some_and(|dealt| offset < dealt.next || dealt.done.contains(&offset))
    }

    /// These are dealt with: everything before `upto`, but for what was `lost` (in order). `done` were acknowledged.
    pub(super) fn went(&mut self, partition: i32, upto: i64, lost: &BTreeSet<i64>, done: &BTreeSet<i64>) {
        let dealt = self.partitions.entry(partition).or_default();
        let before = dealt.done.iter().copied();
        let first = lost.first().copied();
        let next = first.map_or(upto, |first| first.min(upto)).max(dealt.next);
        let all: BTreeSet<i64> = before.chain(done.iter().copied()).collect();
        dealt.done = all.into_iter().filter(|offset| *offset >= next).collect();
        dealt.next = next;
    }

    /// Writes it in place of the old one, in one step.
    ///
    /// # Errors
    /// In words.
    pub(super) fn save(&self, path: &Path) -> Result<(), String> {
        let failed = |error: std::io::Error| format!("cannot write {}: {error}", path.display());
        let text = serde_json::to_vec(self).map_err(|error| error.to_string())?;
        if let Some(dir) = path.parent() {
            std::fs::create_dir_all(dir).map_err(failed)?;
        }
        let mut beside = path.as_os_str().to_owned();
        beside.push(".new");
        let mut file = std::fs::File::create(&beside).map_err(failed)?;
        file.write_all(&text).and_then(|()| file.sync_all()).map_err(failed)?;
        std::fs::rename(&beside, path).map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_acknowledged_comes_again_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("redrive.json");
        let mut kept = Checkpoint::load(Some(&path), "orders.dlq").unwrap();
        kept.went(0, 10, &BTreeSet::new(), &(3..10).collect());
        kept.went(0, 20, &BTreeSet::from([12, 15]), &BTreeSet::from([10, 11, 13, 14, 16]));
        kept.save(&path).unwrap();
        let kept = Checkpoint::load(Some(&path), "orders.dlq").unwrap();
        assert_eq!(kept.next(0), Some(12));
        let again: Vec<i64> = (0..20).filter(|offset| !kept.has(0, *offset)).collect();
        assert_eq!(again, [12, 15, 17, 18, 19]);
        assert!(Checkpoint::load(Some(&path), "other").is_err());
        assert_eq!(kept.next(1), None);
    }

    #[test]
    fn a_second_try_moves_it_on() {
        let mut kept = Checkpoint::default();
        kept.went(0, 5, &BTreeSet::from([2]), &BTreeSet::from([0, 1, 3, 4]));
        kept.went(0, 5, &BTreeSet::new(), &BTreeSet::from([2]));
        assert_eq!(kept.next(0), Some(5));
        assert!(kept.partitions[&0].done.is_empty());
    }
}
