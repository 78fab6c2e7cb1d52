use super::*;
use std::time::Duration;

const FILE: &str = r#"
current = "prod"
[contexts.prod]
environment = "prod"
read_only = true
request_timeout = "30s"
[contexts.prod.kafka]
bootstrap.servers = "prod:9092"
security.protocol = "SASL_PLAINTEXT"
sasl.mechanism = "PLAIN"
sasl.username = "me"
sasl.password = "${env:PW}"
[contexts.dev.kafka]
bootstrap.servers = "dev"
"#;

fn settings(vars: &[(&str, &str)], flags: Flags) -> Settings {
    let env = Env(vars
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect());
    Settings {
        layers: Layers {
            file: file::parse(Path::new("/c/config.toml"), FILE).unwrap(),
            env,
            flags,
        },
        guest: None,
    }
}

fn profile(vars: &[(&str, &str)], flags: Flags) -> Profile {
    settings(vars, flags)
        .profile()
        .unwrap_or_else(|error| panic!("{error}"))
}

fn brokers(list: &str) -> Flags {
    Flags {
        bootstrap: Some(list.into()),
        ..Flags::default()
    }
}

fn named(name: &str) -> Flags {
    Flags {
        context: Some(name.into()),
        ..Flags::default()
    }
}

#[test]
fn the_file_names_the_context_and_the_variable_its_secret() {
    let profile = profile(&[("PW", "s3cret")], Flags::default());
    assert_eq!(
        (profile.name.as_deref(), profile.environment.as_deref()),
        (Some("prod"), Some("prod"))
    );
    assert!(profile.read_only);
    assert_eq!(profile.request_timeout, Duration::from_secs(30));
    assert_eq!(profile.sasl.as_ref().unwrap().password.reveal(), "s3cret");
    assert!(!format!("{profile:?}").contains("s3cret"));
}

#[test]
fn each_layer_goes_over_the_one_below() {
    let vars = [
        ("PW", "a"),
        ("KCONSOLE_KAFKA_SASL_PASSWORD", "b"),
        ("KCONSOLE_TIMEOUT", "7s"),
    ];
    let over = profile(&vars, Flags::default());
    assert_eq!(over.sasl.as_ref().unwrap().password.reveal(), "b");
    assert_eq!(over.request_timeout, Duration::from_secs(7));
    let flags = Flags {
        properties: vec!["sasl.password=${env:PW}c".into()],
        timeout: Some(Duration::from_secs(1)),
        ..Flags::default()
    };
    let over = profile(&vars, flags);
    assert_eq!(over.sasl.as_ref().unwrap().password.reveal(), "ac");
    assert_eq!(over.request_timeout, Duration::from_secs(1));
}

#[test]
fn brokers_alone_take_no_password_from_a_context() {
    let profile = profile(&[("PW", "s3cret")], brokers("elsewhere:1"));
    assert_eq!(
        (profile.name, profile.bootstrap),
        (None, vec!["elsewhere:1".to_owned()])
    );
    assert!(profile.sasl.is_none() && !profile.properties.0.contains_key("sasl.password"));
}

#[test]
fn the_highest_layer_that_speaks_of_a_cluster_decides() {
    let vars = [("PW", "x"), ("KCONSOLE_BOOTSTRAP", "env:1")];
    assert_eq!(profile(&vars, Flags::default()).bootstrap, ["env:1"]);
    assert_eq!(profile(&vars, named("dev")).bootstrap, ["dev:9092"]);
    let both = [
        ("PW", "x"),
        ("KCONSOLE_BOOTSTRAP", "env:1"),
        ("KCONSOLE_CONTEXT", "prod"),
    ];
    let over = profile(&both, Flags::default());
    assert_eq!((over.name.as_deref(), over.bootstrap.len()), (Some("prod"), 1));
    assert_eq!(over.bootstrap, ["env:1"]);
    assert_eq!(profile(&both, brokers("flag:1")).name, None);
    let kafka = [("KCONSOLE_KAFKA_BOOTSTRAP_SERVERS", "env:2")];
    assert_eq!(profile(&kafka, Flags::default()).bootstrap, ["env:2"]);
}

#[test]
fn read_only_is_switched_on_by_any_layer_and_off_by_none() {
    let vars = [("PW", "x"), ("KCONSOLE_READ_ONLY", "false")];
    assert!(profile(&vars, Flags::default()).read_only);
    assert!(!profile(&vars, named("dev")).read_only);
    assert!(profile(&[("KCONSOLE_READ_ONLY", "1")], named("dev")).read_only);
    let flags = Flags {
        read_only: true,
        ..brokers("b")
    };
    assert!(profile(&[], flags).read_only);
}

#[test]
fn a_slip_is_named_with_where_it_was_made() {
    let refused = |vars: &[(&str, &str)], flags| settings(vars, flags).profile().unwrap_err().to_string();
    assert_eq!(
        refused(&[], named("pord")),
        "-c: unknown context \"pord\"\n  try: did you mean \"prod\"?"
    );
    assert_eq!(
        refused(&[], Flags::default()),
        "/c/config.toml:12: sasl.password: the variable PW is not set"
    );
    let wrong = refused(&[("KCONSOLE_KAFKA_SASL_PASWORD", "s3cret")], brokers("b"));
    assert!(
        wrong.contains("did you mean \"KCONSOLE_KAFKA_SASL_PASSWORD\"?") && !wrong.contains("s3cret"),
        "{wrong}"
    );
    let near = load_from(brokers("b"), Env([("KCONSOLE_READONLY".into(), "1".into())].into()));
    assert!(near.unwrap_err().to_string().contains("KCONSOLE_READ_ONLY"));
    let far = Env([("KCONSOLE_TEST_CLUSTERS".into(), "1".into())].into());
    assert!(far.check().is_ok());
}

#[test]
fn no_cluster_is_a_state_with_a_way_out() {
    let none = Settings::default();
    assert_eq!(none.choice(), Ok(Choice::Nothing));
    let error = none.profile().unwrap_err().to_string();
    assert!(error.contains("contexts add"), "{error}");
}

#[test]
fn a_context_is_switched_to_by_name() {
    let all = settings(&[("KCONSOLE_BOOTSTRAP", "env:1")], brokers("b"));
    assert_eq!(all.context("dev").unwrap().bootstrap, ["dev:9092"]);
    let rows: Vec<_> = all
        .contexts()
        .into_iter()
        .map(|row| (row.name, row.current, row.bootstrap))
        .collect();
    let row = |name: &str, address: &str| (name.to_owned(), false, Some(address.to_owned()));
    assert_eq!(rows, [row("dev", "dev"), row("prod", "prod:9092")]);
}

#[test]
fn a_properties_file_is_the_lowest_part_of_its_context() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(
        dir.path().join("c.properties"),
        "bootstrap.servers=a:1\nclient.id=java\nsecurity.protocol=sasl_ssl\nsasl.mechanism=PLAIN\nsasl.username=u\nsasl.password=p\n",
    )
    .unwrap();
    let text = "[contexts.a]\nproperties_file = \"c.properties\"\n[contexts.a.kafka]\nclient.id = \"toml\"\n";
    let path = dir.path().join("config.toml");
    std::fs::write(&path, text).unwrap();
    let flags = Flags {
        config: Some(path),
        ..named("a")
    };
    let settings = load_from(flags, Env::default()).unwrap();
    let profile = settings.profile();
    let listed = settings.contexts().remove(0);
    assert_eq!(listed.bootstrap.as_deref(), Some("a:1"));
    assert_eq!(listed.security, "SASL_SSL PLAIN");
    std::fs::write(dir.path().join("c.properties"), "").unwrap();
    assert_eq!(settings.contexts()[0].security, "PLAINTEXT");
    std::fs::remove_file(dir.path().join("c.properties")).unwrap();
    assert_eq!(settings.contexts()[0].security, "?");
    let profile = profile.unwrap();
    assert_eq!(
        (profile.bootstrap, profile.client_id),
        (vec!["a:1".to_owned()], "toml".to_owned())
    );
}
