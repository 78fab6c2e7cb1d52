//! Pastes, and a screen left alone.

use crate::terminal::start;
use std::time::Duration;

#[test]
fn a_pasted_line_end_fires_no_command() {
    let mut terminal = start(&[]).open();
    terminal.wait_text("kconsole");
    // on the screen itself: were they keys, the first would leave
    terminal.keys("\x1b[200~:quit\rq\x1b[201~");
    terminal.keys(":").wait("the prompt", |screen| !screen.hide_cursor());
    terminal.keys("\x1b[200~topics\r\nq\r\x1b[201~");
    terminal.wait("the paste in the prompt", |screen| {
        let (_, columns) = screen.size();
        let last = screen.rows(0, columns.get()).last().unwrap_or_default();
        last.contains("topics")
    });
    terminal.look(|screen| assert!(!screen.contents().contains("TOPICS"), "no command was fired"));
    terminal.keys("\x1b").wait("no prompt", vt100::Screen::hide_cursor);
    terminal.keys("?").wait_text("HELP");
    terminal.keys("qq");
    assert_eq!(terminal.wait_end().exit_code(), 0);
}

#[test]
fn a_screen_left_alone_writes_nothing() {
    let mut terminal = start(&[]).open();
    terminal.wait_text("kconsole");
    let before = terminal.quiet_for(Duration::from_secs(1));
    let after = terminal.quiet_for(Duration::from_secs(2));
    assert_eq!(before, after, "bytes came though nothing changed");
    // it was quiet because nothing changed, not because it hung
    terminal.keys("?").wait_text("HELP");
}
