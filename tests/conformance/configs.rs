//! DescribeConfigs and IncrementalAlterConfigs.

use anyhow::{Context, Result, ensure};
use kafka_protocol::messages::describe_configs_request::DescribeConfigsResource;
use kafka_protocol::messages::describe_configs_response::{DescribeConfigsResourceResult, DescribeConfigsResult};
use kafka_protocol::messages::incremental_alter_configs_request::{AlterConfigsResource, AlterableConfig};
use kafka_protocol::messages::{DescribeConfigsRequest, IncrementalAlterConfigsRequest};

use super::raw::Raw;
use super::{Check, Place, same, says};

pub const CHECKS: &[Check] = &[
    ("configs-of-a-topic", of_a_topic),
    ("configs-of-a-broker", of_a_broker),
    ("configs-of-nothing", of_nothing),
    ("changed-configs", changed),
    ("refused-configs", refused),
];

const TOPIC: i8 = 2;
const BROKER: i8 = 4;
const SET_ON_TOPIC: i8 = 1;
const DEFAULT: i8 = 5;

fn ask(
    raw: &mut Raw,
    version: i16,
    kind: i8,
    name: &str,
    keys: Option<&[&str]>,
    full: bool,
) -> Result<DescribeConfigsResult> {
    let keys = keys.map(|keys| keys.iter().map(|key| (*key).to_owned().into()).collect());
    let resource = DescribeConfigsResource::default()
        .with_resource_type(kind)
        .with_resource_name(name.to_owned().into())
        .with_configuration_keys(keys);
    let request = DescribeConfigsRequest::default()
        .with_resources(vec![resource])
        .with_include_synonyms(full)
        .with_include_documentation(full && version >= 3);
    raw.ask(version, &request)?
        .results
        .pop()
        .context("no resource in the answer")
}

fn one(result: &DescribeConfigsResult, name: &str) -> Result<DescribeConfigsResourceResult> {
    let found = result.configs.iter().find(|config| config.name.as_str() == name);
    found.cloned().with_context(|| format!("no {name} in the answer"))
}

/// A config of a topic: its value and where that comes from.
fn value(place: &Place, topic: &str, name: &str) -> Result<(Option<String>, i8)> {
    let told = ask(&mut place.any()?, 4, TOPIC, topic, Some(&[name]), false)?;
    says("DescribeConfigs", told.error_code, "NONE")?;
    let told = one(&told, name)?;
    Ok((told.value.map(|value| value.to_string()), told.config_source))
}

fn of_a_topic(place: &Place) -> Result<()> {
    let topic = place.topic(1, &[("retention.ms", "1234567")])?;
    let mut raw = place.any()?;
    for version in 1..=4 {
        let told = ask(
            &mut raw,
            version,
            TOPIC,
            &topic,
            Some(&["retention.ms", "cleanup.policy"]),
            false,
        )?;
        says("a topic", told.error_code, "NONE")?;
        same("what was asked for", told.configs.len(), 2)?;
        let set = one(&told, "retention.ms")?;
        same(
            "set",
            (set.value.as_deref(), set.config_source),
            (Some("1234567"), SET_ON_TOPIC),
        )?;
        let default = one(&told, "cleanup.policy")?;
        same(
            "not set",
            (default.value.as_deref(), default.config_source),
            (Some("delete"), DEFAULT),
        )?;
        for config in &told.configs {
            ensure!(
                !config.read_only && !config.is_sensitive && config.synonyms.is_empty(),
                "{config:?}"
            );
        }
        if version >= 3 {
            same("long and list", (set.config_type, default.config_type), (5, 7))?;
        }
    }
    let all = ask(&mut raw, 4, TOPIC, &topic, None, true)?;
    for name in [
        "retention.bytes",
        "min.insync.replicas",
        "segment.bytes",
        "max.message.bytes",
    ] {
        let config = one(&all, name)?;
        ensure!(
            config.documentation.is_some_and(|words| !words.is_empty()),
            "{name} has no words"
        );
    }
    let first = one(&all, "retention.ms")?
        .synonyms
        .into_iter()
        .next()
        .context("no synonym")?;
    same(
        "its own synonym",
        (first.name.as_str(), first.value.as_deref(), first.source),
        ("retention.ms", Some("1234567"), SET_ON_TOPIC),
    )
}

fn of_a_broker(place: &Place) -> Result<()> {
    let (id, address) = place.brokers()?.into_iter().next().context("no broker")?;
    let mut raw = Raw::connect(&address)?;
    let told = ask(&mut raw, 4, BROKER, &id.to_string(), None, false)?;
    says("a broker of itself", told.error_code, "NONE")?;
    let node = one(&told, "node.id")?;
    same(
        "its id",
        (node.value, node.read_only),
        (Some(id.to_string().into()), true),
    )?;
    let password = one(&told, "ssl.keystore.password")?;
    same("a password", (password.value, password.is_sensitive), (None, true))?;
    let other = ask(&mut raw, 4, BROKER, &(id + 1).to_string(), None, false)?;
    says("a broker of another", other.error_code, "INVALID_REQUEST")
}

fn of_nothing(place: &Place) -> Result<()> {
    let told = ask(&mut place.any()?, 4, TOPIC, &place.name(), None, false)?;
    says("no such topic", told.error_code, "UNKNOWN_TOPIC_OR_PARTITION")?;
    ensure!(told.configs.is_empty(), "{told:?}");
    Ok(())
}

/// Set, delete, append and subtract are operations 0 to 3.
fn alter(place: &Place, topic: &str, changes: &[(&str, i8, Option<&str>)], dry: bool) -> Result<i16> {
    let changes = changes.iter().map(|(name, operation, value)| {
        AlterableConfig::default()
            .with_name((*name).to_owned().into())
            .with_config_operation(*operation)
            .with_value(value.map(|value| value.to_owned().into()))
    });
    let resource = AlterConfigsResource::default()
        .with_resource_type(TOPIC)
        .with_resource_name(topic.to_owned().into())
        .with_configs(changes.collect());
    let request = IncrementalAlterConfigsRequest::default()
        .with_resources(vec![resource])
        .with_validate_only(dry);
    Ok(place.any()?.ask(1, &request)?.responses[0].error_code)
}

fn changed(place: &Place) -> Result<()> {
    let topic = place.topic(1, &[("retention.ms", "1234567")])?;
    let becomes = |name: &str, value_now: &str, source: i8| {
        place.eventually(name, || {
            same(name, value(place, &topic, name)?, (Some(value_now.to_owned()), source))
        })
    };
    says(
        "a trial",
        alter(place, &topic, &[("retention.ms", 0, Some("99"))], true)?,
        "NONE",
    )?;
    becomes("retention.ms", "1234567", SET_ON_TOPIC)?;
    let both = [("retention.ms", 0, Some("99")), ("cleanup.policy", 2, Some("compact"))];
    says("set and append", alter(place, &topic, &both, false)?, "NONE")?;
    becomes("retention.ms", "99", SET_ON_TOPIC)?;
    becomes("cleanup.policy", "delete,compact", SET_ON_TOPIC)?;
    let back = [("retention.ms", 1, None), ("cleanup.policy", 3, Some("delete"))];
    says("delete and subtract", alter(place, &topic, &back, false)?, "NONE")?;
    becomes("retention.ms", "604800000", DEFAULT)?;
    becomes("cleanup.policy", "compact", SET_ON_TOPIC)
}

fn refused(place: &Place) -> Result<()> {
    let topic = place.topic(1, &[])?;
    for (what, change) in [
        ("no such config", ("no.such.config", 0, Some("1"))),
        ("no number", ("retention.ms", 0, Some("long"))),
        ("no list", ("retention.ms", 2, Some("1"))),
    ] {
        says(what, alter(place, &topic, &[change], false)?, "INVALID_CONFIG")?;
    }
    let code = alter(place, &place.name(), &[("retention.ms", 0, Some("1"))], false)?;
    says("no such topic", code, "UNKNOWN_TOPIC_OR_PARTITION")?;
    same("nothing was changed", value(place, &topic, "retention.ms")?.1, DEFAULT)
}
