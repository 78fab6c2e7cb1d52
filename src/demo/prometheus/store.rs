//! Samples of the last hour, by series; bounded.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use super::Sample;
use super::expr::Selector;

/// Labels by name, the metric's name among them as `__name__`.
pub type Labels = BTreeMap<Arc<str>, Arc<str>>;

/// The label that holds the metric's name.
pub(super) const NAME: &str = "__name__";

/// Samples older than this are dropped, in milliseconds.
const KEPT: i64 = 3_600_000;
/// Samples of one series at most: one hour at one every five seconds, and a little more.
const SAMPLES: usize = 800;
/// Series at most; what is beyond is not kept.
const SERIES: usize = 50_000;
/// A series without a sample for so long has no value, in milliseconds.
pub(super) const LOOKBACK: i64 = 300_000;

/// The samples of one series: time in milliseconds and value, in order.
pub(super) type Samples = VecDeque<(i64, f64)>;

/// All series.
#[derive(Debug, Default)]
pub struct Store {
    series: BTreeMap<Labels, Samples>,
    words: BTreeSet<Arc<str>>,
}

impl Store {
    /// Takes samples of one moment; of a moment that is not later than the last, it takes the place of that.
    pub fn push(&mut self, at: i64, samples: Vec<Sample>) {
        for sample in samples {
            let named = [(NAME, sample.name.to_owned())];
            let labels = named.into_iter().chain(sample.labels);
            let labels: Labels = labels
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| (self.word(name), self.word(&value)))
                .collect();
            if self.series.len() >= SERIES && !self.series.contains_key(&labels) {
                continue;
            }
            let samples = self.series.entry(labels).or_default();
            while samples.back().is_some_and(|(last, _)| *last >= at) {
                samples.pop_back();
            }
            samples.push_back((at, sample.value));
            while samples.len() > SAMPLES || samples.front().is_some_and(|(first, _)| *first < at - KEPT) {
                samples.pop_front();
            }
        }
        self.series
            .retain(|_, samples| samples.back().is_some_and(|(last, _)| *last >= at - KEPT));
    }

    /// How many series there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.series.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.series.is_empty()
    }

    /// The series a selector selects.
    pub(super) fn select<'a>(&'a self, selector: &'a Selector) -> impl Iterator<Item = (&'a Labels, &'a Samples)> {
        self.series.iter().filter(|(labels, _)| selector.selects(labels))
    }

    /// All label names, or the values of one, of the series that any of the selectors selects (of all without one).
    pub(super) fn words(&self, of: Option<&str>, selectors: &[Selector]) -> BTreeSet<Arc<str>> {
        let chosen = self
            .series
            .keys()
            .filter(|labels| selectors.is_empty() || selectors.iter().any(|selector| selector.selects(labels)));
        match of {
            Some(name) => chosen.filter_map(|labels| labels.get(name).cloned()).collect(),
            None => chosen.flat_map(|labels| labels.keys().cloned()).collect(),
        }
    }

    /// The newest sample of every series.
    pub(super) fn newest(&self) -> impl Iterator<Item = (&Labels, f64)> {
        let all = self.series.iter();
        all.filter_map(|(labels, samples)| samples.back().map(|(_, value)| (labels, *value)))
    }

    /// One copy of a word for all series that have it.
    fn word(&mut self, word: &str) -> Arc<str> {
        if let Some(known) = self.words.get(word) {
            return Arc::clone(known);
        }
        let word: Arc<str> = word.into();
        if self.words.len() < 4 * SERIES {
            self.words.insert(Arc::clone(&word));
        }
        word
    }
}

/// The value of a series at a moment: its newest sample, unless that is too old.
pub(super) fn value_at(samples: &Samples, at: i64) -> Option<f64> {
    let after = samples.partition_point(|(time, _)| *time <= at);
    let (time, value) = samples.get(after.checked_sub(1)?)?;
    (at - time <= LOOKBACK).then_some(*value)
}

/// The samples of a series in the `range` milliseconds that end with a moment.
pub(super) fn within(samples: &Samples, at: i64, range: i64) -> Vec<(i64, f64)> {
    let first = samples.partition_point(|(time, _)| *time <= at - range);
    let after = samples.partition_point(|(time, _)| *time <= at);
    samples.range(first..after.max(first)).copied().collect()
}
