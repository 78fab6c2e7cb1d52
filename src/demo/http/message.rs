//! A request taken apart, and an answer.

use hyper::Uri;
use serde::Serialize;

/// A request: method, path and parameters decoded, the body as text.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: String,
    /// The path's segments, percent-decoded.
    pub path: Vec<String>,
    /// The parameters of the query, and of a form in the body.
    pub parameters: Vec<(String, String)>,
    /// The body; bytes that are no UTF-8 are replaced.
    pub body: String,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Its `Content-Type`.
    pub content_type: &'static str,
    /// The body.
    pub body: String,
}

impl Request {
    /// Takes a request apart. A body that is no JSON is read as a form too, as Prometheus takes its queries.
    #[must_use]
    pub fn new(method: &str, uri: &Uri, body: &[u8]) -> Self {
        let body = String::from_utf8_lossy(body).into_owned();
        let segments = uri.path().split('/').filter(|segment| !segment.is_empty());
        let mut parameters = form(uri.query().unwrap_or_default());
        if !body.trim_start().starts_with(['{', '[', '"']) {
            parameters.extend(form(&body));
        }
        Self {
            method: method.to_owned(),
            path: segments.map(|segment| decoded(segment, false)).collect(),
            parameters,
            body,
        }
    }

    /// The first value of a parameter.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let named = self.parameters.iter().find(|(key, _)| key == name);
        named.map(|(_, value)| value.as_str())
    }

    /// All values of a parameter.
    pub fn parameters_of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.parameters.iter().filter(move |(key, _)| key == name);
        named.map(|(_, value)| value.as_str())
    }

    /// Whether a parameter is `true`.
    #[must_use]
    pub fn flag(&self, name: &str) -> bool {
        self.parameter(name) == Some("true")
    }
}

impl Response {
    /// An answer in plain text.
    #[must_use]
    pub fn text(status: u16, text: &str) -> Self {
        Self {
            status,
            content_type: "text/plain; charset=utf-8",
            body: text.to_owned(),
        }
    }

    /// An answer in JSON of this content type.
    #[must_use]
    pub fn json(status: u16, content_type: &'static str, value: &impl Serialize) -> Self {
        match serde_json::to_string(value) {
            Ok(body) => Self {
                status,
                content_type,
                body,
            },
            Err(why) => Self::text(500, &why.to_string()),
        }
    }
}

fn form(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(key, true), decoded(value, true))
        })
        .collect()
}

/// Percent-decodes; what is no valid escape stays as it is.
fn decoded(text: &str, plus_is_space: bool) -> String {
    let mut out = Vec::with_capacity(text.len());
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let escape = text.get(at + 1..at + 3).filter(|_| byte == b'%');
        match escape.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(value) => {
                out.push(value);
                at += 3;
            }
            None => {
                out.push(if plus_is_space && byte == b'+' { b' ' } else { byte });
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
