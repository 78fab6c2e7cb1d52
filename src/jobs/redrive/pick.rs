//! What a worker does with a dead letter: ask the filter, find where it goes, take it out of its batch.

use super::Order;
use super::headers::HeaderRules;
use super::route::{self, Route, Stays};
use crate::model::names::TopicName;
use crate::records::filter::Sieve;
use crate::records::read::{Place, Scan};
use crate::records::write::Header;
use crate::wire::batch::Record;

/// See the module.
pub(super) struct Pick {
    sieve: Option<Sieve>,
    route: Route,
    headers: HeaderRules,
    most: u32,
    /// The records themselves are wanted, not only their places.
    whole: bool,
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

impl Pick {
    pub(super) fn new(order: &Order, whole: bool) -> Self {
        Self {
            sieve: order.filter.as_ref().map(crate::records::filter::Filter::sieve),
            route: order.route.clone(),
            headers: order.headers.clone(),
            most: order.most_redrives,
            whole,
        }
    }
}

impl Scan for Pick {
    type Out = Vec<Picked>;

    fn may(&mut self, bytes: &[u8]) -> bool {
        self.sieve.as_ref().is_none_or(|sieve| sieve.may(bytes))
    }

    fn record(&mut self, place: &Place<'_>, record: &Record<'_>, out: &mut Vec<Picked>) {
        if !self.sieve.as_mut().is_none_or(|sieve| sieve.wants(place, record)) {
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
        out.push(picked);
    }
}
