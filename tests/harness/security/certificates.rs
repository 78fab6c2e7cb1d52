//! Certificates, made when a cluster starts: its CA, good ones, and bad ones to be refused.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};

type Authority = CertifiedIssuer<'static, KeyPair>;

/// Where the certificates of the cluster in `dir` are.
pub fn folder(dir: &Path) -> PathBuf {
    dir.join("certificates")
}

/// Makes them all. Each leaf `NAME` is `NAME.pem` and `NAME.key`; the brokers read both from `server.keystore.pem`.
///
/// - `ca`, `other-ca`: the cluster's own authority and one nobody trusts
/// - `server`: localhost and 127.0.0.1
/// - `admin`, `limited`: client certificates, the common name is the user
/// - `expired` (ended in 2021), `wrong-name` (for `elsewhere.invalid`), `stranger` (by the other authority):
///   good for nothing, as a server's and as a client's
pub fn make(dir: &Path) -> Result<()> {
    let folder = folder(dir);
    fs::create_dir_all(&folder)?;
    let ours = authority("kconsole harness CA")?;
    let other = authority("some other CA")?;
    fs::write(folder.join("ca.pem"), ours.pem())?;
    fs::write(folder.join("other-ca.pem"), other.pem())?;
    let here = ["localhost", "127.0.0.1"];
    for (name, signer, hosts) in [
        ("server", &ours, &here[..]),
        ("admin", &ours, &[]),
        ("limited", &ours, &[]),
        ("expired", &ours, &here),
        ("wrong-name", &ours, &["elsewhere.invalid"]),
        ("stranger", &other, &here),
    ] {
        leaf(&folder, name, signer, hosts)?;
    }
    let keystore = [
        fs::read(folder.join("server.key"))?,
        fs::read(folder.join("server.pem"))?,
    ]
    .concat();
    Ok(fs::write(folder.join("server.keystore.pem"), keystore)?)
}

fn authority(name: &str) -> Result<Authority> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(CertifiedIssuer::self_signed(params, KeyPair::generate()?)?)
}

fn leaf(folder: &Path, name: &str, signer: &Authority, hosts: &[&str]) -> Result<()> {
    let mut params = CertificateParams::new(hosts.iter().map(|host| (*host).to_owned()).collect::<Vec<_>>())?;
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = if name == "expired" {
        date_time_ymd(2021, 1, 1)
    } else {
        date_time_ymd(2120, 1, 1)
    };
    let key = KeyPair::generate()?;
    fs::write(
        folder.join(format!("{name}.pem")),
        params.signed_by(&key, signer)?.pem(),
    )?;
    Ok(fs::write(folder.join(format!("{name}.key")), key.serialize_pem())?)
}
