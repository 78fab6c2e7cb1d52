//! Every door of a cluster opens for whom it should, and for nobody else.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use rdkafka::error::RDKafkaErrorCode;
use rdkafka::metadata::MetadataTopic;

use crate::case::{Case, case};
use crate::clusters;
use crate::harness::Cluster;
use crate::harness::load::Load;
use crate::oracle;

/// The cases of this area.
pub fn cases() -> Vec<Case> {
    vec![
        case("listeners::every_client_file_opens_its_door", every_client_file),
        case("listeners::a_wrong_password_is_refused", wrong_password),
        case(
            "listeners::a_client_certificate_is_required_and_checked",
            client_certificate,
        ),
        case("listeners::an_unknown_authority_is_refused", unknown_authority),
        case("listeners::a_user_sees_what_its_rights_say", rights),
    ]
}

/// The property files of all ways in: 1 plaintext, 1 TLS, 2 by certificate, 3 users × 3 mechanisms × 2 listeners.
const WAYS_IN: usize = 22;

/// An alert that comes after the handshake may be lost with the connection: then only that it broke is seen.
const CLOSED_BY_TLS: &[RDKafkaErrorCode] = &[RDKafkaErrorCode::SSL, RDKafkaErrorCode::BrokerTransportFailure];

fn every_client_file() -> Result<()> {
    let calm = clusters::calm()?;
    let files: Vec<PathBuf> = fs::read_dir(&calm.dir)?
        .map(|entry| Ok(entry?.path()))
        .filter(|path| {
            path.as_ref()
                .is_ok_and(|path: &PathBuf| path.extension().is_some_and(|end| end == "properties"))
        })
        .collect::<Result<_>>()?;
    ensure!(files.len() == WAYS_IN, "{} client files: {files:?}", files.len());
    for file in files {
        let brokers = oracle::metadata(&file)?.brokers().len();
        ensure!(brokers == 3, "{} shows {brokers} brokers", file.display());
    }
    Ok(())
}

fn wrong_password() -> Result<()> {
    let calm = clusters::calm()?;
    for name in ["admin", "admin-scram-sha-256", "admin-scram-sha-512"] {
        refused(
            &calm,
            name,
            &[("sasl.password", "no")],
            &[RDKafkaErrorCode::Authentication],
        )?;
    }
    Ok(())
}

fn client_certificate() -> Result<()> {
    let calm = clusters::calm()?;
    refused(
        &calm,
        "mtls-admin",
        &[("ssl.certificate.location", ""), ("ssl.key.location", "")],
        CLOSED_BY_TLS,
    )?;
    for name in ["stranger", "expired"] {
        let pem = certificate(&calm, &format!("{name}.pem"));
        let key = certificate(&calm, &format!("{name}.key"));
        refused(
            &calm,
            "mtls-admin",
            &[("ssl.certificate.location", &pem), ("ssl.key.location", &key)],
            CLOSED_BY_TLS,
        )?;
    }
    Ok(())
}

fn unknown_authority() -> Result<()> {
    let calm = clusters::calm()?;
    refused(
        &calm,
        "ssl",
        &[("ssl.ca.location", &certificate(&calm, "other-ca.pem"))],
        CLOSED_BY_TLS,
    )
}

fn rights() -> Result<()> {
    let calm = clusters::calm()?;
    let load = |prefix: &str| Load {
        prefix: prefix.to_owned(),
        topics: 1,
        partitions: 1,
        ..Load::default()
    };
    load("open-rights").run(&calm)?;
    load("closed-rights").run(&calm)?;
    for (user, sees) in [
        ("admin", &["closed-rights-0000", "open-rights-0000"][..]),
        ("limited", &["open-rights-0000"]),
    ] {
        for way in [user.to_owned(), format!("mtls-{user}")] {
            let seen = oracle::metadata(&client(&calm, &way))?;
            let seen: BTreeSet<&str> = seen
                .topics()
                .iter()
                .map(MetadataTopic::name)
                .filter(|name| name.contains("-rights-"))
                .collect();
            ensure!(seen.iter().eq(sees), "{way} sees {seen:?}, not {sees:?}");
        }
    }
    Ok(())
}

/// The way in `name` opens, and with these changes it is closed by one of `codes`.
fn refused(cluster: &Cluster, name: &str, changes: &[(&str, &str)], codes: &[RDKafkaErrorCode]) -> Result<()> {
    let file = client(cluster, name);
    oracle::metadata(&file)?;
    let why = oracle::refusal(&file, changes).with_context(|| format!("{name} with another {}", changes[0].0))?;
    ensure!(
        codes.contains(&why),
        "{name} with another {} is refused by {why:?}, not {codes:?}",
        changes[0].0
    );
    Ok(())
}

fn client(cluster: &Cluster, name: &str) -> PathBuf {
    cluster.dir.join(format!("client-{name}.properties"))
}

fn certificate(cluster: &Cluster, file: &str) -> String {
    cluster.dir.join("certificates").join(file).display().to_string()
}
