//! The names of librdkafka's properties, so that a mistyped one is caught with the nearest right name.
//!
//! Left out: callbacks, internal ones and those librdkafka ignores. A test of the write plane asks librdkafka itself
//! whether it knows every one of them.

use super::registry;

/// In order, one space apart.
const NAMES: &str = "\
    acks allow.auto.create.topics api.version.fallback.ms api.version.request api.version.request.timeout.ms \
    auto.commit.enable auto.commit.interval.ms auto.offset.reset batch.num.messages batch.size bootstrap.servers \
    broker.address.family broker.address.ttl broker.version.fallback check.crcs client.dns.lookup client.id \
    client.rack compression.codec compression.level compression.type connections.max.idle.ms \
    coordinator.query.interval.ms debug delivery.report.only.error delivery.timeout.ms enable.auto.commit \
    enable.auto.offset.store enable.gapless.guarantee enable.idempotence enable.metrics.push enable.partition.eof \
    enable.random.seed enable.sasl.oauthbearer.unsecure.jwt enable.ssl.certificate.verification \
    fetch.error.backoff.ms fetch.max.bytes fetch.message.max.bytes fetch.min.bytes fetch.queue.backoff.ms \
    fetch.wait.max.ms group.id group.instance.id group.protocol group.protocol.type group.remote.assignor \
    heartbeat.interval.ms https.ca.location https.ca.pem isolation.level linger.ms log.connection.close \
    log.thread.name log_level max.in.flight max.in.flight.requests.per.connection max.partition.fetch.bytes \
    max.poll.interval.ms message.copy.max.bytes message.max.bytes message.send.max.retries message.timeout.ms \
    metadata.broker.list metadata.max.age.ms metadata.recovery.rebootstrap.trigger.ms metadata.recovery.strategy \
    offset.store.method partition.assignment.strategy partitioner queue.buffering.backpressure.threshold \
    queue.buffering.max.kbytes queue.buffering.max.messages queue.buffering.max.ms queued.max.messages.kbytes \
    queued.min.messages receive.message.max.bytes reconnect.backoff.jitter.ms reconnect.backoff.max.ms \
    reconnect.backoff.ms request.required.acks request.timeout.ms retries retry.backoff.max.ms retry.backoff.ms \
    sasl.kerberos.keytab sasl.kerberos.kinit.cmd sasl.kerberos.min.time.before.relogin sasl.kerberos.principal \
    sasl.kerberos.service.name sasl.mechanism sasl.mechanisms sasl.oauthbearer.assertion.algorithm \
    sasl.oauthbearer.assertion.claim.aud sasl.oauthbearer.assertion.claim.exp.seconds \
    sasl.oauthbearer.assertion.claim.iss sasl.oauthbearer.assertion.claim.jti.include \
    sasl.oauthbearer.assertion.claim.nbf.seconds sasl.oauthbearer.assertion.claim.sub \
    sasl.oauthbearer.assertion.file sasl.oauthbearer.assertion.jwt.template.file \
    sasl.oauthbearer.assertion.private.key.file sasl.oauthbearer.assertion.private.key.passphrase \
    sasl.oauthbearer.assertion.private.key.pem sasl.oauthbearer.client.credentials.client.id \
    sasl.oauthbearer.client.credentials.client.secret sasl.oauthbearer.client.id sasl.oauthbearer.client.secret \
    sasl.oauthbearer.config sasl.oauthbearer.extensions sasl.oauthbearer.grant.type \
    sasl.oauthbearer.metadata.authentication.type sasl.oauthbearer.method sasl.oauthbearer.scope \
    sasl.oauthbearer.token.endpoint.url sasl.password sasl.username security.protocol session.timeout.ms \
    socket.blocking.max.ms socket.connection.setup.timeout.ms socket.keepalive.enable socket.max.fails \
    socket.nagle.disable socket.receive.buffer.bytes socket.send.buffer.bytes socket.timeout.ms \
    ssl.ca.certificate.stores ssl.ca.location ssl.ca.pem ssl.certificate.location ssl.certificate.pem \
    ssl.cipher.suites ssl.crl.location ssl.curves.list ssl.endpoint.identification.algorithm ssl.engine.id \
    ssl.engine.location ssl.key.location ssl.key.password ssl.key.pem ssl.keystore.location ssl.keystore.password \
    ssl.providers ssl.sigalgs.list statistics.interval.ms sticky.partitioning.linger.ms topic.blacklist \
    topic.metadata.propagation.max.ms topic.metadata.refresh.fast.cnt topic.metadata.refresh.fast.interval.ms \
    topic.metadata.refresh.interval.ms topic.metadata.refresh.sparse transaction.timeout.ms transactional.id";

/// The aliases of librdkafka, each with the name used here.
const ALIASES: &[(&str, &str)] = &[
    ("compression.codec", "compression.type"),
    ("fetch.message.max.bytes", "max.partition.fetch.bytes"),
    ("max.in.flight", "max.in.flight.requests.per.connection"),
    ("message.send.max.retries", "retries"),
    ("message.timeout.ms", "delivery.timeout.ms"),
    ("metadata.broker.list", "bootstrap.servers"),
    ("queue.buffering.max.ms", "linger.ms"),
    ("request.required.acks", "acks"),
    ("sasl.mechanisms", "sasl.mechanism"),
    (
        "sasl.oauthbearer.client.credentials.client.id",
        "sasl.oauthbearer.client.id",
    ),
    (
        "sasl.oauthbearer.client.credentials.client.secret",
        "sasl.oauthbearer.client.secret",
    ),
];

/// Every name.
pub fn all() -> impl Iterator<Item = &'static str> {
    NAMES.split_ascii_whitespace()
}

/// The one name of a property for its aliases; none when neither librdkafka nor a schema registry has such a property.
#[must_use]
pub fn canonical(name: &str) -> Option<&'static str> {
    if let Some((_, one)) = ALIASES
        .iter()
        .chain(registry::ALIASES)
        .find(|(alias, _)| *alias == name)
    {
        return Some(one);
    }
    all()
        .chain(registry::NAMES.iter().copied())
        .find(|known| *known == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_order_and_aliases_point_into_it() {
        assert!(all().zip(all().skip(1)).all(|(a, b)| a < b));
        assert!(all().count() > 140);
        for (alias, one) in ALIASES {
            assert!(all().any(|name| name == *one), "{one}");
            assert_eq!(canonical(alias), Some(*one));
        }
    }

    #[test]
    fn a_name_is_its_own_and_a_slip_is_none() {
        assert_eq!(canonical("linger.ms"), Some("linger.ms"));
        assert_eq!(canonical("linger.m"), None);
        assert_eq!(canonical("ssl_key"), None);
    }
}
