//! Every way out gives the terminal back.

use crate::terminal::{Terminal, start};
use rustix::process::Signal;

fn opened() -> Terminal {
    let mut terminal = start(&[]).open();
    terminal.wait_text("kconsole");
    assert!(terminal.raw(), "keys come one by one");
    terminal.look(|screen| assert!(screen.alternate_screen() && screen.bracketed_paste()));
    terminal
}

fn ends(signal: Signal, code: u32) {
    let mut terminal = opened();
    let status = terminal.signal(signal).wait_end();
    assert_eq!(status.exit_code(), code);
    terminal.assert_given_back();
    assert!(
        terminal.bytes().ends_with(b"\x1b[?25h\x1b[?1049l"),
        "the last word is the way out"
    );
}

#[test]
fn term_ends_with_143() {
    ends(Signal::TERM, 143);
}

#[test]
fn hup_ends_with_129() {
    ends(Signal::HUP, 129);
}

#[test]
fn int_ends_with_130() {
    ends(Signal::INT, 130);
}

#[test]
fn tstp_gives_the_terminal_to_the_shell_and_cont_takes_it_again() {
    let mut terminal = opened();
    terminal.signal(Signal::TSTP).wait_stopped();
    terminal.wait("the shell's screen", |screen| {
        !screen.alternate_screen() && !screen.hide_cursor()
    });
    terminal.assert_given_back();
    terminal.signal(Signal::CONT);
    terminal
        .wait("the screen taken again", vt100::Screen::alternate_screen)
        .wait_text("kconsole");
    terminal.keys("?").wait_text("HELP");
    assert!(terminal.raw());
    terminal.keys("qq");
    assert_eq!(terminal.wait_end().exit_code(), 0);
    terminal.assert_given_back();
}
