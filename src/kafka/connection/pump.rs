//! The task that moves bytes between one socket and its line.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc;

use super::super::cause::{Fault, foreign};
use super::super::dial::Stream;
use super::line::{Line, QUEUE};
use super::shelf::Shelf;
use crate::model::trouble::Cause;
use crate::wire::{DEFAULT_FRAME, Frames};

/// How much longer one listens to a broker in doubt. We may have been stopped ourselves, and its answer lie here unread.
const MOMENT: Duration = Duration::from_millis(100);

/// Runs until either direction fails or the line is closed; tells the line why.
pub(super) async fn run(stream: Box<dyn Stream>, frames: mpsc::Receiver<Bytes>, line: Arc<Line>, shelf: Arc<Shelf>) {
    let (from, to) = tokio::io::split(stream);
    let fault = tokio::select! {
        fault = read(from, &line, &shelf) => fault,
        fault = write(to, frames) => fault,
        () = line.ending.notified() => line.fault(),
        fault = silence(&line) => fault,
    };
    line.close(fault);
}

async fn read(mut from: impl AsyncRead + Unpin, line: &Line, shelf: &Shelf) -> Fault {
    let frames = Frames::new(DEFAULT_FRAME);
    let mut input = BytesMut::new();
    loop {
        // first: once room was made for a part of it, the rest would have to be copied into more
        shelf.lend(&mut input);
        match frames.next(&mut input) {
            Ok(Some(frame)) => match line.deliver(frame.clone()) {
                Ok(key) => {
                    shelf.put(key, frame);
                    continue;
                }
                Err(fault) => return fault,
            },
            Ok(None) => {}
            Err(error) => return foreign(&input).unwrap_or_else(|| error.into()),
        }
        match from.read_buf(&mut input).await {
            Ok(0) => return ended(&input),
            Ok(bytes) => line.heard(bytes),
            Err(error) => return error.into(),
        }
    }
}

/// The broker closed its side; what it left behind may tell why.
fn ended(rest: &[u8]) -> Fault {
    foreign(rest).unwrap_or_else(|| Fault::new(Cause::Closed))
}

/// Ends when the broker is in doubt and even now says nothing.
async fn silence(line: &Line) -> Fault {
    loop {
        line.doubt.notified().await;
        let before = line.silent_for(Instant::now());
        tokio::time::sleep(MOMENT).await;
        if let Some(silence) = before
            && line.silent_for(Instant::now()) > before
        {
            return Fault::timed_out(silence);
        }
    }
}

async fn write(mut to: impl AsyncWrite + Unpin, mut frames: mpsc::Receiver<Bytes>) -> Fault {
    let mut batch = Vec::with_capacity(QUEUE);
    while frames.recv_many(&mut batch, QUEUE).await > 0 {
        for frame in batch.drain(..) {
            if let Err(error) = to.write_all(&frame).await {
                return error.into();
            }
        }
        if let Err(error) = to.flush().await {
            return error.into();
        }
    }
    Fault::new(Cause::Closed)
}
