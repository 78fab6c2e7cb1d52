//! The answer's body, read in place.

use std::sync::Arc;

use bytes::Bytes;
use kafka_protocol::messages::MetadataRequest;

use super::topics::Topics;
use crate::kafka::Node;
use crate::model::known::{Known, Reason};
use crate::model::names::{BrokerId, ClusterId};
use crate::model::rights::Rights;
use crate::wire::{self, Reader, WireError};

/// Least bytes that a broker takes.
const BROKER: usize = 4 + 1 + 4;

/// What an answer says.
pub(in crate::kafka::calls) struct Body {
    pub(in crate::kafka::calls) nodes: Vec<Node>,
    pub(in crate::kafka::calls) cluster_id: Known<ClusterId>,
    pub(in crate::kafka::calls) controller: Option<BrokerId>,
    pub(in crate::kafka::calls) topics: Topics,
    pub(in crate::kafka::calls) rights: Option<Rights>,
    pub(in crate::kafka::calls) error: i16,
}

/// Reads all of it, the topics as far as to know where each begins.
pub(in crate::kafka::calls) fn read(frame: Bytes, version: i16) -> Result<Body, WireError> {
    let mut body = wire::open::<MetadataRequest>(&frame, version)?;
    body.i32("throttle_time_ms")?;
    let count = body.count(BROKER, "brokers")?;
    let mut nodes = (0..count).map(|_| node(&mut body)).collect::<Result<Vec<_>, _>>()?;
    nodes.sort_unstable_by_key(|node| node.id);
    nodes.dedup_by_key(|node| node.id);
    let cluster_id = body.text("cluster_id")?.map(ClusterId::from);
    let controller = body.i32("controller_id")?;
    let topics = Topics::read(&mut body, &frame)?;
    let rights = match version {
        8..=10 => Rights::from_wire(body.i32("cluster_authorized_operations")?),
        _ => None,
    };
    let error = match version {
        13.. => body.i16("error_code")?,
        _ => 0,
    };
    body.end()?;
    Ok(Body {
        nodes,
        cluster_id: Known::from_option(cluster_id, Reason::TooOld),
        controller: (controller >= 0).then_some(BrokerId(controller)),
        topics,
        rights,
        error,
    })
}

fn node(body: &mut Reader<'_>) -> Result<Node, WireError> {
    let node = Node {
        id: BrokerId(body.i32("node_id")?),
        host: Arc::from(body.text("host")?.unwrap_or_default()),
        port: u16::try_from(body.i32("port")?).unwrap_or(0),
        rack: body.text("rack")?.filter(|rack| !rack.is_empty()).map(Arc::from),
    };
    body.end()?;
    Ok(node)
}
