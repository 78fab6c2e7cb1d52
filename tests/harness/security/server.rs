//! The brokers' side: stores, logins, the authorizer.

use std::path::Path;

use super::certificates;
use super::users::USERS;
use crate::harness::listener::Listener;
use crate::harness::properties::pair;
use crate::harness::spec::Spec;

const PLAIN: &str = "org.apache.kafka.common.security.plain.PlainLoginModule";
const SCRAM: &str = "org.apache.kafka.common.security.scram.ScramLoginModule";

/// What `spec` asks for beyond `PLAINTEXT`, for a cluster in `dir`.
pub fn properties(spec: &Spec, dir: &Path) -> Vec<(String, String)> {
    let mut all = Vec::new();
    if spec.tls {
        all.extend(tls(dir));
    }
    if spec.sasl {
        all.extend(
            spec.listeners()
                .into_iter()
                .filter(|listener| listener.is_sasl())
                .flat_map(logins),
        );
        all.push(pair("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512"));
        all.push(pair(
            "authorizer.class.name",
            "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        ));
        all.push(pair("super.users", "User:ANONYMOUS;User:admin"));
    }
    all
}

fn tls(dir: &Path) -> Vec<(String, String)> {
    let certificates = certificates::folder(dir);
    vec![
        pair("ssl.keystore.type", "PEM"),
        pair(
            "ssl.keystore.location",
            certificates.join("server.keystore.pem").display(),
        ),
        pair("ssl.truststore.type", "PEM"),
        pair("ssl.truststore.location", certificates.join("ca.pem").display()),
        pair("listener.name.mtls.ssl.client.auth", "required"),
        // The user is the bare common name, as SASL names it.
        pair("ssl.principal.mapping.rules", "RULE:^CN=([^,]+).*$/$1/"),
    ]
}

fn logins(listener: Listener) -> Vec<(String, String)> {
    let login = |mechanism: &str, jaas: String| {
        let listener = listener.name().to_lowercase();
        pair(&format!("listener.name.{listener}.{mechanism}.sasl.jaas.config"), jaas)
    };
    let users: String = USERS
        .iter()
        .map(|user| format!(" user_{}=\"{}\"", user.name, user.password()))
        .collect();
    vec![
        login("plain", format!("{PLAIN} required{users};")),
        login("scram-sha-256", format!("{SCRAM} required;")),
        login("scram-sha-512", format!("{SCRAM} required;")),
    ]
}
