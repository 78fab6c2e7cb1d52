//! Records on their way: handed over, and accounted for before the checkpoint moves.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use super::kept::Kept;
use super::pick::{Picked, Picks};
use super::{Outcome, Progress, Stop, Survey, TOLD, sum};
use crate::model::names::TopicName;
use crate::records::write::{Lost, Producer, Record, Sent};

/// Records of a round, at most.
const RECORDS: usize = 5_000;
/// How long a round may be open.
const OPEN: Duration = Duration::from_secs(2);
/// Records that were left, of those that are kept for the checkpoint: a round ends when there are more.
const LEFT: usize = 1 << 20;
/// How long what was handed over may still be acknowledged once it was stopped.
const GRACE: Duration = Duration::from_secs(3);
/// How long it may take to hear of what was given up.
const LAST: Duration = Duration::from_millis(500);
/// Why a record may be written.
const UNHEARD: &str = "librdkafka told no end of it";
/// Lost records that are named.
const NAMED: usize = 100;

/// See the module.
pub(super) struct Round<'a> {
    source: TopicName,
    producers: BTreeMap<TopicName, Producer>,
    kept: Kept,
    pub(super) outcome: Outcome,
    /// Partition, offset and target of each record of the round: a record's line is its place here.
    sent: Vec<(i32, i64, TopicName)>,
    /// How far each partition was looked at when the round began, and by now.
    passed: BTreeMap<i32, (i64, i64)>,
    /// What was left there since: not chosen, or without a target.
    left: BTreeMap<i32, Vec<i64>>,
    lost: BTreeMap<usize, Lost>,
    begun: Instant,
    /// Records that were surveyed, all together.
    of: u64,
    stop: &'a Stop,
    tell: &'a mut dyn FnMut(&Progress),
    told: Instant,
}

impl<'a> Round<'a> {
    pub(super) fn new(
        survey: &Survey,
        kept: Kept,
        source: TopicName,
        producers: BTreeMap<TopicName, Producer>,
        stop: &'a Stop,
        tell: &'a mut dyn FnMut(&Progress),
    ) -> Self {
        Self {
            source,
            producers,
            kept,
            outcome: Outcome {
                stay: survey.stay.clone(),
                ..Outcome::default()
            },
            sent: Vec::new(),
            passed: survey
                .slices
                .iter()
                .map(|slice| (slice.partition, (slice.from, slice.from)))
                .collect(),
            left: BTreeMap::new(),
            lost: BTreeMap::new(),
            begun: Instant::now(),
            of: sum(&survey.targets),
            stop,
            tell,
            told: Instant::now(),
        }
    }

    fn told(&mut self) {
        if self.told.elapsed() < TOLD {
            return;
        }
        self.told = Instant::now();
        let ends = self.producers.values().map(|producer| producer.tally().ends());
        (self.tell)(&Progress {
            sent: self.outcome.sent,
            of: self.of,
            acknowledged: ends.map(|ends| ends.acknowledged).sum(),
        });
    }

    /// Hands a record over, unless it stays or is dealt with; whether it did.
    ///
    /// # Errors
    /// In words, when one was lost: nothing more is handed over.
    pub(super) fn hand_over(&mut self, picked: &Picked) -> Result<bool, String> {
        let Ok(target) = &picked.goes else { return Ok(false) };
        if self.kept.has(picked.partition, picked.offset) {
            return Ok(false);
        }
        let record = Record {
            key: picked.key.as_deref(),
            value: picked.value.as_deref(),
            headers: &picked.headers,
            partition: None,
            timestamp: None,
            line: self.sent.len() as u64,
        };
        loop {
            // there is one for each target of the survey; a topic that came since is none
            let Some(producer) = self.producers.get(target) else {
                return Err(format!("{target} was no target when it was counted: try again"));
            };
            match producer.send(&record) {
                Sent::Queued => break,
                Sent::Refused(lost) => {
                    self.lost.insert(self.sent.len(), lost);
                    break;
                }
                Sent::Full if self.stop.asked() => return Err("interrupted".to_owned()),
                Sent::Full => {
                    std::thread::sleep(Duration::from_millis(1));
                    self.turn()?;
                }
            }
        }
        self.sent.push((picked.partition, picked.offset, target.clone()));
        self.outcome.sent += 1;
        if self.sent.len().is_multiple_of(256) || !self.lost.is_empty() {
            self.turn()?;
        }
        if self.due() {
            self.settle()?;
        }
        Ok(true)
    }

    /// Everything of a partition before this offset was looked at, and this was found there.
    ///
    /// # Errors
    /// As [`Round::settle`].
    pub(super) fn passed(&mut self, partition: i32, upto: i64, found: &Picks) -> Result<(), String> {
        let (_, passed) = self.passed.entry(partition).or_insert((upto, upto));
        *passed = upto.max(*passed);
        if self.kept.has_file() {
            let stay = found.records.iter().filter(|picked| picked.goes.is_err());
            let left = self.left.entry(partition).or_default();
            left.extend(&found.left);
            left.extend(stay.map(|picked| picked.offset));
        }
        match self.due() {
            true => self.settle(),
            false => Ok(()),
        }
    }

    fn due(&self) -> bool {
        let left: usize = self.left.values().map(Vec::len).sum();
        self.sent.len() >= RECORDS || self.begun.elapsed() >= OPEN || left >= LEFT
    }

    /// Takes in the delivery reports that have come.
    ///
    /// # Errors
    /// In words, when a record was lost.
    pub(super) fn turn(&mut self) -> Result<(), String> {
        self.poll();
        if let Some(fatal) = self.producers.values().find_map(Producer::fatal) {
            return Err(fatal);
        }
        match self.lost.values().next() {
            Some(lost) => Err(format!("{}: {}", lost.error, lost.meaning)),
            None => Ok(()),
        }
    }

    fn poll(&mut self) {
        for producer in self.producers.values() {
            producer.poll();
            for lost in producer.take_lost() {
                self.lost.insert(usize::try_from(lost.line).unwrap_or(usize::MAX), lost);
            }
        }
        self.told();
    }

    /// Waits for a moment; whether everything has ended.
    fn flushed(&self) -> bool {
        let mut all = self.producers.values();
        all.all(|producer| producer.flush(Duration::from_millis(50)))
    }

    /// Waits until every record has ended: each does, at the latest after `delivery.timeout.ms`. Who stops it waits for
    /// less: what is not acknowledged then is given up. Targets of which not all is known.
    fn ended(&mut self) -> BTreeSet<TopicName> {
        let mut stopped: Option<Instant> = None;
        while !self.flushed() {
            self.told();
            if !self.stop.asked() {
                continue;
            }
            let waited = stopped.get_or_insert_with(Instant::now).elapsed();
            if waited >= GRACE {
                self.producers.values().for_each(Producer::abandon);
            }
            if waited >= GRACE + LAST {
                break;
            }
        }
        self.poll();
        let unheard = self.producers.iter().filter(|(_, producer)| producer.pending() > 0);
        unheard.map(|(target, _)| target.clone()).collect()
    }

    /// Waits until every record of the round has ended, counts them, and moves the checkpoint.
    ///
    /// # Errors
    /// In words: a record was lost, or the checkpoint cannot be written.
    pub(super) fn settle(&mut self) -> Result<(), String> {
        let unsure = self.ended();
        for (at, (partition, offset, target)) in self.sent.iter().enumerate() {
            let why = self.lost.get(&at);
            if why.is_none() && !unsure.contains(target) {
                self.kept.done(*partition, *offset);
                *self.outcome.targets.entry(target.as_str().to_owned()).or_default() += 1;
                self.outcome.acknowledged += 1;
                continue;
            };
            self.left.entry(*partition).or_default().push(*offset);
            let end = match why.is_none_or(|why| why.possibly) {
                true => {
                    self.outcome.possibly_written += 1;
                    "possibly written"
                }
                false => {
                    self.outcome.not_written += 1;
                    "not written"
                }
            };
            if self.outcome.lost.len() < NAMED {
                let source = &self.source;
                let why = why.map_or_else(|| UNHEARD.to_owned(), |why| format!("{}: {}", why.error, why.meaning));
                let text = format!("{source}-{partition}@{offset} → {target}: {end}: {why}");
                self.outcome.lost.push(text);
            }
        }
        for (partition, (from, upto)) in &mut self.passed {
            let left: BTreeSet<i64> = self.left.remove(partition).into_iter().flatten().collect();
            self.kept.passed(*partition, *from, *upto, &left);
            *from = *upto;
        }
        let why = self
            .lost
            .values()
            .next()
            .map(|lost| format!("{}: {}", lost.error, lost.meaning))
            .or_else(|| (!unsure.is_empty()).then(|| UNHEARD.to_owned()));
        self.sent.clear();
        self.lost.clear();
        self.begun = Instant::now();
        let saved = self.kept.save();
        why.map_or(saved, Err)
    }
}

#[cfg(test)]
mod tests {
    use rdkafka::mocking::MockCluster;

    use super::*;
    use crate::config::profile::{Profile, Properties};
    use crate::jobs::redrive::checkpoint::Checkpoint;
    use crate::plan::{Consent, Gate, produce};
    use crate::records::write::Ways;

    #[test]
    fn who_stops_does_not_wait_for_a_broker_that_is_gone_and_keeps_what_was_acknowledged() {
        let mock = MockCluster::new(1).unwrap();
        mock.create_topic("t", 1, 1).unwrap();
        let mut profile = Profile::plaintext(vec![mock.bootstrap_servers()]);
        let set = [("message.max.bytes", "1000000"), ("batch.size", "1000000")];
        profile.properties = Properties(set.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
        let gate = Gate {
            read_only: false,
            cluster: None,
        };
        let permit = gate.admit(produce::produce(&"t".into(), "stdin", Vec::new()), &Consent::Yes);
        let ways = Ways {
            keep_lost: true,
            ..Ways::default()
        };
        let producer = Producer::open(&profile, &permit.unwrap(), &"t".into(), &ways).unwrap();
        let (stop, mut tell) = (Stop::default(), |_: &Progress| ());
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("at");
        let kept = Kept::begin(Checkpoint::of("dlq"), Some(&path)).unwrap();
        let producers = [("t".into(), producer)].into();
        let mut round = Round::new(&Survey::default(), kept, "dlq".into(), producers, &stop, &mut tell);
        let picked = |offset| Picked {
            partition: 0,
            offset,
            goes: Ok("t".into()),
            key: None,
            value: Some(b"x".to_vec()),
            headers: Vec::new(),
        };
        assert_eq!(round.hand_over(&picked(4)), Ok(true));
        while !round.flushed() {}
        mock.broker_down(1).unwrap();
        assert_eq!(round.hand_over(&picked(5)), Ok(true));
        stop.stop();
        let begun = Instant::now();
        round.settle().unwrap_err();
        // it would be delivery.timeout.ms: two minutes
        assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
        let outcome = &round.outcome;
        assert_eq!(
            (outcome.sent, outcome.acknowledged, outcome.lost.len()),
            (2, 1, 1),
            "{outcome:?}"
        );
        let kept = Checkpoint::load(Some(&path), "dlq").unwrap();
        assert!(kept.has(0, 4) && !kept.has(0, 5));
    }
}
