//! A record typed by hand, sent, and read back by another program.

use crate::terminal::start;

#[test]
fn a_record_is_typed_confirmed_sent_and_reported() {
    let mut terminal = start(&["demo", "--scenario", "quiet"]).size(100, 30).open();
    terminal.wait_text("342 partitions");
    terminal
        .keys(":produce ecommerce.orders.created\r")
        .wait_text("PRODUCE");
    terminal.wait_text("order_id").wait_text("murmur2");
    // to the key, which stands above the value
    terminal
        .keys("\t")
        .keys("typed-by-hand")
        .wait_text("typed-by-hand")
        .wait_text("by the key");
    // keys of other screens are text here
    terminal.keys("q:?").wait_text("typed-by-handq:?");
    terminal.keys("\x7f\x7f\x7f").wait_no_text("handq");
    terminal
        .keys("\x13")
        .wait_text("Write one record")
        .wait_text("same as: kconsole");
    // enter alone stands on no
    terminal.keys("\r").wait_no_text("same as: kconsole");
    terminal.keys("\x13").wait_text("same as: kconsole").keys("y");
    terminal.wait_text("written to ecommerce.orders.created-");
    terminal
        .keys("\x1b")
        .keys("\x1b[Z")
        .wait_text("acknowledged: partition")
        .wait_text("answered after");
    // a draft is kept for who comes back
    terminal.keys(":overview\r").wait_text("EVENTS");
    terminal
        .keys(":produce ecommerce.orders.created\r")
        .wait_text("typed-by-hand");
    terminal
        .keys("\x1b")
        .keys(":records ecommerce.orders.created\r")
        .wait_text("typed-by-hand");
    terminal.keys("\x03");
    assert_eq!(terminal.wait_end().exit_code(), 0);
    terminal.assert_given_back();
}
