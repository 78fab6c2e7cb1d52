//! The checkpoint of a run, and its file: what is new is put to its end, and now and then all is written anew.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::checkpoint::Checkpoint;

/// What was put to a file's end before all is written anew, at least: so many bytes, and as many as all of it had.
const PUT: u64 = 1 << 20;

/// Stretches with gaps between them, at most: each of them takes memory, and a line of the file.
const STRETCHES: usize = 2_000_000;

/// See the module.
pub(super) struct Kept {
    all: Checkpoint,
    /// Of that, what the file does not have.
    fresh: Checkpoint,
    file: Option<Log>,
}

struct Log {
    path: PathBuf,
    file: File,
    /// Bytes of it when it was written anew, and those put to its end since.
    whole: u64,
    put: u64,
    /// A line at its end may have been cut off: nothing may follow it.
    torn: bool,
}

impl Kept {
    /// Writes the file in place of the old one, if there is to be one.
    ///
    /// # Errors
    /// In words.
    pub(super) fn begin(all: Checkpoint, path: Option<&Path>) -> Result<Self, String> {
        Ok(Self {
            file: path.map(|path| Log::anew(path, &all)).transpose()?,
            fresh: Checkpoint::of(all.source()),
            all,
        })
    }

    /// Whether a record is dealt with.
    pub(super) fn has(&self, partition: i32, offset: i64) -> bool {
        self.all.has(partition, offset)
    }

    /// See [`Checkpoint::passed`].
    pub(super) fn passed(&mut self, partition: i32, from: i64, until: i64, left: &BTreeSet<i64>) {
        self.all.passed(partition, from, until, left);
        self.fresh.passed(partition, from, until, left);
    }

    /// See [`Checkpoint::done`].
    pub(super) fn done(&mut self, partition: i32, offset: i64) {
        self.all.done(partition, offset);
        self.fresh.done(partition, offset);
    }

    /// Whether there is a file.
    pub(super) fn has_file(&self) -> bool {
        self.file.is_some()
    }

    /// Writes what is new; it is in the file when this comes back well.
    ///
    /// # Errors
    /// In words: it cannot be written, or there are too many gaps in what is dealt with (all of it is in the file).
    pub(super) fn save(&mut self) -> Result<(), String> {
        let Some(file) = &mut self.file else { return Ok(()) };
        if self.fresh.is_empty() {
            return Ok(());
        }
        let line = line(&self.fresh)?;
        match file.torn || file.put + line.len() as u64 > PUT.max(file.whole) {
            true => *file = Log::anew(&file.path, &self.all)?,
            false => file.put(&line)?,
        }
        self.fresh = Checkpoint::of(self.all.source());
        match self.all.stretches() > STRETCHES {
            true => Err(format!(
                "what is dealt with has more than {STRETCHES} gaps, and {} is to name each: bring back a part at a time \
                 (--from, --until), or without a checkpoint",
                file.path.display()
            )),
            false => Ok(()),
        }
    }
}

impl Log {
    fn anew(path: &Path, all: &Checkpoint) -> Result<Self, String> {
        let text = line(all)?;
        let write = || -> io::Result<File> {
            let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty());
            if let Some(dir) = dir {
                std::fs::create_dir_all(dir)?;
            }
            let mut beside = path.as_os_str().to_owned();
            beside.push(".new");
            let mut file = OpenOptions::new()
                .create(true)
                .write(true)
                .truncate(true)
                .open(&beside)?;
            file.write_all(&text)?;
            file.sync_all()?;
            std::fs::rename(&beside, path)?;
            // the name, too, is to outlive the machine's going down; not every file system has a way to say so
            let _unsaid = File::open(dir.unwrap_or(Path::new("."))).and_then(|dir| dir.sync_all());
            Ok(file)
        };
        Ok(Self {
            file: write().map_err(|error| failed(path, &error))?,
            path: path.to_owned(),
            whole: text.len() as u64,
            put: 0,
            torn: false,
        })
    }

    fn put(&mut self, line: &[u8]) -> Result<(), String> {
        let written = self.file.write_all(line).and_then(|()| self.file.sync_data());
        self.torn = written.is_err();
        written.map_err(|error| failed(&self.path, &error))?;
        self.put += line.len() as u64;
        Ok(())
    }
}

fn line(checkpoint: &Checkpoint) -> Result<Vec<u8>, String> {
    let mut text = serde_json::to_vec(checkpoint).map_err(|error| error.to_string())?;
    text.push(b'\n');
    Ok(text)
}

fn failed(path: &Path, error: &io::Error) -> String {
    format!("cannot write {}: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOPIC: &str = "orders.dlq";

    fn load(path: &Path) -> Checkpoint {
        Checkpoint::load(Some(path), TOPIC).unwrap()
    }

    /// Every second record of a partition, up to here.
    fn sparse(kept: &mut Kept, from: i64, until: i64) {
        (from..until).step_by(2).for_each(|offset| kept.done(0, offset));
    }

    #[test]
    fn a_round_writes_what_is_new_and_no_more() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("redrive.json");
        let mut kept = Kept::begin(Checkpoint::of(TOPIC), Some(&path)).unwrap();
        sparse(&mut kept, 1, 40_001);
        kept.save().unwrap();
        let before = std::fs::read(&path).unwrap();
        kept.done(1, 7);
        kept.passed(2, 0, 5, &BTreeSet::from([3]));
        kept.save().unwrap();
        let after = std::fs::read(&path).unwrap();
        assert!(after.starts_with(&before) && after.len() < before.len() + 200);
        // what is not new is not written at all
        kept.save().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), after);
        assert_eq!(load(&path), kept.all);
    }

    #[test]
    fn a_file_does_not_grow_for_ever() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("redrive.json");
        let mut kept = Kept::begin(Checkpoint::of(TOPIC), Some(&path)).unwrap();
        // again and again a gap is closed and another one opened
        for round in 0..12 {
            let from = round * 40_000;
            sparse(&mut kept, from + 1, from + 40_001);
            kept.save().unwrap();
            kept.passed(0, from, from + 40_001, &BTreeSet::new());
            kept.save().unwrap();
            assert_eq!(load(&path), kept.all);
        }
        let length = std::fs::metadata(&path).unwrap().len();
        assert!(length <= 2 * PUT, "{length}");
        assert_eq!(kept.all.stretches(), 0);
    }

    #[test]
    fn a_line_that_was_torn_off_is_left_out_and_one_in_the_middle_is_not_overlooked() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("redrive.json");
        let mut kept = Kept::begin(Checkpoint::of(TOPIC), Some(&path)).unwrap();
        kept.done(0, 4);
        kept.save().unwrap();
        let told = load(&path);
        let whole = std::fs::metadata(&path).unwrap().len();
        kept.done(0, 6);
        kept.save().unwrap();
        let text = std::fs::read(&path).unwrap();
        for cut in usize::try_from(whole).unwrap()..text.len() - 1 {
            std::fs::write(&path, &text[..cut]).unwrap();
            assert_eq!(load(&path), told, "cut at {cut}");
        }
        let mut spoilt = text.clone();
        spoilt[usize::try_from(whole).unwrap() - 3] = b'?';
        std::fs::write(&path, &spoilt).unwrap();
        assert!(Checkpoint::load(Some(&path), TOPIC).is_err());
        std::fs::write(&path, "").unwrap();
        assert!(Checkpoint::load(Some(&path), TOPIC).is_err());
        // as the first ones were written: one, and no line's end
        std::fs::write(
            &path,
            format!("{{\"source\":\"{TOPIC}\",\"partitions\":{{\"0\":{{\"next\":9}}}}}}"),
        )
        .unwrap();
        assert_eq!(load(&path).next(0, 0), 9);
    }
}
