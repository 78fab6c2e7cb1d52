//! What a worker does with a dead letter: ask the filter, find where it goes, take it out of its batch.

use super::Order;
use super::headers::HeaderRules;
use super::route::{self, Route, Stays};
use crate::config::profile::Profile;
use crate::config::topics::Topic;
use crate::jobs::decoder::{self, Decoder};
use crate::model::names::TopicName;
use crate::model::trouble::Trouble;
use crate::records::filter::{Filter, Sieve};
use crate::records::read::{Place, Scan};
use crate::records::write::Header;
use crate::wire::batch::Record;

/// See the module.
pub(super) struct Pick {
    sieve: Option<Sieve>,
    /// Set when the filter looks into keys and values, which may be written by a schema.
    decoder: Option<Decoder>,
    route: Route,
    headers: HeaderRules,
    most: u32,
    /// The records themselves are wanted, not only their places.
    whole: bool,
    /// And the places of those that are not chosen: the checkpoint tells them from what was dealt with.
    exact: bool,
}

/// A record that was chosen.
#[derive(Debug)]
pub(super) struct Picked {
    pub(super) partition: i32,
    pub(super) offset: i64,
    pub(super) goes: Result<TopicName, Stays>,
    pub(super) key: Option<Vec<u8>>,
    pub(super) value: Option<Vec<u8>>,
    pub(super) headers: Vec<Header>,
}

/// What was chosen of a part, and what could not be decoded of what the filter looked into.
#[derive(Debug, Default)]
pub(super) struct Picks {
    pub(super) records: Vec<Picked>,
    /// Offsets of those that were not, where they are wanted.
    pub(super) left: Vec<i64>,
    pub(super) undecoded: u64,
    /// Which was the first of those, and why.
    pub(super) why: Option<String>,
}

/// What the order's filter decodes with; none when it looks at bytes.
///
/// # Errors
/// As [`Decoder::open`].
pub(super) fn decoder(profile: &Profile, order: &Order) -> Result<Option<Decoder>, Trouble> {
    let inside = order.filter.as_ref().is_some_and(Filter::looks_inside);
    let known = profile.registry.is_some() || !profile.topics.is_empty();
    match inside && known {
        true => Decoder::open(profile, &order.wish.topics, &Topic::default()).map(Some),
        false => Ok(None),
    }
}

impl Pick {
    pub(super) fn new(order: &Order, decoder: Option<Decoder>, whole: bool) -> Self {
        Self {
            sieve: order.filter.as_ref().map(Filter::sieve),
            decoder,
            route: order.route.clone(),
            headers: order.headers.clone(),
            most: order.most_redrives,
            whole,
            exact: whole && order.checkpoint.is_some(),
        }
    }
}

impl Scan for Pick {
    type Out = Picks;

    fn next(&mut self, bytes: &[u8], from: usize) -> Option<usize> {
        // what a schema says does not stand in the bytes
        match (&self.decoder, &mut self.sieve) {
            (None, Some(sieve)) if !self.exact => sieve.next(bytes, from),
            _ => Some(from),
        }
    }

    fn record(&mut self, place: &Place<'_>, record: &Record<'_>, out: &mut Picks) {
        if !self.wants(place, record, out) {
            if self.exact {
                out.left.push(record.offset);
            }
            return;
        }
        let mut picked = Picked {
            partition: place.partition,
            offset: record.offset,
            goes: route::goes(&self.route, self.most, place.topic, record),
            key: None,
            value: None,
            headers: Vec::new(),
        };
        if self.whole && picked.goes.is_ok() {
            picked.key = record.key.map(<[u8]>::to_vec);
            picked.value = record.value.map(<[u8]>::to_vec);
            picked.headers = self.headers.apply(place.topic, place.partition, record);
        }
        out.records.push(picked);
    }

    fn fault(&mut self) -> Option<&'static str> {
        self.sieve.as_mut().and_then(Sieve::fault)
    }
}

impl Pick {
    fn wants(&mut self, place: &Place<'_>, record: &Record<'_>, out: &mut Picks) -> bool {
        let Some(sieve) = &mut self.sieve else { return true };
        let decoder = self.decoder.as_ref().filter(|decoder| decoder.worth(place, record));
        let Some(decoded) = decoder.map(|decoder| decoder.decode(place, record)) else {
            return sieve.wants(place, record);
        };
        if let Some(why) = decoder::trouble(&decoded) {
            out.undecoded += 1;
            out.why
                .get_or_insert_with(|| format!("{}-{} offset {}: {why}", place.topic, place.partition, record.offset));
        }
        decoder::ask(&decoded, record, |says| sieve.wants(place, says))
    }
}
