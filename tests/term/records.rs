//! Records as a person meets them: one is read, opened in an editor, saved; a search is typed, stopped, gone on with.

use std::os::unix::fs::PermissionsExt;

use crate::terminal::{Terminal, start};

const TOPIC: &str = ":records ecommerce.orders.created\r";

fn demo(editor: Option<&str>) -> Terminal {
    let mut start = start(&["demo", "--scenario", "quiet"]).size(100, 30);
    if let Some(editor) = editor {
        start = start.env("EDITOR", editor).env("PATH", "/usr/bin:/bin");
    }
    let mut terminal = start.open();
    terminal.wait_text("342 partitions").keys(TOPIC).wait_text("order_id");
    terminal
}

#[test]
fn the_editor_has_the_terminal_to_itself_and_its_file_is_gone_afterwards() {
    let dir = tempfile::tempdir().unwrap();
    let (script, seen) = (dir.path().join("editor"), dir.path().join("seen"));
    let text = format!(
        "#!/bin/sh\necho EDITOR IS HERE\nread line\n\
         {{ echo \"$line\"; echo \"$1\"; stat -c %a \"$1\"; cat \"$1\"; }} > {0}.part\nmv {0}.part {0}\n",
        seen.display()
    );
    std::fs::write(&script, text).unwrap();
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut terminal = demo(Some(script.to_str().unwrap()));
    terminal.keys("\r").wait_text("RECORD");
    terminal.keys("o").wait("the editor on a plain screen", |screen| {
        screen.contents().contains("EDITOR IS HERE") && !screen.alternate_screen()
    });
    assert!(!terminal.raw(), "the editor finds the terminal as the shell left it");
    // every key is the editor's: q would close the record, and one key may be lost to the reader before
    terminal.keys("qqq for the editor\r");
    terminal.wait("the console again", |screen| {
        screen.alternate_screen() && screen.contents().contains("RECORD")
    });
    let told = std::fs::read_to_string(&seen).unwrap();
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines[0], "qqq for the editor");
    assert_eq!(lines[2], "600");
    assert!(told.contains("\"topic\": \"ecommerce.orders.created\""), "{told}");
    assert!(!std::path::Path::new(lines[1]).exists());
    assert!(terminal.raw());
    terminal.keys("\x1b").wait_text("RECORDS");
    terminal.keys("\x03");
    assert_eq!(terminal.wait_end().exit_code(), 0);
    terminal.assert_given_back();
}

#[test]
fn without_an_editor_it_says_how_to_name_one() {
    let mut terminal = demo(None);
    terminal.keys("o").wait_text("$EDITOR");
    terminal.keys("x").wait_text("saved").wait_text(".jsonl");
}

#[test]
fn a_search_is_typed_stopped_gone_on_with_and_its_matches_are_saved() {
    let mut terminal = demo(None);
    terminal.keys("s").wait_text("search for");
    terminal.keys(".value.amount >").wait_text("is expected at its end");
    // a filter that takes its time for every record
    terminal.keys(" 100 and ([limit(20000; repeat(1))] | length > 0)\r");
    terminal.wait_text("it would read").wait_text("h begins");
    terminal.keys("h").wait_text("scanned");
    terminal.keys("h").wait_text("stopped at").wait_text("h goes on");
    terminal.keys("h").wait_text("scanned");
    terminal.keys("h").wait_text("stopped at");
    // what was typed stands there again
    terminal
        .keys("s")
        .wait("what was typed", |screen| typed(screen).contains("repeat(1)"))
        .keys("\x15")
        .wait("an empty line", |screen| typed(screen).trim() == "search for");
    terminal.keys(".value.amount > 100\r").wait_text("h begins");
    terminal.keys("h").wait("the end of the search", |screen| {
        let text = screen.contents();
        text.contains(" scanned · ") && text.contains(" found") && !text.contains(" 0 found")
    });
    terminal.keys("x").wait_text("saved").wait_text(".jsonl");
    let saved = std::fs::read_dir(terminal.home()).unwrap().find_map(|entry| {
        let path = entry.unwrap().path();
        (path.extension()? == "jsonl").then(|| std::fs::read_to_string(path).unwrap())
    });
    let saved = saved.unwrap();
    let found = terminal.look(vt100::Screen::contents);
    let count = saved.lines().count();
    // as produce reads it again: Avro's bytes
    let lossless = |line: &str| line.contains("\"value\":{\"base64\":");
    assert!(count > 0 && saved.lines().all(lossless), "{saved}");
    assert!(found.contains(&format!("-{count}-records.jsonl")), "{count}: {found}");
}

/// The line in which a filter is typed; the heading names the last one, too.
fn typed(screen: &vt100::Screen) -> String {
    let text = screen.contents();
    let line = text.lines().find(|line| line.contains("search for"));
    line.unwrap_or_default().to_owned()
}

#[test]
fn a_filter_without_end_ends_the_search_and_not_the_console() {
    let mut terminal = demo(None);
    terminal.keys("sjq:def f: 1 + f; f\r").wait_text("h begins");
    terminal.keys("h").wait_text("itself too deep").wait_text("h goes on");
    terminal.keys("\x1b").wait_text("order_id");
    terminal.keys("\x03");
    assert_eq!(terminal.wait_end().exit_code(), 0);
    terminal.assert_given_back();
}
