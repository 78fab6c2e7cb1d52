//! ListGroups (key 16): the groups that each broker coordinates.

use std::sync::Arc;

use futures_util::stream::{FuturesUnordered, StreamExt};
use kafka_protocol::messages::{ListGroupsRequest, list_groups_response};

use crate::kafka::calls::{ByBroker, support};
use crate::kafka::{Ask, Client};
use crate::model::group::{GroupKind, GroupState};
use crate::model::known::{Known, Reason};
use crate::model::names::{BrokerId, GroupId};
use crate::model::trouble::Trouble;

const OPERATION: &str = "list groups";

/// One group as its coordinator lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedGroup {
    /// Its id.
    pub id: GroupId,
    /// Its kind; before version 5 (Kafka < 3.8) all are taken for classic, and describing them corrects it.
    pub kind: GroupKind,
    /// Its state; unknown before version 4 (Kafka < 2.6).
    pub state: Known<GroupState>,
    /// The classic protocol type ("consumer", "connect", …); empty for groups that only commit.
    pub protocol_type: Arc<str>,
}

/// The groups of every one of these brokers, in the order of their answers. A silent broker holds up the whole until its
/// time is over: ask by [`list_of`] to go on with the others meanwhile.
pub async fn list(client: &Client, brokers: &[BrokerId]) -> ByBroker<Vec<ListedGroup>> {
    let asked: FuturesUnordered<_> = brokers
        .iter()
        .map(|&broker| async move { (broker, list_of(client, broker).await) })
        .collect();
    asked.collect().await
}

/// The groups that this broker coordinates, by id. The user sees only those that may be described.
///
/// # Errors
/// When the broker does not answer, or still loads its groups.
pub async fn list_of(client: &Client, broker: BrokerId) -> Result<Vec<ListedGroup>, Trouble> {
    let mut reply = client
        .ask(Ask::of(broker, OPERATION), |_| ListGroupsRequest::default())
        .await?;
    let groups = std::mem::take(&mut reply.body.groups);
    support::check(client, OPERATION, &reply, reply.body.error_code, None)?;
    let mut groups: Vec<ListedGroup> = groups.iter().map(|group| read(group, reply.version)).collect();
    groups.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    groups.dedup_by(|a, b| a.id == b.id);
    Ok(groups)
}

fn read(group: &list_groups_response::ListedGroup, version: i16) -> ListedGroup {
    // From version 4 on a word that is not known here is one of a newer Kafka.
    let reason = if version < 4 {
        Reason::TooOld
    } else {
        Reason::NotSupported
    };
    ListedGroup {
        id: support::group_id(&group.group_id),
        kind: GroupKind::parse(&group.group_type),
        state: Known::from_option(GroupState::parse(&group.group_state), reason),
        protocol_type: Arc::from(&*group.protocol_type),
    }
}
