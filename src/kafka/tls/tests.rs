//! Handshakes with certificates made on the spot, each wrong in one way.

use std::sync::Arc;

use kafka_protocol::messages::{ListGroupsRequest, ListGroupsResponse};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::super::fake::{Act, Heard, serve};
use super::super::task::Task;
use super::super::{Ask, Client};
use crate::config::profile::{Profile, Secret, Tls};
use crate::model::trouble::{Cause, TlsFault, Trouble};

type Authority = CertifiedIssuer<'static, KeyPair>;

/// A certificate and its key in PEM.
struct Pair {
    certificate: String,
    key: String,
}

fn authority() -> Authority {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

fn pair(authority: &Authority, name: &str, change: impl FnOnce(&mut CertificateParams)) -> Pair {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    change(&mut params);
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, authority).unwrap();
    Pair {
        certificate: certificate.pem(),
        key: key.serialize_pem(),
    }
}

fn good(authority: &Authority) -> Pair {
    pair(authority, "127.0.0.1", |_| {})
}

fn trusting(authority: &Authority) -> Tls {
    Tls {
        ca_pem: Some(authority.as_ref().pem()),
        check_name: true,
        verify: true,
        ..Tls::default()
    }
}

/// A broker that speaks TLS with this certificate; it asks for a client's when an authority is given.
struct Server {
    address: String,
    _task: Task,
}

async fn server(pair: &Pair, clients: Option<&Authority>) -> Server {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .unwrap();
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(authority) => {
            let mut roots = RootCertStore::empty();
            roots.add(authority.as_ref().der().clone()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            builder.with_client_cert_verifier(verifier.build().unwrap())
        }
    };
    let chain = vec![CertificateDer::from_pem_slice(pair.certificate.as_bytes()).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(pair.key.as_bytes()).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(builder.with_single_cert(chain, key).unwrap()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let task = Task::spawn(async move {
        let mut served = Vec::new();
        while let Ok((tcp, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            served.push(Task::spawn(async move {
                if let Ok(stream) = acceptor.accept(tcp).await {
                    serve(stream, 0, well).await;
                }
            }));
        }
    });
    Server { address, _task: task }
}

fn well(heard: Heard) -> Act {
    Act::Raw(match heard.key {
        18 => heard.speaks(&[(16, 0, 4), (18, 0, 3)]),
        _ => heard.answer(&ListGroupsResponse::default()),
    })
}

async fn ask(address: &str, tls: Option<Tls>) -> Result<Client, Trouble> {
    let profile = Profile {
        tls,
        ..Profile::plaintext(vec![address.to_owned()])
    };
    let client = Client::new(Arc::new(profile));
    let asked = client
        .ask_any(Ask::any("list groups"), |_| ListGroupsRequest::default())
        .await;
    asked.map(|_| client)
}

async fn refused(address: &str, tls: Option<Tls>) -> TlsFault {
    match ask(address, tls).await.unwrap_err().cause {
        Cause::Tls(fault) => fault,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_good_certificate_is_taken_and_the_steps_are_told() {
    let authority = authority();
    let server = server(&good(&authority), None).await;
    let client = ask(&server.address, Some(trusting(&authority))).await.unwrap();
    assert_eq!(client.doors()[0].passed, ["TCP", "TLS", "ApiVersions"]);
}

#[tokio::test]
async fn each_fault_of_a_certificate_has_its_name() {
    let (ours, theirs) = (authority(), authority());
    let trust = || Some(trusting(&ours));
    let stranger = server(&good(&theirs), None).await;
    assert_eq!(refused(&stranger.address, trust()).await, TlsFault::UnknownIssuer);
    let old = pair(&ours, "127.0.0.1", |params| {
        params.not_after = date_time_ymd(2001, 1, 1);
    });
    let old = server(&old, None).await;
    assert_eq!(refused(&old.address, trust()).await, TlsFault::Expired);
    let early = pair(&ours, "127.0.0.1", |params| {
        params.not_before = date_time_ymd(4000, 1, 1);
    });
    let early = server(&early, None).await;
    assert_eq!(refused(&early.address, trust()).await, TlsFault::NotYetValid);
    let other = server(&pair(&ours, "kafka-1.internal", |_| {}), None).await;
    let TlsFault::WrongName(names) = refused(&other.address, trust()).await else {
        panic!()
    };
    assert!(
        names.contains("kafka-1.internal") && names.contains("127.0.0.1"),
        "{names}"
    );
}

#[tokio::test]
async fn without_the_name_check_the_chain_is_still_checked() {
    let (ours, theirs) = (authority(), authority());
    let unnamed = || Tls {
        check_name: false,
        ..trusting(&ours)
    };
    let other = server(&pair(&ours, "kafka-1.internal", |_| {}), None).await;
    assert!(ask(&other.address, Some(unnamed())).await.is_ok());
    let stranger = server(&good(&theirs), None).await;
    assert_eq!(
        refused(&stranger.address, Some(unnamed())).await,
        TlsFault::UnknownIssuer
    );
    let blind = Tls {
        verify: false,
        ..unnamed()
    };
    assert!(ask(&stranger.address, Some(blind)).await.is_ok());
}

#[tokio::test]
async fn plaintext_and_tls_tell_each_other_apart() {
    let authority = authority();
    let encrypted = server(&good(&authority), None).await;
    assert_eq!(refused(&encrypted.address, None).await, TlsFault::TlsPort);
    // A plaintext broker takes the hello for a frame too long, and hangs up.
    let plain = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = plain.local_addr().unwrap().to_string();
    let _hangs_up = Task::spawn(async move { while plain.accept().await.is_ok() {} });
    assert_eq!(
        refused(&address, Some(trusting(&authority))).await,
        TlsFault::PlaintextPort
    );
}

#[tokio::test]
async fn a_client_certificate_is_given_when_asked_for() {
    let (ours, theirs) = (authority(), authority());
    let server = server(&good(&ours), Some(&ours)).await;
    let with = |authority: &Authority| {
        let me = pair(authority, "console", |_| {});
        Tls {
            certificate_pem: Some(me.certificate),
            key_pem: Some(Secret::new(me.key)),
            ..trusting(&ours)
        }
    };
    assert!(ask(&server.address, Some(with(&ours))).await.is_ok());
    let none = refused(&server.address, Some(trusting(&ours))).await;
    assert!(matches!(none, TlsFault::ClientCertificate(_)), "{none}");
    let stranger = refused(&server.address, Some(with(&theirs))).await;
    assert!(matches!(stranger, TlsFault::ClientCertificate(_)), "{stranger}");
}

#[tokio::test]
async fn files_that_cannot_work_are_named() {
    let authority = authority();
    let server = server(&good(&authority), None).await;
    let words = async |tls: Tls| ask(&server.address, Some(tls)).await.unwrap_err().cause.to_string();
    let missing = Tls {
        ca: Some("/nowhere/ca.pem".into()),
        ..trusting(&authority)
    };
    assert!(words(missing).await.starts_with("ssl.ca.location /nowhere/ca.pem: "));
    let empty = Tls {
        ca_pem: Some("no pem".into()),
        ..trusting(&authority)
    };
    assert_eq!(words(empty).await, "ssl.ca.pem holds no certificate in PEM");
    let me = good(&authority);
    let encrypted = Tls {
        certificate_pem: Some(me.certificate),
        key_pem: Some(Secret::new("-----BEGIN ENCRYPTED PRIVATE KEY-----")),
        ..trusting(&authority)
    };
    assert_eq!(
        words(encrypted).await,
        "ssl.key.pem holds an encrypted key, which is not supported yet"
    );
}
