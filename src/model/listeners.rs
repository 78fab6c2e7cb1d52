//! The listeners of a broker, as its configs tell them.

use serde::Serialize;

use super::settings::ConfigEntry;

/// One listener of a broker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listener {
    /// Its name.
    pub name: String,
    /// `host:port` as clients are told it; of a listener that is not advertised (a controller's), where it is bound.
    pub address: String,
    /// Its security protocol; the name itself where the map does not say.
    pub protocol: String,
    /// Clients are told of it.
    pub advertised: bool,
}

/// The listeners by `listeners`, `advertised.listeners` and `listener.security.protocol.map`, in the order of the
/// first; none where the configs do not tell.
#[must_use]
pub fn listeners(configs: &[ConfigEntry]) -> Vec<Listener> {
    let value = |name: &str| {
        let entry = configs.iter().find(|entry| entry.name == name);
        entry.and_then(|entry| entry.value.as_deref()).unwrap_or_default()
    };
    let bound = value("listeners");
    let advertised: Vec<_> = addresses(value("advertised.listeners")).collect();
    let protocols: Vec<_> = value("listener.security.protocol.map")
        .split(',')
        .filter_map(|pair| pair.trim().split_once(':'))
        .collect();
    let named = |name: &str| {
        let found = protocols.iter().find(|(of, _)| of.eq_ignore_ascii_case(name));
        found.map_or(name, |(_, protocol)| protocol).to_owned()
    };
    let of = |(name, bound): (&str, &str)| {
        let told = advertised.iter().find(|(of, _)| of.eq_ignore_ascii_case(name));
        Listener {
            name: name.to_owned(),
            address: told.map_or(bound, |(_, address)| address).to_owned(),
            protocol: named(name),
            advertised: told.is_some() || advertised.is_empty(),
        }
    };
    addresses(bound).map(of).collect()
}

/// `NAME://host:port,…` as pairs.
fn addresses(list: &str) -> impl Iterator<Item = (&str, &str)> {
    list.split(',').filter_map(|one| one.trim().split_once("://"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::settings::ConfigSource;

    fn config(name: &str, value: &str) -> ConfigEntry {
        ConfigEntry {
            name: name.into(),
            value: Some(value.into()),
            source: ConfigSource::StaticBroker,
            kind: "string",
            doc: String::new(),
            read_only: true,
            sensitive: false,
            synonyms: Vec::new(),
        }
    }

    #[test]
    fn each_listener_has_its_address_and_protocol() {
        let configs = [
            config(
                "listeners",
                "CLIENT://0.0.0.0:9092, SSL://:9093,CONTROLLER://10.0.0.1:9094",
            ),
            config("advertised.listeners", "CLIENT://kafka-1:9092,SSL://kafka-1:9093"),
            config("listener.security.protocol.map", "CLIENT:SASL_SSL,CONTROLLER:PLAINTEXT"),
        ];
        let got: Vec<_> = listeners(&configs)
            .into_iter()
            .map(|l| format!("{} {} {} {}", l.name, l.address, l.protocol, l.advertised))
            .collect();
        assert_eq!(
            got,
            [
                "CLIENT kafka-1:9092 SASL_SSL true",
                "SSL kafka-1:9093 SSL true",
                "CONTROLLER 10.0.0.1:9094 PLAINTEXT false"
            ]
        );
    }

    #[test]
    fn without_advertised_ones_the_bound_are_told() {
        let got = listeners(&[config("listeners", "PLAINTEXT://localhost:9092")]);
        assert!(got[0].advertised);
        assert_eq!(got[0].address, "localhost:9092");
        assert_eq!(listeners(&[]), []);
    }
}
