//! Records as a person meets them: one is read, opened in an editor, saved.

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
