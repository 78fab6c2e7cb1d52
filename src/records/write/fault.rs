//! librdkafka's errors as [`Trouble`].

use rdkafka::error::{KafkaError, RDKafkaErrorCode};

use super::native::Code;
use crate::kafka::fault::{kafka_error, retriable};
use crate::model::trouble::{Cause, TlsFault, Trouble};
use crate::wire;

/// The name of an error: Kafka's for a broker's, librdkafka's for its own.
pub(super) fn name(code: Code) -> String {
    match (broker_code(code), code.known()) {
        (Some(code), _) => wire::error_name(code).into_owned(),
        (None, Some(code)) => format!("{code:?}"),
        (None, None) => format!("librdkafka's error {}", code.number()),
    }
}

/// What an error means to the one who writes.
pub(super) fn meaning(code: Code) -> String {
    match code.known() {
        Some(RDKafkaErrorCode::MessageTimedOut) => "no acknowledgement came within delivery.timeout.ms".into(),
        Some(RDKafkaErrorCode::MessageSizeTooLarge) => {
            "larger than the topic's max.message.bytes, or than message.max.bytes here".into()
        }
        Some(RDKafkaErrorCode::PurgeQueue) => "given up before it was sent".into(),
        Some(RDKafkaErrorCode::PurgeInflight) => "given up after it was sent".into(),
        Some(code) => {
            // "MessageSizeTooLarge (Broker: Message size too large)"
            let text = code.to_string();
            let inner = text.split_once(" (").and_then(|(_, rest)| rest.strip_suffix(')'));
            let inner = inner.unwrap_or(&text);
            inner.strip_prefix("Broker: ").unwrap_or(inner).to_owned()
        }
        None => format!("error {}, of which librdkafka knows nothing", code.number()),
    }
}

/// A broker's own code: librdkafka counts its own below zero.
fn broker_code(code: Code) -> Option<i16> {
    i16::try_from(code.number()).ok().filter(|code| *code > 0)
}

/// Whether it may pass: nobody answered, or one that is not the coordinator now.
pub(super) fn passes(code: Code) -> bool {
    let own = matches!(
        code.known(),
        Some(
            RDKafkaErrorCode::OperationTimedOut
                | RDKafkaErrorCode::WaitingForCoordinator
                | RDKafkaErrorCode::BrokerTransportFailure
                | RDKafkaErrorCode::InProgress
        )
    );
    own || broker_code(code).is_some_and(retriable)
}

/// What a group says while it is shared out anew: the same commit is right as soon as that is over.
pub(super) fn settles(code: Code) -> bool {
    matches!(
        code.known(),
        Some(
            RDKafkaErrorCode::IllegalGeneration
                | RDKafkaErrorCode::RebalanceInProgress
                | RDKafkaErrorCode::StaleMemberEpoch
        )
    )
}

/// What a broker says of a topic.
pub(super) fn of_topic(operation: &'static str, code: Code, name: &str) -> Trouble {
    let code = i16::try_from(code.number()).unwrap_or(-1);
    kafka_error(operation, None, code, Some(name.to_owned()))
}

/// An error with no connection behind it. Values of properties are not quoted.
pub(super) fn of_setup(operation: &'static str, error: &KafkaError) -> Trouble {
    let what = match error {
        KafkaError::ClientConfig(_, _, name, _) => format!("librdkafka refuses the value of {name}"),
        KafkaError::ClientCreation(why) => format!("librdkafka: {why}"),
        other => format!("librdkafka: {other}"),
    };
    Trouble::new(operation, Cause::Config(what))
}

/// A broker's code, or what librdkafka last said of its connections.
pub(super) fn of_code(operation: &'static str, code: Code, last: Option<(Code, String)>, waited_ms: u64) -> Trouble {
    if let Some(code) = broker_code(code) {
        return kafka_error(operation, None, code, None);
    }
    match last {
        Some((code, reason)) => of_reason(operation, code, &reason),
        None => Trouble::new(operation, Cause::TimedOut(waited_ms)).hint("is the address right, and the port open?"),
    }
}

/// What librdkafka says of a connection: `[PROTOCOL://]HOST:PORT/NAME: what happened (after N ms in state …)`.
fn of_reason(operation: &'static str, code: Code, reason: &str) -> Trouble {
    let (head, what) = reason.split_once(": ").unwrap_or(("", reason));
    let address = head
        .rsplit("://")
        .next()
        .unwrap_or(head)
        .split('/')
        .next()
        .unwrap_or_default();
    let what = what.split(" (after ").next().unwrap_or(what);
    let says = |text: &str| reason.contains(text);
    let cause = match code.known() {
        _ if says("PLAINTEXT broker listener") => Cause::Tls(TlsFault::PlaintextPort),
        _ if says("connecting to a SSL listener") => Cause::Tls(TlsFault::TlsPort),
        Some(RDKafkaErrorCode::SSL) => Cause::Tls(tls(reason, what)),
        Some(RDKafkaErrorCode::Authentication) => Cause::Sasl(what.to_owned()),
        Some(RDKafkaErrorCode::Resolve) => Cause::Dns(address.to_owned()),
        _ if says("Failed to resolve") => Cause::Dns(address.to_owned()),
        _ if says("Connection refused") => Cause::Refused,
        _ => Cause::Io(what.to_owned()),
    };
    let trouble = Trouble::new(operation, cause);
    if address.is_empty() {
        trouble
    } else {
        trouble.at(None, address)
    }
}

/// OpenSSL's words for what went wrong.
fn tls(reason: &str, what: &str) -> TlsFault {
    const KNOWN: &[(&str, TlsFault)] = &[
        ("certificate has expired", TlsFault::Expired),
        ("not yet valid", TlsFault::NotYetValid),
        ("hostname mismatch", TlsFault::WrongName(String::new())),
        ("unable to get local issuer", TlsFault::UnknownIssuer),
        ("self-signed certificate", TlsFault::UnknownIssuer),
        ("self signed certificate", TlsFault::UnknownIssuer),
    ];
    let known = KNOWN.iter().find(|(words, _)| reason.contains(words));
    known.map_or_else(|| TlsFault::Other(what.to_owned()), |(_, fault)| fault.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_librdkafka_says_becomes_address_and_cause() {
        let said = |code: RDKafkaErrorCode, reason: &str| of_reason("write", code.into(), reason).to_string();
        assert_eq!(
            said(
                RDKafkaErrorCode::BrokerTransportFailure,
                "127.0.0.1:9/bootstrap: Connect to ipv4#127.0.0.1:9 failed: Connection refused (after 0ms in state CONNECT)"
            ),
            "write at 127.0.0.1:9: connection refused"
        );
        assert_eq!(
            said(
                RDKafkaErrorCode::Authentication,
                "sasl_ssl://b:9093/bootstrap: SASL authentication error: Authentication failed (after 3ms in state AUTH_REQ)"
            ),
            "write at b:9093: SASL: SASL authentication error: Authentication failed"
        );
        assert_eq!(
            said(
                RDKafkaErrorCode::SSL,
                "ssl://b:9093/bootstrap: SSL handshake failed: error:0A000086:SSL routines::certificate verify failed: broker certificate could not be verified: self-signed certificate in certificate chain (after 5ms in state SSL_HANDSHAKE)"
            ),
            "write at b:9093: TLS: the broker's certificate is signed by an authority not trusted here"
        );
        assert_eq!(
            said(
                RDKafkaErrorCode::BrokerTransportFailure,
                "ssl://b:9092/bootstrap: SSL handshake failed: Disconnected: SSL connection closed by peer: connecting to a PLAINTEXT broker listener? (after 9ms in state SSL_HANDSHAKE)"
            ),
            "write at b:9092: TLS: this port does not speak TLS"
        );
    }

    #[test]
    fn a_brokers_code_has_kafkas_name() {
        assert_eq!(
            name(RDKafkaErrorCode::TopicAuthorizationFailed.into()),
            "TOPIC_AUTHORIZATION_FAILED"
        );
        assert_eq!(name(RDKafkaErrorCode::MessageTimedOut.into()), "MessageTimedOut");
        assert_eq!(meaning(RDKafkaErrorCode::InvalidTimestamp.into()), "Invalid timestamp");
        let trouble = of_code("write", RDKafkaErrorCode::TopicAuthorizationFailed.into(), None, 1);
        assert!(matches!(trouble.cause, Cause::Kafka { code: 29, .. }));
    }
}
