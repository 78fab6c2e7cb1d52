//! The configs that the demo's topics, brokers and groups have: name, type, default, and what they do.

mod broker;
mod topic;

pub use broker::BROKER;
pub use topic::{GROUP, TOPIC};

/// The type of a config's value, by DescribeConfigs' codes (KIP-569).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i8)]
pub enum Type {
    /// `true` or `false`.
    Boolean = 1,
    /// Text.
    Text = 2,
    /// A 32-bit number.
    Int = 3,
    /// A 64-bit number.
    Long = 5,
    /// A floating point number.
    Double = 6,
    /// Words with commas.
    List = 7,
    /// A secret.
    Password = 9,
}

/// One config.
#[derive(Clone, Copy, Debug)]
pub struct Config {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub kind: Type,
    /// What holds where nothing was set.
    pub default: &'static str,
    /// The broker's config that is the default of a topic's; empty where there is none.
    pub broker: &'static str,
    /// Set in the broker's file only.
    pub fixed: bool,
    /// What it does.
    pub doc: &'static str,
}

const fn config(
    name: &'static str,
    kind: Type,
    default: &'static str,
    broker: &'static str,
    doc: &'static str,
) -> Config {
    Config {
        name,
        kind,
        default,
        broker,
        fixed: false,
        doc,
    }
}

/// A config of this name.
#[must_use]
pub fn named(all: &'static [Config], name: &str) -> Option<&'static Config> {
    all.binary_search_by(|config| config.name.cmp(name))
        .ok()
        .map(|at| &all[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_in_order_and_a_topics_defaults_are_the_brokers() {
        for all in [TOPIC, BROKER, GROUP] {
            assert!(all.is_sorted_by(|a, b| a.name < b.name));
            assert!(all.iter().all(|config| config.doc.ends_with('.')));
        }
        for config in TOPIC.iter().filter(|config| !config.broker.is_empty()) {
            let broker = named(BROKER, config.broker).unwrap_or_else(|| panic!("{}", config.broker));
            assert_eq!(
                (config.kind, config.default),
                (broker.kind, broker.default),
                "{}",
                config.name
            );
        }
    }
}
