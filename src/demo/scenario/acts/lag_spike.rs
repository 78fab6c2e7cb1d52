//! A flash sale: shops are full, and the warehouse's sink cannot write away what comes.

use super::{Act, Mood, Stage};

/// What is written more than usual, and how many times.
const SALE: [(&str, f64); 4] = [
    ("clickstream.events", 6.0),
    ("ecommerce.carts.updated", 3.0),
    ("ecommerce.orders.created", 2.0),
    ("payments.authorized", 2.0),
];

pub(super) struct LagSpike;

impl Act for LagSpike {
    fn step(&mut self, _stage: &mut Stage<'_>, mood: &mut Mood) {
        mood.bursts = SALE.to_vec();
    }
}
