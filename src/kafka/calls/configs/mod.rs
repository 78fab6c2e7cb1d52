//! DescribeConfigs (key 32): the few configs that health needs of everything, and all of one thing when it is opened.

mod entry;
mod health;

use futures_util::stream::{self, StreamExt};
use kafka_protocol::messages::DescribeConfigsRequest;
use kafka_protocol::messages::describe_configs_request::DescribeConfigsResource;
use kafka_protocol::messages::describe_configs_response::DescribeConfigsResult;

use super::support;
use crate::kafka::{Ask, Client};
use crate::model::names::{BrokerId, GroupId, TopicName};
use crate::model::settings::{BrokerSettings, ConfigEntry, TopicSettings};
use crate::model::trouble::{Cause, Trouble};

const OPERATION: &str = "describe configs";
/// Topics in one request at most.
const CHUNK: usize = 2_000;
/// Requests under way at once at most.
const AT_ONCE: usize = 4;

/// A thing that has configs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource<'a> {
    /// A topic; any broker tells.
    Topic(&'a TopicName),
    /// A broker; only itself tells.
    Broker(BrokerId),
    /// A group (KIP-848, Kafka ≥ 4.0); any broker tells.
    Group(&'a GroupId),
}

impl Resource<'_> {
    /// Kafka's code of the resource type, and the resource's name.
    fn wire(self) -> (i8, String) {
        match self {
            Self::Topic(name) => (2, name.as_str().to_owned()),
            Self::Broker(id) => (4, id.to_string()),
            Self::Group(id) => (32, id.as_str().to_owned()),
        }
    }

    fn request(self, keys: Option<&[&'static str]>) -> DescribeConfigsResource {
        let (kind, name) = self.wire();
        let keys = keys.map(|keys| keys.iter().map(|key| support::text(key)).collect());
        DescribeConfigsResource::default()
            .with_resource_type(kind)
            .with_resource_name(name.into())
            .with_configuration_keys(keys)
    }
}

/// What the health rules need of these topics, by topic: the settings, or the Kafka error code for this one. Asks any
/// broker, 2,000 topics a request.
///
/// # Errors
/// When one of the requests fails as a whole.
pub async fn named(
    client: &Client,
    topics: &[TopicName],
) -> Result<Vec<(TopicName, Result<TopicSettings, i16>)>, Trouble> {
    let mut chunks = stream::iter(topics.chunks(CHUNK).map(|chunk| {
        let build = move |_| {
            let resources = chunk
                .iter()
                .map(|name| Resource::Topic(name).request(Some(&health::TOPIC_KEYS)));
            DescribeConfigsRequest::default().with_resources(resources.collect())
        };
        client.ask_any(Ask::any(OPERATION), build)
    }))
    .buffer_unordered(AT_ONCE);
    let mut all = Vec::with_capacity(topics.len());
    while let Some(reply) = chunks.next().await {
        let results = reply?.body.results.into_iter();
        all.extend(results.map(|result| (TopicName::from(&*result.resource_name), topic(&result))));
    }
    Ok(all)
}

/// What the health rules need of one broker, by itself: the replication throttles that are set.
///
/// # Errors
/// When it does not answer, or the user may not describe its configs.
pub async fn broker(client: &Client, id: BrokerId) -> Result<BrokerSettings, Trouble> {
    let result = one(client, Resource::Broker(id), Some(&health::BROKER_KEYS), false).await?;
    Ok(health::broker(&result.configs))
}

/// All configs of one thing, with source, synonyms, and (Kafka ≥ 2.6) type and documentation; by name.
///
/// # Errors
/// When nobody answers, the thing is not there, or the user may not describe its configs.
pub async fn all(client: &Client, resource: Resource<'_>) -> Result<Vec<ConfigEntry>, Trouble> {
    let result = one(client, resource, None, true).await?;
    let mut entries: Vec<ConfigEntry> = result.configs.into_iter().map(entry::read).collect();
    entries.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    Ok(entries)
}

/// One config of a thing; none when it has none of this name.
///
/// # Errors
/// As [`all`].
pub async fn value(client: &Client, resource: Resource<'_>, name: &'static str) -> Result<Option<String>, Trouble> {
    let result = one(client, resource, Some(&[name]), false).await?;
    let found = result.configs.into_iter().find(|config| &*config.name == name);
    Ok(found.and_then(|config| entry::read(config).value))
}

async fn one(
    client: &Client,
    resource: Resource<'_>,
    keys: Option<&[&'static str]>,
    full: bool,
) -> Result<DescribeConfigsResult, Trouble> {
    let build = |version| request(version, vec![resource.request(keys)], full);
    let mut reply = match resource {
        Resource::Broker(id) => client.ask(Ask::of(id, OPERATION), build).await?,
        Resource::Topic(_) | Resource::Group(_) => client.ask_any(Ask::any(OPERATION), build).await?,
    };
    let Some(result) = reply.body.results.pop() else {
        let why = "the resource is not in it".to_owned();
        return Err(Trouble::new(OPERATION, Cause::Malformed(why)));
    };
    support::check(
        client,
        OPERATION,
        &reply,
        result.error_code,
        result.error_message.as_ref(),
    )?;
    Ok(result)
}

fn request(version: i16, resources: Vec<DescribeConfigsResource>, full: bool) -> DescribeConfigsRequest {
    DescribeConfigsRequest::default()
        .with_resources(resources)
        .with_include_synonyms(full)
        .with_include_documentation(full && version >= 3)
}

fn topic(result: &DescribeConfigsResult) -> Result<TopicSettings, i16> {
    match result.error_code {
        0 => Ok(health::topic(&result.configs)),
        code => Err(code),
    }
}
