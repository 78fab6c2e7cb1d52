//! The program itself: help, exit codes, what goes to which stream. No network but a port that refuses.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const COMMANDS: [&str; 17] = [
    "topics",
    "topic",
    "brokers",
    "broker",
    "groups",
    "group",
    "lag",
    "health",
    "events",
    "quorum",
    "consume",
    "search",
    "produce",
    "schemas",
    "contexts",
    "completions",
    "man",
];

/// The program in a home of its own, with nothing of ours in its environment.
fn kconsole(home: &TempDir, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kconsole"));
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("KCONSOLE_") || text.starts_with("XDG_") {
            command.env_remove(&name);
        }
    }
    command.env("HOME", home.path()).args(args).stdin(Stdio::null());
    command
}

fn run(args: &[&str]) -> (i32, String, String) {
    let home = tempfile::tempdir().unwrap();
    read(&kconsole(&home, args).output().unwrap())
}

fn read(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (
        output.status.code().unwrap(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

/// A port of this machine on which nobody listens.
fn refusing() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

#[test]
fn every_command_helps_on_stdout() {
    for command in COMMANDS {
        for flag in ["-h", "--help"] {
            let (code, out, err) = run(&[command, flag]);
            assert_eq!((code, err.as_str()), (0, ""), "{command} {flag}");
            assert!(out.contains("Usage: kconsole"), "{command}: {out}");
            let wide = out.lines().find(|line| line.chars().count() > 79);
            assert_eq!(wide, None, "{command} {flag}");
        }
    }
}

#[test]
fn a_slip_on_the_command_line_is_2_and_names_what_was_meant() {
    for (args, meant) in [
        (&["topics", "--fault"][..], "--faults"),
        (&["topicz"][..], "topics"),
        (&["lag", "-o", "jsn"][..], "json"),
    ] {
        let (code, out, err) = run(args);
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}");
        assert!(err.contains(meant), "{err}");
    }
}

#[test]
fn no_cluster_is_2_with_a_way_out() {
    let (code, out, err) = run(&["topics"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(
        err.contains("no cluster is named") && err.contains("-b HOST:PORT"),
        "{err}"
    );
}

#[test]
fn a_property_that_does_not_exist_is_2_and_its_value_stays_secret() {
    let (code, out, err) = run(&["topics", "-b", "localhost:1", "-X", "sasl.pasword=hunter2"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("sasl.password") && !err.contains("hunter2"), "{err}");
}

#[test]
fn nobody_there_is_1_and_nothing_on_stdout() {
    let address = refusing();
    for command in [
        &["topics"][..],
        &["lag"],
        &["health"],
        &["group", "billing"],
        &["contexts", "test"],
    ] {
        let (code, out, err) = run(&[command, &["-b", &address, "--timeout", "2s"]].concat());
        assert_eq!((code, out.as_str()), (1, ""), "{command:?}: {err}");
        assert!(err.contains("refused") && err.contains(&address), "{command:?}: {err}");
    }
}

#[test]
fn a_closed_pipe_ends_quietly() {
    for args in [&["completions", "bash"][..], &["man"]] {
        let home = tempfile::tempdir().unwrap();
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = kconsole(&home, args)
            .stdout(writer)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        let (code, _, err) = read(&output);
        assert_eq!((code, err.as_str()), (0, ""), "{args:?}");
    }
}

#[test]
fn every_shell_has_its_completions_and_the_manual_is_roff() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (code, out, err) = run(&["completions", shell]);
        assert_eq!((code, err.as_str()), (0, ""), "{shell}");
        assert!(COMMANDS.iter().all(|command| out.contains(command)), "{shell}");
    }
    let (code, out, _) = run(&["man", "lag"]);
    assert_eq!(code, 0);
    assert!(out.contains(".TH kconsole-lag") && out.contains("fail\\-over"), "{out}");
}

#[test]
fn contexts_are_added_used_listed_and_removed() {
    let home = tempfile::tempdir().unwrap();
    let ask = |args: &[&str]| read(&kconsole(&home, args).output().unwrap());
    assert_eq!(ask(&["contexts", "-o", "json"]).1, "[]\n");
    assert_eq!(ask(&["contexts", "add", "prod"]).0, 2);
    let prod = [
        "contexts",
        "add",
        "prod",
        "-b",
        "kafka-1:9092",
        "--environment",
        "prod",
        "--read-only",
    ];
    assert_eq!(ask(&prod), (0, String::new(), String::new()));
    assert_eq!(ask(&["contexts", "add", "dev", "-b", "127.0.0.1:1"]).0, 0);
    assert_eq!(ask(&["contexts", "use", "dev"]).0, 0);
    let (code, out, _) = ask(&["contexts", "-o", "csv"]);
    assert_eq!(code, 0);
    assert_eq!(
        out,
        "name,current,environment,read_only,security,bootstrap\n\
         dev,true,,false,PLAINTEXT,127.0.0.1:1\nprod,false,prod,true,PLAINTEXT,kafka-1:9092\n"
    );
    let (code, _, err) = ask(&["contexts", "use", "prd"]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("prod"), "{err}");
    assert_eq!(ask(&["contexts", "remove", "dev"]).0, 0);
    assert!(!ask(&["contexts"]).1.contains("dev"));
}

#[test]
fn read_only_refuses_to_produce_before_anybody_is_asked() {
    let home = tempfile::tempdir().unwrap();
    let mut command = kconsole(&home, &["produce", "orders", "-b", &refusing(), "--read-only"]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // it may have ended before it reads
    let _ = child.stdin.take().unwrap().write_all(b"hello\n");
    let (code, out, err) = read(&child.wait_with_output().unwrap());
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("read-only") && err.contains("orders"), "{err}");
}
