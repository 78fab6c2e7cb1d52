//! Requests and answers, bounded in size and time; which of several addresses answers.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Method, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::fault::{self, Failed, Refusal};
use super::tls;
use crate::config::profile::{Profile, Registry};

/// The largest answer that is read, in bytes.
const LARGEST: usize = 16 << 20;

/// Confluent's media type.
const TYPE: &str = "application/vnd.schemaregistry.v1+json";

/// A schema registry. It holds no connection open while it is not asked.
#[derive(Debug)]
pub struct Client {
    http: reqwest::Client,
    registry: Registry,
    bases: Vec<Url>,
    /// Which address answered last.
    at: AtomicUsize,
    timeout: Duration,
}

impl Client {
    /// A client by a profile's settings; none when they name no registry. Reads certificates.
    ///
    /// # Errors
    /// A URL or a certificate that cannot be used.
    pub fn new(profile: &Profile) -> Result<Option<Self>, Failed> {
        let Some(registry) = profile.registry.clone() else {
            return Ok(None);
        };
        let place = registry.urls.first().cloned().unwrap_or_default();
        let tls = tls::config(&registry.tls).map_err(|why| fault::unusable(&place, why))?;
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .connect_timeout(profile.connect_timeout)
            .timeout(profile.request_timeout)
            .user_agent(concat!("kconsole/", env!("CARGO_PKG_VERSION")))
            // a password must not follow a redirect to another host
            .redirect(Policy::none())
            .build()
            .map_err(|why| fault::unusable(&place, why.to_string()))?;
        let parsed = registry.urls.iter().map(|text| {
            let base = Url::parse(text).ok().filter(|url| !url.cannot_be_a_base());
            base.ok_or_else(|| fault::unusable(text, "schema.registry.url is no URL".into()))
        });
        let bases = parsed.collect::<Result<Vec<_>, _>>()?;
        let (at, timeout) = (AtomicUsize::new(0), profile.request_timeout);
        Ok(Some(Self {
            http,
            registry,
            bases,
            at,
            timeout,
        }))
    }

    /// Its address, without a secret.
    #[must_use]
    pub fn address(&self) -> &str {
        let at = self.at.load(Ordering::Relaxed);
        self.registry
            .urls
            .get(at)
            .or(self.registry.urls.first())
            .map_or("", String::as_str)
    }

    /// `GET`.
    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        operation: &'static str,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<T, Failed> {
        self.call(operation, Method::GET, path, query, None::<&()>).await
    }

    /// A call. Only when nobody answers at one address is the next one asked.
    pub(super) async fn call<T: DeserializeOwned>(
        &self,
        operation: &'static str,
        method: Method,
        path: &[&str],
        query: &[(&str, &str)],
        body: Option<&impl Serialize>,
    ) -> Result<T, Failed> {
        let body = match body.map(serde_json::to_vec).transpose() {
            Ok(body) => body,
            Err(why) => return Err(fault::malformed(operation, self.address(), why)),
        };
        let first = self.at.load(Ordering::Relaxed);
        let mut last = None;
        for at in (0..self.bases.len()).map(|step| (first + step) % self.bases.len()) {
            let Some((base, place)) = self.bases.get(at).zip(self.registry.urls.get(at)) else {
                continue;
            };
            let Some(url) = joined(base, path, query) else {
                return Err(fault::unusable(
                    place,
                    "no registry can be asked for a name that is empty or dots alone".into(),
                ));
            };
            match self.once(operation, place, method.clone(), url, body.clone()).await {
                Err(failed) if failed.code.is_none() => last = Some(failed),
                answer => {
                    self.at.store(at, Ordering::Relaxed);
                    let answer = answer?;
                    let nothing = answer.bytes.trim_ascii().is_empty();
                    let nowhere = answer.status == 204 && method == Method::GET && operation.ends_with(fault::MODE);
                    if nowhere || !(200..300).contains(&answer.status) {
                        let refusal = Refusal {
                            status: answer.status,
                            body: &answer.bytes,
                            location: answer.location.as_deref(),
                            known: self.registry.user.is_some() || self.registry.token.is_some(),
                        };
                        return Err(fault::refused(operation, place, &refusal));
                    }
                    // who has nothing to say about a change has taken it: what it holds to is read afterwards
                    let said = if nothing && method != Method::GET {
                        b"null"
                    } else {
                        answer.bytes.as_slice()
                    };
                    return serde_json::from_slice(said)
                        .map_err(|why| fault::malformed(operation, place, answer.not_json(&why)));
                }
            }
        }
        Err(last.unwrap_or_else(|| fault::unusable("", "schema.registry.url names no registry".into())))
    }

    async fn once(
        &self,
        operation: &'static str,
        place: &str,
        method: Method,
        url: Url,
        body: Option<Vec<u8>>,
    ) -> Result<Answer, Failed> {
        let mut request = self
            .http
            .request(method, url)
            .header("accept", format!("{TYPE}, application/json"));
        if let Some(token) = &self.registry.token {
            request = request.bearer_auth(token.reveal());
        } else if let Some((user, password)) = &self.registry.user {
            request = request.basic_auth(user, Some(password.reveal()));
        }
        if let Some(body) = body {
            request = request.header("content-type", TYPE).body(body);
        }
        let ms = u64::try_from(self.timeout.as_millis()).unwrap_or(u64::MAX);
        let failed = |why: reqwest::Error| fault::unanswered(operation, place, &why, ms);
        let mut answer = request.send().await.map_err(failed)?;
        let status = answer.status().as_u16();
        let header = |name: &str| answer.headers().get(name)?.to_str().ok().map(str::to_owned);
        let (location, kind) = (header("location"), header("content-type"));
        let mut bytes = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(failed)? {
            if bytes.len() + chunk.len() > LARGEST {
                let what = format!("an answer of more than {} MiB", LARGEST >> 20);
                return Err(fault::malformed(operation, place, what));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(Answer {
            status,
            bytes,
            location,
            kind,
        })
    }
}

/// What came back.
struct Answer {
    status: u16,
    bytes: Vec<u8>,
    /// Where it sends us.
    location: Option<String>,
    /// What it says it is.
    kind: Option<String>,
}

impl Answer {
    /// Why it is not what was asked for.
    fn not_json(&self, why: &serde_json::Error) -> String {
        let web = self.kind.as_deref().is_some_and(|kind| kind.starts_with("text/html"));
        match self.bytes.trim_ascii() {
            [] => format!("HTTP status {} with nothing in it", self.status),
            [b'<', ..] => "a web page".to_owned(),
            _ if web => "a web page".to_owned(),
            _ => why.to_string(),
        }
    }
}

/// The base with these steps: a subject may hold any character, a slash too. None for a step that no URL can carry: a
/// dot or two mean another place, however they are written.
fn joined(base: &Url, path: &[&str], query: &[(&str, &str)]) -> Option<Url> {
    let mut whole = base.path().trim_end_matches('/').to_owned();
    for step in path {
        if matches!(*step, "" | "." | "..") {
            return None;
        }
        whole.push('/');
        for byte in step.bytes() {
            // a plus is a space to some
            let plain = byte.is_ascii_alphanumeric() || b"-._~:".contains(&byte);
            if plain {
                whole.push(char::from(byte));
            } else {
                whole.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    let mut url = base.clone();
    url.set_path(&whole);
    if !query.is_empty() {
        url.query_pairs_mut().extend_pairs(query);
    }
    Some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_one_step_whatever_it_holds() {
        let base = Url::parse("http://127.0.0.1:8081/apis/ccompat/v7/").unwrap();
        let of = |subject| {
            let url = joined(&base, &["subjects", subject, "versions"], &[("deleted", "true")])?;
            let path = url
                .as_str()
                .strip_prefix("http://127.0.0.1:8081/apis/ccompat/v7/subjects/");
            path?.strip_suffix("/versions?deleted=true").map(str::to_owned)
        };
        let all = [
            ("common/money.proto", "common%2Fmoney.proto"),
            ("a+b c%20?#", "a%2Bb%20c%2520%3F%23"),
            ("tab\tü", "tab%09%C3%BC"),
            (":.ctx:orders-value", ":.ctx:orders-value"),
            ("...", "..."),
        ];
        for (subject, step) in all {
            assert_eq!(of(subject).as_deref(), Some(step));
        }
        // a step up would be another call: `PUT /config/..` sets the whole registry's level
        for dots in ["", ".", ".."] {
            assert_eq!(of(dots), None);
        }
    }
}
