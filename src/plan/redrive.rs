//! The plan to bring dead letters back to topics.

use super::{Danger, Object, Plan};
use crate::model::names::TopicName;
use crate::text::{Thousands, escape};

/// Topics that are named one by one.
const NAMED: usize = 4;

/// What is to be brought back.
#[derive(Clone, Debug)]
pub struct Redrive<'a> {
    /// The topic of dead letters.
    pub source: &'a TopicName,
    /// How many records go to each topic, in the order they are named.
    pub targets: Vec<(&'a str, u64)>,
    /// Records that stay, of those that were chosen.
    pub stay: u64,
    /// What was not counted and is not brought back, a line each.
    pub missing: &'a [String],
    /// At most so many records a second.
    pub rate: Option<f64>,
}

/// Writing records of a topic of dead letters to other topics; `command` is the command line that does it, word by word.
/// It gives leave to write to each of the targets, and to nothing else.
#[must_use]
pub fn redrive(what: &Redrive<'_>, command: Vec<String>) -> Plan {
    let from = escape(what.source.as_str());
    let topic = |name: &str| Object {
        kind: "topic",
        name: name.to_owned(),
    };
    let mut words = vec![
        first(what),
        format!("What is written cannot be taken back; who reads there will see it. {from} keeps its records."),
    ];
    if what.stay > 0 {
        words.push(format!("{} stay where they are.", count(what.stay)));
    }
    words.extend(what.missing.iter().map(|line| escape(line).into_owned()));
    Plan {
        danger: Danger::Write,
        verb: "bring back",
        object: Object {
            kind: "dead letters of",
            name: what.source.as_str().to_owned(),
        },
        also: what.targets.iter().map(|(name, _)| topic(name)).collect(),
        words,
        command,
        cluster: None,
    }
}

/// Counting what there is to bring back.
#[must_use]
pub fn count_only(source: &TopicName, command: Vec<String>) -> Plan {
    Plan {
        danger: Danger::Read,
        verb: "count",
        object: Object {
            kind: "dead letters of",
            name: source.as_str().to_owned(),
        },
        also: Vec::new(),
        words: vec!["Count what would go where.".into()],
        command,
        cluster: None,
    }
}

fn first(what: &Redrive<'_>) -> String {
    let from = escape(what.source.as_str());
    let pace = what
        .rate
        .map_or_else(String::new, |rate| format!(", {rate} a second at most"));
    let records: u64 = what.targets.iter().map(|(_, records)| records).sum();
    let noun = if records == 1 { "record" } else { "records" };
    let to = match what.targets.as_slice() {
        [(only, _)] => format!("to topic {}", escape(only)),
        several => {
            let named = several.iter().take(NAMED);
            let each: Vec<String> = named
                .map(|(name, records)| format!("{} to {}", count(*records), escape(name)))
                .collect();
            let more = match several.len().saturating_sub(NAMED) {
                0 => String::new(),
                more => format!(", and the rest to {more} more topics"),
            };
            format!("to topics: {}{more}", each.join(", "))
        }
    };
    format!("Write {} {noun} of {from} again {to}{pace}.", count(records))
}

fn count(count: u64) -> Thousands {
    Thousands(i64::try_from(count).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Consent, Gate};

    fn plan(targets: &[(&str, u64)]) -> Plan {
        let source = TopicName::from("orders.dlq");
        let what = Redrive {
            source: &source,
            targets: targets.to_vec(),
            stay: 4,
            missing: &[],
            rate: Some(10.0),
        };
        redrive(&what, vec!["kconsole".into()])
    }

    #[test]
    fn leave_is_given_for_the_targets_and_not_for_the_source() {
        let gate = Gate {
            read_only: false,
            cluster: None,
        };
        let permit = gate
            .admit(plan(&[("orders", 2), ("payments", 1)]), &Consent::Yes)
            .unwrap();
        for (name, covered) in [
            ("orders", true),
            ("payments", true),
            ("orders.dlq", false),
            ("x", false),
        ] {
            assert_eq!(permit.covers("topic", name), covered, "{name}");
        }
        assert_eq!(permit.plan().title(), "bring back dead letters of orders.dlq");
    }

    #[test]
    fn every_record_is_in_the_words() {
        assert_eq!(
            plan(&[("orders", 2), ("payments", 1)]).words[0],
            "Write 3 records of orders.dlq again to topics: 2 to orders, 1 to payments, 10 a second at most."
        );
        assert_eq!(
            plan(&[("orders", 1)]).words[0],
            "Write 1 record of orders.dlq again to topic orders, 10 a second at most."
        );
        let many = plan(&[("a", 1), ("b", 1), ("c", 1), ("d", 1), ("e", 1), ("f", 1)]);
        assert!(
            many.words[0].contains("1 to d, and the rest to 2 more topics"),
            "{many:?}"
        );
        assert_eq!((many.also.len(), many.words[2].as_str()), (6, "4 stay where they are."));
    }
}
