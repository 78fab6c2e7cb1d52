//! What went wrong, in words, without secrets.

use std::error::Error;
use std::fmt;

use serde::Deserialize;

use crate::model::trouble::{Cause, Trouble};

/// A call that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// In words.
    pub trouble: Trouble,
    /// What the registry answered, where it did.
    pub code: Option<Code>,
}

/// The registry's refusal: its `error_code`, or else the HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code(pub u32);

impl Code {
    /// There is no such subject, version, schema or level.
    #[must_use]
    pub const fn not_found(self) -> bool {
        matches!(self.0, 404 | 40400..=40499)
    }

    /// The subject has no level of its own.
    #[must_use]
    pub const fn no_level(self) -> bool {
        matches!(self.0, 404 | 40401 | 40408)
    }
}

impl Failed {
    /// There is no such thing.
    #[must_use]
    pub fn not_found(&self) -> bool {
        self.code.is_some_and(Code::not_found)
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.trouble.fmt(f)
    }
}

impl From<Failed> for Trouble {
    fn from(failed: Failed) -> Self {
        failed.trouble
    }
}

/// Confluent's body of a refusal.
#[derive(Deserialize)]
struct Said {
    error_code: Option<u32>,
    message: Option<String>,
}

/// What not every registry has.
const MODE: &str = "the mode";

/// A longer message, in chars, is cut.
const LONGEST: usize = 600;

/// What the registry refused.
pub(super) fn refused(operation: &'static str, place: &str, status: u16, body: &[u8]) -> Failed {
    let said: Option<Said> = serde_json::from_slice(body).ok();
    let code = said.as_ref().and_then(|said| said.error_code).unwrap_or(status.into());
    let spoke = said.is_some();
    let message = said
        .and_then(|said| said.message)
        .unwrap_or_else(|| format!("HTTP status {status}"));
    let short: String = message.chars().take(LONGEST).collect();
    let trouble = Trouble::new(operation, Cause::Io(format!("{short} (error {code})"))).at(None, place);
    let trouble = match (status, spoke) {
        (401 | 403, _) => {
            trouble.hint("schema.registry.basic.auth.user.info or schema.registry.bearer.auth.token of the context")
        }
        (404, false) if operation.ends_with(MODE) => trouble.hint("Apicurio has no modes"),
        (404, false) => trouble.hint("is schema.registry.url whole? Apicurio's ends in /apis/ccompat/v7"),
        _ => trouble,
    };
    let code = Some(Code(code));
    Failed { trouble, code }
}

/// No whole answer came.
pub(super) fn unanswered(operation: &'static str, place: &str, error: &reqwest::Error, ms: u64) -> Failed {
    let said = chain(error);
    let cause = match () {
        () if error.is_timeout() => Cause::TimedOut(ms),
        () if said.contains("Connection refused") => Cause::Refused,
        () if said.contains("dns error") || said.contains("failed to lookup") => {
            Cause::Dns(place.rsplit("//").next().unwrap_or(place).to_owned())
        }
        () => Cause::Io(said.clone()),
    };
    let trouble = Trouble::new(operation, cause).at(None, place);
    let trouble = match () {
        () if said.contains("UnknownIssuer") => trouble.hint("schema.registry.ssl.ca.location of the context"),
        () if said.contains("CertificateRequired") => {
            trouble.hint("schema.registry.ssl.certificate.location of the context")
        }
        () => trouble.hint("is the registry up, and schema.registry.url its address?"),
    };
    Failed { trouble, code: None }
}

/// What was answered is not what it should be.
pub(super) fn malformed(operation: &'static str, place: &str, what: impl fmt::Display) -> Failed {
    let trouble = Trouble::new(operation, Cause::Malformed(what.to_string())).at(None, place);
    Failed {
        trouble: trouble.hint("is schema.registry.url a schema registry's? Apicurio's ends in /apis/ccompat/v7"),
        code: None,
    }
}

/// The settings cannot work.
pub(super) fn unusable(place: &str, what: String) -> Failed {
    let trouble = Trouble::new("reach the schema registry", Cause::Config(what)).at(None, place);
    Failed { trouble, code: None }
}

/// The causes of an error; the URL in the first is left out.
fn chain(error: &reqwest::Error) -> String {
    let mut said = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        said.push(cause.to_string());
        next = cause.source();
    }
    match said.is_empty() {
        true => "the request failed".into(),
        false => said.join(": "),
    }
}
