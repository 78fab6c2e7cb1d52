//! `kconsole schemas` against the demo's registry on loopback.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use kconsole::demo::registry;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::served::{Served, serve};

struct Desk {
    home: TempDir,
    served: Served,
}

impl Desk {
    fn new() -> Self {
        Self {
            home: tempfile::tempdir().unwrap(),
            served: serve(registry::Shared::default()),
        }
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path: PathBuf = self.home.path().join(name);
        std::fs::File::create(&path)
            .unwrap()
            .write_all(text.as_bytes())
            .unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn run(&self, args: &[&str]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kconsole"));
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("KCONSOLE_") || text.starts_with("XDG_") || text.to_lowercase().ends_with("_proxy") {
                command.env_remove(&name);
            }
        }
        command.env("HOME", self.home.path()).stdin(Stdio::null());
        let output = command
            .args(["schemas", "--registry", &self.served.url])
            .args(args)
            .output()
            .unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (
            output.status.code().unwrap(),
            text(&output.stdout),
            text(&output.stderr),
        )
    }

    fn json(&self, args: &[&str]) -> Value {
        let (code, out, err) = self.run(&[args, &["-o", "json"]].concat());
        assert_eq!(code, 0, "{err}");
        serde_json::from_str(&out).unwrap()
    }
}

pub(crate) const V1: &str =
    r#"{"type": "record", "name": "Order", "namespace": "shop", "fields": [{"name": "id", "type": "string"}]}"#;
const V2: &str = r#"{"type": "record", "name": "Order", "namespace": "shop", "fields": [{"name": "id", "type": "string"},
    {"name": "amount", "type": "double", "default": 0.0}]}"#;
const BROKEN: &str = r#"{"type": "record", "name": "Order", "namespace": "shop", "fields": [{"name": "id", "type": "string"},
    {"name": "amount", "type": "double"}]}"#;

#[test]
fn a_subject_from_its_first_version_to_its_end() {
    let desk = Desk::new();
    let (one, two, broken) = (
        desk.file("1.avsc", V1),
        desk.file("2.avsc", V2),
        desk.file("3.avsc", BROKEN),
    );
    assert_eq!(desk.json(&["register", "orders-value", "-f", &one])["id"], json!(1));
    let (code, out, _) = desk.run(&["check", "orders-value", "-f", &broken]);
    assert!(
        code == 3 && out.contains("not compatible") && out.contains("amount"),
        "{code} {out}"
    );
    let (code, _, err) = desk.run(&["register", "orders-value", "-f", &broken]);
    assert!(
        code == 1 && err.contains("incompatible") && err.contains("(error 409)"),
        "{err}"
    );
    assert_eq!(desk.run(&["check", "orders-value", "-f", &two]).0, 0);
    assert_eq!(
        desk.run(&["register", "orders-value", "-f", &two]).1,
        "● registered under orders-value, version 2, id 2\n"
    );
    let (_, out, err) = desk.run(&["register", "orders-value", "-f", &two]);
    assert_eq!(out, "● already registered under orders-value, version 2, id 2\n");
    assert!(
        !err.contains("take it back"),
        "what was there before is not to be deleted: {err}"
    );

    let listed = desk.json(&["--wide"]);
    let wanted = json!([{"subject": "orders-value", "type": "AVRO", "version": 2, "id": 2, "references": 0,
        "compatibility": "BACKWARD", "topic": "orders", "deleted": false}]);
    assert_eq!(listed, wanted);
    let versions = desk.json(&["versions", "orders-value"]);
    assert_eq!(versions[1]["name"], json!("Avro shop.Order"));
    let (_, diff, _) = desk.run(&["diff", "orders-value", "1"]);
    assert!(
        diff.starts_with("--- orders-value version 1 (id 1)\n+++ orders-value version 2 (id 2)\n@@ "),
        "{diff}"
    );
    assert!(diff.contains("\n+      \"name\": \"amount\",\n"), "{diff}");
    assert_eq!(
        desk.json(&["show", "orders-value", "--version", "1"])["schema"]["name"],
        json!("Order")
    );

    let (_, out, err) = desk.run(&["level", "orders-value", "none"]);
    assert_eq!(
        out,
        "● orders-value is held to NONE; before: BACKWARD, the registry's\n"
    );
    assert!(err.contains("to take it back: kconsole --registry "), "{err}");
    assert!(err.trim_end().ends_with(" schemas level orders-value INHERIT"), "{err}");
    assert_eq!(desk.run(&["level", "orders-value"]).1, "orders-value: NONE\n");
    assert_eq!(
        desk.json(&["level", "orders-value", "inherit"])["compatibility"],
        json!("BACKWARD")
    );
    assert_eq!(
        desk.run(&["level", "orders-value"]).1,
        "orders-value: BACKWARD (the registry's)\n"
    );
    assert_eq!(desk.run(&["level", "inherit"]).0, 2);
    assert_eq!(desk.run(&["level"]).1, "BACKWARD\n");
    assert_eq!(desk.run(&["mode"]).1, "READWRITE\n");

    let (code, out, err) = desk.run(&["delete", "orders-value"]);
    assert!(
        code == 1 && out.is_empty() && err.contains("--yes orders-value"),
        "{err}"
    );
    assert_eq!(desk.run(&["delete", "orders-value", "--yes", "orders"]).0, 1);
    let gone = desk.json(&["delete", "orders-value", "--yes", "orders-value"]);
    assert_eq!(gone["deleted"], json!([1, 2]));
    assert_eq!(desk.json(&[]), json!([]));
    assert_eq!(desk.json(&["--deleted"])[0]["subject"], json!("orders-value"));
    assert_eq!(
        desk.run(&["delete", "orders-value", "--permanent", "--yes", "orders-value"])
            .0,
        0
    );
    assert_eq!(desk.json(&["--deleted"]), json!([]));
}

#[test]
fn references_are_told_both_ways_and_compared() {
    let desk = Desk::new();
    let money = |field: &str| {
        let text = format!(
            r#"{{"type": "record", "name": "Money", "fields": [{{"name": "{field}", "type": "long", "default": 0}}]}}"#
        );
        desk.file("money.avsc", &text)
    };
    let bill = desk.file(
        "bill.avsc",
        r#"{"type": "record", "name": "Bill", "fields": [{"name": "sum", "type": "Money"}]}"#,
    );
    desk.json(&["register", "money", "-f", &money("units")]);
    desk.json(&["register", "money", "-f", &money("cents")]);
    let (code, _, err) = desk.run(&["register", "bill-value", "-f", &bill]);
    assert!(code == 1 && err.contains("--reference"), "{err}");
    for version in ["1", "2"] {
        let on = format!("Money=money:{version}");
        let registered = desk.json(&["register", "bill-value", "-f", &bill, "--reference", &on]);
        assert_eq!(
            (&registered["version"], &registered["already"]),
            (&json!(version.parse::<i32>().unwrap()), &json!(false))
        );
    }
    let differs = desk.json(&["diff", "bill-value", "1", "2"]);
    assert_eq!(differs["same"], json!(false));
    let (_, diff, _) = desk.run(&["diff", "bill-value", "1", "2"]);
    assert!(diff.contains("\n-  Money=money:1\n+  Money=money:2\n"), "{diff}");
    let on = desk.json(&["references", "bill-value"]);
    assert_eq!(
        (on[0]["direction"].as_str(), on[0]["subject"].as_str(), &on[0]["other"]),
        (Some("builds on"), Some("money"), &json!(2))
    );
    let by = desk.json(&["references", "money", "--version", "1"]);
    assert_eq!(
        (by[0]["direction"].as_str(), by[0]["subject"].as_str(), &by[0]["other"]),
        (Some("is built on by"), Some("bill-value"), &json!(1))
    );
    let id = on_id(&desk, "bill-value");
    let users = desk.json(&["id", &id]);
    assert_eq!(
        (users[0]["subject"].as_str(), &users[0]["version"]),
        (Some("bill-value"), &json!(2))
    );
    assert!(desk.run(&["id", "999"]).2.contains("40403"));
}

fn on_id(desk: &Desk, subject: &str) -> String {
    desk.json(&["show", subject])["id"].to_string()
}

#[test]
fn nothing_is_changed_in_read_only() {
    let desk = Desk::new();
    let one = desk.file("1.avsc", V1);
    for change in [
        vec!["register", "orders-value", "-f", &one],
        vec!["delete", "orders-value", "--yes", "orders-value"],
        vec!["level", "FULL"],
        vec!["mode", "READONLY"],
    ] {
        let (code, out, err) = desk.run(&[change.as_slice(), &["--read-only"]].concat());
        assert!(
            code == 1 && out.is_empty() && err.contains("read-only"),
            "{change:?}: {err}"
        );
    }
    assert_eq!(desk.json(&[]), json!([]));
}

#[test]
fn what_is_not_there_and_who_does_not_answer_is_said() {
    let desk = Desk::new();
    desk.json(&["register", "orders-value", "-f", &desk.file("1.avsc", V1)]);
    let (code, _, err) = desk.run(&["show", "order-value"]);
    assert!(code == 1 && err.contains("orders-value"), "{err}");
    let (code, _, err) = desk.run(&["show", "orders-value", "--version", "9"]);
    assert!(code == 1 && err.contains("40402"), "{err}");
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let mut nobody = Desk::new();
    nobody.served.url = format!("http://kim:secret@{free}");
    let (code, _, err) = nobody.run(&[]);
    assert!(
        code == 1 && err.contains("connection refused") && !err.contains("secret"),
        "{err}"
    );
    let (code, _, err) = desk.run(&[
        "register",
        "x-value",
        "-f",
        &desk.file("no.avsc", "{\"type\": \"strin\"}"),
    ]);
    assert!(code == 1 && err.contains("strin"), "{err}");
}
