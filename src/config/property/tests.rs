use super::build::{Parts, address, build};
use super::*;
use crate::config::profile::Mechanism;
use proptest::prelude::*;

const FLAG: Origin = Origin::Flag("-X");

fn built(pairs: &[(&str, &str)]) -> Result<Parts, ConfigError> {
    let mut given = Collected::default();
    given.add("bootstrap.servers", "b:9092", &FLAG, None)?;
    for (name, text) in pairs {
        given.add(name, text, &FLAG, None)?;
    }
    build(given)
}

fn refused(pairs: &[(&str, &str)]) -> String {
    built(pairs).unwrap_err().to_string()
}

#[test]
fn aliases_and_java_names_become_one_spelling() {
    let parts = built(&[
        ("metadata.broker.list", "a, [::1]:9093"),
        ("security.protocol", "SASL_PLAINTEXT"),
        ("sasl.mechanisms", "scram-sha-512"),
        (
            "sasl.jaas.config",
            "x.ScramLoginModule required username=\"u\" password=\"p\";",
        ),
        (
            "key.serializer",
            "org.apache.kafka.common.serialization.StringSerializer",
        ),
        ("queue.buffering.max.ms", "20"),
    ])
    .unwrap();
    assert_eq!(parts.bootstrap, ["a:9092", "[::1]:9093"]);
    let sasl = parts.sasl.unwrap();
    assert_eq!((sasl.mechanism, sasl.username.as_str()), (Mechanism::ScramSha512, "u"));
    let properties: Vec<_> = parts.properties.0.iter().map(|(k, v)| format!("{k}={v}")).collect();
    assert_eq!(
        properties,
        [
            "bootstrap.servers=a:9092,[::1]:9093",
            "linger.ms=20",
            "sasl.mechanism=SCRAM-SHA-512",
            "sasl.password=p",
            "sasl.username=u",
            "security.protocol=sasl_plaintext",
        ]
    );
}

#[test]
fn pem_stores_of_java_are_locations() {
    let dir = tempfile::tempdir().unwrap();
    let (ca, key) = (dir.path().join("ca.crt"), dir.path().join("store"));
    std::fs::write(&ca, "").unwrap();
    std::fs::write(&key, "").unwrap();
    let parts = built(&[
        ("security.protocol", "SSL"),
        ("ssl.truststore.location", ca.to_str().unwrap()),
        ("ssl.keystore.location", key.to_str().unwrap()),
        ("ssl.keystore.type", "PEM"),
        ("ssl.endpoint.identification.algorithm", ""),
    ])
    .unwrap();
    let tls = parts.tls.unwrap();
    assert_eq!(
        (tls.ca, tls.certificate, tls.key),
        (Some(ca), Some(key.clone()), Some(key))
    );
    assert!(!tls.check_name && tls.verify);
    assert_eq!(
        parts.properties.0.get("ssl.endpoint.identification.algorithm").unwrap(),
        "none"
    );
}

#[test]
fn what_a_plane_cannot_honour_is_refused() {
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("sasl.mechansim", "PLAIN")], "did you mean \"sasl.mechanism\"?"),
        (&[("security.protocol", "SASL_TLS")], "did you mean \"SASL_SSL\"?"),
        (
            &[("security.protocol", "SASL_SSL"), ("sasl.mechanism", "GSSAPI")],
            "GSSAPI is not supported yet",
        ),
        (
            &[("security.protocol", "SASL_SSL")],
            "security.protocol needs sasl.mechanism",
        ),
        (
            &[
                ("security.protocol", "SASL_SSL"),
                ("sasl.mechanism", "PLAIN"),
                ("sasl.username", "u"),
            ],
            "security.protocol needs sasl.password",
        ),
        (
            &[("ssl.key.password", "s3cret")],
            "encrypted private keys are not supported yet",
        ),
        (
            &[("ssl.truststore.location", "a.jks")],
            "JKS and PKCS#12 stores are not supported yet",
        ),
        (&[("ssl.keystore.location", "a.p12")], "openssl pkcs12"),
        (
            &[("security.protocol", "SSL"), ("ssl.ca.location", "/nowhere/ca.pem")],
            "ssl.ca.location: /nowhere/ca.pem: No such file",
        ),
        (&[("bootstrap.servers", "b:0")], "the port must be"),
        (&[("bootstrap.servers", "PLAINTEXT://b:9092")], "without PLAINTEXT://"),
        (&[("bootstrap.servers", " , ")], "bootstrap.servers is empty"),
    ];
    for (pairs, expected) in cases {
        let error = refused(pairs);
        assert!(
            error.starts_with("-X: ") && error.contains(expected),
            "{expected}: {error}"
        );
        assert!(!error.contains("s3cret"), "{error}");
    }
}

#[test]
fn a_foreign_file_gives_what_is_known_and_notes_the_rest() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("client.properties");
    std::fs::write(
        &path,
        "sasl.password=pa${x}\nauto.register.schemas=true\nkey.serializer=y\n",
    )
    .unwrap();
    let mut given = Collected::default();
    given.add_file(&path, &FLAG).unwrap();
    assert_eq!(given.get("sasl.password").unwrap().text, "pa${x}");
    let left: Vec<_> = given.left_out.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(left, ["auto.register.schemas"]);
    assert!(!format!("{given:?}").contains("pa$"));
    let error = given.add_file(Path::new("/nowhere"), &FLAG).unwrap_err();
    assert!(error.to_string().contains("/nowhere"));
}

#[test]
fn a_pair_needs_its_equals_sign_and_is_not_quoted() {
    assert_eq!(pair("a.b=c=d", &FLAG).unwrap(), ("a.b", "c=d"));
    let error = pair("s3cret", &FLAG).unwrap_err().to_string();
    assert!(!error.contains("s3cret"), "{error}");
}

proptest! {
    #[test]
    fn an_address_is_stable(host in "[a-z0-9.-]{1,20}", port in 1u16.., v6 in any::<u128>()) {
        let v6 = std::net::Ipv6Addr::from(v6);
        for written in [format!("{host}:{port}"), format!("[{v6}]:{port}")] {
            prop_assert_eq!(address(&written).unwrap(), written);
        }
        prop_assert_eq!(address(&host).unwrap(), format!("{host}:9092"));
        prop_assert_eq!(address(&v6.to_string()).unwrap(), format!("[{v6}]:9092"));
    }

    #[test]
    fn any_address_is_answered(text in any::<String>()) {
        let _ = address(&text);
    }
}

#[test]
fn a_registry_is_taken_out_and_its_login_never_shown() {
    let mut given = Collected::default();
    let mut add = |name: &str, text: &str| given.add(name, text, &FLAG, None).unwrap();
    add("bootstrap.servers", "a:1");
    add(
        "schema.registry.url",
        "https://kim:s3cret@one:8081/apis/ccompat/v7/, http://two:8081",
    );
    add("bearer.auth.token", "t0ken");
    let parts = build::build(given).unwrap();
    let registry = parts.registry.clone().unwrap();
    assert_eq!(registry.urls, ["https://one:8081/apis/ccompat/v7", "http://two:8081"]);
    assert_eq!(
        registry
            .user
            .as_ref()
            .map(|(user, secret)| (user.as_str(), secret.reveal())),
        Some(("kim", "s3cret"))
    );
    assert_eq!(
        registry.token.as_ref().map(crate::config::profile::Secret::reveal),
        Some("t0ken")
    );
    assert!(
        parts
            .properties
            .0
            .keys()
            .all(|name| !name.contains("registry") && !name.contains("bearer"))
    );
    let shown = format!("{parts:?}");
    assert!(!shown.contains("s3cret") && !shown.contains("t0ken"), "{shown}");
}

#[test]
fn a_registrys_properties_as_java_clients_write_them() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("ca.pem");
    std::fs::write(&file, "").unwrap();
    let mut given = Collected::default();
    let mut add = |name: &str, text: &str| given.add(name, text, &FLAG, None).unwrap();
    add("bootstrap.servers", "a:1");
    add("schema.registry.url", "https://one");
    add("schema.registry.basic.auth.credentials.source", "USER_INFO");
    add("schema.registry.basic.auth.user.info", "kim:s3cret");
    add("schema.registry.ssl.truststore.type", "PEM");
    add("schema.registry.ssl.truststore.location", file.to_str().unwrap());
    let registry = build::build(given).unwrap().registry.unwrap();
    assert_eq!(registry.tls.ca.as_deref(), Some(file.as_path()));
    assert!(registry.user.is_some());
}

#[test]
fn a_registry_without_a_scheme_is_refused_unquoted() {
    let mut given = Collected::default();
    given.add("bootstrap.servers", "a:1", &FLAG, None).unwrap();
    given.add("schema.registry.url", "kim:s3cret@one", &FLAG, None).unwrap();
    let error = build::build(given).unwrap_err().to_string();
    assert!(error.contains("http://") && !error.contains("s3cret"), "{error}");
}
