//! What the records have in common: customers, articles, places, and the latest orders.

use std::collections::VecDeque;

use super::super::dice::Dice;

/// Orders that later records speak of.
const REMEMBERED: usize = 512;
/// Customers of the shop.
const CUSTOMERS: u32 = 40_000;

/// An order as the records after it know it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Order {
    pub id: String,
    pub customer: String,
    pub cents: i64,
    pub currency: &'static str,
}

/// The shop's memory.
#[derive(Debug, Default)]
pub(super) struct Shop {
    orders: VecDeque<Order>,
    count: u64,
}

impl Shop {
    /// Takes the next order.
    pub(super) fn order(&mut self, dice: &mut Dice, cents: i64, currency: &'static str) -> Order {
        self.count += 1;
        let order = Order {
            id: format!("o-{}", 9_986_120 + self.count),
            customer: customer(dice),
            cents,
            currency,
        };
        self.orders.push_back(order.clone());
        if self.orders.len() > REMEMBERED {
            self.orders.pop_front();
        }
        order
    }

    /// One of the latest orders; one from before the story while there is none.
    pub(super) fn known(&self, dice: &mut Dice) -> Order {
        let at = dice.below(u32::try_from(self.orders.len()).unwrap_or(1)) as usize;
        self.orders.get(at).cloned().unwrap_or_else(|| Order {
            id: format!("o-{}", 9_986_000 + dice.below(120)),
            customer: customer(dice),
            cents: 4_990,
            currency: "EUR",
        })
    }
}

/// A customer; some buy more than others.
pub(super) fn customer(dice: &mut Dice) -> String {
    let often = dice.share();
    let width = if often < 0.3 { 400 } else { CUSTOMERS };
    format!("c-{:05}", 10_000 + dice.below(width))
}

/// An article.
pub(super) fn sku(dice: &mut Dice) -> String {
    let family = dice.of(&["LAMP", "DESK", "SOFA", "RUG", "MUG", "VASE", "BED", "CHAIR"]);
    format!("{family}-{:03}", dice.below(400))
}

/// A price in cents.
pub(super) fn price(dice: &mut Dice) -> i64 {
    let ends = dice.of(&[&90i64, &95, &99, &50]);
    i64::from(4 + dice.below(196)) * 100 + ends
}

/// A city and its country.
pub(super) fn place(dice: &mut Dice) -> (&'static str, &'static str, &'static str) {
    const PLACES: [&(&str, &str, &str); 10] = [
        &("Lyon", "FR", "EUR"),
        &("Porto", "PT", "EUR"),
        &("Gdańsk", "PL", "PLN"),
        &("Zürich", "CH", "CHF"),
        &("Oslo", "NO", "NOK"),
        &("Leipzig", "DE", "EUR"),
        &("Graz", "AT", "EUR"),
        &("Leeds", "GB", "GBP"),
        &("Ghent", "BE", "EUR"),
        &("München", "DE", "EUR"),
    ];
    *dice.of(&PLACES)
}
