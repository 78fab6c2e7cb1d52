//! Colours and signs as the environment says.

use crate::terminal::{Terminal, inverse, start};

/// Two contexts and none of them current: a list with a cursor, and no network.
const TWO: &str = "[contexts.one.kafka]\nbootstrap.servers = \"one:9092\"\n\
                   [contexts.two.kafka]\nbootstrap.servers = \"two:9092\"\n";

/// The numbers of every SGR sequence that was written.
fn styles(terminal: &Terminal) -> Vec<String> {
    let text = String::from_utf8_lossy(&terminal.bytes()).into_owned();
    let sequences = text.split("\x1b[").skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| !(c.is_ascii_digit() || c == ';' || c == ':'))?;
        rest[end..].starts_with('m').then(|| rest[..end].to_owned())
    });
    sequences.collect()
}

/// Whether an SGR sequence sets a colour; 39, 49 and 59 only take one back.
fn sets_colour(style: &str) -> bool {
    style
        .split([';', ':'])
        .filter_map(|number| number.parse().ok())
        .any(|number: u16| matches!(number, 30..=38 | 40..=48 | 58 | 90..=97 | 100..=107))
}

fn with_menu(terminal: &mut Terminal) {
    terminal.wait_text("kconsole");
    terminal.keys(":top").wait_text("topics");
}

#[test]
fn without_colour_the_selection_is_in_reverse() {
    let mut terminal = start(&[]).config(TWO).env("NO_COLOR", "1").open();
    let list = |screen: &vt100::Screen| [inverse(screen, "one:9092"), inverse(screen, "two:9092")];
    terminal.wait("the cursor on the first context", |screen| {
        list(screen) == [Some(true), Some(false)]
    });
    terminal.keys("j").wait("the cursor on the second", |screen| {
        list(screen) == [Some(false), Some(true)]
    });
    with_menu(&mut terminal);
    // the menu grows upwards: its first row is the lowest
    let rows = |screen: &vt100::Screen| [inverse(screen, "Show all topics"), inverse(screen, "Show one topic")];
    terminal.wait("only the first of the menu in reverse", |screen| {
        rows(screen) == [Some(false), Some(true)]
    });
    terminal.keys("\x1b[A").wait("only the second in reverse", |screen| {
        rows(screen) == [Some(true), Some(false)]
    });
    let colours: Vec<String> = styles(&terminal)
        .into_iter()
        .filter(|style| sets_colour(style))
        .collect();
    assert!(colours.is_empty(), "{colours:?}");
}

#[test]
fn with_colour_there_is_colour() {
    let mut terminal = start(&[]).config(TWO).open();
    with_menu(&mut terminal);
    assert!(styles(&terminal).iter().any(|style| sets_colour(style)));
}

#[test]
fn ascii_where_the_locale_or_the_terminal_knows_no_more() {
    for (name, value) in [("LANG", "C"), ("TERM", "dumb"), ("TERM", "linux")] {
        let mut terminal = start(&[]).config(TWO).env(name, value).open();
        with_menu(&mut terminal);
        terminal.keys("\x1b").wait("no prompt", vt100::Screen::hide_cursor);
        terminal.keys("?").wait_text("HELP");
        let odd: String = terminal.look(|screen| screen.contents().chars().filter(|c| !c.is_ascii()).collect());
        assert_eq!(odd, "", "with {name}={value}");
    }
}
