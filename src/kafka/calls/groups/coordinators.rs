//! FindCoordinator (key 10): who looks after a group that no listing has told.

use std::collections::BTreeMap;

use futures_util::stream::{self, StreamExt};
use kafka_protocol::messages::{FindCoordinatorRequest, FindCoordinatorResponse};

use super::{AT_ONCE, CHUNK};
use crate::kafka::calls::support;
use crate::kafka::{Ask, Client};
use crate::model::names::{BrokerId, GroupId};
use crate::model::trouble::{Cause, Trouble};

const OPERATION: &str = "find coordinators";

/// Each group's coordinator, or the Kafka error code for this one (15: no coordinator is available). Asks any broker: from
/// version 4 on (Kafka ≥ 3.0) 500 groups a request, else one by one.
///
/// # Errors
/// When no broker answers one of the requests.
pub async fn coordinators(
    client: &Client,
    ids: &[GroupId],
) -> Result<BTreeMap<GroupId, Result<BrokerId, i16>>, Trouble> {
    match batched(client, ids).await {
        Err(trouble) if matches!(trouble.cause, Cause::TooOld(_)) => one_by_one(client, ids).await,
        found => found,
    }
}

type Found = BTreeMap<GroupId, Result<BrokerId, i16>>;

async fn batched(client: &Client, ids: &[GroupId]) -> Result<Found, Trouble> {
    let mut found = Found::new();
    for chunk in ids.chunks(CHUNK) {
        let build = |_| {
            let keys = chunk.iter().map(|id| support::text(id.as_str())).collect();
            FindCoordinatorRequest::default()
                .with_key_type(0)
                .with_coordinator_keys(keys)
        };
        let reply = client.ask_any(Ask::any(OPERATION).versions(4, 6), build).await?;
        let answers = reply.body.coordinators.into_iter();
        found.extend(answers.map(|one| (GroupId::from(&*one.key), node(one.error_code, one.node_id.0))));
    }
    Ok(found)
}

async fn one_by_one(client: &Client, ids: &[GroupId]) -> Result<Found, Trouble> {
    let mut asked = stream::iter(ids.iter().map(|id| async move {
        let build = |_| FindCoordinatorRequest::default().with_key(support::text(id.as_str()));
        let reply = client.ask_any(Ask::any(OPERATION).versions(0, 3), build).await;
        (id.clone(), reply)
    }))
    .buffer_unordered(AT_ONCE);
    let mut found = Found::new();
    while let Some((id, reply)) = asked.next().await {
        let FindCoordinatorResponse {
            error_code, node_id, ..
        } = reply?.body;
        found.insert(id, node(error_code, node_id.0));
    }
    Ok(found)
}

fn node(code: i16, id: i32) -> Result<BrokerId, i16> {
    match code {
        0 => Ok(BrokerId(id)),
        code => Err(code),
    }
}
