//! DescribeConfigs.

use kafka_protocol::messages::describe_configs_response::{
    DescribeConfigsResourceResult, DescribeConfigsResult, DescribeConfigsSynonym,
};
use kafka_protocol::messages::{DescribeConfigsRequest, DescribeConfigsResponse};

use super::*;
use crate::kafka::calls::configs::{Resource, all, broker, named};
use crate::model::settings::{BrokerSettings, ConfigSource, TopicSettings};

fn config(name: &str, value: Option<&str>) -> DescribeConfigsResourceResult {
    DescribeConfigsResourceResult::default()
        .with_name(text(name))
        .with_value(value.map(text))
}

/// Answers every resource with these configs; "secret" is refused.
fn with(configs: Vec<DescribeConfigsResourceResult>) -> impl Fn(&Heard) -> Option<Bytes> {
    move |heard| {
        let request = DescribeConfigsRequest::decode(&mut heard.body.clone(), heard.version).unwrap();
        let results = request.resources.iter().map(|resource| {
            let refused = &*resource.resource_name == "secret";
            DescribeConfigsResult::default()
                .with_resource_type(resource.resource_type)
                .with_resource_name(resource.resource_name.clone())
                .with_error_code(if refused { 29 } else { 0 })
                .with_configs(if refused { Vec::new() } else { configs.clone() })
        });
        Some(heard.answer(&DescribeConfigsResponse::default().with_results(results.collect())))
    }
}

#[tokio::test]
async fn health_reads_six_keys_of_every_topic() {
    let configs = vec![
        config("min.insync.replicas", Some("2")),
        config("retention.ms", Some("604800000")),
        config("retention.bytes", Some("-1")),
        config("cleanup.policy", Some("compact,delete")),
        config("leader.replication.throttled.replicas", Some("0:1,1:2")),
        config("follower.replication.throttled.replicas", Some("")),
    ];
    for version in 1..=4 {
        let fake = Scripted::start(&[(32, version, version)], with(configs.clone())).await;
        let told = named(&fake.client(), &topics(&["orders", "secret"])).await.unwrap();
        let expected = TopicSettings {
            min_isr: 2,
            retention_ms: 604_800_000,
            retention_bytes: -1,
            delete: true,
            compact: true,
            leader_throttled: "0:1,1:2".into(),
            follower_throttled: "".into(),
        };
        assert_eq!(
            told,
            [("orders".into(), Ok(expected)), ("secret".into(), Err(29))],
            "v{version}"
        );
        let (_, request) = &fake.requests::<DescribeConfigsRequest>()[0];
        assert!(!request.include_synonyms && !request.include_documentation);
        assert!(
            request
                .resources
                .iter()
                .all(|r| r.configuration_keys.as_ref().unwrap().len() == 6)
        );
    }
}

#[tokio::test]
async fn many_topics_are_asked_in_chunks() {
    let fake = Scripted::start(&[(32, 1, 4)], with(Vec::new())).await;
    let names: Vec<TopicName> = (0..4_500).map(|number| TopicName::from(format!("t{number}"))).collect();
    assert_eq!(named(&fake.client(), &names).await.unwrap().len(), 4_500);
    assert_eq!(fake.requests::<DescribeConfigsRequest>().len(), 3);
}

#[tokio::test]
async fn a_brokers_throttle_is_none_unless_set() {
    let rates = |leader: &str| {
        vec![
            config("leader.replication.throttled.rate", Some(leader)),
            config("follower.replication.throttled.rate", Some("9223372036854775807")),
        ]
    };
    for (leader, expected) in [("1048576", Some(1_048_576)), ("9223372036854775807", None)] {
        let fake = Scripted::start(&[(32, 1, 4)], with(rates(leader))).await;
        let told = broker(&fake.client(), BrokerId(1)).await.unwrap();
        let settings = BrokerSettings {
            leader_throttle: expected,
            follower_throttle: None,
        };
        assert_eq!(told, settings);
        let (_, request) = &fake.requests::<DescribeConfigsRequest>()[0];
        assert_eq!(
            (request.resources[0].resource_type, &*request.resources[0].resource_name),
            (4, "1")
        );
    }
}

#[tokio::test]
async fn opened_things_come_with_docs_and_synonyms_and_without_secrets() {
    for version in 1..=4 {
        let mut configs = vec![
            config("ssl.key.password", Some("hunter2")).with_is_sensitive(true),
            config("retention.ms", Some("1"))
                .with_config_source(1)
                .with_synonyms(vec![
                    DescribeConfigsSynonym::default()
                        .with_name(text("log.retention.ms"))
                        .with_value(Some(text("5")))
                        .with_source(4),
                ]),
        ];
        if version >= 3 {
            configs[1].config_type = 5;
            configs[1].documentation = Some(text("How long."));
        }
        let fake = Scripted::start(&[(32, version, version)], with(configs)).await;
        let entries = all(&fake.client(), Resource::Topic(&"orders".into())).await.unwrap();
        assert_eq!(
            entries.iter().map(|e| &*e.name).collect::<Vec<_>>(),
            ["retention.ms", "ssl.key.password"]
        );
        assert_eq!(entries[1].value, None);
        let retention = &entries[0];
        assert_eq!(
            (retention.value.as_deref(), retention.source),
            (Some("1"), ConfigSource::Topic)
        );
        assert_eq!(
            (retention.kind, &*retention.doc),
            if version >= 3 { ("long", "How long.") } else { ("", "") }
        );
        let synonym = (
            ConfigSource::StaticBroker,
            "log.retention.ms".to_owned(),
            Some("5".to_owned()),
        );
        assert_eq!(retention.synonyms, [synonym]);
        let (_, request) = &fake.requests::<DescribeConfigsRequest>()[0];
        assert_eq!(request.resources[0].configuration_keys, None);
        assert!(request.include_synonyms && request.include_documentation == (version >= 3));
    }
    let fake = Scripted::start(&[(32, 1, 4)], with(Vec::new())).await;
    let trouble = all(&fake.client(), Resource::Topic(&"secret".into()))
        .await
        .unwrap_err();
    assert!(trouble.to_string().contains("TOPIC_AUTHORIZATION_FAILED"), "{trouble}");
}
