//! A member of a classic group.

use bytes::Bytes;
use tokio::sync::oneshot;

use super::join::{Joined, Synced};

/// One member.
#[derive(Debug, Default)]
pub struct Member {
    /// `group.instance.id` of a static member.
    pub instance: Option<String>,
    /// What its client calls itself.
    pub client_id: String,
    /// Where it is, as Kafka writes it (`/10.0.0.7`).
    pub client_host: String,
    /// Silence after which it is taken for dead, in ms.
    pub session_ms: i32,
    /// How long it may take to join again, in ms.
    pub rebalance_ms: i32,
    /// The assignors it knows, the best first, with what it says to each.
    pub protocols: Vec<(String, Bytes)>,
    /// What it was assigned.
    pub assignment: Bytes,
    /// When it is taken for dead, in milliseconds since the epoch; `i64::MAX` for never.
    pub deadline_ms: i64,
    /// Whether it asked for its assignment in this generation.
    pub(super) synced: bool,
    pub(super) joining: Option<oneshot::Sender<Joined>>,
    pub(super) syncing: Option<oneshot::Sender<Synced>>,
}

impl Member {
    /// A member that a scenario plays: it never falls silent.
    #[must_use]
    pub fn played(client_id: &str, client_host: &str, subscription: (String, Bytes), assignment: Bytes) -> Self {
        Self {
            client_id: client_id.to_owned(),
            client_host: client_host.to_owned(),
            session_ms: 45_000,
            rebalance_ms: 300_000,
            protocols: vec![subscription],
            assignment,
            deadline_ms: i64::MAX,
            synced: true,
            ..Self::default()
        }
    }

    /// What it says to this assignor.
    #[must_use]
    pub fn metadata(&self, protocol: &str) -> Option<Bytes> {
        let said = self.protocols.iter().find(|(name, _)| name == protocol);
        said.map(|(_, metadata)| metadata.clone())
    }

    pub(super) fn heard(&mut self, now_ms: i64) {
        if self.deadline_ms != i64::MAX {
            self.deadline_ms = now_ms.saturating_add(i64::from(self.session_ms));
        }
    }

    /// Whether it waits for an answer, and so cannot be silent.
    pub(super) fn waits(&self) -> bool {
        self.joining.is_some() || self.syncing.is_some()
    }
}
