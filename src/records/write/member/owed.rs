//! What was not committed, in words: its partitions and the cause.

use std::collections::BTreeMap;

use rdkafka::error::RDKafkaErrorCode;

use super::super::fault;
use super::super::native::{Code, Refused};
use crate::model::trouble::{Cause, Trouble};

/// Partitions that are named.
const NAMED: usize = 8;

/// One line: `not committed: orders-0, orders-3: NOT_COORDINATOR; clicks-1: …`.
pub(super) fn said(refused: &Refused) -> String {
    let parts: Vec<String> = by_code(refused)
        .into_iter()
        .map(|(code, places)| format!("{}: {}", named(&places), cause(code)))
        .collect();
    format!("not committed: {}", parts.join("; "))
}

/// One for each cause.
pub(super) fn troubles(refused: &Refused, last: Option<&(Code, String)>) -> Vec<Trouble> {
    let each = by_code(refused).into_iter();
    each.map(|(code, places)| {
        let mut trouble = match code.known() {
            Some(RDKafkaErrorCode::AssignmentLost) => Trouble::new("commit offsets", Cause::Io(cause(code))),
            Some(RDKafkaErrorCode::OperationTimedOut) => fault::of_code("commit offsets", code, last.cloned(), 10_000)
                .hint("it may have been committed all the same; if not, what was printed comes again"),
            _ => fault::of_code("commit offsets", code, last.cloned(), 0),
        };
        trouble.operation = format!("commit offsets of {}", named(&places)).into();
        trouble
    })
    .collect()
}

fn cause(code: Code) -> String {
    match code.known() {
        Some(RDKafkaErrorCode::AssignmentLost) => "another member has them now, and reads it again".to_owned(),
        Some(RDKafkaErrorCode::OperationTimedOut) => "the group's coordinator does not answer".to_owned(),
        Some(RDKafkaErrorCode::WaitingForCoordinator) => "the group has no coordinator".to_owned(),
        _ => fault::name(code),
    }
}

fn by_code(refused: &Refused) -> BTreeMap<Code, Vec<String>> {
    let mut all: BTreeMap<Code, Vec<String>> = BTreeMap::new();
    for ((topic, partition), code) in &refused.0 {
        all.entry(*code).or_default().push(format!("{topic}-{partition}"));
    }
    all
}

fn named(places: &[String]) -> String {
    let first = places.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    match places.len().saturating_sub(NAMED) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partitions_are_named_with_their_cause() {
        let mut refused = Refused::default();
        for number in 0..10 {
            let code = RDKafkaErrorCode::TopicAuthorizationFailed.into();
            refused.0.insert(("orders".into(), number), code);
        }
        let late = RDKafkaErrorCode::OperationTimedOut.into();
        refused.0.insert(("clicks".into(), 1), late);
        assert_eq!(
            said(&refused),
            "not committed: clicks-1: the group's coordinator does not answer; orders-0, orders-1, orders-2, orders-3, \
             orders-4, orders-5, orders-6, orders-7 and 2 more: TOPIC_AUTHORIZATION_FAILED"
        );
        let troubles = troubles(&refused, None);
        assert_eq!(troubles[0].operation, "commit offsets of clicks-1");
        assert!(troubles[0].hint.is_some());
        assert!(matches!(troubles[1].cause, Cause::Kafka { code: 29, .. }));
    }
}
