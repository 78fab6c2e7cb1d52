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
            // Java prints its whole request object into some refusals
            message: message.filter(|text| !text.is_empty() && !text.contains("Request(processor=")),
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

/// What to say when everybody failed: the trouble that asks for something to be done, when there is one; else who was
/// tried, and what became of it.
pub(super) fn of_all(operation: &'static str, troubles: Vec<Trouble>) -> Trouble {
    let unreached = |trouble: &Trouble| {
        matches!(
            trouble.cause,
            Cause::Dns(_) | Cause::Refused | Cause::TimedOut(_) | Cause::Closed | Cause::Io(_) | Cause::NoBroker(_)
        )
    };
    let mut troubles = troubles;
    if let Some(at) = troubles.iter().position(|trouble| !unreached(trouble)) {
        return troubles.swap_remove(at);
    }
    if troubles.len() < 2 {
        let nobody = || Trouble::new(operation, Cause::NoBroker("no broker to ask".into()));
        return troubles.pop().unwrap_or_else(nobody);
    }
    let mut tried: Vec<String> = troubles
        .iter()
        .take(MOST_TOLD)
        .filter_map(|trouble| Some(format!("{}: {}", trouble.broker.as_ref()?, trouble.cause)))
        .collect();
    if troubles.len() > MOST_TOLD {
        tried.push("…".into());
    }
    let words = format!("none of {} brokers answers ({})", troubles.len(), tried.join("; "));
    Trouble {
        hint: troubles.swap_remove(0).hint,
        ..Trouble::new(operation, Cause::NoBroker(words))
    }
}

/// No more brokers than this are named in one trouble.
const MOST_TOLD: usize = 4;

fn hint(code: i16) -> Option<&'static str> {
    Some(match code {
        29 => "the user needs DESCRIBE on the topic",
        30 => "the user needs DESCRIBE on the group, to be a member READ",
        31 => "the user needs DESCRIBE (for configs DESCRIBE_CONFIGS) on the cluster",
        53 => "the user needs DESCRIBE on the transactional id, to write with it WRITE",
        33 => "the listener does not offer this sasl.mechanism",
        34 => "this listener takes no SASL: check security.protocol and the port",
        82 => "another member joined with the same group.instance.id: give each its own",
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
    fn a_brokers_insides_are_no_message() {
        let told = |message: &str| kafka_error("list reassignments", None, 31, Some(message.into())).to_string();
        assert!(told("not for you").contains("FAILED: not for you"));
        let insides =
            "Request Request(processor=1, session=org.apache.kafka.network.Session@1) needs DESCRIBE permission.";
        assert!(told(insides).starts_with("list reassignments: CLUSTER_AUTHORIZATION_FAILED\n"));
    }

    #[test]
    fn moved_leaders_and_loading_coordinators_are_worth_another_try() {
        for code in [3, 5, 6, 14, 15, 16] {
            assert!(retriable(code), "{}", wire::error_name(code));
        }
        assert!(!retriable(0) && !retriable(35) && !retriable(-1));
    }

    fn failed(address: &str, cause: Cause) -> Trouble {
        Trouble::new("list groups", cause).at(None, address)
    }

    #[test]
    fn of_many_failures_the_one_to_act_on_is_told() {
        let password = failed("b:1", Cause::Sasl("wrong".into()));
        let all = of_all("list groups", vec![failed("a:1", Cause::Refused), password.clone()]);
        assert_eq!(all, password);
        let one = of_all("list groups", vec![failed("a:1", Cause::Refused)]);
        assert_eq!(one.to_string(), "list groups at a:1: connection refused");
        let none = of_all(
            "list groups",
            vec![failed("a:1", Cause::Refused), failed("b:1", Cause::TimedOut(5000))],
        );
        assert_eq!(
            none.to_string(),
            "list groups: none of 2 brokers answers (a:1: connection refused; b:1: no answer within 5000 ms)"
        );
    }
}
