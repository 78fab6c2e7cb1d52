//! Bytes of the input, in chunks of whole lines.

use std::fs::File;
use std::io::{Cursor, Read};

use super::super::order::Source;

/// How much is read at once, in bytes.
pub(super) const READ: usize = 256 << 10;

/// The most of a standard input that is kept to be repeated, in bytes.
const KEPT: u64 = 64 << 20;

/// A line up to so long comes whole, in bytes: who takes it says whether it is too long for a record.
pub(super) const WHOLE: usize = 16 << 20;

/// How much of a longer line is kept, in bytes.
const HEAD: usize = 1_000;

/// An input that can be begun again.
pub(super) enum Again {
    File(File, std::path::PathBuf),
    /// The standard input, and what was kept of it in its first round.
    Kept(Option<Vec<u8>>),
    /// The standard input, once.
    Stdin,
}

impl Again {
    /// Opens it, to be read `times`.
    pub(super) fn open(source: &Source, times: u64) -> Result<Self, String> {
        match source {
            Source::File(path) => {
                let file = File::open(path).map_err(|error| format!("cannot open {}: {error}", path.display()))?;
                Ok(Self::File(file, path.clone()))
            }
            Source::Stdin if times > 1 => Ok(Self::Kept(None)),
            Source::Stdin | Source::Template { .. } => Ok(Self::Stdin),
        }
    }

    /// How many bytes all its rounds have, where that is known.
    pub(super) fn length(&self, times: u64) -> Option<u64> {
        let once = match self {
            Self::File(file, _) => file.metadata().ok().filter(std::fs::Metadata::is_file)?.len(),
            Self::Kept(_) | Self::Stdin => return None,
        };
        Some(once.saturating_mul(times))
    }

    /// A round of it, from its beginning.
    pub(super) fn round(&mut self) -> Result<Box<dyn Read + '_>, String> {
        match self {
            Self::File(_, path) => {
                let file = File::open(&*path).map_err(|error| format!("cannot open {}: {error}", path.display()))?;
                Ok(Box::new(file))
            }
            Self::Kept(kept) => {
                let kept = match kept.take() {
                    Some(old) => kept.insert(old),
                    None => kept.insert(standard()?),
                };
                Ok(Box::new(Cursor::new(kept)))
            }
            Self::Stdin => Ok(Box::new(std::io::stdin())),
        }
    }
}

/// The whole standard input.
fn standard() -> Result<Vec<u8>, String> {
    let mut all = Vec::new();
    let read = std::io::stdin().take(KEPT + 1).read_to_end(&mut all);
    read.map_err(|error| format!("cannot read the standard input: {error}"))?;
    match all.len() as u64 > KEPT {
        true => Err("an input of more than 64 MiB is repeated from a file only".into()),
        false => Ok(all),
    }
}

/// What was cut off.
pub(super) enum Piece {
    /// Whole lines; the last of the input may lack its line end.
    Lines(Vec<u8>),
    /// The beginning of a line that is too long for anything, and how long it is, in bytes.
    Long(Vec<u8>, u64),
}

/// Why the cutting ended before the input.
pub(super) enum Cut {
    /// Nobody wants more.
    Gone,
    /// In words.
    Failed(String),
}

/// Hands the input's lines to `take` until it ends. `take` says whether it wants more. Lines up to `whole` bytes come
/// whole.
pub(super) fn cut(
    mut input: impl Read,
    whole: usize,
    take: &mut dyn FnMut(Piece) -> Result<(), Cut>,
) -> Result<(), Cut> {
    let mut pending: Vec<u8> = Vec::with_capacity(READ);
    let mut searched = 0;
    loop {
        let new = pending.get(searched..).unwrap_or_default();
        if let Some(end) = memchr::memrchr(b'\n', new) {
            let rest = pending.split_off(searched + end + 1);
            take(Piece::Lines(std::mem::replace(&mut pending, rest)))?;
        } else if pending.len() > whole {
            let (length, rest) = read_over(&mut input, pending.len() as u64)?;
            pending.truncate(HEAD);
            take(Piece::Long(std::mem::replace(&mut pending, rest), length))?;
            searched = 0;
            continue;
        }
        searched = pending.len();
        if more(&mut input, &mut pending)? == 0 {
            return match pending.is_empty() {
                true => Ok(()),
                false => take(Piece::Lines(pending)),
            };
        }
    }
}

/// Reads to the end of a line of which so many bytes were read: how long it is, and what was read of the next ones.
fn read_over(input: &mut impl Read, before: u64) -> Result<(u64, Vec<u8>), Cut> {
    let mut length = before;
    let mut read = Vec::with_capacity(READ);
    loop {
        let got = more(input, &mut read)?;
        let end = memchr::memchr(b'\n', &read);
        length += end.unwrap_or(got) as u64;
        if let Some(end) = end {
            return Ok((length, read.split_off(end + 1)));
        }
        if got == 0 {
            return Ok((length, Vec::new()));
        }
        read.clear();
    }
}

/// Appends what comes next; how many bytes, 0 at the end.
fn more(input: &mut impl Read, to: &mut Vec<u8>) -> Result<usize, Cut> {
    let old = to.len();
    to.resize(old + READ, 0);
    loop {
        match input.read(to.get_mut(old..).unwrap_or_default()) {
            Ok(got) => {
                to.truncate(old + got);
                return Ok(got);
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Cut::Failed(format!("cannot read on: {error}"))),
        }
    }
}

/// The whole of an input up to `longest` bytes; the beginning of a longer one, and how long that is.
pub(super) fn whole(mut input: impl Read, longest: usize) -> Result<Piece, Cut> {
    let mut all = Vec::new();
    let failed = |error| Cut::Failed(format!("cannot read on: {error}"));
    let most = u64::try_from(longest).unwrap_or(u64::MAX);
    let read = input.by_ref().take(most.saturating_add(1)).read_to_end(&mut all);
    read.map_err(failed)?;
    if all.len() <= longest {
        return Ok(Piece::Lines(all));
    }
    let rest = std::io::copy(&mut input, &mut std::io::sink()).map_err(failed)?;
    let length = rest.saturating_add(all.len() as u64);
    all.truncate(HEAD);
    Ok(Piece::Long(all, length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::produce::input::lines::split;
    use proptest::prelude::*;

    /// Gives its parts one read at a time.
    struct Parts(Vec<Vec<u8>>);

    impl Read for Parts {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            if self.0.is_empty() {
                return Ok(0);
            }
            let part = self.0.remove(0);
            into[..part.len()].copy_from_slice(&part);
            Ok(part.len())
        }
    }

    fn lines(parts: Vec<Vec<u8>>, longest: usize) -> (Vec<String>, Option<String>) {
        let mut found = Vec::new();
        let parts = Parts(parts.into_iter().filter(|part| !part.is_empty()).collect());
        let ended = cut(parts, longest, &mut |piece| {
            match piece {
                Piece::Lines(chunk) => {
                    let text = |span: super::super::batch::Span| {
                        String::from_utf8_lossy(&chunk[span.from..span.to]).into_owned()
                    };
                    found.extend(split(&chunk).map(text));
                }
                Piece::Long(head, length) => found.push(format!("{length}:{}", String::from_utf8_lossy(&head))),
            }
            Ok(())
        });
        let error = match ended {
            Err(Cut::Failed(why)) => Some(why),
            _ => None,
        };
        (found, error)
    }

    proptest! {
        #[test]
        fn lines_come_whole_however_they_are_read(wanted in prop::collection::vec("[a-c]{0,5}", 1..20), cuts in prop::collection::vec(1usize..7, 1..30), end in any::<bool>()) {
            let mut text = wanted.join("\n");
            // an empty last line is seen only by its line end
            if end || wanted.last().is_some_and(String::is_empty) {
                text.push('\n');
            }
            let mut rest = text.as_bytes();
            let mut parts = Vec::new();
            for cut in cuts.iter().cycle() {
                if rest.is_empty() {
                    break;
                }
                let (part, after) = rest.split_at((*cut).min(rest.len()));
                parts.push(part.to_vec());
                rest = after;
            }
            prop_assert_eq!(lines(parts, 100), (wanted, None));
        }
    }

    #[test]
    fn nothing_is_no_line_and_a_line_end_is_one() {
        assert_eq!(lines(vec![], 9), (vec![], None));
        assert_eq!(lines(vec![b"\n".to_vec()], 9), (vec![String::new()], None));
    }

    #[test]
    fn a_line_that_is_too_long_is_read_over_and_the_next_ones_come() {
        let parts = |texts: &[&str]| texts.iter().map(|text| text.as_bytes().to_vec()).collect();
        let (found, error) = lines(parts(&["ok\n", "aaaaaa", "aaaaaa", "aaa", "a\nb\nc", "d\n"]), 10);
        assert_eq!(
            (found.as_slice(), error),
            (&["ok", "16:aaaaaaaaaaaa", "b", "cd"].map(str::to_owned)[..], None)
        );
        let (found, error) = lines(parts(&["aaaaaa", "aaaaaa", "aa"]), 10);
        assert_eq!((found.as_slice(), error), (&["14:aaaaaaaaaaaa".to_owned()][..], None));
    }

    #[test]
    fn a_line_ends_with_or_without_a_carriage_return() {
        let (found, _) = lines(vec![b"a\r\nb\r\r\n\r\nc\r".to_vec()], 99);
        assert_eq!(found, ["a", "b\r", "", "c\r"]);
    }
}
