//! Records that could not be read or dealt with, and the dead letters that Kafka Connect and Spring make of them.

use bytes::Bytes;

use super::super::dice::Dice;
use super::{Made, framed, keyed, shop};
use crate::demo::story::groups::LEDGER;

const CONNECTOR: &str = "warehouse-sink";
const ORDERS: &str = "ecommerce.orders.created";
const EXCEPTION: &str = "org.apache.kafka.connect.errors.DataException";
/// A schema's id that was never registered.
const NOWHERE: i32 = 9_041;

/// A value that no consumer can read: it claims a schema that is not registered, and is cut short.
pub(super) fn poisoned(dice: &mut Dice) -> Bytes {
    framed(NOWHERE, &[0x10, 0x6f, 0x2d], &dice.hex().as_bytes()[..5])
}

/// A dead letter as they come now and then on any day.
pub(super) fn sunk(now: i64, dice: &mut Dice) -> Made {
    let made = keyed(shop::customer(dice), poisoned(dice));
    of(&made, ORDERS, dice.below(12).cast_signed(), now % 10_000_000)
}

/// The dead letter of a record: its key and value as they were, the reasons in Connect's headers
/// (`errors.deadletterqueue.context.headers.enable`).
pub(super) fn of(record: &Made, topic: &str, partition: i32, offset: i64) -> Made {
    let why = format!("Failed to deserialize data for topic {topic} to Avro: ");
    let cause = format!("Error retrieving Avro value schema for id {NOWHERE}: Schema not found; error code: 40403");
    let trace = format!(
        "{EXCEPTION}: {why}\n\tat io.confluent.connect.avro.AvroConverter.toConnectData(AvroConverter.java:148)\nCaused by: {cause}\n"
    );
    Made {
        key: record.key.clone(),
        value: record.value.clone(),
        headers: vec![
            ("__connect.errors.topic", Bytes::from(topic.to_owned())),
            ("__connect.errors.partition", Bytes::from(partition.to_string())),
            ("__connect.errors.offset", Bytes::from(offset.to_string())),
            ("__connect.errors.connector.name", CONNECTOR.into()),
            ("__connect.errors.task.id", "0".into()),
            ("__connect.errors.stage", "VALUE_CONVERTER".into()),
            (
                "__connect.errors.class.name",
                "io.confluent.connect.avro.AvroConverter".into(),
            ),
            ("__connect.errors.exception.class.name", EXCEPTION.into()),
            ("__connect.errors.exception.message", Bytes::from(why)),
            ("__connect.errors.exception.stacktrace", Bytes::from(trace)),
        ],
    }
}

/// The dead letter that a listener of Spring makes of a record it could not deal with
/// (`DeadLetterPublishingRecoverer`): numbers are binary there.
pub(super) fn sprung(record: &Made, topic: &str, partition: i32, offset: i64, at: i64) -> Made {
    const THROWN: &str = "org.springframework.kafka.listener.ListenerExecutionFailedException";
    const CAUSE: &str = "org.springframework.dao.CannotAcquireLockException";
    let message = "Listener failed; could not acquire lock on account row within 5 s";
    let mut made = record.clone();
    made.headers.extend([
        ("kafka_dlt-original-topic", Bytes::from(topic.to_owned())),
        (
            "kafka_dlt-original-partition",
            Bytes::copy_from_slice(&partition.to_be_bytes()),
        ),
        (
            "kafka_dlt-original-offset",
            Bytes::copy_from_slice(&offset.to_be_bytes()),
        ),
        (
            "kafka_dlt-original-timestamp",
            Bytes::copy_from_slice(&at.to_be_bytes()),
        ),
        ("kafka_dlt-original-timestamp-type", "CreateTime".into()),
        ("kafka_dlt-original-consumer-group", LEDGER.into()),
        ("kafka_dlt-exception-fqcn", THROWN.into()),
        ("kafka_dlt-exception-cause-fqcn", CAUSE.into()),
        ("kafka_dlt-exception-message", message.into()),
        (
            "kafka_dlt-exception-stacktrace",
            Bytes::from(format!("{THROWN}: {message}\nCaused by: {CAUSE}\n")),
        ),
    ]);
    made
}
