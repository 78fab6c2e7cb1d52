//! The schema registry in the console: browsed, compared, changed after its yes, deleted after its name.

use crate::terminal::start;

const ORDERS: &str = "ecommerce.orders.created-value";

#[test]
fn the_registry_is_browsed_and_changed_after_it_was_agreed_to() {
    let home = tempfile::tempdir().unwrap();
    let state = home.path().to_str().unwrap().to_owned();
    let mut terminal = start(&["demo", "--scenario", "quiet"])
        .env("XDG_STATE_HOME", &state)
        .size(130, 30)
        .open();
    terminal
        .wait_text("brokers 3/3")
        .keys("7")
        .wait_text("SCHEMAS 7")
        .wait_text(ORDERS);
    terminal.keys("/orders\r").wait_no_text("inventory.levels-value");
    // the schema of the file follows, and the two are compared
    terminal
        .keys("\r")
        .wait_text("Avro shop.orders.OrderCreated")
        .wait_text("\"order_id\"");
    terminal
        .keys(":level full\r")
        .wait_text("same as: kconsole -b")
        .wait_text("no, leave it");
    terminal
        .keys("\r")
        .wait_no_text("same as:")
        .wait_text("held to BACKWARD (the registry's)");
    terminal.keys(":level full\r").wait_text("yes, do it");
    terminal.keys("y").wait_text("held to FULL (its own)");
    terminal.keys("\x04").wait_text("type the subject's name to go on:");
    terminal.keys("orders\r").wait_text("that is not the subject's name");
    terminal.keys("\x1b").wait_no_text("type the subject's name");
    terminal.keys("\x04").wait_text("type the subject's name to go on:");
    terminal.keys(ORDERS).keys("\r").wait_text("softly deleted");
    terminal.keys("\x1b").wait_text("SCHEMAS 6");
    terminal.keys("\x03");
    assert_eq!(terminal.wait_end().exit_code(), 0);
    let journal = std::fs::read_to_string(home.path().join("kconsole/journal.jsonl")).unwrap();
    let done = journal
        .lines()
        .filter(|line| line.contains("\"state\":\"done\""))
        .count();
    assert_eq!((journal.lines().count(), done), (4, 2), "{journal}");
}

#[test]
fn read_only_is_refused_before_anything_is_asked() {
    let mut terminal = start(&["demo", "--scenario", "quiet", "--read-only"])
        .size(100, 30)
        .open();
    terminal.wait_text("read-only").keys("7").wait_text("SCHEMAS 7");
    terminal.keys("\x04").wait_text("delete: this context is read-only");
    terminal
        .keys(":level FULL\r")
        .wait_text("level: this context is read-only");
    terminal.keys("\x03");
    assert_eq!(terminal.wait_end().exit_code(), 0);
}

#[test]
fn a_registry_that_is_not_set_is_told_how_to_set() {
    let mut terminal = start(&["-b", "127.0.0.1:1"]).size(100, 30).open();
    terminal
        .keys("7")
        .wait_text("no schema registry: none is set")
        .wait_text("schema.registry.url");
    terminal.keys("\x03");
    assert_eq!(terminal.wait_end().exit_code(), 0);
}
