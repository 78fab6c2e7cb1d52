//! CreateTopics (key 19) and DeleteTopics (key 20).

use std::collections::BTreeMap;

use kafka_protocol::error::ResponseError as E;
use kafka_protocol::messages::create_topics_request::CreatableTopic;
use kafka_protocol::messages::create_topics_response::CreatableTopicResult;
use kafka_protocol::messages::delete_topics_request::DeleteTopicState;
use kafka_protocol::messages::delete_topics_response::DeletableTopicResult;
use kafka_protocol::messages::{CreateTopicsRequest, CreateTopicsResponse, DeleteTopicsRequest, DeleteTopicsResponse};

use super::{Call, support};
use crate::demo::state::State;
use crate::demo::state::placement::{Refusal, Wish};
use crate::demo::state::topic::Topic;
use crate::model::names::BrokerId;

pub(super) fn create(call: &Call, state: &mut State, request: CreateTopicsRequest) -> CreateTopicsResponse {
    let dry = request.validate_only;
    let topics = request.topics.into_iter().map(|wanted| {
        let made = make(call, state, &wanted, dry);
        let result = CreatableTopicResult::default().with_name(wanted.name);
        match made {
            Ok((topic_id, partitions, replication)) if call.version >= 5 => result
                .with_topic_id(topic_id)
                .with_num_partitions(partitions)
                .with_replication_factor(replication)
                .with_configs(Some(Vec::new())),
            Ok(_) => result,
            Err(refusal) => result
                .with_error_code(refusal.code)
                .with_error_message(Some(support::text(&refusal.message)))
                .with_num_partitions(-1)
                .with_replication_factor(-1)
                .with_configs(Some(Vec::new())),
        }
    });
    CreateTopicsResponse::default().with_topics(topics.collect())
}

type Made = (uuid::Uuid, i32, i16);

fn make(call: &Call, state: &mut State, wanted: &CreatableTopic, dry: bool) -> Result<Made, Refusal> {
    if !state.rights.cluster() {
        return Err(Refusal::new(E::TopicAuthorizationFailed, "Authorization failed."));
    }
    let topic = state.plan_topic(wanted.name.as_str(), &wish(wanted), call.now_ms)?;
    let made = (topic.id, count(topic.partitions.len()), replication(&topic));
    if !dry {
        state.topics.insert(wanted.name.as_str().into(), topic);
    }
    Ok(made)
}

fn wish(wanted: &CreatableTopic) -> Wish {
    let replicas = |ids: &[kafka_protocol::messages::BrokerId]| ids.iter().map(|id| BrokerId(id.0)).collect();
    let assignment = wanted
        .assignments
        .iter()
        .map(|one| (one.partition_index, replicas(&one.broker_ids)));
    let configs = wanted.configs.iter().filter_map(|config| {
        let value = config.value.as_ref()?;
        Some((config.name.to_string(), value.to_string()))
    });
    Wish {
        partitions: wanted.num_partitions,
        replication: wanted.replication_factor,
        assignment: assignment.collect::<BTreeMap<_, _>>(),
        configs: configs.collect(),
        id: None,
    }
}

fn count(partitions: usize) -> i32 {
    i32::try_from(partitions).unwrap_or(i32::MAX)
}

fn replication(topic: &Topic) -> i16 {
    let first = topic.partitions.first().map_or(0, |partition| partition.replicas.len());
    i16::try_from(first).unwrap_or(i16::MAX)
}

pub(super) fn delete(call: &Call, state: &mut State, request: DeleteTopicsRequest) -> DeleteTopicsResponse {
    let by_name = request
        .topic_names
        .into_iter()
        .map(|name| DeleteTopicState::default().with_name(Some(name)));
    let wanted = request.topics.into_iter().chain(by_name);
    let responses = wanted.map(|wanted| {
        let result = DeletableTopicResult::default().with_topic_id(wanted.topic_id);
        let code = match remove(state, &wanted) {
            Ok(()) => 0,
            Err(code) => code,
        };
        // before version 6 the name is never null
        let unnamed = if call.version >= 6 {
            None
        } else {
            Some(Default::default())
        };
        result.with_name(wanted.name.or(unnamed)).with_error_code(code)
    });
    DeleteTopicsResponse::default().with_responses(responses.collect())
}

fn remove(state: &mut State, wanted: &DeleteTopicState) -> Result<(), i16> {
    let name = match &wanted.name {
        Some(name) => name.to_string(),
        None => {
            let name = state.topics.by_id(wanted.topic_id).ok_or(E::UnknownTopicId.code())?;
            name.to_string()
        }
    };
    if !state.rights.cluster() {
        return Err(E::TopicAuthorizationFailed.code());
    }
    support::seen(state, &name)?;
    state.topics.remove(&name);
    state.groups.forget_topic(&name);
    Ok(())
}
