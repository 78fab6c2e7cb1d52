//! The input as chunks of whole lines, read ahead by one thread.

use std::fs::File;
use std::io::Read;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::Source;
use crate::config::profile::Profile;

/// How much is read at once, in bytes.
const READ: usize = 256 << 10;

/// How many chunks are read ahead.
const AHEAD: usize = 4;

/// Chunks of whole lines; the last may lack its line end. An error is the last that comes.
pub(super) type Chunks = Receiver<Result<Vec<u8>, String>>;

/// How long a line may be, in bytes: librdkafka takes no larger record than `message.max.bytes`.
pub(super) fn longest(profile: &Profile) -> usize {
    let largest = profile
        .properties
        .0
        .get("message.max.bytes")
        .and_then(|text| text.parse().ok());
    largest.unwrap_or(1_000_000usize)
}

/// Opens the source and begins to read. The thread ends with the input, or when the receiver is gone and the source
/// gives something more.
///
/// # Errors
/// In words, when it cannot be opened.
pub(super) fn open(source: &Source, longest: usize) -> Result<Chunks, String> {
    let input: Box<dyn Read + Send> = match source {
        Source::Stdin => Box::new(std::io::stdin()),
        Source::File(path) => {
            Box::new(File::open(path).map_err(|error| format!("cannot open {}: {error}", path.display()))?)
        }
    };
    let (sender, chunks) = sync_channel(AHEAD);
    let spawned = std::thread::Builder::new()
        .name("lines".into())
        .spawn(move || read(input, longest, &sender));
    spawned.map_err(|error| format!("cannot start a thread: {error}"))?;
    Ok(chunks)
}

fn read(mut input: impl Read, longest: usize, out: &SyncSender<Result<Vec<u8>, String>>) {
    let mut pending: Vec<u8> = Vec::new();
    loop {
        let old = pending.len();
        pending.resize(old + READ, 0);
        let got = match input.read(pending.get_mut(old..).unwrap_or_default()) {
            Ok(got) => got,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {
                pending.truncate(old);
                continue;
            }
            Err(error) => {
                let _gone = out.send(Err(format!("cannot read on: {error}")));
                return;
            }
        };
        pending.truncate(old + got);
        if got == 0 {
            if !pending.is_empty() {
                let _gone = out.send(Ok(pending));
            }
            return;
        }
        let new = pending.get(old..).unwrap_or_default();
        if let Some(end) = new.iter().rposition(|byte| *byte == b'\n') {
            let rest = pending.split_off(old + end + 1);
            if out.send(Ok(std::mem::replace(&mut pending, rest))).is_err() {
                return;
            }
        } else if pending.len() > longest {
            let _gone = out.send(Err(format!("it is longer than message.max.bytes ({longest})")));
            return;
        }
    }
}

/// The lines of a chunk, without their line ends.
pub(super) fn split(chunk: &[u8]) -> impl Iterator<Item = &[u8]> {
    chunk.strip_suffix(b"\n").unwrap_or(chunk).split(|byte| *byte == b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;
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
        let (sender, chunks) = sync_channel(1000);
        read(
            Parts(parts.into_iter().filter(|part| !part.is_empty()).collect()),
            longest,
            &sender,
        );
        drop(sender);
        let mut found = Vec::new();
        for chunk in chunks {
            match chunk {
                Ok(chunk) => found.extend(split(&chunk).map(|line| String::from_utf8_lossy(line).into_owned())),
                Err(error) => return (found, Some(error)),
            }
        }
        (found, None)
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
