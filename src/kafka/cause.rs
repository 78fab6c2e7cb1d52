//! What a connection says when it fails, before it is known which operation that concerns.

use std::borrow::Cow;
use std::io;
use std::time::Duration;

use super::tls;
use crate::model::trouble::{Cause, Peer, TlsFault, Trouble};
use crate::wire::WireError;

/// A cause, and what helps when the place that failed knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// What went wrong.
    pub(super) cause: Cause,
    /// What to try.
    pub(super) hint: Option<Cow<'static, str>>,
}

impl Fault {
    pub(super) fn new(cause: Cause) -> Self {
        Self { cause, hint: None }
    }

    /// No answer within this time.
    pub(super) fn timed_out(limit: Duration) -> Self {
        Self::new(Cause::TimedOut(u64::try_from(limit.as_millis()).unwrap_or(u64::MAX)))
    }

    #[must_use]
    pub(super) fn hint(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The trouble it is for one operation.
    pub(super) fn trouble(self, operation: &'static str, broker: Option<Peer>) -> Trouble {
        Trouble {
            operation: Cow::Borrowed(operation),
            broker,
            cause: self.cause,
            hint: self.hint,
        }
    }

    /// Whether the connection went away under a request that may be sent again.
    pub(super) fn is_lost_connection(&self) -> bool {
        matches!(self.cause, Cause::Closed | Cause::Io(_))
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        if let Some(fault) = tls::fault(&error) {
            return Self::new(Cause::Tls(fault));
        }
        Self::new(match error.kind() {
            io::ErrorKind::ConnectionRefused => Cause::Refused,
            io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::UnexpectedEof => Cause::Closed,
            _ => Cause::Io(error.to_string()),
        })
    }
}

impl From<WireError> for Fault {
    fn from(error: WireError) -> Self {
        Self::new(match error {
            WireError::Encode { .. } => Cause::Config(error.to_string()),
            WireError::Unsupported { .. } => Cause::TooOld(error.to_string()),
            _ => Cause::Malformed(error.to_string()),
        })
    }
}

/// What the first bytes of a stream that is not Kafka's tell: a TLS record, an HTTP answer.
pub(super) fn foreign(head: &[u8]) -> Option<Fault> {
    match head {
        // A TLS record: alert (21) or handshake (22), then major version 3.
        [0x15 | 0x16, 3, ..] => Some(Fault::new(Cause::Tls(TlsFault::TlsPort))),
        [b'H', b'T', b'T', b'P', ..] => Some(
            Fault::new(Cause::Malformed("it speaks HTTP".into())).hint("this is no Kafka listener: check the port"),
        ),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_protocols_are_told_by_their_first_bytes() {
        let cause = |head: &[u8]| foreign(head).map(|fault| fault.cause);
        assert_eq!(cause(&[0x15, 3, 3, 0, 2]), Some(Cause::Tls(TlsFault::TlsPort)));
        assert!(matches!(cause(b"HTTP/1.1 400 Bad Request"), Some(Cause::Malformed(_))));
        assert_eq!(cause(&[0, 0, 0, 9]), None);
    }

    #[test]
    fn a_closed_connection_has_one_name_however_it_closed() {
        for kind in [
            io::ErrorKind::ConnectionReset,
            io::ErrorKind::BrokenPipe,
            io::ErrorKind::UnexpectedEof,
        ] {
            assert_eq!(Fault::from(io::Error::from(kind)).cause, Cause::Closed);
        }
        assert_eq!(
            Fault::from(io::Error::from(io::ErrorKind::ConnectionRefused)).cause,
            Cause::Refused
        );
    }
}
