//! What went wrong, in the four parts a person needs: operation, broker, cause, what to try.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::known::Reason;
use super::names::BrokerId;

/// A failed operation. It never holds a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What was tried, as a verb phrase: "list offsets".
    pub operation: Cow<'static, str>,
    /// Whom it was tried with.
    pub broker: Option<Peer>,
    /// What went wrong.
    pub cause: Cause,
    /// What to try, if something is known to help.
    pub hint: Option<Cow<'static, str>>,
}

/// A broker as an error names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    /// Its id; none while it is only a bootstrap address.
    pub id: Option<BrokerId>,
    /// `host:port` as it was dialled.
    pub address: Arc<str>,
}

/// The kinds of cause that call for different remedies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The host name could not be resolved.
    Dns(String),
    /// Nothing listens there.
    Refused,
    /// No answer within the time given (milliseconds).
    TimedOut(u64),
    /// The other side closed the connection.
    Closed,
    /// TLS failed.
    Tls(TlsFault),
    /// SASL failed; the text is the broker's own message.
    Sasl(String),
    /// The broker answered with an error code.
    Kafka {
        /// Kafka's numeric error code.
        code: i16,
        /// Kafka's name for it, such as `NOT_LEADER_OR_FOLLOWER`.
        name: Cow<'static, str>,
        /// The broker's message, when it sent one.
        message: Option<String>,
    },
    /// The broker has no such API, or no version both sides know.
    TooOld(String),
    /// The answer broke the protocol's rules.
    Malformed(String),
    /// The settings cannot work (a missing file, a bad value).
    Config(String),
    /// No broker is known that could be asked.
    NoBroker(String),
    /// Any other input or output error.
    Io(String),
}

/// Why TLS failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TlsFault {
    /// The certificate's issuer is not trusted.
    UnknownIssuer,
    /// The certificate has expired.
    Expired,
    /// The certificate is not valid yet.
    NotYetValid,
    /// The certificate is for other names.
    WrongName(String),
    /// The broker wants a client certificate, or refused ours.
    ClientCertificate(String),
    /// The port does not speak TLS.
    PlaintextPort,
    /// We spoke plaintext to a port that speaks TLS.
    TlsPort,
    /// Anything else.
    Other(String),
}

impl Trouble {
    /// A trouble with no broker and no hint yet.
    pub fn new(operation: impl Into<Cow<'static, str>>, cause: Cause) -> Self {
        Self {
            operation: operation.into(),
            broker: None,
            cause,
            hint: None,
        }
    }

    /// Names the broker.
    #[must_use]
    pub fn at(mut self, id: Option<BrokerId>, address: impl Into<Arc<str>>) -> Self {
        self.broker = Some(Peer {
            id,
            address: address.into(),
        });
        self
    }

    /// Adds what to try.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The reason a value is unknown when this trouble kept it from us.
    #[must_use]
    pub fn reason(&self) -> Reason {
        match &self.cause {
            Cause::TimedOut(_) => Reason::TimedOut,
            Cause::TooOld(_) => Reason::TooOld,
            Cause::Kafka {
                code: 29 | 30 | 31 | 53,
                ..
            } => Reason::NotAuthorised,
            Cause::Kafka { code, .. } => Reason::Failed(*code),
            _ => Reason::Unreachable,
        }
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.id {
            Some(id) => write!(f, "broker {id} ({})", self.address),
            None => f.write_str(&self.address),
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns(name) => write!(f, "name not found: {name}"),
            Self::Refused => f.write_str("connection refused"),
            Self::TimedOut(ms) => write!(f, "no answer within {ms} ms"),
            Self::Closed => f.write_str("the broker closed the connection"),
            Self::Tls(fault) => write!(f, "TLS: {fault}"),
            Self::Sasl(message) => write!(f, "SASL: {message}"),
            Self::Kafka {
                name,
                message: Some(message),
                ..
            } => write!(f, "{name}: {message}"),
            Self::Kafka { name, .. } => f.write_str(name),
            Self::TooOld(what) => write!(f, "the broker is too old: {what}"),
            Self::Malformed(what) => write!(f, "the answer is malformed: {what}"),
            Self::Config(what) | Self::NoBroker(what) | Self::Io(what) => f.write_str(what),
        }
    }
}

impl fmt::Display for TlsFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownIssuer => f.write_str("the broker's certificate is signed by an authority not trusted here"),
            Self::Expired => f.write_str("the broker's certificate has expired"),
            Self::NotYetValid => f.write_str("the broker's certificate is not valid yet"),
            Self::WrongName(names) => write!(f, "the broker's certificate is for another name{names}"),
            Self::ClientCertificate(what) => write!(f, "client certificate: {what}"),
            Self::PlaintextPort => f.write_str("this port does not speak TLS"),
            Self::TlsPort => f.write_str("this port speaks TLS, the connection does not"),
            Self::Other(what) => f.write_str(what),
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.operation)?;
        if let Some(broker) = &self.broker {
            write!(f, " at {broker}")?;
        }
        write!(f, ": {}", self.cause)?;
        if let Some(hint) = &self.hint {
            write!(f, "\n  try: {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Trouble {}
