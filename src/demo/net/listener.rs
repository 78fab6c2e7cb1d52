//! One broker's door: open while the broker is up, gone while it is not.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;

use super::connection;
use crate::demo::shared::Shared;
use crate::model::names::BrokerId;

/// Connections a broker serves at once; more are closed as they come.
const MOST: usize = 4_000;
const BACKLOG: u32 = 256;
/// Before a port that was just given up is asked for again.
const AGAIN: Duration = Duration::from_millis(20);

/// Listens whenever the state says that this broker is up. Going down closes the port and every connection at once, as
/// when a process dies; coming back takes the same port.
pub(super) async fn serve(shared: Arc<Shared>, id: BrokerId, listener: TcpListener) {
    let Ok(address) = listener.local_addr() else { return };
    let mut open = tokio::net::TcpListener::from_std(listener).ok();
    loop {
        if let Some(listener) = open.take() {
            tokio::select! {
                () = accept(&shared, id, &listener) => {}
                () = until(&shared, id, false) => {}
            }
        }
        until(&shared, id, true).await;
        match listen(address) {
            Ok(listener) => open = Some(listener),
            Err(_) => tokio::time::sleep(AGAIN).await,
        }
    }
}

fn listen(address: SocketAddr) -> io::Result<tokio::net::TcpListener> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Resolves once the broker is up, or is not.
async fn until(shared: &Shared, id: BrokerId, up: bool) {
    loop {
        let changed = shared.changed();
        let mut changed = std::pin::pin!(changed);
        changed.as_mut().enable();
        if shared.read(|state| state.brokers.is_up(id)) == up {
            return;
        }
        changed.await;
    }
}

/// Takes connections until an error; those it serves end with it.
async fn accept(shared: &Arc<Shared>, id: BrokerId, listener: &tokio::net::TcpListener) {
    let mut served = JoinSet::new();
    loop {
        tokio::select! {
            taken = listener.accept() => match taken {
                Ok((stream, peer)) if served.len() < MOST => {
                    served.spawn(connection::serve(Arc::clone(shared), id, prompt(stream), peer.ip()));
                }
                Ok(_too_many) => {}
                Err(_) => tokio::time::sleep(AGAIN).await,
            },
            Some(_ended) = served.join_next() => {}
        }
    }
}

fn prompt(stream: TcpStream) -> TcpStream {
    // only speed hangs on it
    let _ = stream.set_nodelay(true);
    stream
}
