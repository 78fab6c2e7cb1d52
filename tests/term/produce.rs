//! A record typed by hand, sent and reported; what is read back by another program is in tests/fast/composing.rs.

use crate::terminal::start;

#[test]
fn a_record_is_typed_confirmed_sent_and_reported() {
    let mut terminal = start(&["demo", "--scenario", "quiet"]).size(100, 30).open();
    terminal.wait_text("342 partitions");
    terminal
        .keys(":produce ecommerce.orders.created\r")
        .wait_text("PRODUCE");
    terminal.wait_text("order_id").wait_text("it has no key");
    // to the key, which stands above the value
    terminal.keys("\ttyped-by-hand").wait_text("by the key (murmur2)");
    // keys of other screens are text here
    terminal.keys("q:?").wait_text("typed-by-handq:?");
    terminal.keys("\x7f\x7f\x7f").wait_no_text("handq");
    terminal.wait_text("key 13 B");
    // enter alone stands on no
    terminal.keys("\x13").wait_text("same as: kconsole");
    terminal.keys("\r").wait_no_text("same as: kconsole");
    terminal.keys("\x13").wait_text("same as: kconsole");
    terminal.keys("y").wait_text("sent 1");
    terminal.keys("\x1b").wait_text("enter type");
    terminal
        .keys("\x1b[Z")
        .wait_text("acknowledged: partition")
        .wait_text("answered after");
    // a draft is kept for who comes back
    terminal.keys(":overview\r").wait_text("LAST 10 MIN");
    terminal
        .keys(":produce ecommerce.orders.created\r")
        .wait_text("typed-by-hand");
    terminal.keys("\x1b").wait_text("enter type");
    // a record that was read is written again
    terminal
        .keys(":records ecommerce.orders.created\r")
        .wait_text("{\"order_id\"");
    terminal.keys("w").wait_text("again: ecommerce.").wait_text("as it was");
    terminal.keys("\x03");
    assert_eq!(terminal.wait_end().exit_code(), 0);
    terminal.assert_given_back();
}
