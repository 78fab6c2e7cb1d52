//! A bounded, thinning row of samples.

use std::collections::VecDeque;

use crate::model::time::{At, Span};

/// A number that was not answered.
pub(super) const UNKNOWN: i64 = -1;

/// Up to this age a sample a step is kept; beyond the last, none.
const TIERS: [(Span, Span); 3] = [
    (Span::seconds(120), Span(1)),
    (Span::seconds(600), Span::seconds(10)),
    (Span::seconds(3_600), Span::seconds(60)),
];

/// Samples with their times, oldest first.
#[derive(Clone, Debug)]
pub(super) struct Ring<T> {
    items: VecDeque<(At, T)>,
}

impl<T> Default for Ring<T> {
    fn default() -> Self {
        Self { items: VecDeque::new() }
    }
}

impl<T> Ring<T> {
    /// Appends and thins. A sample that is not later than the last takes its place: clocks step back.
    pub(super) fn push(&mut self, at: At, item: T) {
        while self.items.back().is_some_and(|(last, _)| *last >= at) {
            self.items.pop_back();
        }
        self.items.push_back((at, item));
        let mut before: Option<At> = None;
        self.items.retain(|(sample, _)| {
            let age = at.since(*sample);
            let Some((_, step)) = TIERS.iter().find(|(most, _)| age <= *most) else {
                return false;
            };
            // a fixed grid: the first sample of a cell stays, whatever came after it
            let keep = before.is_none_or(|before| before.0.div_euclid(step.0) != sample.0.div_euclid(step.0));
            if keep {
                before = Some(*sample);
            }
            keep
        });
    }

    pub(super) fn last(&self) -> Option<(At, &T)> {
        self.items.back().map(|(at, item)| (*at, item))
    }

    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    pub(super) fn get(&self, index: usize) -> Option<(At, &T)> {
        self.items.get(index).map(|(at, item)| (*at, item))
    }

    /// Oldest first.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = (At, &T)> {
        self.items.iter().map(|(at, item)| (*at, item))
    }

    pub(super) fn drop_oldest(&mut self) {
        self.items.pop_front();
    }

    /// The earliest and the latest sample of a window that ends with the latest, through `value`. Where the window holds
    /// but one, the one before it is taken: samples may be wider apart than the window.
    pub(super) fn span<U>(&self, window: Span, value: impl Fn(&T) -> Option<U>) -> Option<((At, U), (At, U))> {
        let newest = self.items.back()?.0;
        let from = At(newest.0 - window.0);
        let known = |at: usize| self.items.get(at).and_then(|(at, item)| Some((*at, value(item)?)));
        let first = self.items.partition_point(|(at, _)| *at < from);
        let last = (first..self.items.len()).rev().find(|&at| known(at).is_some())?;
        let start = (first..last)
            .find(|&at| known(at).is_some())
            .or_else(|| (0..first).rev().find(|&at| known(at).is_some()))?;
        known(start).zip(known(last))
    }
}
