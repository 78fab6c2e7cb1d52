//! `kconsole demo` as a newcomer meets it: it starts, it moves, it is left.

use crate::terminal::{first_row, start};

#[test]
fn the_demo_starts_answers_keys_and_is_left() {
    let mut terminal = start(&["demo", "--scenario", "quiet"]).size(100, 30).open();
    terminal.wait("DEMO, and three brokers that answer", |screen| {
        let bar = first_row(screen);
        bar.contains("DEMO") && bar.contains("brokers 3/3") && bar.contains("live")
    });
    terminal.wait_text("15 groups").wait_text("342 partitions");
    terminal
        .keys("t")
        .wait_text("TOPICS")
        .wait_text("ecommerce.orders.created");
    terminal
        .keys("/payments\r")
        .wait_no_text("ecommerce.orders.created")
        .wait_text("payments");
    terminal.keys("\x1b").wait_text("ecommerce.orders.created");
    terminal
        .keys(":group fraud-detector\r")
        .wait_text("COMMITTED")
        .wait_text("payments");
    terminal.keys("q").wait_no_text("COMMITTED");
    terminal.keys("\x03");
    assert_eq!(terminal.wait_end().exit_code(), 0);
    terminal.assert_given_back();
}
