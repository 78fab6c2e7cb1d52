//! The client: what the rest of the house asks brokers through.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::FutureExt;

use super::abilities::Abilities;
use super::ask::{Ask, Node, Reply};
use super::cause::Fault;
use super::fault;
use super::guard;
use super::link::Link;
use super::open::Means;
use super::router::{Lane, Router, hedge};
use crate::config::profile::Profile;
use crate::model::cluster::Reach;
use crate::model::names::BrokerId;
use crate::model::trouble::Trouble;
use crate::model::view::{Door, Load};
use crate::wire::{self, Guarded, WireError};

/// After this much silence one more broker is asked.
const HEDGE: Duration = Duration::from_millis(300);
/// The same while nothing has answered yet: only addresses that do not answer are in the way.
const HEDGE_AT_START: Duration = Duration::from_millis(50);

/// A client of one cluster. Clones share its connections; the last clone dropped ends every task.
#[derive(Clone, Debug)]
pub struct Client {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    means: Arc<Means>,
    router: Router,
}

impl Client {
    /// A client by a profile. No I/O: connections are made on first use, inside a tokio runtime.
    #[must_use]
    pub fn new(profile: Arc<Profile>) -> Self {
        let means = Arc::new(Means::new(profile));
        let router = Router::new(Arc::clone(&means));
        Self {
            inner: Arc::new(Inner { means, router }),
        }
    }

    /// One request to one broker. The version is the highest that the codec, the broker and `ask.versions` share;
    /// `build` makes the request for it (a field the version lacks is an error when set).
    ///
    /// # Errors
    /// Any trouble on the way; error codes inside the answer are the caller's to read.
    pub async fn ask<R: Guarded + 'static>(
        &self,
        ask: Ask,
        build: impl FnOnce(i16) -> R,
    ) -> Result<Reply<R::Response>, Trouble> {
        self.ask_and_read(ask, build, wire::decode::<R>).await
    }

    /// As [`Client::ask`], with the frame of the answer given to `read` instead of the codec: for answers so large that
    /// the codec's tree of them costs too much ([`wire::open`]).
    ///
    /// # Errors
    /// As [`Client::ask`]; what `read` refuses ends the connection.
    pub async fn ask_and_read<R: Guarded + 'static, T>(
        &self,
        ask: Ask,
        build: impl FnOnce(i16) -> R,
        read: impl Fn(Bytes, i16) -> Result<T, WireError>,
    ) -> Result<Reply<T>, Trouble> {
        let link = self
            .inner
            .router
            .link(ask.to, Lane::of(R::KEY))
            .map_err(|fault| fault.trouble(ask.operation, None))?;
        self.ask_link(&link, &ask, build, &read).await
    }

    /// Any broker: the first of the known ones that answers; after 300 ms of silence one more is asked, and so on.
    /// `ask.to` is not read.
    ///
    /// # Errors
    /// When all of them fail, the trouble of the likeliest one.
    pub async fn ask_any<R: Guarded + 'static>(
        &self,
        ask: Ask,
        build: impl Fn(i16) -> R,
    ) -> Result<Reply<R::Response>, Trouble> {
        self.ask_any_and_read(ask, build, wire::decode::<R>).await
    }

    /// As [`Client::ask_any`], with the frame of the answer given to `read` instead of the codec.
    ///
    /// # Errors
    /// As [`Client::ask_any`].
    pub async fn ask_any_and_read<R: Guarded + 'static, T>(
        &self,
        ask: Ask,
        build: impl Fn(i16) -> R,
        read: impl Fn(Bytes, i16) -> Result<T, WireError>,
    ) -> Result<Reply<T>, Trouble> {
        let router = &self.inner.router;
        let links = router
            .candidates(Lane::of(R::KEY))
            .map_err(|fault| fault.trouble(ask.operation, None))?;
        let patience = if router.nodes().is_empty() {
            HEDGE_AT_START
        } else {
            HEDGE
        };
        let (ask, build, read) = (&ask, &build, &read);
        let tries = links.into_iter().map(|link| async move {
            let reply = self.ask_link(&link, ask, build, read).await?;
            router.prefer(&link);
            Ok(reply)
        });
        hedge::first(tries, patience)
            .await
            .map_err(|troubles| fault::of_all(ask.operation, troubles))
    }

    /// The version that would be used with this broker (connects when it must).
    ///
    /// # Errors
    /// Any trouble on the way to it, or no version both sides know.
    pub async fn version<R: Guarded + 'static>(&self, broker: BrokerId) -> Result<i16, Trouble> {
        let operation = "negotiate a version";
        let router = &self.inner.router;
        let link = router
            .link(broker, Lane::of(R::KEY))
            .map_err(|fault| fault.trouble(operation, None))?;
        let version = async { link.connection().await?.0.abilities().version::<R>(None) };
        version.await.map_err(|fault| link.trouble(operation, fault))
    }

    /// Connects to a broker for a request of this kind, so that it need not wait for that when it comes. Inside a tokio
    /// runtime; who asks is told what went wrong.
    pub fn expect<R: Guarded>(&self, broker: BrokerId) {
        if let Ok(link) = self.inner.router.link(broker, Lane::of(R::KEY)) {
            // the first look starts it
            drop(link.connection().now_or_never());
        }
    }

    /// What the broker told of itself by ApiVersions (connects when it must).
    ///
    /// # Errors
    /// Any trouble on the way to it.
    pub async fn abilities(&self, broker: BrokerId) -> Result<Arc<Abilities>, Trouble> {
        let operation = "ask for API versions";
        let router = &self.inner.router;
        let link = router
            .link(broker, Lane::Prompt)
            .map_err(|fault| fault.trouble(operation, None))?;
        match link.connection().await {
            Ok((connection, _)) => Ok(Arc::clone(connection.abilities())),
            Err(fault) => Err(link.trouble(operation, fault)),
        }
    }

    /// Takes over ids and advertised addresses from Metadata or DescribeCluster; connections to addresses that nobody
    /// has any more are dropped. A broker that is not in the list stays known: it may be back.
    pub fn learn(&self, brokers: &[Node]) {
        self.inner.router.learn(brokers);
    }

    /// The brokers known, by id.
    #[must_use]
    pub fn nodes(&self) -> Vec<Node> {
        self.inner.router.nodes()
    }

    /// Whether each known broker answers: the last round trip, or since when it is lost. A broker that owes an answer
    /// for 1.5 s is lost, though it is still waited for.
    #[must_use]
    pub fn reach(&self) -> Vec<(BrokerId, Reach)> {
        self.inner.router.reach()
    }

    /// What each bootstrap address said, step by step.
    #[must_use]
    pub fn doors(&self) -> Vec<Door> {
        self.inner.router.doors()
    }

    /// What was sent and received so far.
    #[must_use]
    pub fn load(&self) -> Load {
        self.inner.means.meter.read()
    }

    /// When the next try to connect may begin, while nothing answers.
    #[must_use]
    pub fn next_try(&self) -> Option<Instant> {
        self.inner.router.next_try()
    }

    /// Who failed is not left alone any longer: the next question to it tries at once.
    pub fn afresh(&self) {
        self.inner.router.afresh();
    }

    async fn ask_link<R: Guarded + 'static, T>(
        &self,
        link: &Link,
        ask: &Ask,
        build: impl FnOnce(i16) -> R,
        read: impl Fn(Bytes, i16) -> Result<T, WireError>,
    ) -> Result<Reply<T>, Trouble> {
        let limit = ask.timeout.unwrap_or(self.inner.means.profile.request_timeout);
        let answered = match tokio::time::timeout(limit, exchange(link, ask, build, read)).await {
            Ok(answered) => answered,
            Err(_elapsed) => Err(Fault::timed_out(limit)),
        };
        answered.map_err(|fault| link.trouble(ask.operation, fault))
    }
}

/// Connects if it must, sends, and reads the answer. A connection that died unseen is made anew, once: everything here
/// only reads, so asking twice is harmless.
async fn exchange<R: Guarded + 'static, T>(
    link: &Link,
    ask: &Ask,
    build: impl FnOnce(i16) -> R,
    read: impl Fn(Bytes, i16) -> Result<T, WireError>,
) -> Result<Reply<T>, Fault> {
    let (mut connection, used) = link.connection().await?;
    let version = connection.abilities().version::<R>(ask.versions)?;
    let request = build(version);
    guard::reading(&request, version)?;
    let mut answered = connection.call(&request, version, &read).await;
    if let Err(fault) = &answered
        && used
        && fault.is_lost_connection()
    {
        connection = link.connection().await?.0;
        if connection.abilities().version::<R>(ask.versions)? == version {
            answered = connection.call(&request, version, &read).await;
        }
    }
    let answered = answered?;
    Ok(Reply {
        broker: link.id().unwrap_or(Ask::NOBODY),
        version,
        body: answered.body,
        took: answered.took,
    })
}
