//! The clients' side: property files by librdkafka's names, as the console, kcat (`-F FILE`) and others read them.

use std::fs;
use std::path::Path;

use anyhow::Result;

use super::certificates;
use super::users::USERS;
use crate::harness::cluster::Cluster;
use crate::harness::listener::Listener;

const MECHANISMS: [&str; 3] = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"];

/// Writes a file for each way into the cluster, into its directory.
///
/// `client-plaintext`, `client-ssl`, `client-mtls-USER`, and per user and SASL listener `client-USER[-MECHANISM]`
/// (over TLS when the cluster has it; the same over the bare listener with `-plaintext` at the end).
/// The short name means PLAIN, which also the oldest librdkafka can.
pub fn write_files(cluster: &Cluster) -> Result<()> {
    let write = |name: &str, listener: Listener, more: Vec<(&str, String)>| -> Result<()> {
        let path = cluster.dir.join(format!("client-{name}.properties"));
        let mut text = format!("bootstrap.servers={}\n", cluster.bootstrap(listener)?);
        text += &format!("security.protocol={}\n", listener.protocol().to_lowercase());
        if listener.is_tls() {
            text += &format!(
                "ssl.ca.location={}\n",
                certificates::folder(&cluster.dir).join("ca.pem").display()
            );
        }
        more.iter().for_each(|(key, value)| text += &format!("{key}={value}\n"));
        Ok(fs::write(path, text)?)
    };
    for listener in cluster.spec.listeners() {
        match listener {
            Listener::Plaintext => write("plaintext", listener, Vec::new())?,
            Listener::Ssl => write("ssl", listener, Vec::new())?,
            Listener::Mtls => {
                for user in ["admin", "limited"] {
                    write(&format!("mtls-{user}"), listener, certificate(&cluster.dir, user))?;
                }
            }
            Listener::SaslPlaintext | Listener::SaslSsl => {
                let suffix = if cluster.spec.tls && !listener.is_tls() {
                    "-plaintext"
                } else {
                    ""
                };
                for user in &USERS {
                    for mechanism in MECHANISMS {
                        let named = if mechanism == "PLAIN" {
                            String::new()
                        } else {
                            format!("-{}", mechanism.to_lowercase())
                        };
                        let login = vec![
                            ("sasl.mechanism", mechanism.to_owned()),
                            ("sasl.username", user.name.to_owned()),
                            ("sasl.password", user.password()),
                        ];
                        write(&format!("{}{named}{suffix}", user.name), listener, login)?;
                    }
                }
            }
            Listener::Controller => {}
        }
    }
    Ok(())
}

fn certificate(dir: &Path, user: &str) -> Vec<(&'static str, String)> {
    let file = |end: &str| {
        certificates::folder(dir)
            .join(format!("{user}.{end}"))
            .display()
            .to_string()
    };
    vec![
        ("ssl.certificate.location", file("pem")),
        ("ssl.key.location", file("key")),
    ]
}
