//! The first frames: with brokers that refuse, with one that says nothing, with none at all, with a wrong config.

use crate::terminal::{first_row, start};
use std::net::TcpListener;

/// A loopback address where nobody listens.
fn refusing() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

#[test]
fn a_refused_broker_is_named_and_the_keys_answer() {
    let address = refusing();
    let mut terminal = start(&["-b", &address]).open();
    terminal
        .wait("the address in the bar", |screen| first_row(screen).contains(&address))
        .wait("the link's state", |screen| first_row(screen).contains("connecting"))
        .wait_text("refused");
    terminal.keys("?").wait_text("HELP");
    terminal.keys("\x1b").wait_no_text("HELP");
    terminal.keys(":").wait("the prompt", |screen| !screen.hide_cursor());
    terminal.keys("\x1b").wait("no prompt", vt100::Screen::hide_cursor);
    terminal.keys("t").wait_text("TOPICS");
    terminal.keys("\x1b").wait_no_text("TOPICS");
    terminal.keys("q");
    assert_eq!(terminal.wait_end().exit_code(), 0);
    terminal.assert_given_back();
}

#[test]
fn a_silent_broker_delays_no_frame_and_no_key() {
    // the kernel accepts for it; nobody ever reads or answers
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let mut terminal = start(&["-b", &address]).open();
    terminal.wait("the link's state", |screen| first_row(screen).contains("connecting"));
    terminal.keys("?").wait_text("HELP");
    terminal.keys("q").wait_no_text("HELP");
    terminal.keys("\x03");
    assert_eq!(terminal.wait_end().exit_code(), 0);
    terminal.assert_given_back();
}

#[test]
fn without_a_context_it_says_where_to_begin() {
    let mut terminal = start(&[]).open();
    terminal
        .wait("no cluster", |screen| first_row(screen).contains("kconsole"))
        .wait_text("no cluster is chosen")
        .wait_text("kconsole -b HOST:9092");
    terminal.keys("q");
    assert_eq!(terminal.wait_end().exit_code(), 0);
}

#[test]
fn two_actions_on_one_key_are_refused_at_start() {
    let mut terminal = start(&[]).config("[keys]\nquit = \"x\"\nfreeze = \"x\"\n").open();
    let status = terminal.wait_end();
    let said = terminal.look(vt100::Screen::contents);
    assert_eq!(status.exit_code(), 2, "{said}");
    assert!(said.contains("x is bound to both"), "{said}");
    assert!(said.contains("quit") && said.contains("freeze"), "{said}");
    assert!(
        !terminal.bytes().windows(8).any(|bytes| bytes == b"\x1b[?1049h"),
        "no screen was taken"
    );
    terminal.assert_given_back();
}
