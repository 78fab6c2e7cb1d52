//! What lies in topics that little is written to, so that whoever opens one finds something: schemas, connectors, and the
//! last hours of the slow ones.

use bytes::Bytes;
use serde_json::{Value, json};

use super::Content;
use super::topics::{TopicSpec, named};
use crate::demo::schemas::{Kind, SUBJECTS, Subject, Version};
use crate::demo::state::State;
use crate::demo::traffic::producers::append;
use crate::demo::traffic::{Dice, Made, Payloads};
use crate::wire::partition_of;

/// The registry's topic.
const SCHEMAS: &str = "_schemas";
/// Connect's topic of connectors and tasks.
const CONNECTORS: &str = "connect-configs";
/// Topics with fewer records a second than this get some of the last hours.
const SLOW: f64 = 3.0;
/// So many.
const RECORDS: i64 = 24;
/// Payments that the ledger could not deal with.
const UNSETTLED: i64 = 18;
/// One in so many ms.
const APART: i64 = 420_000;

/// Fills them; `until` is when the story's own traffic begins, in ms since the epoch.
pub fn fill(state: &mut State, payloads: &mut Payloads, dice: &mut Dice, until: i64) {
    for subject in SUBJECTS {
        for (number, version) in (1..).zip(subject.versions) {
            if version.id != crate::demo::schemas::ORDER_V2.id {
                schema(state, subject, number, version, until - 86_400_000);
            }
        }
    }
    for made in connectors() {
        put(state, CONNECTORS, &made, until - 80_000_000);
    }
    let slow = |topic: &&TopicSpec| topic.rate < SLOW && topic.rate > 0.0 && topic.content != Content::Payment;
    for topic in super::topics::TOPICS.iter().filter(slow) {
        for number in 0..RECORDS {
            let at = until - (RECORDS - number) * APART;
            let made = payloads.make(topic.content, at, dice);
            put(state, topic.name, &made, at);
        }
    }
    unsettled(state, payloads, until);
}

/// An hour in which the ledger could not lock its accounts: payments that wait to be brought back. One was brought back
/// as often as it may be, and of one nobody knows where it came from.
fn unsettled(state: &mut State, payloads: &mut Payloads, until: i64) {
    const LETTERS: &str = "payments.dlq";
    // a chance of its own: the rest of the story goes as it goes without them
    let mut dice = Dice::new(41);
    for number in 0..UNSETTLED {
        let at = until - 5_400_000 + number * 90_000;
        let from = if number % 4 == 3 {
            "payments.captured"
        } else {
            "payments.authorized"
        };
        let made = payloads.make(Content::Payment, at, &mut dice);
        let (partition, offset) = (dice.below(12).cast_signed(), 400_000 + number * 37);
        let mut letter = payloads.unsettled(&made, from, partition, offset, at);
        match number {
            6 => letter.headers.push(("kconsole.redrive.count", "3".into())),
            11 => letter.headers = vec![("note", "put here by hand".into())],
            _ => {}
        }
        put(state, LETTERS, &letter, at);
    }
}

/// The schema that comes while the story is told, as the registry writes it down.
pub fn evolved(state: &mut State, at: i64) {
    for subject in SUBJECTS {
        for (number, version) in (1..).zip(subject.versions) {
            if version.id == crate::demo::schemas::ORDER_V2.id {
                schema(state, subject, number, version, at);
            }
        }
    }
}

fn schema(state: &mut State, subject: &Subject, number: i32, version: &Version, at: i64) {
    let key = json!({"keytype": "SCHEMA", "subject": subject.name, "version": number, "magic": 1});
    let mut value = json!({"subject": subject.name, "version": number, "id": version.id});
    if let Some(value) = value.as_object_mut() {
        let kind = match version.kind {
            Kind::Avro => None,
            Kind::Protobuf => Some("PROTOBUF"),
            Kind::Json => Some("JSON"),
        };
        if let Some(kind) = kind {
            value.insert("schemaType".into(), kind.into());
        }
        if !version.references.is_empty() {
            let reference = |one: &crate::demo::schemas::Reference| json!({"name": one.name, "subject": one.subject, "version": one.version});
            value.insert("references".into(), version.references.iter().map(reference).collect());
        }
        value.insert("schema".into(), version.text.trim().into());
        value.insert("deleted".into(), false.into());
    }
    put(state, SCHEMAS, &made(&key.to_string(), &value), at);
}

fn connectors() -> Vec<Made> {
    let source = json!({"connector.class": "io.debezium.connector.postgresql.PostgresConnector",
        "tasks.max": "1", "database.hostname": "shop-db", "topic.prefix": "ecommerce", "name": "orders-source"});
    let sink = json!({"connector.class": "io.confluent.connect.jdbc.JdbcSinkConnector", "tasks.max": "4",
        "topics": "clickstream.events", "errors.tolerance": "all",
        "errors.deadletterqueue.topic.name": "orders.dlq", "name": "warehouse-sink"});
    let of = |name: &str, tasks: i32, properties: &Value| {
        let mut all = vec![made(&format!("connector-{name}"), &json!({"properties": properties}))];
        all.extend((0..tasks).map(|task| made(&format!("task-{name}-{task}"), &json!({"properties": properties}))));
        all.push(made(&format!("commit-{name}"), &json!({"tasks": tasks})));
        all
    };
    [of("orders-source", 1, &source), of("warehouse-sink", 4, &sink)].concat()
}

fn made(key: &str, value: &Value) -> Made {
    Made {
        key: Some(Bytes::from(key.to_owned())),
        value: Some(Bytes::from(value.to_string())),
        headers: Vec::new(),
    }
}

fn put(state: &mut State, topic: &str, made: &Made, at: i64) {
    let Some(spec) = named(topic) else { return };
    let number = made.key.as_ref().map_or(0, |key| partition_of(key, spec.partitions));
    // every broker is up before the story begins
    append(
        state,
        spec.name,
        spec.keep,
        number,
        std::slice::from_ref(made),
        at,
        None,
    );
}
