//! Certificates and keys from files and texts in PEM.

use std::path::Path;

use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::super::cause::Fault;
use crate::config::profile::Tls;
use crate::model::trouble::Cause;

/// A client certificate's chain and its key.
pub(super) type Identity = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

/// Whom to trust: the given authorities, else the system's, else Mozilla's (containers often have none).
pub(super) fn roots(tls: &Tls) -> Result<RootCertStore, Fault> {
    let mut roots = RootCertStore::empty();
    let Some((place, pem)) = text(
        "ssl.ca.location",
        tls.ca.as_deref(),
        "ssl.ca.pem",
        tls.ca_pem.as_deref(),
    )?
    else {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if roots.is_empty() {
            roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        }
        return Ok(roots);
    };
    for certificate in certificates(&place, pem.as_bytes())? {
        roots
            .add(certificate)
            .map_err(|error| bad(&place, &format!("a certificate that cannot be trusted: {error}")))?;
    }
    Ok(roots)
}

/// The client's own certificate and key, when the profile has them.
pub(super) fn identity(tls: &Tls) -> Result<Option<Identity>, Fault> {
    let certificate = text(
        "ssl.certificate.location",
        tls.certificate.as_deref(),
        "ssl.certificate.pem",
        tls.certificate_pem.as_deref(),
    )?;
    let key_pem = tls.key_pem.as_ref().map(crate::config::profile::Secret::reveal);
    let key = text("ssl.key.location", tls.key.as_deref(), "ssl.key.pem", key_pem)?;
    match (certificate, key) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err(Fault::new(Cause::Config(
            "ssl.key.location is set without ssl.certificate.location".into(),
        ))),
        (Some((place, pem)), key) => {
            let chain = certificates(&place, pem.as_bytes())?;
            // Both in one file is usual.
            let (key_place, key_pem) = key.unwrap_or((place, pem));
            Ok(Some((chain, private_key(&key_place, &key_pem)?)))
        }
    }
}

fn private_key(place: &str, pem: &str) -> Result<PrivateKeyDer<'static>, Fault> {
    if pem.contains("BEGIN ENCRYPTED PRIVATE KEY") || pem.contains("Proc-Type: 4,ENCRYPTED") {
        return Err(bad(place, "an encrypted key, which is not supported yet")
            .hint("write it unencrypted where only you can read it: openssl pkey -in KEY -out PLAIN"));
    }
    PrivateKeyDer::from_pem_slice(pem.as_bytes())
        .map_err(|error| bad(place, &format!("no usable private key: {error}")))
}

fn certificates(place: &str, pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, Fault> {
    let found = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| bad(place, &format!("no PEM: {error}")))?;
    if found.is_empty() {
        return Err(bad(place, "no certificate in PEM").hint(
            "a Java keystore or PKCS#12 is turned into PEM by: openssl pkcs12 -in STORE.p12 -nokeys -out ca.pem",
        ));
    }
    Ok(found)
}

/// A setting's text and where it is from: the file wins over the inline text, as with librdkafka.
fn text(
    file_key: &str,
    file: Option<&Path>,
    inline_key: &str,
    inline: Option<&str>,
) -> Result<Option<(String, String)>, Fault> {
    match (file, inline) {
        (Some(path), _) => {
            let place = format!("{file_key} {}", path.display());
            match std::fs::read(path) {
                Ok(bytes) => Ok(Some((place, String::from_utf8_lossy(&bytes).into_owned()))),
                Err(error) => Err(Fault::new(Cause::Config(format!("{place}: {error}")))),
            }
        }
        (None, Some(inline)) => Ok(Some((inline_key.to_owned(), inline.to_owned()))),
        (None, None) => Ok(None),
    }
}

fn bad(place: &str, what: &str) -> Fault {
    Fault::new(Cause::Config(format!("{place} holds {what}")))
}
