//! ListPartitionReassignments (key 46, KIP-455): every reassignment under way.

use kafka_protocol::messages::{ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse};

use super::metadata;
use super::support::{self, Names};
use crate::kafka::{Ask, Client, Reply};
use crate::model::moves::{Move, Moves};
use crate::model::names::Partition;
use crate::model::trouble::{Cause, Trouble};

const OPERATION: &str = "list reassignments";
/// How long the broker may take, in ms.
const TIMEOUT: i32 = 5_000;
/// Kafka's NOT_CONTROLLER: on ZooKeeper only the controller answers.
const NOT_CONTROLLER: i16 = 41;

/// Asks any broker: on KRaft it passes the request on; on ZooKeeper it sends us to the controller.
///
/// # Errors
/// When no broker answers, or the user may not describe the cluster; [`Cause::TooOld`] before Kafka 2.4.
pub async fn list(client: &Client) -> Result<Moves, Trouble> {
    let reply = client.ask_any(Ask::any(OPERATION), |_| request()).await?;
    match reply.body.error_code {
        NOT_CONTROLLER => from_controller(client).await,
        _ => read(client, reply),
    }
}

async fn from_controller(client: &Client) -> Result<Moves, Trouble> {
    let Some(controller) = metadata::fetch(client, Some(&[])).await?.controller else {
        let why = "the cluster has no controller now".to_owned();
        return Err(Trouble::new(OPERATION, Cause::NoBroker(why)));
    };
    read(client, client.ask(Ask::of(controller, OPERATION), |_| request()).await?)
}

fn request() -> ListPartitionReassignmentsRequest {
    ListPartitionReassignmentsRequest::default()
        .with_timeout_ms(TIMEOUT)
        .with_topics(None)
}

fn read(client: &Client, reply: Reply<ListPartitionReassignmentsResponse>) -> Result<Moves, Trouble> {
    let message = reply.body.error_message.as_ref();
    support::check(client, OPERATION, &reply, reply.body.error_code, message)?;
    let mut names = Names::default();
    let mut moves = Moves::new();
    for topic in reply.body.topics {
        let name = names.get(&topic.name);
        for part in topic.partitions {
            let key = (name.clone(), Partition(part.partition_index));
            let the_move = Move {
                replicas: support::brokers(part.replicas),
                adding: support::brokers(part.adding_replicas),
                removing: support::brokers(part.removing_replicas),
            };
            moves.insert(key, the_move);
        }
    }
    Ok(moves)
}
