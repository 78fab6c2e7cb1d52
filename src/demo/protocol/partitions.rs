//! CreatePartitions (key 37): more partitions for a topic.

use std::collections::BTreeMap;

use kafka_protocol::error::ResponseError as E;
use kafka_protocol::messages::create_partitions_request::CreatePartitionsTopic;
use kafka_protocol::messages::create_partitions_response::CreatePartitionsTopicResult;
use kafka_protocol::messages::{CreatePartitionsRequest, CreatePartitionsResponse};

use super::{Call, support};
use crate::demo::state::State;
use crate::demo::state::placement::Refusal;
use crate::model::names::BrokerId;

pub(super) fn create(_call: &Call, state: &mut State, request: CreatePartitionsRequest) -> CreatePartitionsResponse {
    let dry = request.validate_only;
    let results = request.topics.into_iter().map(|wanted| {
        let done = one(state, &wanted, dry);
        let result = CreatePartitionsTopicResult::default().with_name(wanted.name);
        match done {
            Ok(()) => result,
            Err(refusal) => result
                .with_error_code(refusal.code)
                .with_error_message(Some(support::text(&refusal.message))),
        }
    });
    CreatePartitionsResponse::default().with_results(results.collect())
}

fn one(state: &mut State, wanted: &CreatePartitionsTopic, dry: bool) -> Result<(), Refusal> {
    let name = wanted.name.as_str();
    let topic = support::seen(state, name).map_err(|code| Refusal {
        code,
        message: String::from("This server does not host this topic-partition."),
    })?;
    let (have, count) = (topic.partitions.len(), usize::try_from(wanted.count).unwrap_or(0));
    if count <= have {
        return Err(Refusal::new(
            E::InvalidPartitions,
            format!(
                "The topic {name} currently has {have} partition(s); {} would not be an increase.",
                wanted.count
            ),
        ));
    }
    let assignment = wanted.assignments.as_ref().map(|all| {
        let replicas = all
            .iter()
            .map(|one| one.broker_ids.iter().map(|id| BrokerId(id.0)).collect());
        (0..).zip(replicas).collect::<BTreeMap<i32, Vec<BrokerId>>>()
    });
    let more = state.more_partitions(name, count - have, assignment.as_ref())?;
    if !dry && let Some(topic) = state.topics.get_mut(name) {
        topic.partitions.extend(more);
    }
    Ok(())
}
