//! Searching records: [`super::consume`] with a filter that every worker has its own of.

use super::consume::Sift;
use crate::records::filter::Sieve;
use crate::records::read::Place;
use crate::wire::batch::Record;

pub use crate::records::filter::Filter;

impl Sift for Sieve {
    fn next(&mut self, bytes: &[u8], from: usize) -> Option<usize> {
        Self::next(self, bytes, from)
    }

    fn wants(&mut self, place: &Place<'_>, record: &Record<'_>) -> bool {
        Self::wants(self, place, record)
    }

    fn fault(&mut self) -> Option<&'static str> {
        Self::fault(self)
    }
}
