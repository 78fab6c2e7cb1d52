//! `kconsole schemas` on registries that are not as Confluent's is, or not as they should be: each answers as its kind was
//! seen to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// What it answers to a method and a path: a status, a header, a body.
type Answer = fn(&str, &str) -> (u16, &'static str, &'static str);

/// A registry on loopback; its thread ends with the test.
fn serve(answer: Answer) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let (mut first, mut line, mut length) = (String::new(), String::new(), 0);
            reader.read_line(&mut first).unwrap();
            while reader.read_line(&mut line).unwrap() > 2 {
                if let Some(count) = line.to_lowercase().strip_prefix("content-length:") {
                    length = count.trim().parse().unwrap();
                }
                line.clear();
            }
            reader.read_exact(&mut vec![0; length]).unwrap();
            let mut words = first.split(' ');
            let (status, header, body) = answer(words.next().unwrap(), words.next().unwrap());
            let head = format!(
                "HTTP/1.1 {status} X\r\n{header}connection: close\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            // who asked may have gone
            let _gone = stream.write_all(format!("{head}{body}").as_bytes());
        }
    });
    url
}

fn schemas(url: &str, args: &[&str]) -> (i32, String, String) {
    let home = TempDir::new().unwrap();
    std::fs::write(home.path().join("new.avsc"), r#"{"type": "string"}"#).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_kconsole"));
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("KCONSOLE_") || text.starts_with("XDG_") || text.to_lowercase().ends_with("_proxy") {
            command.env_remove(&name);
        }
    }
    command.env("HOME", home.path()).stdin(Stdio::null());
    let command = command.current_dir(home.path()).args(["schemas", "--registry", url]);
    let output = command.args(args).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (
        output.status.code().unwrap(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

const STRING: &str = r#"{"subject": "o-value", "version": 1, "id": 7, "schema": "\"string\""}"#;
const FORBIDDEN: &str = r#"{"error_code": 40301, "message": "not yours"}"#;

#[test]
fn apicurio_2_has_no_modes_and_no_level_of_a_subjects_own_that_is_none() {
    let url = serve(|_, path| match path {
        "/config" => (200, "", r#"{"compatibilityLevel": "BACKWARD"}"#),
        // whether it is asked for the registry's in its place or not
        path if path.starts_with("/config/") => (200, "", r#"{"compatibilityLevel": "NONE"}"#),
        "/mode" => (404, "", r#"{"error_code": 0, "message": "Operation not supported."}"#),
        _ => (200, "", r#"{"is_compatible": false, "reason": "amount at /fields/1"}"#),
    });
    assert_eq!(
        schemas(&url, &["level", "o-value"]).1,
        "o-value: BACKWARD (the registry's)\n"
    );
    // it takes the level away, and the registry's holds again: the truth is read back
    let (code, out, err) = schemas(&url, &["level", "o-value", "NONE"]);
    assert!(
        code == 1 && out.contains("is held to BACKWARD, the registry's") && err.contains("something else"),
        "{out}{err}"
    );
    let (code, _, err) = schemas(&url, &["mode"]);
    assert!(
        code == 1 && err.contains("(error 404)") && err.contains("has none"),
        "{err}"
    );
    let (code, out, _) = schemas(&url, &["check", "o-value", "-f", "new.avsc"]);
    assert!(code == 3 && out.contains("\n  amount at /fields/1\n"), "{out}");
}

#[test]
fn apicurio_3_takes_the_mode_of_a_subject_and_has_none() {
    let url = serve(|method, path| match (method, path) {
        ("GET" | "PUT", "/mode/o-value") => (204, "", ""),
        _ => (404, "", ""),
    });
    let (code, out, err) = schemas(&url, &["mode", "o-value", "READONLY"]);
    assert!(
        code == 1 && out.is_empty() && err.contains("Apicurio has none"),
        "{out}{err}"
    );
}

#[test]
fn apicurio_lists_what_is_softly_deleted_and_tells_no_more_of_it() {
    let url = serve(|_, path| match path {
        "/subjects/o-value/versions?deleted=true" => (200, "", "[1, 2]"),
        _ => (404, "", r#"{"error_code": 40401, "message": "No artifact"}"#),
    });
    let (code, out, err) = schemas(&url, &["versions", "o-value", "--deleted", "-o", "csv"]);
    assert!(
        code == 0 && out.contains("\no-value,1,,,,,") && out.contains("\no-value,2,,,,,"),
        "{out}{err}"
    );
}

#[test]
fn karapace_is_asked_about_the_latest_version() {
    let url = serve(|method, path| match (method, path) {
        ("POST", "/compatibility/subjects/o-value/versions/latest?verbose=true") => {
            (200, "", r#"{"is_compatible": true}"#)
        }
        _ => (404, "", r#"{"detail": "Not Found"}"#),
    });
    let (code, out, err) = schemas(&url, &["check", "o-value", "-f", "new.avsc"]);
    assert!(code == 0 && out.contains("compatible with o-value"), "{err}");
}

#[test]
fn one_subject_that_may_not_be_seen_hides_no_other() {
    let url = serve(|_, path| match path {
        "/subjects" => (200, "", r#"["hidden-value", "o-value"]"#),
        "/subjects/o-value/versions/latest" => (200, "", STRING),
        _ => (403, "", FORBIDDEN),
    });
    let (code, out, err) = schemas(&url, &["-o", "csv", "--wide"]);
    assert!(
        code == 1 && out.contains("\no-value,AVRO,1,7") && out.contains("\nhidden-value,,,"),
        "{out}"
    );
    assert!(
        err.contains("2 subjects may not be seen whole") && err.contains("not yours (error 40301)"),
        "{err}"
    );
}

#[test]
fn what_is_no_registry_is_told_for_what_it_is() {
    let url = serve(|_, _| (200, "content-type: text/html\r\n", "<html>Welcome</html>"));
    assert!(schemas(&url, &[]).2.contains(": the answer is malformed: a web page\n"));
    let url = serve(|_, _| (204, "", ""));
    assert!(schemas(&url, &[]).2.contains("HTTP status 204 with nothing in it"));
    let url = serve(|_, _| (301, "location: https://kim:s3cret@registry/x?token=t0p\r\n", ""));
    let (_, _, err) = schemas(&url, &[]);
    assert!(
        err.contains("HTTP status 301: it sends to https://registry/x\n"),
        "{err}"
    );
    let url = serve(|_, _| (401, "", ""));
    let known = url.replace("http://", "http://kim:s3cret@");
    assert!(schemas(&url, &[]).2.contains("basic.auth.user.info"));
    let (_, _, err) = schemas(&known, &[]);
    assert!(
        err.contains("does not know this user") && !err.contains("s3cret"),
        "{err}"
    );
    let url = serve(|_, _| (422, "", r#"{"error_code": 42201, "message": "invalid"}"#));
    let (_, _, err) = schemas(&url, &["check", "o-value", "-f", "new.avsc"]);
    assert!(err.contains("reads well here"), "{err}");
    let url = serve(|_, _| (503, "", ""));
    assert!(schemas(&url, &[]).2.contains(": HTTP status 503\n  try: again, later"));
}
