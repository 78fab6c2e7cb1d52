//! `host:port`, and the map from advertised addresses to those that can be dialled from here.

use super::cause::Fault;
use crate::config::profile::AddressMap;
use crate::model::trouble::Cause;

/// A host and a port. An IPv6 host has no brackets here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HostPort {
    pub(super) host: String,
    pub(super) port: u16,
}

/// Splits `host:port`, `[v6]:port`; without a port it is 9092, as Kafka's own tools have it.
pub(super) fn parse(address: &str) -> Result<HostPort, Fault> {
    let bad = || {
        Fault::new(Cause::Config(format!("`{address}` is no host:port")))
            .hint("write it like broker-1.example.com:9092, or [2001:db8::1]:9092")
    };
    let (host, port) = if let Some(rest) = address.strip_prefix('[') {
        let (host, after) = rest.split_once(']').ok_or_else(bad)?;
        (
            host,
            after
                .strip_prefix(':')
                .or_else(|| after.is_empty().then_some("9092"))
                .ok_or_else(bad)?,
        )
    } else {
        match address.rsplit_once(':') {
            // Advertised IPv6 hosts come without brackets from Metadata.
            Some((host, port)) => (host, port),
            None => (address, "9092"),
        }
    };
    match port.parse() {
        Ok(port) if !host.is_empty() && port > 0 => Ok(HostPort {
            host: host.to_owned(),
            port,
        }),
        _ => Err(bad()),
    }
}

/// Where to dial for an address: the target of the first rule that matches it, or itself.
pub fn dialled(map: &AddressMap, address: &str) -> String {
    map.rules
        .iter()
        .find_map(|rule| matched(&rule.pattern, address).map(|runs| filled(&rule.target, &runs)))
        .unwrap_or_else(|| address.to_owned())
}

/// What each `*` of the pattern stands for, if the pattern matches the whole text. Each takes as little as it can.
fn matched<'a>(pattern: &str, text: &'a str) -> Option<Vec<&'a str>> {
    let Some((before, after)) = pattern.split_once('*') else {
        return (pattern.eq_ignore_ascii_case(text)).then(Vec::new);
    };
    let head = text.get(..before.len())?;
    if !head.eq_ignore_ascii_case(before) {
        return None;
    }
    let rest = &text[before.len()..];
    rest.char_indices()
        .map(|(at, _)| at)
        .chain([rest.len()])
        .find_map(|at| {
            let mut runs = vec![&rest[..at]];
            runs.extend(matched(after, &rest[at..])?);
            Some(runs)
        })
}

/// The target with each `*` replaced by its run; those without one keep nothing.
fn filled(target: &str, runs: &[&str]) -> String {
    let mut runs = runs.iter();
    let mut parts = target.split('*');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(runs.next().copied().unwrap_or_default());
        out.push_str(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::profile::AddressRule;

    fn map(rules: &[(&str, &str)]) -> AddressMap {
        AddressMap {
            rules: rules
                .iter()
                .map(|(pattern, target)| AddressRule {
                    pattern: (*pattern).into(),
                    target: (*target).into(),
                })
                .collect(),
        }
    }

    #[test]
    fn an_address_has_a_host_and_a_port() {
        let parsed = |text| parse(text).map(|at| (at.host, at.port)).ok();
        assert_eq!(parsed("kafka:9093"), Some(("kafka".into(), 9093)));
        assert_eq!(parsed("kafka"), Some(("kafka".into(), 9092)));
        assert_eq!(parsed("[::1]:9093"), Some(("::1".into(), 9093)));
        assert_eq!(parsed("[::1]"), Some(("::1".into(), 9092)));
        assert_eq!(parsed("2001:db8::1:9092"), Some(("2001:db8::1".into(), 9092)));
        for bad in [
            "",
            ":9092",
            "kafka:",
            "kafka:0",
            "kafka:70000",
            "[::1",
            "[::1]9092",
            "kafka:http",
        ] {
            assert_eq!(parsed(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_first_rule_that_matches_wins() {
        let map = map(&[
            ("kafka-1.internal:9092", "127.0.0.1:19092"),
            ("*.internal:9092", "bastion:29092"),
        ]);
        assert_eq!(dialled(&map, "kafka-1.internal:9092"), "127.0.0.1:19092");
        assert_eq!(dialled(&map, "KAFKA-1.Internal:9092"), "127.0.0.1:19092");
        assert_eq!(dialled(&map, "kafka-2.internal:9092"), "bastion:29092");
        assert_eq!(dialled(&map, "kafka-2.internal:9093"), "kafka-2.internal:9093");
    }

    #[test]
    fn a_star_carries_what_it_matched() {
        let map = map(&[("kafka-*.internal:*", "localhost:1*"), ("*:9092", "*.example.com:9092")]);
        assert_eq!(dialled(&map, "kafka-2.internal:9092"), "localhost:12");
        assert_eq!(dialled(&map, "b1:9092"), "b1.example.com:9092");
        assert_eq!(dialled(&AddressMap::default(), "b1:9092"), "b1:9092");
    }
}
