//! The screens of topics, brokers and the quorum as they are seen; and no view, theme or age of one breaks any screen.

use super::{Cx, open};
use crate::model::known::{Known, Reason};
use crate::model::names::{BrokerId, GroupId, TopicName};
use crate::model::stamp::Stamp;
use crate::model::time::At;
use crate::model::view::{Opened, View};
use crate::report::sample;
use crate::tui::action::{Id, Scope};
use crate::tui::context::Contexts;
use crate::tui::keymap::Keymap;
use crate::tui::place::Place;
use crate::tui::theme::{Glyphs, Role, Theme};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::sync::Arc;

/// A screen of `view` after so many tabs, drawn.
fn draw(place: &Place, tabs: usize, view: &Arc<View>, now: At, theme: &Theme, size: (u16, u16)) -> Buffer {
    let (keymap, contexts, zone) = (Keymap::default(), Contexts::default(), TimeZone::UTC);
    let cx = Cx {
        view,
        board: &Arc::default(),
        now,
        theme,
        keymap: &keymap,
        contexts: &contexts,
        zone: &zone,
    };
    let mut screen = open(place, &[Scope::Global]);
    screen.prepare(&cx);
    for _ in 0..tabs {
        screen.act(Id::NextTab, &cx);
        screen.prepare(&cx);
    }
    let area = Rect::new(0, 0, size.0, size.1);
    let mut buffer = Buffer::empty(area);
    screen.draw(area, &mut buffer, &cx);
    buffer
}

fn text(buffer: &Buffer) -> String {
    let line = |y| {
        let line: String = (0..buffer.area.width).map(|x| buffer[(x, y)].symbol()).collect();
        line.trim_end().to_owned() + "\n"
    };
    let all: String = (0..buffer.area.height).map(line).collect();
    all.trim_end().to_owned()
}

/// What opening a place brings into the view.
fn opened(place: &Place) -> Arc<View> {
    let mut view = sample::view();
    let configs = match view.opened.data.as_deref() {
        Some(Opened::Topic { configs, .. } | Opened::Broker { configs, .. }) => configs.clone(),
        None => Known::default(),
    };
    view.opened.data = match place {
        Place::Topic(name) => Some(Arc::new(Opened::Topic {
            name: name.clone(),
            configs,
        })),
        Place::Broker(id) => Some(Arc::new(Opened::Broker {
            id: *id,
            configs,
            apis: Known::Value(vec![(0, 3, 13), (1, 4, 18), (3, 0, 13)]),
        })),
        _ => None,
    };
    Arc::new(view)
}

fn shots(place: &Place, tabs: usize) -> String {
    let view = opened(place);
    let theme = Theme::standard();
    // a screen is the terminal without its first and last row
    [(80, 22), (120, 16), (60, 14)]
        .map(|size| {
            let drawn = text(&draw(place, tabs, &view, sample::NOW, &theme, size));
            format!("{} x {}\n{drawn}", size.0, size.1)
        })
        .join("\n\n")
}

fn orders() -> Place {
    Place::Topic(TopicName::from("orders"))
}

#[test]
fn the_list_of_topics() {
    insta::assert_snapshot!(shots(&Place::Topics, 0));
}

#[test]
fn a_topic_with_each_of_its_tabs() {
    insta::assert_snapshot!("topic_partitions", shots(&orders(), 0));
    insta::assert_snapshot!("topic_configs", shots(&orders(), 1));
    insta::assert_snapshot!("topic_groups", shots(&orders(), 2));
}

#[test]
fn the_list_of_brokers() {
    insta::assert_snapshot!(shots(&Place::Brokers, 0));
}

#[test]
fn a_broker_with_each_of_its_tabs() {
    let tabs = ["stops", "replicas", "dirs", "configs", "apis"];
    for (at, name) in tabs.into_iter().enumerate() {
        insta::assert_snapshot!(format!("broker_{name}"), shots(&Place::Broker(BrokerId(1)), at));
    }
    insta::assert_snapshot!("broker_gone", shots(&Place::Broker(BrokerId(2)), 0));
}

#[test]
fn the_quorum() {
    insta::assert_snapshot!(shots(&Place::Quorum, 0));
}

#[test]
fn a_fault_has_its_sign_its_word_and_its_colour() {
    let theme = Theme::standard();
    let place = orders();
    let buffer = draw(&place, 0, &opened(&place), sample::NOW, &theme, (80, 22));
    let row = (0..22)
        .find(|y| buffer[(1, *y)].symbol() == Glyphs::UNICODE.bad)
        .expect("a partition is offline");
    let bad = theme.style(Role::StateBad).fg;
    assert_eq!(Some(buffer[(1, row)].fg), bad);
    let line: Vec<&str> = (0..80).map(|x| buffer[(x, row)].symbol()).collect();
    let word = line.windows(7).position(|cells| cells.concat() == "offline");
    let word = u16::try_from(word.expect("the word is there")).unwrap();
    assert_eq!(Some(buffer[(word, row)].fg), bad);
}

#[test]
fn what_is_stale_is_dimmed_and_tells_its_age() {
    let view = Arc::new(sample::view());
    let later = At(sample::NOW.0 + 60_000);
    let drawn = draw(&Place::Topics, 0, &view, later, &Theme::standard(), (80, 22));
    assert!(
        text(&drawn).lines().next().unwrap().contains("1 m old"),
        "{}",
        text(&drawn)
    );
}

#[test]
fn before_the_first_answer_no_screen_says_that_there_is_nothing() {
    let view = Arc::new(View::default());
    for place in [
        Place::Topics,
        orders(),
        Place::Brokers,
        Place::Broker(BrokerId(1)),
        Place::Quorum,
    ] {
        let drawn = text(&draw(&place, 0, &view, At(0), &Theme::standard(), (80, 22)));
        assert!(drawn.contains("waiting for the first answer"), "{place:?}: {drawn}");
        assert!(!drawn.contains(" 0 "), "{place:?}: {drawn}");
    }
}

fn places() -> impl Strategy<Value = Place> {
    prop_oneof![
        Just(Place::Overview),
        Just(Place::Topics),
        Just(Place::Brokers),
        Just(Place::Groups),
        Just(Place::Quorum),
        Just(Place::Events),
        Just(Place::Contexts),
        Just(orders()),
        Just(Place::Topic(TopicName::from("not there"))),
        (0..5).prop_map(|id| Place::Broker(BrokerId(id))),
        Just(Place::Group(GroupId::from("billing"))),
    ]
}

/// The sample with sections missing, failed or of another layout.
fn torn(holes: u16) -> View {
    let mut view = sample::view();
    let hole = |at: u16| holes & (1 << at) != 0;
    if hole(0) {
        view.topology = Default::default();
    }
    if hole(1) {
        view.cluster = Default::default();
    }
    if hole(2) {
        view.offsets = Default::default();
    }
    if hole(3) {
        view.groups = Default::default();
    }
    if hole(4) {
        view.storage = Default::default();
    }
    if hole(5) {
        view.settings = Default::default();
    }
    if hole(6) {
        view.quorum.data = Known::Unknown(Reason::NotAuthorised);
    }
    if hole(7) {
        view.health = Arc::default();
    }
    if hole(8) {
        view.opened.stamp = Stamp::default();
    }
    if hole(9) {
        view.moves.data = Known::Unknown(Reason::TooOld);
    }
    view
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn no_view_and_no_size_panics(
        place in places(),
        tabs in 0usize..6,
        holes in any::<u16>(),
        size in (0u16..140, 0u16..45),
        age in 0i64..100_000_000,
    ) {
        let now = At(sample::NOW.0 + age);
        let mut theme = Theme::standard();
        if age % 2 == 0 {
            theme.glyphs = Glyphs::ASCII;
        }
        let view = Arc::new(torn(holes));
        let buffer = draw(&place, tabs, &view, now, &theme, size);
        let control = |cell: &ratatui::buffer::Cell| cell.symbol().chars().any(char::is_control);
        prop_assert!(!buffer.content().iter().any(control));
    }
}
