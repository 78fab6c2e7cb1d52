//! A log-in by SCRAM against a broker that says anything.

#[path = "../../../../src/kafka/sasl/scram.rs"]
mod scram;

use super::cause::Fault;
use crate::config::profile::{Mechanism, Sasl, Secret};

/// As `src/kafka/sasl/mod.rs` has it.
pub enum Step {
    Send(Vec<u8>),
    Done,
}

/// A broker that says these two things: whether it was believed to know the password.
pub fn believed(strong: bool, challenge: &[u8], last: &[u8]) -> bool {
    let (hash, mechanism) = match strong {
        true => (scram::Hash::Sha512, Mechanism::ScramSha512),
        false => (scram::Hash::Sha256, Mechanism::ScramSha256),
    };
    let sasl = Sasl {
        mechanism,
        username: "user".into(),
        password: Secret::new("pencil"),
    };
    let mut run = scram::Scram::new(&sasl, hash, "nonce".into());
    let heard = [b"", challenge, last];
    let steps: Result<Vec<Step>, Fault> = heard.iter().map(|heard| run.step(heard)).collect();
    steps.is_ok_and(|steps| matches!(steps.last(), Some(Step::Done)))
}
