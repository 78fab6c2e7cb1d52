//! Keeping an authenticated session: the broker may limit its life (KIP-368, `connections.max.reauth.ms`).

use std::sync::Arc;
use std::time::Duration;

use super::super::abilities::Abilities;
use super::super::cause::Fault;
use super::super::sasl;
use super::line::Line;
use crate::config::profile::Sasl;
use crate::wire::Guarded;

/// How long authenticating anew may take.
const LIMIT: Duration = Duration::from_secs(10);
/// A broker takes no second authentication within a second.
const LEAST: Duration = Duration::from_millis(1100);

/// Requests one after the other on a connection that nobody else uses just now.
pub(in crate::kafka) struct Exchange<'a> {
    pub(super) line: &'a Line,
    pub(super) abilities: &'a Abilities,
}

impl Exchange<'_> {
    /// The version to use.
    pub(in crate::kafka) fn version<R: Guarded>(&self, wished: Option<(i16, i16)>) -> Result<i16, Fault> {
        self.abilities.version::<R>(wished)
    }

    /// Sends and waits for the answer.
    pub(in crate::kafka) async fn call<R: Guarded>(&self, request: &R, version: i16) -> Result<R::Response, Fault> {
        self.line.call_within(request, version).await
    }
}

/// Authenticates anew each time before the session ends, with no request in between: what was sent before is answered
/// before, what is to be sent waits. Ends the connection when the broker refuses.
pub(super) async fn keep(line: Arc<Line>, abilities: Arc<Abilities>, sasl: Sasl, mut lifetime: Duration) {
    loop {
        // Between 85 and 95 % of its life, so that many connections do not come at once.
        let share = 0.85 + 0.1 * rand::random::<f64>();
        tokio::time::sleep(lifetime.mul_f64(share).max(LEAST)).await;
        let _alone = line.gate.write().await;
        let exchange = Exchange {
            line: &line,
            abilities: &abilities,
        };
        match tokio::time::timeout(LIMIT, sasl::authenticate(&exchange, &sasl)).await {
            Ok(Ok(Some(next))) => lifetime = next,
            Ok(Ok(None)) => return,
            Ok(Err(fault)) => return line.close(fault),
            Err(_elapsed) => return line.close(Fault::timed_out(LIMIT)),
        }
    }
}
