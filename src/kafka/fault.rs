//! Kafka's error codes as [`Trouble`], with what helps.

use std::borrow::Cow;

use crate::model::trouble::{Cause, Peer, Trouble};
use crate::wire;

/// A broker's error code as a trouble, with Kafka's name of it and a hint where one is known.
#[must_use]
pub fn kafka_error(operation: &'static str, peer: Option<Peer>, code: i16, message: Option<String>) -> Trouble {
    Trouble {
        operation: Cow::Borrowed(operation),
        broker: peer,
        cause: Cause::Kafka {
            code,
            name: wire::error_name(code),
            message: message.filter(|text| !text.is_empty()),
        },
        hint: hint(code).map(Cow::Borrowed),
    }
}

/// Whether the same request may succeed if it is sent again after the metadata or the coordinator was asked for anew.
#[must_use]
pub fn retriable(code: i16) -> bool {
    // Retriable in Apache Kafka's own sense (`RetriableException`), of those a reading client can meet.
    matches!(
        code,
        3 | 5
            | 6
            | 7
            | 8
            | 9
            | 13
            | 14
            | 15
            | 16
            | 41
            | 51
            | 56
            | 70
            | 71
            | 72
            | 74
            | 75
            | 78
            | 88
            | 89
            | 100
            | 103
            | 106
    )
}

fn hint(code: i16) -> Option<&'static str> {
    Some(match code {
        29 => "the user needs DESCRIBE on the topic",
        30 => "the user needs DESCRIBE on the group",
        31 => "the user needs DESCRIBE (for configs DESCRIBE_CONFIGS) on the cluster",
        53 => "the user needs DESCRIBE on the transactional id",
        33 => "the listener does not offer this sasl.mechanism",
        34 => "this listener takes no SASL: check security.protocol and the port",
        58 => "check sasl.username and sasl.password",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authorisation_error_says_which_right_is_missing() {
        let trouble = kafka_error("list offsets", None, 29, None);
        assert_eq!(
            trouble.to_string(),
            "list offsets: TOPIC_AUTHORIZATION_FAILED\n  try: the user needs DESCRIBE on the topic"
        );
        assert!(!retriable(29));
    }

    #[test]
    fn moved_leaders_and_loading_coordinators_are_worth_another_try() {
        for code in [3, 5, 6, 14, 15, 16] {
            assert!(retriable(code), "{}", wire::error_name(code));
        }
        assert!(!retriable(0) && !retriable(35) && !retriable(-1));
    }
}
