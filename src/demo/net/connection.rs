//! One connection: requests in, answers out, in their order and one at a time, as Kafka does it.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::demo::fault::Acts;
use crate::demo::protocol::{self, Peer};
use crate::demo::shared::Shared;
use crate::model::names::BrokerId;
use crate::wire::{DEFAULT_FRAME, Frames};

/// Serves until the peer closes, sends what is no request, or a fault cuts it off.
pub(super) async fn serve(shared: Arc<Shared>, broker: BrokerId, mut stream: TcpStream, host: IpAddr) {
    let frames = Frames::new(DEFAULT_FRAME);
    let mut input = BytesMut::new();
    let peer = Peer { broker, host, shared };
    loop {
        match frames.next(&mut input) {
            Ok(Some(frame)) => {
                if one(&peer, frame, &mut stream).await.is_err() {
                    return;
                }
            }
            Ok(None) => match stream.read_buf(&mut input).await {
                Ok(0) | Err(_) => return,
                Ok(_) => {}
            },
            Err(_not_kafka) => return,
        }
    }
}

/// Answers one request; an error ends the connection.
async fn one(peer: &Peer, frame: Bytes, stream: &mut TcpStream) -> io::Result<()> {
    let Some(head) = protocol::head(&frame) else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    let acts = peer.shared.faults.meet(peer.broker, head.key);
    if let Some(delay) = acts.delay {
        tokio::time::sleep(delay).await;
    }
    if acts.silence {
        // as a process that was stopped: what comes after this waits too
        return std::future::pending().await;
    }
    if acts.drop {
        return Err(io::ErrorKind::ConnectionAborted.into());
    }
    peer.shared.bring_up();
    match protocol::answer(peer, frame, acts.words).await {
        Ok(Some(answer)) => send(stream, spoilt(answer, &acts), &acts).await,
        Ok(None) => Ok(()),
        Err(_refused) => Err(io::ErrorKind::InvalidData.into()),
    }
}

async fn send(stream: &mut TcpStream, answer: Bytes, acts: &Acts) -> io::Result<()> {
    match acts.cut {
        Some(kept) => {
            stream.write_all(answer.get(..kept).unwrap_or(&answer)).await?;
            Err(io::ErrorKind::ConnectionAborted.into())
        }
        None => stream.write_all(&answer).await,
    }
}

/// The answer with what faults do to its bytes: its length prefix stays true to them.
fn spoilt(answer: Bytes, acts: &Acts) -> Bytes {
    const BODY: usize = 8;
    if let Some(garbage) = &acts.garbage {
        let mut frame = Vec::from(i32::try_from(garbage.len() + 4).unwrap_or(i32::MAX).to_be_bytes());
        frame.extend_from_slice(answer.get(4..BODY).unwrap_or_default());
        frame.extend_from_slice(garbage);
        return Bytes::from(frame);
    }
    if !acts.wrong_correlation {
        return answer;
    }
    let mut frame = answer.to_vec();
    if let Some(correlation) = frame.get_mut(4..BODY) {
        correlation.iter_mut().for_each(|byte| *byte ^= 0x55);
    }
    Bytes::from(frame)
}
