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
        // a read that was answered with nothing found nothing
        matches!(self.0, 204 | 404 | 40400..=40499)
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

    /// Nobody answered, or one who cannot now: asked again it may go well.
    #[must_use]
    pub fn transient(&self) -> bool {
        self.code
            .is_none_or(|code| matches!(code.0, 429 | 500..=599 | 50000..=59999))
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
pub(super) const MODE: &str = "the mode";

/// A longer message, in chars, is cut.
const LONGEST: usize = 600;

/// An answer that is a refusal.
pub(super) struct Refusal<'a> {
    pub(super) status: u16,
    pub(super) body: &'a [u8],
    /// Where it sends whom it does not answer.
    pub(super) location: Option<&'a str>,
    /// Who we are was told.
    pub(super) known: bool,
}

/// What the registry refused.
pub(super) fn refused(operation: &'static str, place: &str, refusal: &Refusal<'_>) -> Failed {
    let status = refusal.status;
    let said: Option<Said> = serde_json::from_slice(refusal.body).ok();
    // Apicurio 2 writes 0 where it has no code
    let code = said.as_ref().and_then(|said| said.error_code).filter(|code| *code != 0);
    let spoke = said.as_ref().is_some_and(|said| said.message.is_some());
    let message = match (said.and_then(|said| said.message), refusal.location) {
        (Some(message), _) => message.trim().to_owned(),
        (None, Some(location)) => format!("HTTP status {status}: it sends to {}", without_login(location)),
        (None, None) => format!("HTTP status {status}"),
    };
    let short: String = message.chars().take(LONGEST).collect();
    let told = match code {
        None if !spoke => short,
        code => format!("{short} (error {})", code.unwrap_or(status.into())),
    };
    let trouble = Trouble::new(operation, Cause::Io(told)).at(None, place);
    let code = code.unwrap_or(status.into());
    let trouble = match hint(operation, refusal, code, spoke) {
        Some(hint) => trouble.hint(hint),
        None => trouble,
    };
    let code = Some(Code(code));
    Failed { trouble, code }
}

fn hint(operation: &str, refusal: &Refusal<'_>, code: u32, spoke: bool) -> Option<&'static str> {
    Some(match (refusal.status, spoke) {
        (401, _) if refusal.known => "the registry does not know this user, password or token",
        (401, _) => "schema.registry.basic.auth.user.info or schema.registry.bearer.auth.token of the context",
        (403, _) if refusal.known => "who is allowed to do it, by the registry's own rules",
        (403, _) => "schema.registry.basic.auth.user.info or schema.registry.bearer.auth.token of the context",
        (204 | 404 | 405, _) if operation.ends_with(MODE) && code < 1_000 => {
            "not every registry has modes, or lets them be set: Apicurio has none"
        }
        (404, false) => "is schema.registry.url whole? Apicurio's ends in /apis/ccompat/v7",
        (300..=399, _) => "schema.registry.url as it is where it sends to; no password is sent on",
        (422, _) if code == 42_201 && operation.starts_with("check") => {
            "the schema reads well here; Apicurio checks none that builds on others"
        }
        (409, _) if operation.starts_with("register") => {
            "`kconsole schemas check` with the same file tells the registry's reasons"
        }
        (429, _) => "again, later: it is asked too often",
        (500..=599, _) => "again, later; the registry's own log tells more",
        _ => return None,
    })
}

/// An address without USER:PASSWORD@ and without what follows a question mark.
fn without_login(location: &str) -> String {
    let plain = location.split(['?', '#']).next().unwrap_or_default();
    let shown = match plain.split_once("://") {
        Some((scheme, rest)) => {
            let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            format!("{scheme}://{}{path}", host.rsplit('@').next().unwrap_or(host))
        }
        None => plain.to_owned(),
    };
    shown.chars().take(200).collect()
}

/// No whole answer came.
pub(super) fn unanswered(operation: &'static str, place: &str, error: &reqwest::Error, ms: u64) -> Failed {
    let said = chain(error);
    let has = |part: &str| said.contains(part);
    let (cause, hint) = match () {
        () if error.is_timeout() => (Cause::TimedOut(ms), UP),
        () if has("Connection refused") => (Cause::Refused, UP),
        () if has("dns error") || has("failed to lookup") => {
            (Cause::Dns(place.rsplit("//").next().unwrap_or(place).to_owned()), UP)
        }
        () if has("UnknownIssuer") => (
            Cause::Io("TLS: its certificate is signed by an authority that is not trusted here".into()),
            "schema.registry.ssl.ca.location of the context: the file of that authority's certificate",
        ),
        () if has("certificate: Expired") || has("certificate expired") => (
            Cause::Io("TLS: its certificate has expired".into()),
            "a new certificate for the registry",
        ),
        () if has("not valid for name") => (
            Cause::Io(said.clone()),
            "schema.registry.url by a name of its certificate; or, to accept any name of one that is trusted, \
             schema.registry.ssl.endpoint.identification.algorithm = none",
        ),
        () if has("CertificateRequired") => (
            Cause::Io("TLS: it wants a client certificate".into()),
            "schema.registry.ssl.certificate.location and schema.registry.ssl.key.location of the context",
        ),
        () if has("fatal alert") => (
            Cause::Io(said.clone()),
            "is the client certificate the one that the registry trusts? schema.registry.ssl.certificate.location",
        ),
        () if has("InvalidContentType") => (
            Cause::Io("TLS: this port does not speak it".into()),
            "http:// in schema.registry.url",
        ),
        () if has("before message completed") => (
            Cause::Io("it closed the connection without an answer".into()),
            "https:// in schema.registry.url, if the port speaks TLS",
        ),
        () => (Cause::Io(said.clone()), UP),
    };
    let trouble = Trouble::new(operation, cause).at(None, place).hint(hint);
    Failed { trouble, code: None }
}

const UP: &str = "is the registry up, and schema.registry.url its address?";

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
        let text = cause.to_string();
        // which part of the library it was tells nobody anything
        if !text.starts_with("client error") {
            said.push(text);
        }
        next = cause.source();
    }
    match said.is_empty() {
        true => "the request failed".into(),
        false => said.join(": "),
    }
}
