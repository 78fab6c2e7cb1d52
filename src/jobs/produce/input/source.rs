//! Bytes of the input, in chunks of whole lines.

use std::fs::File;
use std::io::{Cursor, Read};

use super::super::order::Source;

/// How much is read at once, in bytes.
pub(super) const READ: usize = 256 << 10;

/// The most of a standard input that is kept to be repeated, in bytes.
const KEPT: u64 = 64 << 20;

/// An input that can be begun again.
pub(super) enum Again {
    File(File, std::path::PathBuf),
    Kept(Vec<u8>),
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
            Source::Stdin if times > 1 => {
                let mut kept = Vec::new();
                let read = std::io::stdin().take(KEPT + 1).read_to_end(&mut kept);
                read.map_err(|error| format!("cannot read the standard input: {error}"))?;
                if kept.len() as u64 > KEPT {
                    return Err("an input of more than 64 MiB is repeated from a file only".into());
                }
                Ok(Self::Kept(kept))
            }
            Source::Stdin | Source::Template { .. } => Ok(Self::Stdin),
        }
    }

    /// How many bytes all its rounds have, where that is known.
    pub(super) fn length(&self, times: u64) -> Option<u64> {
        let once = match self {
            Self::File(file, _) => file.metadata().ok().filter(std::fs::Metadata::is_file)?.len(),
            Self::Kept(kept) => kept.len() as u64,
            Self::Stdin => return None,
        };
        Some(once.saturating_mul(times))
    }

    /// A round of it, from its beginning.
    pub(super) fn round(&self) -> Result<Box<dyn Read + '_>, String> {
        match self {
            Self::File(_, path) => {
                let file = File::open(path).map_err(|error| format!("cannot open {}: {error}", path.display()))?;
                Ok(Box::new(file))
            }
            Self::Kept(kept) => Ok(Box::new(Cursor::new(kept))),
            Self::Stdin => Ok(Box::new(std::io::stdin())),
        }
    }
}

/// Why the cutting ended before the input.
pub(super) enum Cut {
    /// Nobody wants more.
    Gone,
    /// In words.
    Failed(String),
}

/// Hands chunks of whole lines to `take` until the input ends; the last may lack its line end. `take` says whether it
/// wants more.
pub(super) fn cut(
    mut input: impl Read,
    longest: usize,
    take: &mut dyn FnMut(Vec<u8>) -> Result<(), Cut>,
) -> Result<(), Cut> {
    let mut pending: Vec<u8> = Vec::with_capacity(READ);
    loop {
        let old = pending.len();
        pending.resize(old + READ, 0);
        let got = match input.read(pending.get_mut(old..).unwrap_or_default()) {
            Ok(got) => got,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {
                pending.truncate(old);
                continue;
            }
            Err(error) => return Err(Cut::Failed(format!("cannot read on: {error}"))),
        };
        pending.truncate(old + got);
        if got == 0 {
            return if pending.is_empty() { Ok(()) } else { take(pending) };
        }
        let new = pending.get(old..).unwrap_or_default();
        if let Some(end) = memchr::memrchr(b'\n', new) {
            let rest = pending.split_off(old + end + 1);
            take(std::mem::replace(&mut pending, rest))?;
        } else if pending.len() > longest {
            let why = format!("a line is longer than message.max.bytes ({longest})");
            return Err(Cut::Failed(why));
        }
    }
}

/// The whole of an input that is no longer than `longest`.
pub(super) fn whole(input: impl Read, longest: usize) -> Result<Vec<u8>, Cut> {
    let mut all = Vec::new();
    let most = u64::try_from(longest).unwrap_or(u64::MAX);
    let read = input.take(most.saturating_add(1)).read_to_end(&mut all);
    read.map_err(|error| Cut::Failed(format!("cannot read on: {error}")))?;
    if all.len() > longest {
        let why = format!("the input is longer than message.max.bytes ({longest})");
        return Err(Cut::Failed(why));
    }
    Ok(all)
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
        let ended = cut(parts, longest, &mut |chunk| {
            let text =
                |span: super::super::batch::Span| String::from_utf8_lossy(&chunk[span.from..span.to]).into_owned();
            found.extend(split(&chunk).map(text));
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
    fn a_line_without_an_end_is_not_read_for_ever() {
        let parts = vec![b"ok\n".to_vec(), b"aaaaaa".to_vec(), b"aaaaaa".to_vec()];
        let (found, error) = lines(parts, 10);
        assert_eq!(found, ["ok"]);
        assert!(error.unwrap().contains("message.max.bytes (10)"));
    }
}
