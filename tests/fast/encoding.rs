//! `kconsole produce` with schemas, against the embedded cluster and its registry.

use std::io::Write as _;
use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread::JoinHandle;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kconsole::demo::http::Server;
use kconsole::demo::registry::{Seen, Shared};
use kconsole::demo::{Cluster, Plan};
use serde_json::Value;
use tokio::sync::oneshot;

use crate::suite::place::Place;

const ORDER: &str = r#"{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"int"}]}"#;
const OTHER: &str = r#"{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"string"}]}"#;

/// The registry's server on a thread of its own, for as long as this lives.
struct Http {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Http {
    fn serve(subjects: Shared) -> Self {
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let server = Server::start(0, Arc::new(subjects)).await.unwrap();
                tell.send(server.address()).unwrap();
                let _stopped = stopped.await;
            });
        });
        Self {
            address: told.recv().unwrap(),
            stop: Some(stop),
            thread: Some(thread),
        }
    }
}

impl Drop for Http {
    fn drop(&mut self) {
        drop(self.stop.take());
        let _ended = self.thread.take().map(JoinHandle::join);
    }
}

/// A cluster, a registry and a topic.
struct Stage {
    cluster: Cluster,
    subjects: Shared,
    registry: Http,
    topic: String,
    home: tempfile::TempDir,
}

impl Stage {
    fn set() -> Self {
        let cluster = Cluster::start(&Plan::default()).unwrap();
        let topic = Place::new(&cluster.bootstrap(), "encoding").topic(1, &[]).unwrap();
        let subjects = Shared::default();
        Self {
            cluster,
            registry: Http::serve(subjects.clone()),
            subjects,
            topic,
            home: tempfile::tempdir().unwrap(),
        }
    }

    fn file(&self, text: &str) -> String {
        let path = self.home.path().join("order.avsc");
        std::fs::write(&path, text).unwrap();
        format!("@{}", path.display())
    }

    /// Exit code, stdout and stderr of the program.
    fn run(&self, args: &[&str], input: &str) -> (i32, String, String) {
        let url = format!("schema.registry.url=http://{}", self.registry.address);
        let mut child = Command::new(env!("CARGO_BIN_EXE_kconsole"))
            .env("HOME", self.home.path())
            .env_remove("XDG_CONFIG_HOME")
            .args(args)
            .args(["-b", &self.cluster.bootstrap(), "-X", &url])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // it may have ended before it reads
        let _gone = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (
            output.status.code().unwrap(),
            text(&output.stdout),
            text(&output.stderr),
        )
    }

    fn produce(&self, more: &[&str], input: &str) -> (i32, String, String) {
        self.run(&[&["produce", &self.topic, "-o", "json"], more].concat(), input)
    }

    fn subjects(&self) -> Vec<String> {
        let registry = self.subjects.lock();
        registry.subjects(Seen::Live).map(str::to_owned).collect()
    }

    /// The values as they are in the topic.
    fn values(&self) -> Vec<Vec<u8>> {
        let (code, out, err) = self.run(&["consume", &self.topic, "-o", "json"], "");
        assert_eq!(code, 0, "{err}");
        let value = |line: &str| {
            let record: Value = serde_json::from_str(line).unwrap();
            match &record["value"] {
                Value::String(text) => text.clone().into_bytes(),
                other => STANDARD.decode(other["base64"].as_str().unwrap()).unwrap(),
            }
        };
        out.lines().map(value).collect()
    }
}

#[test]
fn a_file_is_registered_only_when_asked_and_only_when_it_is_compatible() {
    let stage = Stage::set();
    let file = stage.file(ORDER);
    let wish = ["--schema", file.as_str()];
    let (code, _, err) = stage.produce(&wish, "{\"id\":1}\n");
    assert_eq!(code, 1);
    assert!(
        err.contains("is not registered under subject") && err.contains("--register"),
        "{err}"
    );
    let (code, out, _) = stage.produce(&["--schema", &file, "--register", "--dry-run"], "{\"id\":1}\n");
    assert_eq!((code, out.lines().count()), (0, 1));
    assert_eq!(stage.subjects(), Vec::<String>::new());
    assert_eq!(stage.values(), Vec::<Vec<u8>>::new());

    let (code, _, err) = stage.produce(&["--schema", &file, "--register"], "{\"id\":1}\n");
    assert_eq!(code, 0, "{err}");
    assert_eq!(stage.subjects(), [format!("{}-value", stage.topic)]);
    // now it is there, and asks for nothing
    let path = file.trim_start_matches('@');
    assert_eq!(stage.produce(&["--schema-file", path], "{\"id\":2}\n").0, 0);
    assert_eq!(stage.produce(&["--schema", "latest"], "{\"id\":3}\n").0, 0);
    assert_eq!(stage.produce(&["--schema", "id:1"], "{\"id\":4}\n").0, 0);
    let framed = |id: u8| vec![0, 0, 0, 0, 1, id * 2];
    assert_eq!(stage.values(), [framed(1), framed(2), framed(3), framed(4)]);

    let file = stage.file(OTHER);
    let (code, _, err) = stage.produce(&["--schema", &file, "--register"], "{\"id\":\"5\"}\n");
    assert_eq!(code, 1);
    assert!(err.contains("not compatible"), "{err}");
    assert_eq!(stage.values().len(), 4);
}

#[test]
fn a_value_that_does_not_fit_is_named_by_its_line_and_field() {
    let stage = Stage::set();
    let file = stage.file(ORDER);
    let args = [
        "--schema",
        &file,
        "--register",
        "--strategy",
        "topic-record",
        "--on-error",
        "skip",
    ];
    let (code, out, err) = stage.produce(&args, "{\"id\":1}\n{\"id\":\"x\"}\n{\"id\":3}\n");
    assert_eq!(code, 1);
    assert!(err.contains("line 2: .id: "), "{err}");
    let outcome: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (&outcome["acknowledged"], &outcome["not_written"]),
        (&2.into(), &1.into())
    );
    assert_eq!(stage.subjects(), [format!("{}-shop.Order", stage.topic)]);
}

#[test]
fn dead_letters_are_chosen_by_what_their_schema_says() {
    let stage = Stage::set();
    let to = Place::new(&stage.cluster.bootstrap(), "encoding-to")
        .topic(1, &[])
        .unwrap();
    let file = stage.file(ORDER);
    let (code, _, err) = stage.produce(
        &["--schema", &file, "--register"],
        "{\"id\":4}\n{\"id\":6}\n{\"id\":5}\n{\"id\":7}\n",
    );
    assert_eq!(code, 0, "{err}");
    let redrive = |more: &[&str]| {
        let args = ["redrive", &stage.topic, ".value.id > 5", "--to", &to, "-o", "json"];
        let (code, out, err) = stage.run(&[&args[..], more].concat(), "");
        (code, serde_json::from_str::<Value>(&out).unwrap(), err)
    };
    let (code, survey, err) = redrive(&["--dry-run"]);
    assert_eq!((code, &survey["selected"]), (0, &2.into()), "{err}");
    let (code, outcome, err) = redrive(&[]);
    assert_eq!((code, &outcome["acknowledged"]), (0, &2.into()), "{err}");
    // they are written as they were
    let (_, out, _) = stage.run(&["consume", &to, "-o", "json"], "");
    let written: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let framed = |id: u8| Value::from(String::from_utf8(vec![0, 0, 0, 0, 1, id * 2]).unwrap());
    assert_eq!([&written[0]["value"], &written[1]["value"]], [&framed(6), &framed(7)]);

    // what the filter could not look into is told of
    assert_eq!(stage.produce(&["-i", "raw"], "\0\0\0\0\u{9}?").0, 0);
    let (code, survey, err) = redrive(&["--dry-run"]);
    assert_eq!((code, &survey["selected"]), (1, &2.into()), "{err}");
    assert!(err.contains("1 record could not be decoded: "), "{err}");
}
