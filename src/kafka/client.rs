//! The client: what the rest of the house asks brokers through.

use std::sync::Arc;
use std::time::Instant;

use super::abilities::Abilities;
use super::ask::{Ask, Node, Reply};
use crate::config::profile::Profile;
use crate::model::cluster::Reach;
use crate::model::names::BrokerId;
use crate::model::trouble::{Cause, Trouble};
use crate::model::view::{Door, Load};
use crate::wire;

/// A client of one cluster. Clones share its connections; the last clone dropped ends every task.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    profile: Arc<Profile>,
}

impl Client {
    /// A client by a profile. No I/O: connections are made on first use, inside a tokio runtime.
    #[must_use]
    pub fn new(profile: Arc<Profile>) -> Self {
        Self {
            inner: Arc::new(Inner { profile }),
        }
    }

    /// One request to one broker. The version is the highest that the codec, the broker and `ask.versions` share;
    /// `build` makes the request for it (a field the version lacks is an error when set).
    ///
    /// # Errors
    /// Any trouble on the way; error codes inside the answer are the caller's to read.
    pub async fn ask<R: wire::Guarded + 'static>(
        &self,
        ask: Ask,
        build: impl FnOnce(i16) -> R,
    ) -> Result<Reply<R::Response>, Trouble> {
        let _ = (build, &self.inner.profile);
        Err(Trouble::new(ask.operation, Cause::NoBroker("no connection yet".into())))
    }

    /// Any broker: the first of the known ones that answers; after 300 ms of silence one more is asked, and so on.
    ///
    /// # Errors
    /// The last broker's trouble when all of them fail.
    pub async fn ask_any<R: wire::Guarded + 'static>(
        &self,
        ask: Ask,
        build: impl Fn(i16) -> R,
    ) -> Result<Reply<R::Response>, Trouble> {
        self.ask(ask, build).await
    }

    /// The version that would be used with this broker (connects when it must).
    ///
    /// # Errors
    /// Any trouble on the way to it, or no version both sides know.
    pub async fn version<R: wire::Guarded + 'static>(&self, broker: BrokerId) -> Result<i16, Trouble> {
        Err(Trouble::new(
            "negotiate a version",
            Cause::NoBroker(format!("no connection to {broker} yet")),
        ))
    }

    /// What the broker told of itself by ApiVersions (connects when it must).
    ///
    /// # Errors
    /// Any trouble on the way to it.
    pub async fn abilities(&self, broker: BrokerId) -> Result<Arc<Abilities>, Trouble> {
        Err(Trouble::new(
            "ask for API versions",
            Cause::NoBroker(format!("no connection to {broker} yet")),
        ))
    }

    /// Takes over ids and advertised addresses from Metadata or DescribeCluster; connections to addresses that nobody
    /// has any more are dropped.
    pub fn learn(&self, brokers: &[Node]) {
        let _ = brokers;
    }

    /// The brokers known, by id.
    #[must_use]
    pub fn nodes(&self) -> Vec<Node> {
        Vec::new()
    }

    /// Whether each known broker answers: the last round trip, or since when it is lost.
    #[must_use]
    pub fn reach(&self) -> Vec<(BrokerId, Reach)> {
        Vec::new()
    }

    /// What each bootstrap address said, step by step.
    #[must_use]
    pub fn doors(&self) -> Vec<Door> {
        Vec::new()
    }

    /// What was sent and received so far.
    #[must_use]
    pub fn load(&self) -> Load {
        Load::default()
    }

    /// When the next try to connect may begin, while nothing answers.
    #[must_use]
    pub fn next_try(&self) -> Option<Instant> {
        None
    }
}
