//! From a profile to librdkafka's properties: what is forced, what is only a better default.

use std::collections::BTreeMap;

use super::{Joining, Ways};
use crate::config::profile::Profile;
use crate::model::lag::Isolation;

/// Set whatever the user's properties say: nothing is ever created by writing to it.
const FORCED: &[(&str, &str)] = &[("allow.auto.create.topics", "false")];

/// Left out whatever the user's properties say: a transaction is begun only by [`Ways::transaction`].
const FORBIDDEN: &[&str] = &["transactional.id"];

/// The partitioner whose records without a key are spread by [`super::spread`].
pub(super) const SPREAD: &str = "murmur2_random";

/// Whole batches: who ends or pauses the input ends the waiting too, so that nobody sees the delay. What waits longer
/// than this behind a request of its partition makes librdkafka's threads look for it without a pause. In ms.
const LINGER: u64 = 500;

/// Unless the user's properties say otherwise.
const DEFAULTS: &[(&str, &str)] = &[
    // a key lands on the partition that a Java producer puts it on
    ("partitioner", SPREAD),
    // a slow leader's share must not fill the queue for the others
    ("queue.buffering.max.messages", "300000"),
    // librdkafka would buffer a gigabyte
    ("queue.buffering.max.kbytes", "65536"),
];

/// The properties of a member of a group. Nothing is committed but what the program says.
#[must_use]
pub fn of_member(profile: &Profile, joining: &Joining) -> BTreeMap<String, String> {
    let mut all = profile.properties.0.clone();
    let mut put = |name: &str, value: &str| all.insert(name.to_owned(), value.to_owned());
    put("bootstrap.servers", &profile.bootstrap.join(","));
    put("client.id", &profile.client_id);
    put("group.id", joining.group.as_str());
    put("enable.auto.commit", "false");
    put("enable.auto.offset.store", "false");
    put(
        "auto.offset.reset",
        if joining.from_start { "earliest" } else { "latest" },
    );
    let committed = joining.isolation == Isolation::ReadCommitted;
    put(
        "isolation.level",
        if committed {
            "read_committed"
        } else {
            "read_uncommitted"
        },
    );
    for (name, value) in FORCED {
        put(name, value);
    }
    for name in FORBIDDEN {
        all.remove(*name);
    }
    // librdkafka would keep 64 MB of each partition
    all.entry("queued.max.messages.kbytes".into())
        .or_insert_with(|| "16384".into());
    let connect = profile.connect_timeout.as_millis().max(1000);
    all.entry("socket.connection.setup.timeout.ms".into())
        .or_insert_with(|| connect.to_string());
    roots(profile, &mut all);
    all
}

/// The vendored OpenSSL does not know where this system keeps its roots.
fn roots(profile: &Profile, all: &mut BTreeMap<String, String>) {
    if profile.tls.is_some() && !all.contains_key("ssl.ca.pem") {
        all.entry("ssl.ca.location".into()).or_insert_with(|| "probe".into());
    }
}

/// The properties of a producer.
#[must_use]
pub fn of_producer(profile: &Profile, ways: &Ways) -> BTreeMap<String, String> {
    let mut all = profile.properties.0.clone();
    let mut put = |name: &str, value: String| all.insert(name.to_owned(), value);
    put("bootstrap.servers", profile.bootstrap.join(","));
    put("client.id", profile.client_id.clone());
    if let Some(codec) = &ways.compression {
        put("compression.type", codec.clone());
    }
    for (name, value) in FORCED {
        put(name, (*value).to_owned());
    }
    for name in FORBIDDEN {
        all.remove(*name);
    }
    if let Some(acks) = &ways.acks {
        all.insert("acks".into(), acks.clone());
    }
    if let Some(idempotence) = ways.idempotence {
        all.insert("enable.idempotence".into(), idempotence.to_string());
    }
    if let Some(id) = &ways.transaction {
        all.insert("transactional.id".into(), id.clone());
        all.insert("acks".into(), "all".into());
        all.insert("enable.idempotence".into(), "true".into());
    }
    // librdkafka refuses to wait for longer than a record may take
    let times = ["delivery.timeout.ms", "message.timeout.ms", "transaction.timeout.ms"];
    let shortest = times
        .iter()
        .filter_map(|name| all.get(*name)?.parse::<u64>().ok())
        .min();
    let linger = shortest.map_or(LINGER, |ms| LINGER.min(ms / 4));
    let mut usually = |name: &str, value: &str| {
        all.entry(name.to_owned()).or_insert_with(|| value.to_owned());
    };
    for (name, value) in DEFAULTS {
        usually(name, value);
    }
    usually("linger.ms", &linger.to_string());
    if ways.transaction.is_none() {
        // Java's, instead of librdkafka's five minutes; in a transaction it is transaction.timeout.ms
        usually("delivery.timeout.ms", "120000");
    }
    // librdkafka takes nothing below a second
    let connect = profile.connect_timeout.as_millis().max(1000);
    usually("socket.connection.setup.timeout.ms", &connect.to_string());
    usually("acks", "all");
    let safest = matches!(all.get("acks").map(String::as_str), Some("all" | "-1"));
    // who asks for fewer acknowledgements cannot have idempotence, and librdkafka would refuse both together
    all.entry("enable.idempotence".into())
        .or_insert_with(|| safest.to_string());
    if all.get("partitioner").is_none_or(|name| name != SPREAD) {
        // twice linger.ms would put a torrent on one leader
        all.entry("sticky.partitioning.linger.ms".into())
            .or_insert_with(|| "10".into());
    }
    roots(profile, &mut all);
    all
}
