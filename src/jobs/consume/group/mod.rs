//! Reading as a member of a group: what the group has not read yet, committed once it is written.

#[cfg(test)]
mod tests;

use std::io;
use std::time::{Duration, Instant};

use super::old::Old;
use super::order::{Decode, Order, Undecoded};
use super::printer::Printer;
use super::show::Lines;
use super::spare::Spare;
use super::{Sift, Stop};
use crate::config::profile::Profile;
use crate::jobs::decoder::Decoder;
use crate::model::names::TopicName;
use crate::model::trouble::Trouble;
use crate::plan::Permit;
use crate::records::read::{Place, Scan};
use crate::records::write::{Header, Member};
use crate::wire::batch::{Headers, Record};

pub use crate::records::write::{Joining, Shift};

/// How long one wait for a record is: a signal is seen so soon.
const WAIT: Duration = Duration::from_millis(100);
/// How often positions are committed.
const COMMIT: Duration = Duration::from_secs(1);
/// What is said when a static member begins anew.
const FENCED: &str = "fenced before it was given a partition, by another member with its group.instance.id or by its own \
                      first try: it joins once more";
/// Bytes that are written at once, about.
const CHUNK: usize = 64 << 10;

/// How it ended.
#[derive(Clone, Debug, Default)]
pub struct Membership {
    /// Records that came.
    pub records: u64,
    /// Records written.
    pub found: u64,
    /// What was to be decoded and could not be.
    pub undecoded: Undecoded,
    /// What was written and is not committed, one trouble for each reason: it comes again.
    pub uncommitted: Vec<Trouble>,
    /// Why it could not go on.
    pub trouble: Option<Trouble>,
}

/// Joins, reads and writes until the limit, the stop, or an error that no waiting mends; then commits and leaves.
///
/// # Errors
/// It could not join.
pub fn run<S: Sift>(
    profile: &Profile,
    order: &Order,
    permit: &Permit,
    joining: &Joining,
    stop: &Stop,
    sift: S,
    write: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    tell: &mut dyn FnMut(&Shift),
) -> Result<(Membership, io::Result<()>), Trouble> {
    let decoder = match order.decode {
        Decode::Never => None,
        _ => Some(Decoder::open(profile, &joining.topics, &order.formats)?),
    };
    let printer = Printer {
        sift,
        form: order.form,
        decoder,
        print: order.decode == Decode::Print,
        keys: false,
        spare: Spare::default(),
    };
    let mut member = Member::join(profile, permit, joining)?;
    let mut fenced = false;
    let mut work = Work {
        old: Old::new(profile),
        printer,
        limit: order.limit.unwrap_or(u64::MAX),
        topic: TopicName::from(""),
        encoded: Vec::new(),
        lines: Lines::default(),
        places: Vec::new(),
        ended: Membership::default(),
        write,
    };
    let mut written = Ok(());
    let mut committed = Instant::now();
    while !stop.asked() && work.ended.found < work.limit {
        // nothing waits in memory while this thread does
        let wait = if work.lines.is_empty() { WAIT } else { Duration::ZERO };
        let mut anew = false;
        // what waits is written before its partition goes, and so committed: nobody prints it again
        match member.next(wait, &mut || written = work.flush(&member)) {
            Ok(Some(record)) if written.is_ok() => {
                if let Err(trouble) = work.take(&record) {
                    work.ended.trouble = Some(trouble);
                    written = work.flush(&member);
                    break;
                }
                if work.lines.len() < CHUNK && work.ended.found < work.limit {
                    continue;
                }
            }
            Ok(_) => {}
            // a coordinator that has just begun fences a static member's first try with its second
            Err(_fenced) if !fenced && member.is_fenced_early() => anew = true,
            Err(trouble) => {
                work.ended.trouble = Some(trouble);
                break;
            }
        }
        if anew {
            fenced = true;
            let _nothing_was_read = member.leave(tell);
            tell(&Shift::Wrong(FENCED.to_owned()));
            member = Member::join(profile, permit, joining)?;
        }
        if written.is_ok() {
            written = work.flush(&member);
        }
        if written.is_err() {
            break;
        }
        member.shifts().iter().for_each(&mut *tell);
        if committed.elapsed() >= COMMIT {
            committed = Instant::now();
            member.commit(&|| stop.asked());
        }
    }
    if written.is_ok() {
        written = work.flush(&member);
    }
    let mut ended = work.ended;
    ended.uncommitted = member.leave(tell);
    Ok((ended, written))
}

struct Work<'a, S> {
    old: Old,
    printer: Printer<S>,
    limit: u64,
    /// The topic of the last record.
    topic: TopicName,
    /// Its headers as they lie in a batch.
    encoded: Vec<u8>,
    lines: Lines,
    /// Where the records are that wait to be written.
    places: Vec<(TopicName, i32, i64)>,
    ended: Membership,
    write: &'a mut dyn FnMut(&[u8]) -> io::Result<()>,
}

impl<S: Sift> Work<'_, S> {
    /// Takes a record in.
    ///
    /// # Errors
    /// It is of an old format.
    fn take(&mut self, record: &crate::records::write::Taken<'_>) -> Result<(), Trouble> {
        if self.topic.as_str() != record.topic() {
            self.topic = TopicName::from(record.topic());
        }
        let (timestamp, append_time) = record.timestamp();
        let headers = record.headers();
        if record.key().is_none() && record.value().is_none() && headers.is_empty() {
            self.old.check(&self.topic, record.partition(), record.offset())?;
        }
        encode(&headers, &mut self.encoded);
        let place = Place {
            topic: &self.topic,
            partition: record.partition(),
            append_time,
            control: false,
        };
        let before = self.lines.count();
        let seen = Record {
            offset: record.offset(),
            timestamp,
            key: record.key(),
            value: record.value(),
            headers: Headers::of(headers.len(), &self.encoded),
        };
        self.printer.record(&place, &seen, &mut self.lines);
        self.ended.records += 1;
        self.ended.found += (self.lines.count() - before) as u64;
        let next = (self.topic.clone(), record.partition(), record.offset() + 1);
        match self.places.last_mut() {
            Some(last) if (&last.0, last.1) == (&next.0, next.1) => *last = next,
            _ => self.places.push(next),
        }
        Ok(())
    }

    /// Writes what waits; only what is written is done with.
    fn flush(&mut self, member: &Member) -> io::Result<()> {
        if !self.lines.is_empty() {
            let (bytes, ..) = self.lines.first(u64::MAX);
            (self.write)(bytes)?;
            self.ended.undecoded.add(self.lines.troubles(usize::MAX));
            self.lines.clear();
        }
        for (topic, partition, next) in self.places.drain(..) {
            member.done(topic.as_str(), partition, next);
        }
        Ok(())
    }
}

/// Headers as they lie in a batch (KIP-82): lengths as zigzag varints, −1 for null.
fn encode(headers: &[Header], to: &mut Vec<u8>) {
    to.clear();
    let length = |to: &mut Vec<u8>, len: i64| {
        let mut rest = ((len << 1) ^ (len >> 63)).cast_unsigned();
        while rest >= 0x80 {
            to.push((rest & 0x7f) as u8 | 0x80);
            rest >>= 7;
        }
        to.push(rest as u8);
    };
    for (name, value) in headers {
        length(to, i64::try_from(name.len()).unwrap_or(0));
        to.extend_from_slice(name.as_bytes());
        match value {
            Some(value) => {
                length(to, i64::try_from(value.len()).unwrap_or(0));
                to.extend_from_slice(value);
            }
            None => length(to, -1),
        }
    }
}
