//! The acting side of the console: what is agreed to is done, journalled and told; what is not leaves no byte.

use std::fs;
use std::io::Read;
use std::net::TcpListener;
use std::path::PathBuf;

use kconsole::config::profile::{Profile, Registry};
use kconsole::demo::registry;
use kconsole::jobs::errand::{Ended, Errand};
use kconsole::jobs::schemas::{self, Change, File};
use kconsole::plan::Consent;
use serde_json::Value;

use crate::acting::{Acting, journal};
use crate::served::{put, serve};

struct Stage(Acting);

impl Stage {
    fn new(registry: &str, read_only: bool) -> Self {
        let mut profile = Profile::plaintext(vec!["127.0.0.1:1".into()]);
        profile.read_only = read_only;
        profile.registry = Some(Registry {
            urls: vec![registry.to_owned()],
            ..Registry::default()
        });
        Self(Acting::open(profile, Some("prod")))
    }

    fn carry(&mut self, errand: Errand, consent: &Consent) -> Ended {
        self.0.desk.carry(errand, consent, Some("abc".into())).unwrap();
        self.0.ended()
    }

    /// The states of the journal, line by line.
    fn journal(&self) -> Vec<String> {
        let text = journal(&self.0.home);
        let state = |line: &str| {
            serde_json::from_str::<Value>(line).unwrap()["state"]
                .as_str()
                .unwrap()
                .to_owned()
        };
        text.lines().map(state).collect()
    }

    fn file(&self, text: &str) -> File {
        let path: PathBuf = self.0.home.path().join("order.avsc");
        fs::write(&path, text).unwrap();
        File::named(&path)
    }
}

fn level(level: &str) -> Errand {
    let (subject, level) = (Some("orders-value".into()), level.into());
    schemas::change(Change::Level { subject, level }, &["kconsole".into()])
}

const ORDER: &str = r#"{"type":"record","name":"Order","fields":[{"name":"id","type":"string"}]}"#;
const OTHER: &str = r#"{"type":"record","name":"Order","fields":[{"name":"count","type":"int"}]}"#;

#[test]
fn what_is_agreed_to_is_done_and_journalled() {
    let state = registry::Shared::default();
    put(&state, "orders-value", registry::Kind::Avro, ORDER, &[]);
    let served = serve(state);
    let mut stage = Stage::new(&served.url, false);
    let ended = stage.carry(level("FULL"), &Consent::Yes);
    assert_eq!(
        ended.result.unwrap().said,
        "orders-value is held to FULL; before: BACKWARD, the registry's"
    );
    let file = stage.file(OTHER);
    let checked = stage.carry(schemas::check("orders-value", file.clone(), &[]), &Consent::None);
    let checked = checked.result.unwrap();
    assert_eq!(checked.said, "not compatible with orders-value");
    assert!(!checked.lines.is_empty());
    assert_eq!(
        stage.journal(),
        ["begun", "done"],
        "what changes nothing is not journalled"
    );
    let refused = stage.carry(schemas::register("orders-value", file, &[]), &Consent::Yes);
    assert!(refused.result.is_err());
    assert_eq!(stage.journal(), ["begun", "done", "begun", "failed"]);
    assert!(stage.0.now().work.is_empty());
}

#[test]
fn what_is_not_agreed_to_leaves_no_byte() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let delete = || {
        let change = Change::Delete {
            subject: "orders-value".into(),
            version: None,
            permanent: false,
        };
        schemas::change(change, &["kconsole".into()])
    };
    let mut open = Stage::new(&url, false);
    let wrong = Consent::Typed("orders".into());
    for consent in [Consent::None, Consent::Yes, wrong] {
        assert!(open.0.desk.carry(delete(), &consent, None).is_err(), "{consent:?}");
    }
    let mut elsewhere = level("FULL");
    elsewhere.plan.cluster = Some("xyz".into());
    let refused = open.0.desk.carry(elsewhere, &Consent::Yes, Some("abc".into()));
    assert!(refused.unwrap_err().to_string().contains("planned for cluster xyz"));
    let mut closed = Stage::new(&url, true);
    let refused = closed.0.desk.carry(level("FULL"), &Consent::Yes, None);
    assert!(refused.unwrap_err().to_string().contains("read-only"));
    assert!(listener.accept().is_err(), "somebody dialled");
    assert!(open.journal().is_empty() && closed.journal().is_empty());
}

#[test]
fn what_is_under_way_is_shown_bounded_and_cancelled() {
    // it takes requests and answers none
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let mut stage = Stage::new(&url, false);
    let mut begun = 0;
    while stage.0.desk.carry(level("FULL"), &Consent::Yes, None).is_ok() {
        begun += 1;
    }
    assert_eq!(begun, stage.0.now().work.len());
    assert_eq!(stage.0.now().work[0].title, "set the level of subject orders-value");
    let (mut first, _) = listener.accept().unwrap();
    let mut byte = [0];
    first.read_exact(&mut byte).unwrap();
    stage.0.desk.cancel();
    for _ in 0..begun {
        let trouble = stage.0.ended().result.unwrap_err();
        assert!(trouble.to_string().contains("cancelled"), "{trouble}");
    }
    assert!(stage.0.now().work.is_empty());
    assert_eq!(stage.journal().iter().filter(|state| *state == "failed").count(), begun);
}
