//! The acting side of the console: what is agreed to is done, journalled and told; what is not leaves no byte.

use std::fs;
use std::io::Read;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use kconsole::config::profile::{Profile, Registry};
use kconsole::demo::registry;
use kconsole::jobs::desk::{Boards, Desk};
use kconsole::jobs::errand::{Ended, Errand};
use kconsole::jobs::journal::Journal;
use kconsole::jobs::schemas::{self, Change, File};
use kconsole::plan::Consent;
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc;

use crate::schemas::{put, serve};

/// Nothing here takes so long on a machine that works.
const PATIENCE: Duration = Duration::from_secs(30);

struct Stage {
    home: TempDir,
    desk: Desk,
    board: Boards,
    events: mpsc::Receiver<Ended>,
    _keeps_the_queue: mpsc::Sender<Ended>,
    runtime: Runtime,
}

impl Stage {
    fn new(registry: &str, read_only: bool) -> Self {
        let mut profile = Profile::plaintext(vec!["127.0.0.1:1".into()]);
        profile.read_only = read_only;
        profile.registry = Some(Registry {
            urls: vec![registry.to_owned()],
            ..Registry::default()
        });
        let home = tempfile::tempdir().unwrap();
        let journal = Journal::of(Some("prod")).at(home.path().join("journal.jsonl"));
        let (board, (send, events)) = (Boards::new(Arc::default()), mpsc::channel(8));
        let desk = Desk::open(Arc::new(profile), journal, board.clone(), send.downgrade()).unwrap();
        Self {
            home,
            desk,
            board,
            events,
            _keeps_the_queue: send,
            runtime: Builder::new_current_thread().enable_time().build().unwrap(),
        }
    }

    fn ended(&mut self) -> Ended {
        let next = self.events.recv();
        let next = self
            .runtime
            .block_on(async { tokio::time::timeout(PATIENCE, next).await });
        next.unwrap().unwrap()
    }

    fn carry(&mut self, errand: Errand, consent: &Consent) -> Ended {
        self.desk.carry(errand, consent, Some("abc".into())).unwrap();
        self.ended()
    }

    /// The states of the journal, line by line.
    fn journal(&self) -> Vec<String> {
        let text = fs::read_to_string(self.home.path().join("journal.jsonl")).unwrap_or_default();
        let state = |line: &str| {
            serde_json::from_str::<Value>(line).unwrap()["state"]
                .as_str()
                .unwrap()
                .to_owned()
        };
        text.lines().map(state).collect()
    }

    fn file(&self, text: &str) -> File {
        let path: PathBuf = self.home.path().join("order.avsc");
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
    assert!(stage.board.borrow().work.is_empty());
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
        assert!(open.desk.carry(delete(), &consent, None).is_err(), "{consent:?}");
    }
    let mut elsewhere = level("FULL");
    elsewhere.plan.cluster = Some("xyz".into());
    let refused = open.desk.carry(elsewhere, &Consent::Yes, Some("abc".into()));
    assert!(refused.unwrap_err().to_string().contains("planned for cluster xyz"));
    let mut closed = Stage::new(&url, true);
    let refused = closed.desk.carry(level("FULL"), &Consent::Yes, None);
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
    while stage.desk.carry(level("FULL"), &Consent::Yes, None).is_ok() {
        begun += 1;
    }
    assert_eq!(begun, stage.board.borrow().work.len());
    assert_eq!(
        stage.board.borrow().work[0].title,
        "set the level of subject orders-value"
    );
    let (mut first, _) = listener.accept().unwrap();
    let mut byte = [0];
    first.read_exact(&mut byte).unwrap();
    stage.desk.cancel();
    for _ in 0..begun {
        let trouble = stage.ended().result.unwrap_err();
        assert!(trouble.to_string().contains("cancelled"), "{trouble}");
    }
    assert!(stage.board.borrow().work.is_empty());
    assert_eq!(stage.journal().iter().filter(|state| *state == "failed").count(), begun);
}
