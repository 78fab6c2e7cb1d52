//! Sockets: one loopback listener a broker, and the clock's small hand for what is due.

mod connection;
mod listener;

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use super::shared::Shared;
use crate::model::names::BrokerId;

/// How often time-outs of groups are looked at.
const TICK: Duration = Duration::from_millis(20);

/// Serves all brokers; ends only when it is dropped, and its tasks with it.
pub(super) async fn serve(shared: Arc<Shared>, listeners: Vec<(BrokerId, TcpListener)>) {
    let mut brokers = JoinSet::new();
    for (id, listener) in listeners {
        brokers.spawn(listener::serve(Arc::clone(&shared), id, listener));
    }
    loop {
        tokio::time::sleep(TICK).await;
        let now = shared.now_ms();
        if shared.read(|state| state.groups.is_due(now)) {
            shared.edit(|state| state.groups.expire(now));
        }
    }
}
