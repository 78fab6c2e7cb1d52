//! The Kafka protocol, served: one file an API, and [`table`] of what is spoken at which versions.
//!
//! ```text
//! frame → head (key, version) → table: spoken here? → decode → handler over the state → encode → frame
//! ```

mod api_versions;
mod call;
mod cluster;
mod configs;
mod coordinator;
mod fetch;
mod groups;
mod leader_epoch;
mod list_offsets;
mod log_dirs;
pub(in crate::demo) mod metadata;
mod moves;
mod partitions;
mod produce;
mod producer_id;
mod quorum;
mod records;
mod support;
mod table;
mod topic_partitions;
mod topics;
mod transactions;
mod txn;

pub use call::{Call, Reply};

use std::net::IpAddr;
use std::sync::Arc;

use bytes::Bytes;
use kafka_protocol::messages::ApiKey;

use super::fault::Words;
use super::shared::Shared;
use crate::model::names::BrokerId;

/// Who is asked, and by whom.
pub(in crate::demo) struct Peer {
    pub(in crate::demo) broker: BrokerId,
    pub(in crate::demo) host: IpAddr,
    pub(in crate::demo) shared: Arc<Shared>,
}

/// The first bytes of a request, which every version has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::demo) struct Head {
    pub(in crate::demo) key: ApiKey,
    pub(in crate::demo) version: i16,
    pub(in crate::demo) correlation: i32,
}

/// A request that Kafka answers by closing the connection.
#[derive(Debug, thiserror::Error)]
pub(in crate::demo) enum Refused {
    /// An API or a version that this broker does not announce.
    #[error("{key:?} v{version} is not spoken here")]
    Unspoken {
        /// The API.
        key: ApiKey,
        /// The version.
        version: i16,
    },
    /// Bytes that are not this request, or an answer that this version cannot carry.
    #[error("{0}")]
    Codec(String),
}

/// Reads the head of a request (a frame without its length prefix); `None` for what is no request of Kafka's.
pub(in crate::demo) fn head(frame: &[u8]) -> Option<Head> {
    let [k0, k1, v0, v1, rest @ ..] = frame.first_chunk::<8>()?;
    Some(Head {
        key: ApiKey::try_from(i16::from_be_bytes([*k0, *k1])).ok()?,
        version: i16::from_be_bytes([*v0, *v1]),
        correlation: i32::from_be_bytes(*rest),
    })
}

/// Answers one request: the whole frame to send, or `None` where no answer is due (Produce with acks 0).
/// `words` are what a fault makes it say.
///
/// # Errors
/// [`Refused`]: close the connection.
pub(in crate::demo) async fn answer(peer: &Peer, frame: Bytes, words: Words) -> Result<Option<Bytes>, Refused> {
    let Some(head) = head(&frame) else {
        return Err(Refused::Codec(String::from("no request")));
    };
    let (min, max) = table::spoken(&peer.shared.faults, peer.broker, head.key);
    if !(min..=max).contains(&head.version) {
        // KIP-511: how a client that is too new learns what to ask instead
        if head.key == ApiKey::ApiVersions {
            return api_versions::unsupported(peer, head.correlation).map(Some);
        }
        return Err(Refused::Unspoken {
            key: head.key,
            version: head.version,
        });
    }
    let (call, body) = Call::read(peer, head, frame, words)?;
    table::dispatch(&call, head.key, body).await
}
