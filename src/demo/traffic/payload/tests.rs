//! What is written can be read back by its schema.

use apache_avro::Schema;
use apache_avro::reader::datum::GenericDatumReader;
use apache_avro::types::Value;
use prost_reflect::DynamicMessage;

use super::*;
use crate::demo::schemas::{INVENTORY, ORDER_V1, ORDER_V2, PAYMENT, PROFILE};
use crate::demo::story::topics::TOPICS;

fn made(content: Content, promotions: bool) -> Made {
    let mut payloads = Payloads::new().unwrap();
    payloads.promotions = promotions;
    payloads.make(content, 1_795_000_000_000, &mut Dice::new(3))
}

fn body(made: &Made, id: i32) -> Vec<u8> {
    let value = made.value.clone().unwrap();
    assert_eq!(value[0], 0);
    assert_eq!(value[1..5], id.to_be_bytes());
    value[5..].to_vec()
}

fn read(written: &Schema, by: &Schema, bytes: &[u8]) -> Value {
    let reader = GenericDatumReader::builder(written).reader_schema(by).build().unwrap();
    reader.read_value(&mut &bytes[..]).unwrap()
}

fn field(value: &Value, name: &str) -> Value {
    let Value::Record(fields) = value else {
        panic!("{value:?}")
    };
    fields.iter().find(|(key, _)| key == name).unwrap().1.clone()
}

#[test]
fn an_order_of_each_version_is_read_by_its_schema() {
    for (promotions, version) in [(false, ORDER_V1), (true, ORDER_V2)] {
        let schema = Schema::parse_str(version.text).unwrap();
        let bytes = body(&made(Content::Order, promotions), version.id);
        let value = read(&schema, &schema, &bytes);
        assert!(
            matches!(field(&value, "amount"), Value::Double(amount) if amount > 0.0),
            "{value:?}"
        );
        let Value::Record(fields) = &value else {
            panic!("{value:?}")
        };
        assert_eq!(fields.iter().any(|(name, _)| name == "promo_code"), promotions);
    }
}

#[test]
fn an_old_order_is_read_by_the_new_schema() {
    let (old, new) = (
        Schema::parse_str(ORDER_V1.text).unwrap(),
        Schema::parse_str(ORDER_V2.text).unwrap(),
    );
    let bytes = body(&made(Content::Order, false), ORDER_V1.id);
    let value = read(&old, &new, &bytes);
    assert_eq!(field(&value, "promo_code"), Value::Union(0, Box::new(Value::Null)));
}

#[test]
fn a_profile_is_read_by_its_schema() {
    let schema = Schema::parse_str(PROFILE.text).unwrap();
    let bytes = body(&made(Content::Profile, false), PROFILE.id);
    let value = read(&schema, &schema, &bytes);
    assert!(
        matches!(field(&value, "name"), Value::String(name) if name.contains(' ')),
        "{value:?}"
    );
}

#[test]
fn a_payment_is_read_by_its_schema() {
    let made = made(Content::Payment, false);
    let bytes = body(&made, PAYMENT.id);
    let protobuf = protobuf::Protobuf::new().unwrap();
    let message = DynamicMessage::decode(protobuf.descriptor(), &bytes[1..]).unwrap();
    let text = format!("{message:?}");
    for name in ["payment_id", "order_id", "amount", "method", "at_ms"] {
        assert!(message.has_field_by_name(name), "{name} in {text}");
    }
    assert!(
        message.has_field_by_name("authorization") || message.has_field_by_name("decline_reason"),
        "{text}"
    );
    assert_eq!(message.unknown_fields().count(), 0);
}

#[test]
fn stock_is_json_behind_its_schemas_id() {
    let value: serde_json::Value = serde_json::from_slice(&body(&made(Content::Stock, false), INVENTORY.id)).unwrap();
    assert!(value["sku"].is_string() && value["on_hand"].is_u64(), "{value}");
}

#[test]
fn every_topic_has_its_records() {
    for topic in TOPICS.iter().filter(|topic| topic.content != Content::Nothing) {
        let made = made(topic.content, true);
        assert!(made.value.is_some_and(|value| value.len() > 8), "{}", topic.name);
        assert!(
            !topic.compact || made.key.is_some(),
            "{} is compacted and needs keys",
            topic.name
        );
    }
}

#[test]
fn a_dead_letter_says_where_it_came_from() {
    let mut payloads = Payloads::new().unwrap();
    let poison = payloads.poison(&mut Dice::new(1));
    let letter = payloads.dead_letter(&poison, "ecommerce.orders.created", 4, 812);
    assert_eq!(letter.value, poison.value);
    let header = |name| {
        letter
            .headers
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| &value[..])
    };
    assert_eq!(header("__connect.errors.offset"), Some(&b"812"[..]));
    assert_eq!(header("__connect.errors.partition"), Some(&b"4"[..]));
}
