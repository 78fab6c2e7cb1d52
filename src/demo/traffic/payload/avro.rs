//! Orders and customers: Avro.

use std::fmt;

use apache_avro::Schema;
use apache_avro::types::Value;
use apache_avro::writer::datum::GenericDatumWriter;

use super::super::dice::Dice;
use super::shop::{self, Shop};
use super::{Made, SchemaError, framed, keyed};
use crate::demo::schemas::{ORDER_V1, ORDER_V2, PROFILE, Version};

/// The parsed schemas.
pub(super) struct Avro {
    order: (i32, Schema),
    promoted: (i32, Schema),
    profile: (i32, Schema),
}

impl fmt::Debug for Avro {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Avro").finish_non_exhaustive()
    }
}

impl Avro {
    pub(super) fn new() -> Result<Self, SchemaError> {
        Ok(Self {
            order: parsed(&ORDER_V1)?,
            promoted: parsed(&ORDER_V2)?,
            profile: parsed(&PROFILE)?,
        })
    }

    pub(super) fn order(&self, shop: &mut Shop, promotions: bool, now: i64, dice: &mut Dice) -> Made {
        let (city, country, currency) = shop::place(dice);
        let mut cents = 0;
        let items = (0..=dice.below(3))
            .map(|_| {
                let (quantity, price) = (1 + dice.below(2), shop::price(dice));
                cents += i64::from(quantity) * price;
                record(vec![
                    ("sku", Value::String(shop::sku(dice))),
                    ("quantity", Value::Int(quantity.cast_signed())),
                    ("unit_price", Value::Double(money(price))),
                ])
            })
            .collect();
        let order = shop.order(dice, cents, currency);
        let status = match dice.below(100) {
            0..3 => (2, "FAILED"),
            3..20 => (1, "PAID"),
            _ => (0, "NEW"),
        };
        let mut fields = vec![
            ("order_id", Value::String(order.id)),
            ("customer_id", Value::String(order.customer.clone())),
            ("created_at", Value::TimestampMillis(now)),
            ("status", Value::Enum(status.0, status.1.to_owned())),
            ("items", Value::Array(items)),
            ("amount", Value::Double(money(cents))),
            ("currency", Value::String(currency.to_owned())),
            (
                "ship_to",
                record(vec![
                    ("city", Value::String(city.to_owned())),
                    ("country", Value::String(country.to_owned())),
                ]),
            ),
        ];
        if promotions {
            let code = match dice.below(5) {
                0 => Value::Union(
                    1,
                    Box::new(Value::String(dice.of(&["AUTUMN10", "WELCOME", "FREESHIP"]).to_owned())),
                ),
                _ => Value::Union(0, Box::new(Value::Null)),
            };
            fields.push(("promo_code", code));
        }
        let schema = if promotions { &self.promoted } else { &self.order };
        let mut made = keyed(order.customer, written(schema, record(fields)));
        made.headers = vec![("source", "checkout".into()), ("trace-id", dice.hex().into())];
        made
    }

    pub(super) fn profile(&self, now: i64, dice: &mut Dice) -> Made {
        let customer = shop::customer(dice);
        if dice.chance(0.02) {
            // a customer leaves: the tombstone
            return Made {
                value: None,
                ..keyed(customer, "")
            };
        }
        let name = format!(
            "{} {}",
            dice.of(&["Ada", "Björn", "Chloé", "Dmitri", "Ewa", "Fatima", "Gustav", "Hana"]),
            dice.of(&[
                "Novak", "Silva", "Meyer", "Dubois", "Olsen", "Kowalska", "Rossi", "Jansen"
            ])
        );
        let email = match dice.below(8) {
            0 => Value::Union(0, Box::new(Value::Null)),
            _ => Value::Union(1, Box::new(Value::String(format!("{customer}@example.com")))),
        };
        let tier = dice.of(&[&(0, "BASIC"), &(0, "BASIC"), &(1, "PLUS"), &(2, "GOLD")]);
        let fields = vec![
            ("customer_id", Value::String(customer.clone())),
            ("name", Value::String(name)),
            ("email", email),
            ("tier", Value::Enum(tier.0, tier.1.to_owned())),
            ("country", Value::String(shop::place(dice).1.to_owned())),
            ("updated_at", Value::TimestampMillis(now)),
        ];
        keyed(customer, written(&self.profile, record(fields)))
    }
}

fn parsed(version: &Version) -> Result<(i32, Schema), SchemaError> {
    let schema = Schema::parse_str(version.text).map_err(|error| SchemaError(error.to_string()))?;
    Ok((version.id, schema))
}

fn record(fields: Vec<(&str, Value)>) -> Value {
    Value::Record(
        fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}

/// A value that does not fit its schema would be a mistake of the program: it comes out empty, and a test says so.
fn written((id, schema): &(i32, Schema), value: Value) -> bytes::Bytes {
    let writer = GenericDatumWriter::builder(schema).build();
    let body = writer
        .and_then(|writer| writer.write_value_to_vec(value))
        .unwrap_or_default();
    framed(*id, &[], &body)
}

#[expect(clippy::cast_precision_loss, reason = "a price")]
pub(super) fn money(cents: i64) -> f64 {
    cents as f64 / 100.0
}
