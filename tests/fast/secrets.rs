//! No secret shows in a `Debug` print, wherever it was given: the command line, the file or the environment.

use clap::Parser;
use kconsole::cli::args::Cli;
use kconsole::config::profile::Secret;
use kconsole::config::{Env, Flags, load_from};

const TYPED: &str = "typed-hunter2";
const FILED: &str = "filed-hunter2";
const EXPORTED: &str = "exported-hunter2";

fn silent(what: &str, printed: &str) {
    for secret in [TYPED, FILED, EXPORTED] {
        assert!(!printed.contains(secret), "{what} shows {secret}: {printed}");
    }
}

#[test]
fn the_command_line_hides_its_properties() {
    let typed = format!("sasl.password={TYPED}");
    let cli = Cli::try_parse_from(["kconsole", "-b", "kafka:9092", "-X", &typed, "topics"]).unwrap();
    let printed = format!("{cli:?}");
    assert!(printed.contains("kafka:9092"), "{printed}");
    silent("Cli", &printed);
    silent("Flags", &format!("{:?}", cli.global.flags()));
}

#[test]
fn settings_and_profile_hide_what_every_layer_gave() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    let text = format!(
        "[contexts.prod.kafka]\nbootstrap.servers = \"kafka:9092\"\nsecurity.protocol = \"SASL_SSL\"\n\
         sasl.mechanism = \"PLAIN\"\nsasl.username = \"me\"\nsasl.password = \"{FILED}\"\n\
         ssl.certificate.pem = \"c\"\nssl.key.pem = \"${{env:KEY}}\"\n"
    );
    std::fs::write(&path, text).unwrap();
    let env = Env([("KEY".to_owned(), EXPORTED.to_owned())].into());
    for typed in [vec![], vec![format!("sasl.password={TYPED}")]] {
        let last = if typed.is_empty() { FILED } else { TYPED };
        let flags = Flags {
            config: Some(path.clone()),
            context: Some("prod".into()),
            properties: typed,
            ..Flags::default()
        };
        let settings = load_from(flags, env.clone()).unwrap();
        silent("Settings", &format!("{settings:?} {settings:#?}"));
        let profile = settings.profile().unwrap();
        assert_eq!(
            profile.properties.0.get("sasl.password").map(String::as_str),
            Some(last)
        );
        silent("Profile", &format!("{profile:?} {profile:#?}"));
    }
}

#[test]
fn a_wrong_property_is_refused_without_its_value() {
    let flags = Flags {
        bootstrap: Some("kafka:9092".into()),
        properties: vec![format!("sasl.pasword={TYPED}")],
        ..Flags::default()
    };
    let refused = load_from(flags, Env::default())
        .and_then(|settings| settings.profile())
        .unwrap_err();
    let told = refused.to_string();
    assert!(told.contains("sasl.pasword"), "{told}");
    silent("the error", &format!("{told} {refused:?}"));
}

#[test]
fn a_secret_has_no_words() {
    let secret = Secret::new(TYPED);
    silent("Secret", &format!("{secret:?} {secret:#?}"));
}
