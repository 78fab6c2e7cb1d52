//! DescribeConfigs and IncrementalAlterConfigs.

use std::collections::BTreeMap;

use kafka_protocol::error::ResponseError as E;
use kafka_protocol::messages::describe_configs_request::DescribeConfigsResource;
use kafka_protocol::messages::describe_configs_response::{
    DescribeConfigsResourceResult, DescribeConfigsResult, DescribeConfigsSynonym,
};
use kafka_protocol::messages::incremental_alter_configs_request::{AlterConfigsResource, AlterableConfig};
use kafka_protocol::messages::incremental_alter_configs_response::AlterConfigsResourceResponse;
use kafka_protocol::messages::{
    DescribeConfigsRequest, DescribeConfigsResponse, IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse,
};
use kafka_protocol::protocol::StrBytes;

use super::Call;
use crate::demo::configs::{BROKER, Config, GROUP, TOPIC, Type, named};
use crate::demo::state::State;
use crate::demo::state::broker::Broker;
use crate::demo::state::disks::DIRS;
use crate::model::names::BrokerId;

const TOPIC_TYPE: i8 = 2;
const BROKER_TYPE: i8 = 4;
const GROUP_TYPE: i8 = 32;

/// DescribeConfigs' codes of where a value comes from.
const SET_ON_TOPIC: i8 = 1;
const SET_ON_BROKER: i8 = 2;
const IN_FILE: i8 = 4;
const DEFAULT: i8 = 5;

/// A refusal: Kafka's error, and its words.
type Refused = (E, String);

/// What is asked beside the resource.
#[derive(Clone, Copy)]
struct Detail {
    version: i16,
    synonyms: bool,
    docs: bool,
}

pub(super) fn describe(call: &Call, state: &State, request: DescribeConfigsRequest) -> DescribeConfigsResponse {
    let detail = Detail {
        version: call.version,
        synonyms: request.include_synonyms,
        docs: request.include_documentation && call.version >= 3,
    };
    let results = request.resources.into_iter().map(|resource| {
        let (kind, name) = (resource.resource_type, resource.resource_name.to_string());
        let told = DescribeConfigsResult::default()
            .with_resource_type(kind)
            .with_resource_name(StrBytes::from_string(name.clone()));
        match one(call, state, kind, &name, &resource, detail) {
            Ok(configs) => told.with_configs(configs),
            Err((error, words)) => told
                .with_error_code(error.code())
                .with_error_message(Some(StrBytes::from_string(words))),
        }
    });
    DescribeConfigsResponse::default().with_results(results.collect())
}

fn one(
    call: &Call,
    state: &State,
    kind: i8,
    name: &str,
    resource: &DescribeConfigsResource,
    detail: Detail,
) -> Result<Vec<DescribeConfigsResourceResult>, Refused> {
    let keys = resource.configuration_keys.as_deref();
    let wanted = |config: &&Config| keys.is_none_or(|keys| keys.iter().any(|key| key.as_str() == config.name));
    match kind {
        TOPIC_TYPE => {
            visible(state, name)?;
            let topic = state.topics.get(name).ok_or_else(|| unknown_topic(name))?;
            let told = |config: &Config| {
                let set = topic
                    .configs
                    .get(config.name)
                    .map(|value| (SET_ON_TOPIC, value.clone()));
                entry(config, set, detail)
            };
            Ok(TOPIC.iter().filter(wanted).map(told).collect())
        }
        BROKER_TYPE => {
            if !state.rights.cluster() {
                return Err((E::ClusterAuthorizationFailed, "Cluster authorization failed.".into()));
            }
            let broker = broker(call, state, name)?;
            let told = |config: &Config| {
                let dynamic = broker
                    .configs
                    .get(config.name)
                    .map(|value| (SET_ON_BROKER, value.clone()));
                entry(config, dynamic.or_else(|| in_file(state, broker, config.name)), detail)
            };
            Ok(BROKER.iter().filter(wanted).map(told).collect())
        }
        GROUP_TYPE => Ok(GROUP
            .iter()
            .filter(wanted)
            .map(|config| entry(config, None, detail))
            .collect()),
        _ => Err((E::InvalidRequest, format!("Unsupported resource type {kind}."))),
    }
}

fn visible(state: &State, topic: &str) -> Result<(), Refused> {
    match state.rights.sees_topic(topic) {
        true => Ok(()),
        false => Err((E::TopicAuthorizationFailed, "Topic authorization failed.".into())),
    }
}

fn unknown_topic(name: &str) -> Refused {
    (E::UnknownTopicOrPartition, format!("Topic {name} does not exist."))
}

fn broker<'a>(call: &Call, state: &'a State, name: &str) -> Result<&'a Broker, Refused> {
    let asked = name.parse().ok().filter(|id| BrokerId(*id) == call.broker);
    let found = asked.and_then(|id| state.brokers.get(BrokerId(id)));
    let words = format!("Unexpected broker id, expected {} but received {name}.", call.broker);
    found.ok_or((E::InvalidRequest, words))
}

/// What would stand in the broker's `server.properties`.
fn in_file(state: &State, broker: &Broker, config: &str) -> Option<(i8, String)> {
    let settings = &state.settings;
    let value = match config {
        "advertised.listeners" => format!("PLAINTEXT://{}:{}", broker.host, broker.port),
        "broker.id" | "node.id" => broker.id.to_string(),
        "broker.rack" => broker.rack.clone()?,
        "log.dirs" => DIRS.join(","),
        "num.partitions" => settings.partitions.to_string(),
        "default.replication.factor" => settings.replication.to_string(),
        "group.initial.rebalance.delay.ms" => settings.rebalance_delay_ms.to_string(),
        "min.insync.replicas" if settings.replication > 2 => "2".to_owned(),
        "ssl.keystore.password" => String::new(),
        "controller.quorum.voters" => {
            let voters = state.brokers.iter().take(5);
            voters
                .map(|one| format!("{}@{}:{}", one.id, one.host, one.port))
                .collect::<Vec<_>>()
                .join(",")
        }
        _ => return None,
    };
    Some((IN_FILE, value))
}

fn entry(config: &Config, set: Option<(i8, String)>, detail: Detail) -> DescribeConfigsResourceResult {
    let secret = config.kind == Type::Password;
    let shown = |value: String| (!secret).then(|| StrBytes::from_string(value));
    let (source, value) = set.unwrap_or_else(|| (DEFAULT, config.default.to_owned()));
    let mut told = DescribeConfigsResourceResult::default()
        .with_name(StrBytes::from_static_str(config.name))
        .with_value(shown(value.clone()))
        .with_config_source(source)
        .with_is_sensitive(secret)
        .with_read_only(config.fixed);
    if detail.synonyms {
        let synonym = |name: &'static str, source: i8, value: String| {
            DescribeConfigsSynonym::default()
                .with_name(StrBytes::from_static_str(name))
                .with_source(source)
                .with_value(shown(value))
        };
        let named = if config.broker.is_empty() {
            config.name
        } else {
            config.broker
        };
        let own = (source != DEFAULT).then(|| synonym(config.name, source, value));
        let default = synonym(named, DEFAULT, config.default.to_owned());
        told.synonyms = own.into_iter().chain([default]).collect();
    }
    if detail.version >= 3 {
        told.config_type = config.kind as i8;
        told.documentation = detail.docs.then(|| StrBytes::from_static_str(config.doc));
    }
    told
}

pub(super) fn alter(
    call: &Call,
    state: &mut State,
    request: IncrementalAlterConfigsRequest,
) -> IncrementalAlterConfigsResponse {
    let mut responses = Vec::new();
    for resource in request.resources {
        let told = AlterConfigsResourceResponse::default()
            .with_resource_type(resource.resource_type)
            .with_resource_name(StrBytes::from_string(resource.resource_name.to_string()));
        responses.push(match changed(call, state, &resource, request.validate_only) {
            Ok(()) => told,
            Err((error, words)) => told
                .with_error_code(error.code())
                .with_error_message(Some(StrBytes::from_string(words))),
        });
    }
    IncrementalAlterConfigsResponse::default().with_responses(responses)
}

fn changed(call: &Call, state: &mut State, resource: &AlterConfigsResource, dry: bool) -> Result<(), Refused> {
    let name = resource.resource_name.as_str();
    match resource.resource_type {
        TOPIC_TYPE => {
            visible(state, name)?;
            let mut configs = state
                .topics
                .get(name)
                .ok_or_else(|| unknown_topic(name))?
                .configs
                .clone();
            apply(&mut configs, TOPIC, &resource.configs)?;
            if !dry && let Some(topic) = state.topics.get_mut(name) {
                topic.configs = configs;
            }
            Ok(())
        }
        BROKER_TYPE => {
            let id = broker(call, state, name)?.id;
            let mut configs = broker(call, state, name)?.configs.clone();
            apply(&mut configs, BROKER, &resource.configs)?;
            if !dry && let Some(broker) = state.brokers.get_mut(id) {
                broker.configs = configs;
            }
            Ok(())
        }
        kind => Err((E::InvalidRequest, format!("Unsupported resource type {kind}."))),
    }
}

fn apply(
    configs: &mut BTreeMap<String, String>,
    all: &'static [Config],
    changes: &[AlterableConfig],
) -> Result<(), Refused> {
    for change in changes {
        let name = change.name.as_str();
        let Some(config) = named(all, name) else {
            return Err((E::InvalidConfig, format!("Unknown config name: {name}")));
        };
        if config.fixed {
            return Err((
                E::InvalidRequest,
                format!("Cannot update these configs dynamically: {name}"),
            ));
        }
        let value = change.value.as_ref().map(ToString::to_string).unwrap_or_default();
        let words = |list: &str| {
            list.split(',')
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let mut list = words(configs.get(name).map_or(config.default, String::as_str));
        match change.config_operation {
            0 => {
                fits(config, &value)?;
                configs.insert(name.to_owned(), value);
            }
            1 => {
                configs.remove(name);
            }
            2 | 3 if config.kind != Type::List => {
                return Err((
                    E::InvalidConfig,
                    format!("Config value append is not allowed for config key: {name}"),
                ));
            }
            2 => {
                let new = words(&value)
                    .into_iter()
                    .filter(|word| !list.contains(word))
                    .collect::<Vec<_>>();
                list.extend(new);
                configs.insert(name.to_owned(), list.join(","));
            }
            3 => {
                let gone = words(&value);
                list.retain(|word| !gone.contains(word));
                configs.insert(name.to_owned(), list.join(","));
            }
            other => return Err((E::InvalidRequest, format!("Unsupported operation type: {other}"))),
        }
    }
    Ok(())
}

fn fits(config: &Config, value: &str) -> Result<(), Refused> {
    let fits = match config.kind {
        Type::Boolean => matches!(value, "true" | "false"),
        Type::Int => value.parse::<i32>().is_ok(),
        Type::Long => value.parse::<i64>().is_ok(),
        Type::Double => value.parse::<f64>().is_ok(),
        Type::Text | Type::List | Type::Password => true,
    };
    match fits {
        true => Ok(()),
        false => Err((
            E::InvalidConfig,
            format!("Invalid value {value} for configuration {}", config.name),
        )),
    }
}
