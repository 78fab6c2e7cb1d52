//! Any size, and back.

use crate::terminal::{first_row, start};

/// Something stands in the last row: the hints, also at other sizes.
fn whole(screen: &vt100::Screen) -> bool {
    let (_, columns) = screen.size();
    let last = screen.rows(0, columns.get()).last().unwrap_or_default();
    first_row(screen).contains("kconsole") && !last.trim().is_empty() && !screen.contents().contains("too small")
}

#[test]
fn it_follows_the_terminal_down_to_a_message_and_back() {
    let mut terminal = start(&[]).open();
    terminal.wait("whole at 80×24", whole);
    for (columns, rows) in [(60, 16), (120, 40), (40, 8)] {
        terminal
            .resize(columns, rows)
            .wait(&format!("whole at {columns}×{rows}"), whole);
    }
    terminal.resize(39, 7).wait_text("too small").wait_text("39×7");
    terminal.resize(120, 40).wait("whole again", whole);
    terminal.resize(39, 7).wait_text("too small");
    terminal.keys("q");
    assert_eq!(terminal.wait_end().exit_code(), 0);
}

#[test]
fn it_starts_at_any_size() {
    for (columns, rows) in [(60, 16), (200, 60)] {
        let mut terminal = start(&[]).size(columns, rows).open();
        terminal.wait(&format!("whole at {columns}×{rows}"), whole);
    }
    start(&[]).size(39, 7).open().wait_text("too small");
}
