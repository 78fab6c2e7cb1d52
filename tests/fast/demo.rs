//! `kconsole demo --serve` as other programs meet it: its addresses, what its registry and its Prometheus say, a scenario
//! by name on stdin, and its end.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use kconsole::demo::{Demo, show};
use serde_json::Value;
use tempfile::TempDir;

/// Nothing here takes so long on a machine that works.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(50);

/// A demo that serves; its child is ended when this goes.
struct Served {
    child: Child,
    home: TempDir,
    told: Value,
}

impl Served {
    fn start(more: &[&str]) -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut child = kconsole(&home)
            .args(["demo", "--serve", "-o", "json"])
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        let told = serde_json::from_str(&line).unwrap();
        Self { child, home, told }
    }

    fn text(&self, name: &str) -> &str {
        self.told[name].as_str().unwrap()
    }

    /// The rows that a command of ours prints.
    fn rows(&self, args: &[&str]) -> Vec<Value> {
        let output = kconsole(&self.home)
            .args(args)
            .args(["-b", self.text("bootstrap"), "-o", "json"])
            .output()
            .unwrap();
        match serde_json::from_slice(&output.stdout).unwrap() {
            Value::Array(rows) => rows,
            other => vec![other],
        }
    }

    fn get(&self, of: &str, path: &str) -> Value {
        let address: SocketAddr = self.text(of).strip_prefix("http://").unwrap().parse().unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: demo\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        serde_json::from_str(body).unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // it may have ended already
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn kconsole(home: &TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kconsole"));
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("KCONSOLE_") || text.starts_with("XDG_") {
            command.env_remove(&name);
        }
    }
    command.env("HOME", home.path()).stdin(Stdio::null());
    command
}

/// Looks again until it holds.
fn wait(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(PAUSE);
    }
}

#[test]
fn it_says_where_it_is_and_that_it_is_a_demo() {
    let served = Served::start(&["--scenario", "quiet"]);
    assert_eq!(served.told["demo"], true);
    let all = ["bootstrap", "registry", "prometheus"]
        .map(|name| served.text(name))
        .join(",");
    for address in all.split(',') {
        let address: SocketAddr = address.trim_start_matches("http://").parse().unwrap();
        assert!(address.ip().is_loopback(), "{address}");
    }
}

#[test]
fn registry_and_prometheus_agree_with_the_cluster() {
    let served = Served::start(&["--scenario", "quiet"]);
    let topics = served.rows(&["topics"]);
    let named = |name: &str| topics.iter().any(|topic| topic["topic"] == name);
    assert_eq!(topics.len(), 32);
    for subject in served.get("registry", "/subjects").as_array().unwrap() {
        let subject = subject.as_str().unwrap();
        let topic = subject.strip_suffix("-value");
        // what has no topic is what others import
        assert!(topic.map_or(subject.ends_with(".proto"), named), "{subject}");
    }
    let brokers = served.rows(&["brokers"]);
    let replicas: i64 = brokers.iter().map(|broker| broker["replicas"].as_i64().unwrap()).sum();
    let query = "/api/v1/query?query=sum(kafka_server_replicamanager_partitioncount)";
    wait("the replicas as Prometheus counts them", || {
        let told = served.get("prometheus", query);
        let value = told["data"]["result"][0]["value"][1].as_str().map(str::to_owned);
        value == Some(replicas.to_string())
    });
}

#[test]
fn a_name_on_stdin_is_played_and_sigterm_ends_it() {
    let mut served = Served::start(&["--scenario", "quiet", "--speed", "20"]);
    assert_eq!(served.rows(&["brokers"]).len(), 3);
    let stdin = served.child.stdin.as_mut().unwrap();
    stdin.write_all(b"no-such-thing\nbroker-down\n").unwrap();
    let mut heard = String::new();
    let mut stderr = BufReader::new(served.child.stderr.take().unwrap());
    stderr.read_line(&mut heard).unwrap();
    assert!(heard.contains("there is no scenario no-such-thing"), "{heard}");
    wait("broker 2 is down", || {
        let brokers = served.rows(&["brokers"]);
        brokers
            .iter()
            .any(|broker| broker["broker"] == 2 && broker["state"] != "ok")
    });
    let id = rustix::process::Pid::from_child(&served.child);
    rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
    assert!(served.child.wait().unwrap().success());
}

#[test]
fn a_crowd_has_room_on_the_disks() {
    let size = show::Size {
        brokers: 3,
        topics: Some(300),
        partitions: 10,
        groups: None,
    };
    let demo = Demo::start(&show::Options::new(&size)).unwrap();
    demo.cluster().read(|state| {
        let total = state.disks.total.unwrap();
        for broker in state.brokers.iter() {
            let used: u64 = state.replicas_on(broker.id).map(|(.., size)| size).sum();
            // of both disks of a broker, a little more than half
            assert!(used < 2 * total * 3 / 4, "{used} of 2 × {total}");
        }
    });
}
