//! From collected properties to what both planes connect with. What one of them cannot honour is refused here, so that
//! the two never behave differently.

use std::path::PathBuf;

use super::{Collected, Given, java, registry};
use crate::config::error::{ConfigError, Origin};
use crate::config::paths::expand;
use crate::config::profile::{Mechanism, Properties, Registry, Sasl, Secret, Tls};

/// The parts of a profile that properties decide.
#[derive(Clone, Debug)]
pub struct Parts {
    /// `bootstrap.servers`, each `host:port`.
    pub bootstrap: Vec<String>,
    /// `client.id`.
    pub client_id: Option<String>,
    /// `client.rack`.
    pub client_rack: Option<String>,
    /// When `security.protocol` is `ssl` or `sasl_ssl`.
    pub tls: Option<Tls>,
    /// When it is `sasl_plaintext` or `sasl_ssl`.
    pub sasl: Option<Sasl>,
    /// When `schema.registry.url` is set.
    pub registry: Option<Registry>,
    /// All of them, for librdkafka.
    pub properties: Properties,
}

const PROTOCOLS: [&str; 4] = ["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"];

/// Settings of security that librdkafka would honour and the control plane cannot.
const REFUSED: &[(&str, &str)] = &[
    (
        "ssl.key.password",
        "encrypted private keys are not supported yet; openssl pkey -in KEY -out key.pem decrypts one",
    ),
    ("ssl.crl.location", "certificate revocation lists are not supported yet"),
    ("ssl.engine.id", "OpenSSL engines are not supported"),
    ("ssl.engine.location", "OpenSSL engines are not supported"),
    ("ssl.providers", "OpenSSL providers are not supported"),
];

const TO_PEM: &str = "kconsole reads PEM: openssl pkcs12 -in STORE -nodes -out client.pem (a JKS store first: keytool -importkeystore -srckeystore STORE -destkeystore STORE.p12 -deststoretype PKCS12)";

/// Checks the properties and sorts them.
///
/// # Errors
/// A value out of its range, a setting one of the planes cannot honour, a file that is not there.
pub fn build(mut given: Collected) -> Result<Parts, ConfigError> {
    stores(&mut given)?;
    let registry = registry::registry(&mut given)?;
    for (name, why) in REFUSED {
        if let Some(found) = given.get(name) {
            return Err(ConfigError::new(&found.origin, format!("{name}: {why}")));
        }
    }
    let protocol = word(&given, "security.protocol", &PROTOCOLS)?.unwrap_or("PLAINTEXT");
    let bootstrap = bootstrap(&given)?;
    let tls = if protocol.ends_with("SSL") {
        Some(tls(&mut given)?)
    } else {
        None
    };
    let sasl = if protocol.starts_with("SASL") {
        Some(sasl(&given)?)
    } else {
        None
    };
    let text = |name: &str| given.get(name).map(|found| found.text.clone());
    let (client_id, client_rack) = (text("client.id"), text("client.rack"));
    let mut properties: Properties = Properties(
        given
            .values
            .into_iter()
            .map(|(name, found)| (name.to_owned(), found.text))
            .collect(),
    );
    let mut put = |name: &str, value: String| properties.0.insert(name.to_owned(), value);
    put("bootstrap.servers", bootstrap.join(","));
    put("security.protocol", protocol.to_ascii_lowercase());
    if let Some(sasl) = &sasl {
        put("sasl.mechanism", sasl.mechanism.name().to_owned());
    }
    Ok(Parts {
        bootstrap,
        client_id,
        client_rack,
        tls,
        sasl,
        registry,
        properties,
    })
}

/// Java's trust and key stores, when they are PEM, are librdkafka's locations.
fn stores(given: &mut Collected) -> Result<(), ConfigError> {
    for unused in ["ssl.truststore.password", "ssl.keystore.password"] {
        given.take(unused);
    }
    let kind = given.take("ssl.truststore.type").map(|kind| kind.text);
    if let Some(store) = given.take("ssl.truststore.location") {
        pem_only(&store, kind.as_deref(), "ssl.truststore.location")?;
        given.put_unless_given("ssl.ca.location", store);
    }
    let kind = given.take("ssl.keystore.type").map(|kind| kind.text);
    if let Some(store) = given.take("ssl.keystore.location") {
        pem_only(&store, kind.as_deref(), "ssl.keystore.location")?;
        given.put_unless_given("ssl.certificate.location", store.clone());
        given.put_unless_given("ssl.key.location", store);
    }
    let inline = [
        ("ssl.truststore.certificates", "ssl.ca.pem"),
        ("ssl.keystore.certificate.chain", "ssl.certificate.pem"),
        ("ssl.keystore.key", "ssl.key.pem"),
    ];
    for (java, ours) in inline {
        if let Some(pem) = given.take(java) {
            given.put_unless_given(ours, pem);
        }
    }
    Ok(())
}

fn pem_only(store: &Given, kind: Option<&str>, name: &str) -> Result<(), ConfigError> {
    if java::is_pem(kind, &store.text) {
        return Ok(());
    }
    Err(ConfigError::new(
        &store.origin,
        format!("{name}: JKS and PKCS#12 stores are not supported yet"),
    )
    .hint(TO_PEM))
}

fn word<'a>(given: &Collected, name: &str, allowed: &[&'a str]) -> Result<Option<&'a str>, ConfigError> {
    let Some(found) = given.get(name) else { return Ok(None) };
    match allowed.iter().find(|word| word.eq_ignore_ascii_case(&found.text)) {
        Some(word) => Ok(Some(word)),
        None => Err(ConfigError::not_one_of(&found.origin, name, &found.text, allowed)),
    }
}

fn bootstrap(given: &Collected) -> Result<Vec<String>, ConfigError> {
    let Some(found) = given.get("bootstrap.servers") else {
        return Err(ConfigError::new(&Origin::Default, "no broker is named").hint("-b HOST:PORT"));
    };
    let parts = found.text.split(',').map(str::trim).filter(|part| !part.is_empty());
    let brokers: Result<Vec<String>, String> = parts.map(address).collect();
    match brokers {
        Ok(brokers) if !brokers.is_empty() => Ok(brokers),
        Ok(_) => Err(ConfigError::new(&found.origin, "bootstrap.servers is empty").hint("write HOST:PORT,HOST:PORT")),
        Err(what) => Err(ConfigError::new(&found.origin, format!("bootstrap.servers: {what}"))),
    }
}

/// `host:port` of a written address; the port is 9092 unless given, an IPv6 address with a port stands in brackets.
///
/// # Errors
/// In words.
pub fn address(text: &str) -> Result<String, String> {
    if let Some((protocol, rest)) = text.split_once("://") {
        return Err(format!(
            "write {rest:?} without {protocol}://; the protocol is security.protocol"
        ));
    }
    let bare_v6 = text.parse::<std::net::Ipv6Addr>().is_ok();
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !bare_v6 => (host, port),
        _ => (text, "9092"),
    };
    let host = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host);
    if host.is_empty() || host.contains(|c: char| c.is_whitespace() || "[]/,".contains(c)) {
        return Err(format!("{text:?} is no HOST:PORT"));
    }
    if !port.parse::<u16>().is_ok_and(|port| port > 0) {
        return Err(format!("{text:?}: the port must be a number from 1 to 65535"));
    }
    Ok(if host.contains(':') {
        format!("[{host}]:{port}")
    } else {
        format!("{host}:{port}")
    })
}

fn tls(given: &mut Collected) -> Result<Tls, ConfigError> {
    let ca = location(given, "ssl.ca.location")?;
    let certificate = location(given, "ssl.certificate.location")?;
    let key = location(given, "ssl.key.location")?;
    let text = |name: &str| given.get(name).map(|found| found.text.clone());
    let check = word(given, "ssl.endpoint.identification.algorithm", &["https", "none"])?;
    let verify = word(given, "enable.ssl.certificate.verification", &["true", "false"])?;
    Ok(Tls {
        ca,
        ca_pem: text("ssl.ca.pem"),
        certificate,
        certificate_pem: text("ssl.certificate.pem"),
        key,
        key_pem: text("ssl.key.pem").map(Secret::new),
        key_password: None,
        check_name: check != Some("none"),
        verify: verify != Some("false"),
    })
}

/// The file a property names; it is written back as librdkafka must see it.
pub(super) fn location(given: &mut Collected, name: &'static str) -> Result<Option<PathBuf>, ConfigError> {
    let Some(found) = given.values.get_mut(name) else {
        return Ok(None);
    };
    if name == "ssl.ca.location" && found.text == "probe" {
        return Ok(None);
    }
    let path = expand(&found.text, found.base.as_deref());
    if let Err(error) = std::fs::metadata(&path) {
        return Err(ConfigError::new(
            &found.origin,
            format!("{name}: {}: {error}", path.display()),
        ));
    }
    found.text = path.to_string_lossy().into_owned();
    Ok(Some(path))
}

fn sasl(given: &Collected) -> Result<Sasl, ConfigError> {
    let needed = |name: &str| {
        given.get(name).ok_or_else(|| {
            let origin = given
                .get("security.protocol")
                .map_or(&Origin::Default, |found| &found.origin);
            ConfigError::new(origin, format!("security.protocol needs {name}"))
        })
    };
    let mechanism = needed("sasl.mechanism").map_err(|error| error.hint("PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512"))?;
    let known = [Mechanism::Plain, Mechanism::ScramSha256, Mechanism::ScramSha512];
    let Some(found) = known
        .into_iter()
        .find(|known| known.name().eq_ignore_ascii_case(&mechanism.text))
    else {
        let other = ["GSSAPI", "OAUTHBEARER", "AWS_MSK_IAM"];
        return Err(
            match other.iter().find(|other| other.eq_ignore_ascii_case(&mechanism.text)) {
                Some(other) => ConfigError::new(
                    &mechanism.origin,
                    format!("sasl.mechanism: {other} is not supported yet"),
                )
                .hint("a listener with PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512"),
                None => ConfigError::not_one_of(
                    &mechanism.origin,
                    "sasl.mechanism",
                    &mechanism.text,
                    &known.map(Mechanism::name),
                ),
            },
        );
    };
    Ok(Sasl {
        mechanism: found,
        username: needed("sasl.username")?.text.clone(),
        password: Secret::new(needed("sasl.password")?.text.clone()),
    })
}
