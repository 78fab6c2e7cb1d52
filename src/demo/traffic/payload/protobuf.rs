//! Payments: Protobuf.

use prost_reflect::prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor, Value};
use protox::file::{File, FileResolver};

use super::super::dice::Dice;
use super::shop::Shop;
use super::{Made, SchemaError, framed, keyed};
use crate::demo::schemas::{MONEY, MONEY_NAME, PAYMENT};

/// The compiled schemas.
#[derive(Debug)]
pub(super) struct Protobuf {
    payment: MessageDescriptor,
    money: MessageDescriptor,
}

/// The file that holds the payment.
const PAYMENT_NAME: &str = "payment.proto";

/// The first message of the file, in the short form of the wire format's list of indices.
const FIRST: [u8; 1] = [0];

struct Sources;

impl FileResolver for Sources {
    fn open_file(&self, name: &str) -> Result<File, protox::Error> {
        match name {
            PAYMENT_NAME => File::from_source(name, PAYMENT.text),
            MONEY_NAME => File::from_source(name, MONEY.text),
            _ => Err(protox::Error::file_not_found(name)),
        }
    }
}

impl Protobuf {
    pub(super) fn new() -> Result<Self, SchemaError> {
        let failed = |error: protox::Error| SchemaError(error.to_string());
        let mut compiler = protox::Compiler::with_file_resolver(Sources);
        compiler.include_imports(true).open_file(PAYMENT_NAME).map_err(failed)?;
        let pool: DescriptorPool = compiler.descriptor_pool();
        let message = |name: &str| {
            pool.get_message_by_name(name)
                .ok_or_else(|| SchemaError(format!("no message {name}")))
        };
        Ok(Self {
            payment: message("shop.payments.Payment")?,
            money: message("shop.common.Money")?,
        })
    }

    #[cfg(test)]
    pub(super) fn descriptor(&self) -> MessageDescriptor {
        self.payment.clone()
    }

    pub(super) fn payment(&self, shop: &Shop, now: i64, dice: &mut Dice) -> Made {
        let order = shop.known(dice);
        let mut money = DynamicMessage::new(self.money.clone());
        let nanos = i32::try_from(order.cents % 100).unwrap_or(0) * 10_000_000;
        set(&mut money, "currency", Value::String(order.currency.to_owned()));
        set(&mut money, "units", Value::I64(order.cents / 100));
        set(&mut money, "nanos", Value::I32(nanos));
        let mut payment = DynamicMessage::new(self.payment.clone());
        set(&mut payment, "payment_id", Value::String(format!("p-{}", dice.hex())));
        set(&mut payment, "order_id", Value::String(order.id.clone()));
        set(&mut payment, "amount", Value::Message(money));
        set(
            &mut payment,
            "method",
            Value::EnumNumber((1 + dice.below(3)).cast_signed()),
        );
        set(&mut payment, "at_ms", Value::I64(now));
        if dice.chance(0.04) {
            let why = dice.of(&["insufficient funds", "card expired", "3-D Secure failed"]);
            set(&mut payment, "decline_reason", Value::String(why.to_owned()));
        } else {
            set(&mut payment, "authorization", Value::String(dice.hex()));
        }
        let mut made = keyed(order.id, framed(PAYMENT.id, &FIRST, &payment.encode_to_vec()));
        made.headers = vec![("source", "payment-gateway".into())];
        made
    }
}

fn set(message: &mut DynamicMessage, field: &str, value: Value) {
    // a field that is not there would be a mistake of the program: a test reads every one back
    let _ = message.try_set_field_by_name(field, value);
}
