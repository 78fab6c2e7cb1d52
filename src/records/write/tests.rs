use super::properties::of_producer;
use super::*;
use crate::config::profile::{Profile, Properties, Tls};
use crate::config::property::names;
use crate::plan::{Consent, Gate, Permit, produce};
use rdkafka::config::ClientConfig;
use rdkafka::error::KafkaError;
use rdkafka::types::RDKafkaConfRes;

fn permit(topic: &str) -> Permit {
    let gate = Gate {
        read_only: false,
        cluster: None,
    };
    gate.admit(produce::produce(&topic.into(), "stdin", Vec::new()), &Consent::Yes)
        .unwrap()
}

fn profile(pairs: &[(&str, &str)]) -> Profile {
    let mut profile = Profile::plaintext(vec!["127.0.0.1:1".into()]);
    profile.properties = Properties(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect());
    profile
}

#[test]
fn what_endangers_a_cluster_is_forced_whatever_is_set() {
    let set = profile(&[("allow.auto.create.topics", "true"), ("transactional.id", "x")]);
    let all = of_producer(&set, &Ways::default());
    assert_eq!(all.get("allow.auto.create.topics").unwrap(), "false");
    assert_eq!(all.get("transactional.id"), None);
}

#[test]
fn what_is_set_goes_over_the_defaults() {
    let value = |pairs: &[(&str, &str)], name: &str| of_producer(&profile(pairs), &Ways::default()).get(name).cloned();
    assert_eq!(value(&[], "acks").unwrap(), "all");
    assert_eq!(value(&[], "enable.idempotence").unwrap(), "true");
    assert_eq!(value(&[("acks", "1")], "enable.idempotence").unwrap(), "false");
    assert_eq!(value(&[], "partitioner").unwrap(), "murmur2_random");
    assert_eq!(value(&[("partitioner", "random")], "partitioner").unwrap(), "random");
    assert_eq!(value(&[], "ssl.ca.location"), None);
    assert_eq!(value(&[], "linger.ms").unwrap(), "500");
    assert_eq!(value(&[("delivery.timeout.ms", "100")], "linger.ms").unwrap(), "25");
    assert_eq!(value(&[("linger.ms", "7")], "linger.ms").unwrap(), "7");
    assert_eq!(value(&[], "sticky.partitioning.linger.ms"), None);
    assert_eq!(
        value(&[("partitioner", "consistent")], "sticky.partitioning.linger.ms").unwrap(),
        "10"
    );
    let ways = Ways {
        compression: Some("zstd".into()),
        ..Ways::default()
    };
    let over = of_producer(&profile(&[("compression.type", "gzip")]), &ways);
    assert_eq!(over.get("compression.type").unwrap(), "zstd");
}

#[test]
fn a_transaction_has_the_strongest_ways_whatever_is_set() {
    let ways = Ways {
        transaction: Some("load-7".into()),
        ..Ways::default()
    };
    let all = of_producer(&profile(&[("acks", "1"), ("transactional.id", "x")]), &ways);
    let value = |name: &str| all.get(name).map(String::as_str);
    assert_eq!(value("transactional.id"), Some("load-7"));
    assert_eq!(value("acks"), Some("all"));
    assert_eq!(value("enable.idempotence"), Some("true"));
    // librdkafka takes it from transaction.timeout.ms
    assert_eq!(value("delivery.timeout.ms"), None);
}

#[test]
fn the_systems_roots_are_looked_for_unless_others_are_given() {
    let mut tls = profile(&[]);
    tls.tls = Some(Tls::default());
    assert_eq!(
        of_producer(&tls, &Ways::default()).get("ssl.ca.location").unwrap(),
        "probe"
    );
    tls.properties.0.insert("ssl.ca.pem".into(), "x".into());
    assert_eq!(of_producer(&tls, &Ways::default()).get("ssl.ca.location"), None);
}

#[test]
fn librdkafka_knows_every_name_of_the_list() {
    let is_unknown = |name: &&str| {
        let made = ClientConfig::new().set(*name, "1").create_native_config();
        matches!(
            made.err(),
            Some(KafkaError::ClientConfig(RDKafkaConfRes::RD_KAFKA_CONF_UNKNOWN, ..))
        )
    };
    let unknown: Vec<&str> = names::all().filter(is_unknown).collect();
    assert_eq!(unknown, Vec::<&str>::new());
}

#[test]
fn no_producer_is_made_for_a_read_only_profile_or_another_topic() {
    let refused = |profile: &Profile, topic: &str| {
        let opened = Producer::open(profile, &permit("orders"), &topic.into(), &Ways::default());
        opened.err().map(|trouble| trouble.to_string()).unwrap_or_default()
    };
    let mut read_only = profile(&[]);
    read_only.read_only = true;
    assert!(refused(&read_only, "orders").contains("read-only"));
    assert!(refused(&profile(&[]), "payments").contains("for something else"));
}

#[test]
fn a_value_librdkafka_refuses_is_named_but_not_quoted() {
    let wrong = profile(&[("linger.ms", "s3cret")]);
    let error = Producer::open(&wrong, &permit("t"), &"t".into(), &Ways::default())
        .err()
        .unwrap()
        .to_string();
    assert!(error.contains("linger.ms") && !error.contains("s3cret"), "{error}");
}

#[test]
fn a_port_where_nobody_listens_is_said_to_refuse() {
    let mut gone = profile(&[]);
    gone.request_timeout = std::time::Duration::from_millis(300);
    gone.connect_timeout = std::time::Duration::from_millis(300);
    let error = Producer::open(&gone, &permit("t"), &"t".into(), &Ways::default())
        .err()
        .unwrap()
        .to_string();
    assert!(error.contains("127.0.0.1:1: connection refused"), "{error}");
}
