//! A panic of the UI's thread gives the terminal back, and is then told on the shell's screen.

use kconsole::tui::terminal::{Console, Gate, install_panic_hook};

use crate::terminal::start;

/// Set where this test runs once more, on a terminal of its own, to panic there.
const THERE: &str = "KCONSOLE_TEST_PANIC";

#[test]
fn a_panic_gives_the_terminal_back_before_it_is_told() {
    if std::env::var_os(THERE).is_some() {
        let _console = Console::enter(true, Gate::default()).unwrap();
        install_panic_hook(std::thread::current().id());
        panic!("on purpose");
    }
    let mut terminal = start(&[
        "--exact",
        "--nocapture",
        "panics::a_panic_gives_the_terminal_back_before_it_is_told",
    ])
    .program(std::env::current_exe().unwrap())
    .env(THERE, "1")
    .open();
    let status = terminal.wait_end();
    assert_ne!(status.exit_code(), 0);
    let bytes = terminal.bytes();
    let text = String::from_utf8_lossy(&bytes);
    let at = |what: &str| text.find(what).unwrap_or_else(|| panic!("no {what:?} in {text:?}"));
    assert!(at("\x1b[?1049h") < at("\x1b[?1049l"), "taken, then given back");
    assert!(at("\x1b[?1049l") < at("on purpose"), "told on the shell's screen");
    terminal.assert_given_back();
}
