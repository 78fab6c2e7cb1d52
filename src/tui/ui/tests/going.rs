//! Ways from one place to another, and within one.

use super::*;
use crate::tui::screens::sample_board;

#[test]
fn a_topic_that_is_named_is_gone_to_from_the_same_screen_of_another() {
    let mut ui = ui();
    ui.shared.contexts.current = None;
    for (screen, place) in [
        ("records", Place::Records as fn(TopicName) -> Place),
        ("produce", Place::Produce),
        ("redrive", |topic| Place::Redrive(topic, None)),
    ] {
        for topic in ["orders", "clicks"] {
            // where texts are typed the first escape ends that
            press(&mut ui, "esc");
            type_in(&mut ui, &format!(":{screen} {topic}"));
            press(&mut ui, "enter");
            assert_eq!(ui.place(), place(TopicName::from(topic)), "{:?}", ui.toast);
        }
    }
}

#[test]
fn the_wheel_moves_what_is_no_table_too() {
    let mut ui = ui();
    type_in(&mut ui, ":records orders");
    press(&mut ui, "enter");
    ui.board(Arc::new(sample_board(&ui.place())), NOW);
    ui.prepare((80, 24), NOW);
    press(&mut ui, "enter");
    let path = |ui: &mut Ui| screen(ui, 80, 24)[22].trim().to_owned();
    let before = path(&mut ui);
    let wheel = |kind| Event::Mouse {
        kind,
        column: 4,
        row: 9,
    };
    ui.update(wheel(Mouse::WheelDown), NOW);
    assert_ne!(path(&mut ui), before);
    ui.update(wheel(Mouse::WheelUp), NOW);
    assert_eq!(path(&mut ui), before);
}
