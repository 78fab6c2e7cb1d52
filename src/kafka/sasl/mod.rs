//! SASL inside the Kafka protocol: SaslHandshake (17), then SaslAuthenticate (36) until both sides are content (KIP-152).

mod plain;
mod scram;
#[cfg(test)]
mod tests;

use std::time::Duration;

use bytes::Bytes;
use kafka_protocol::messages::{SaslAuthenticateRequest, SaslHandshakeRequest};
use kafka_protocol::protocol::StrBytes;

use super::cause::Fault;
use super::connection::Exchange;
use crate::config::profile::{Mechanism, Sasl};
use crate::model::trouble::Cause;

const UNSUPPORTED_SASL_MECHANISM: i16 = 33;
const ILLEGAL_SASL_STATE: i16 = 34;

/// The mechanism's next message, and what to do with the answer to it.
enum Step {
    /// Send this and come back with the answer.
    Send(Vec<u8>),
    /// Both sides are content.
    Done,
}

/// One run of a mechanism.
enum Run {
    Plain(plain::Plain),
    Scram(Box<scram::Scram>),
}

impl Run {
    fn new(sasl: &Sasl) -> Self {
        match sasl.mechanism {
            Mechanism::Plain => Self::Plain(plain::Plain::new(sasl)),
            Mechanism::ScramSha256 => {
                Self::Scram(Box::new(scram::Scram::new(sasl, scram::Hash::Sha256, scram::nonce())))
            }
            Mechanism::ScramSha512 => {
                Self::Scram(Box::new(scram::Scram::new(sasl, scram::Hash::Sha512, scram::nonce())))
            }
        }
    }

    /// What to say to the broker's last message (empty at the start).
    fn step(&mut self, heard: &[u8]) -> Result<Step, Fault> {
        match self {
            Self::Plain(run) => Ok(run.step()),
            Self::Scram(run) => run.step(heard),
        }
    }
}

/// Authenticates the connection. Gives how long the session lives, when the broker limits it (KIP-368).
pub(super) async fn authenticate(exchange: &Exchange<'_>, sasl: &Sasl) -> Result<Option<Duration>, Fault> {
    shake_hands(exchange, sasl.mechanism.name()).await?;
    let version = exchange.version::<SaslAuthenticateRequest>(None)?;
    let mut run = Run::new(sasl);
    let mut heard = Bytes::new();
    let mut lifetime = None;
    loop {
        // Key derivation takes milliseconds of CPU: not on the thread that serves every other broker.
        let stepped = tokio::task::spawn_blocking(move || {
            let step = run.step(&heard);
            (run, step)
        });
        let (back, step) = stepped
            .await
            .map_err(|error| Fault::new(Cause::Io(error.to_string())))?;
        run = back;
        let Step::Send(message) = step? else {
            return Ok(lifetime);
        };
        let request = SaslAuthenticateRequest::default().with_auth_bytes(message.into());
        let answer = exchange.call(&request, version).await?;
        if answer.error_code != 0 {
            return Err(refused(answer.error_code, answer.error_message.as_deref()));
        }
        lifetime = u64::try_from(answer.session_lifetime_ms)
            .ok()
            .filter(|ms| *ms > 0)
            .map(Duration::from_millis);
        heard = answer.auth_bytes;
    }
}

async fn shake_hands(exchange: &Exchange<'_>, mechanism: &'static str) -> Result<(), Fault> {
    // Version 0 is followed by bare tokens outside any frame; brokers know version 1 since 1.0.
    let version = exchange.version::<SaslHandshakeRequest>(Some((1, 1)))?;
    let request = SaslHandshakeRequest::default().with_mechanism(StrBytes::from_static_str(mechanism));
    let answer = exchange.call(&request, version).await?;
    match answer.error_code {
        0 => Ok(()),
        UNSUPPORTED_SASL_MECHANISM => {
            let offered: Vec<&str> = answer.mechanisms.iter().take(16).map(StrBytes::as_str).collect();
            Err(Fault::new(Cause::Sasl(format!(
                "{mechanism} is not offered here; the broker offers {}",
                offered.join(", ")
            )))
            .hint("set sasl.mechanism to one of them"))
        }
        ILLEGAL_SASL_STATE => Err(Fault::new(Cause::Sasl("this listener takes no SASL".into()))
            .hint("set security.protocol to PLAINTEXT or SSL, or check the port")),
        code => Err(refused(code, None)),
    }
}

/// The broker's own words, else Kafka's name of the error.
fn refused(code: i16, message: Option<&str>) -> Fault {
    let words = match message {
        Some(message) if !message.is_empty() => message.to_owned(),
        _ => crate::wire::error_name(code).into_owned(),
    };
    Fault::new(Cause::Sasl(words))
        .hint("check sasl.username and sasl.password, and that this user exists for this mechanism")
}
