//! The requests that were sent and not answered yet.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::sync::oneshot;

use super::super::cause::Fault;
use crate::model::trouble::Cause;

/// No more unanswered requests than this on one connection, those included whose caller has gone.
const MOST: usize = 1024;

/// What a caller waits for: the answer's frame, or why the connection ended.
pub(super) type Answer = Result<Bytes, Fault>;

/// One connection's unanswered requests by correlation id.
#[derive(Debug)]
pub(super) struct InFlight {
    next: i32,
    waiting: HashMap<i32, Waiting>,
    closed: Option<Fault>,
    /// When bytes last came.
    heard: Instant,
}

#[derive(Debug)]
struct Waiting {
    sent: Instant,
    key: i16,
    version: i16,
    /// None once the caller has gone: the answer is discarded when it comes.
    caller: Option<oneshot::Sender<Answer>>,
}

/// A frame that found its request.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Delivered {
    /// The request's API key.
    pub(super) key: i16,
    /// The request's version.
    pub(super) version: i16,
}

impl InFlight {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            next: 0,
            waiting: HashMap::new(),
            closed: None,
            heard: now,
        }
    }

    /// Takes a correlation id for a request about to be sent.
    pub(super) fn enter(
        &mut self,
        key: i16,
        version: i16,
        now: Instant,
    ) -> Result<(i32, oneshot::Receiver<Answer>), Fault> {
        if let Some(fault) = &self.closed {
            return Err(fault.clone());
        }
        if self.waiting.len() >= MOST {
            return Err(Fault::new(Cause::Io(format!("{MOST} requests are unanswered already"))));
        }
        let id = self.next;
        self.next = self.next.checked_add(1).unwrap_or(0);
        let (caller, answer) = oneshot::channel();
        let waiting = Waiting {
            sent: now,
            key,
            version,
            caller: Some(caller),
        };
        self.waiting.insert(id, waiting);
        Ok((id, answer))
    }

    /// The request was never sent after all.
    pub(super) fn withdraw(&mut self, id: i32) {
        self.waiting.remove(&id);
    }

    /// The caller has gone; the answer may still come.
    pub(super) fn forget(&mut self, id: i32) {
        if let Some(waiting) = self.waiting.get_mut(&id) {
            waiting.caller = None;
        }
    }

    /// Bytes came.
    pub(super) fn hear(&mut self, now: Instant) {
        self.heard = now;
    }

    /// Hands an answer to its caller.
    ///
    /// # Errors
    /// Nobody asked with this id: the stream cannot be trusted.
    pub(super) fn deliver(&mut self, id: i32, frame: Bytes) -> Result<Delivered, Fault> {
        let Some(waiting) = self.waiting.remove(&id) else {
            return Err(Fault::new(Cause::Malformed(format!(
                "an answer to a request never sent (correlation id {id})"
            ))));
        };
        if let Some(caller) = waiting.caller {
            // It may have gone in this very moment: then nobody wants the frame.
            let _ = caller.send(Ok(frame));
        }
        Ok(Delivered {
            key: waiting.key,
            version: waiting.version,
        })
    }

    /// Ends everything with this fault; the first one given stays.
    pub(super) fn close(&mut self, fault: Fault) {
        for waiting in self.waiting.drain().filter_map(|(_, waiting)| waiting.caller) {
            let _ = waiting.send(Err(fault.clone()));
        }
        self.closed.get_or_insert(fault);
    }

    /// Why the connection ended, once it has.
    pub(super) fn closed(&self) -> Option<&Fault> {
        self.closed.as_ref()
    }

    /// How long the broker has owed an answer without a byte; none when it owes nothing.
    pub(super) fn silent_for(&self, now: Instant) -> Option<Duration> {
        let oldest = self.waiting.values().map(|waiting| waiting.sent).min()?;
        Some(now.saturating_duration_since(oldest.max(self.heard)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn fault(text: &str) -> Fault {
        Fault::new(Cause::Io(text.into()))
    }

    #[test]
    fn answers_find_their_callers_in_any_order() {
        let now = Instant::now();
        let mut table = InFlight::new(now);
        let (first, mut first_answer) = table.enter(3, 12, now).unwrap();
        let (second, mut second_answer) = table.enter(2, 7, now).unwrap();
        assert_eq!(
            table.deliver(second, Bytes::from_static(b"2")),
            Ok(Delivered { key: 2, version: 7 })
        );
        assert_eq!(second_answer.try_recv().unwrap(), Ok(Bytes::from_static(b"2")));
        assert!(first_answer.try_recv().is_err());
        assert!(table.deliver(first, Bytes::new()).is_ok());
        assert!(table.deliver(first, Bytes::new()).is_err(), "answered twice");
        assert!(table.deliver(77, Bytes::new()).is_err(), "never asked");
    }

    #[test]
    fn a_late_answer_to_a_caller_that_left_is_no_error() {
        let now = Instant::now();
        let mut table = InFlight::new(now);
        let (id, answer) = table.enter(3, 12, now).unwrap();
        drop(answer);
        table.forget(id);
        assert!(table.deliver(id, Bytes::new()).is_ok());
    }

    #[test]
    fn closing_tells_every_caller_and_the_first_reason_stays() {
        let now = Instant::now();
        let mut table = InFlight::new(now);
        let (_, mut answer) = table.enter(3, 12, now).unwrap();
        table.close(fault("first"));
        table.close(fault("second"));
        assert_eq!(answer.try_recv().unwrap(), Err(fault("first")));
        assert_eq!(table.enter(3, 12, now).unwrap_err(), fault("first"));
        assert_eq!(table.silent_for(now + SECOND), None);
    }

    #[test]
    fn silence_counts_from_the_oldest_request_or_the_last_byte() {
        let start = Instant::now();
        let mut table = InFlight::new(start);
        assert_eq!(table.silent_for(start + SECOND), None, "it owes nothing");
        let (first, _answer) = table.enter(3, 12, start + SECOND).unwrap();
        let (_, _answer) = table.enter(3, 12, start + 2 * SECOND).unwrap();
        assert_eq!(table.silent_for(start + 3 * SECOND), Some(2 * SECOND));
        table.hear(start + 3 * SECOND);
        assert_eq!(table.silent_for(start + 3 * SECOND), Some(Duration::ZERO));
        table.forget(first);
        assert_eq!(
            table.silent_for(start + 5 * SECOND),
            Some(2 * SECOND),
            "a caller that left changes nothing"
        );
    }

    #[test]
    fn the_table_is_bounded_and_ids_stay_positive() {
        let now = Instant::now();
        let mut table = InFlight::new(now);
        table.next = i32::MAX;
        assert_eq!(table.enter(3, 12, now).unwrap().0, i32::MAX);
        assert_eq!(table.enter(3, 12, now).unwrap().0, 0);
        while table.waiting.len() < MOST {
            let (id, _) = table.enter(3, 12, now).unwrap();
            table.forget(id);
        }
        assert!(table.enter(3, 12, now).is_err());
        table.withdraw(0);
        assert!(table.enter(3, 12, now).is_ok());
    }
}
