//! The schema registry's properties, by the names that Confluent's clients give them.

use super::Collected;
use super::build::location;
use crate::config::error::ConfigError;
use crate::config::profile::{Registry, Secret, Tls};

/// Every name, in order.
pub const NAMES: &[&str] = &[
    "schema.registry.basic.auth.user.info",
    "schema.registry.bearer.auth.token",
    "schema.registry.ssl.ca.location",
    "schema.registry.ssl.certificate.location",
    "schema.registry.ssl.endpoint.identification.algorithm",
    "schema.registry.ssl.key.location",
    "schema.registry.url",
];

/// What serializers call the same.
pub(super) const ALIASES: &[(&str, &str)] = &[
    ("basic.auth.user.info", "schema.registry.basic.auth.user.info"),
    ("bearer.auth.token", "schema.registry.bearer.auth.token"),
    // of Java clients, where they are PEM
    (
        "schema.registry.ssl.keystore.location",
        "schema.registry.ssl.certificate.location",
    ),
    (
        "schema.registry.ssl.truststore.location",
        "schema.registry.ssl.ca.location",
    ),
];

/// Takes the registry out of the properties: librdkafka knows nothing of it.
///
/// # Errors
/// A URL that is none, a file that is not there, a user without a password. No value is quoted.
pub(super) fn registry(given: &mut Collected) -> Result<Option<Registry>, ConfigError> {
    let ca = location(given, "schema.registry.ssl.ca.location")?;
    let certificate = location(given, "schema.registry.ssl.certificate.location")?;
    let key = location(given, "schema.registry.ssl.key.location")?;
    let mut user = match given.take("schema.registry.basic.auth.user.info") {
        Some(found) if !found.text.is_empty() => match found.text.split_once(':') {
            Some((user, password)) => Some((user.to_owned(), Secret::new(password))),
            None => {
                let what = "schema.registry.basic.auth.user.info is written USER:PASSWORD";
                return Err(ConfigError::new(&found.origin, what));
            }
        },
        _ => None,
    };
    let token = given
        .take("schema.registry.bearer.auth.token")
        .map(|found| Secret::new(found.text));
    let check = given.take("schema.registry.ssl.endpoint.identification.algorithm");
    for name in NAMES.iter().filter(|name| name.contains(".location")) {
        given.take(name);
    }
    let Some(found) = given.take("schema.registry.url") else {
        return Ok(None);
    };
    let mut urls = Vec::new();
    for text in found.text.split(',').map(str::trim).filter(|text| !text.is_empty()) {
        let Some((scheme, rest)) = text
            .split_once("://")
            .filter(|(scheme, _)| matches!(*scheme, "http" | "https"))
        else {
            let what = "schema.registry.url begins with http:// or https://";
            return Err(ConfigError::new(&found.origin, what).hint("such as http://registry:8081"));
        };
        // USER:PASSWORD@ in a URL would be shown with it
        let (host, path) = rest.split_once('/').map_or((rest, ""), |(host, path)| (host, path));
        let (login, host) = host
            .rsplit_once('@')
            .map_or((None, host), |(login, host)| (Some(login), host));
        if let Some((name, password)) = login.and_then(|login| login.split_once(':')) {
            user.get_or_insert_with(|| (plain(name), Secret::new(plain(password))));
        }
        urls.push(format!("{scheme}://{host}/{path}").trim_end_matches('/').to_owned());
    }
    if urls.is_empty() {
        return Ok(None);
    }
    let tls = Tls {
        ca,
        certificate,
        key,
        check_name: !check.is_some_and(|found| found.text.is_empty() || found.text == "none"),
        verify: true,
        ..Tls::default()
    };
    Ok(Some(Registry { urls, user, token, tls }))
}

/// A part of a URL without its percent signs: `p%40ss` is `p@ss`. What is no such sign stays as it is.
fn plain(part: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = part.as_bytes();
    while let [first, after @ ..] = rest {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let sign = digits.filter(|digits| *first == b'%' && digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match sign.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| part.to_owned())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_login_in_a_url_may_hold_any_character() {
        for (written, meant) in [
            ("p%3Aw", "p:w"),
            ("a%40b%25", "a@b%"),
            ("100%", "100%"),
            ("%zz%4", "%zz%4"),
            ("%ff", "%ff"),
        ] {
            assert_eq!(super::plain(written), meant);
        }
    }
}
