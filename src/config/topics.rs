//! What is known of topics beforehand: how their keys and values are written.

use std::path::PathBuf;
use std::sync::Arc;

/// The words of `key_format` and `value_format`: `auto` takes what the bytes look like.
pub const FORMATS: &[&str] = &[
    "auto",
    "json",
    "avro",
    "protobuf",
    "json-schema",
    "msgpack",
    "cbor",
    "text",
    "integer",
    "hex",
    "consumer-offsets",
    "transaction-state",
    "share-group-state",
];

/// One `[topics.NAME]`, or what several of them say of one topic together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Topic {
    /// `key_format`, one of [`FORMATS`].
    pub key_format: Option<String>,
    /// `value_format`, one of [`FORMATS`].
    pub value_format: Option<String>,
    /// `proto`: the `.proto` file that values without a registry's id are written by.
    pub proto: Option<PathBuf>,
    /// `message`: the full name of the values' message in it; none for its first.
    pub message: Option<String>,
}

/// Every `[topics.NAME]`. A copy costs nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Topics(Arc<[(String, Topic)]>);

impl Topics {
    /// By names and patterns, the most telling first: a name without `*`, then the longest pattern.
    #[must_use]
    pub fn new(mut all: Vec<(String, Topic)>) -> Self {
        all.sort_by_key(|(name, _)| (name.contains('*'), std::cmp::Reverse(name.len())));
        Self(all.into())
    }

    /// Whether nothing is said of any.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is said of a topic: each setting by the first that speaks of it.
    #[must_use]
    pub fn of(&self, topic: &str) -> Topic {
        let mut found = Topic::default();
        for (_, one) in self.0.iter().filter(|(pattern, _)| matches(pattern, topic)) {
            let keep = |mine: &mut Option<String>, other: &Option<String>| {
                if mine.is_none() {
                    mine.clone_from(other);
                }
            };
            keep(&mut found.key_format, &one.key_format);
            keep(&mut found.value_format, &one.value_format);
            if found.proto.is_none() && one.proto.is_some() {
                found.proto.clone_from(&one.proto);
                found.message.clone_from(&one.message);
            }
        }
        found
    }
}

/// Whether a name is as the pattern says; `*` stands for any run of characters.
fn matches(pattern: &str, name: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == name;
    };
    let Some(mut name) = name.strip_prefix(first) else {
        return false;
    };
    let mut parts = rest.split('*').peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return name.ends_with(part);
        }
        match name.find(part) {
            Some(at) => name = name.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(text: &str) -> Topic {
        Topic {
            value_format: Some(text.into()),
            ..Topic::default()
        }
    }

    #[test]
    fn the_most_telling_name_speaks_first() {
        let key = Topic {
            key_format: Some("integer".into()),
            ..Topic::default()
        };
        let topics = Topics::new(vec![
            ("*".into(), format("text")),
            ("shop.*".into(), format("avro")),
            ("shop.orders".into(), key),
        ]);
        let orders = topics.of("shop.orders");
        assert_eq!(orders.key_format.as_deref(), Some("integer"));
        assert_eq!(orders.value_format.as_deref(), Some("avro"));
        assert_eq!(topics.of("other"), format("text"));
        assert_eq!(Topics::default().of("other"), Topic::default());
    }

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, name, expected) in [
            ("a*", "abc", true),
            ("*c", "abc", true),
            ("a*c", "ac", true),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c", false),
            ("a", "ab", false),
            ("*", "", true),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }
}
