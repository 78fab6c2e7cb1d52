mod asking;
mod going;

use super::*;
use crate::jobs::errand::{Ended, Errand, Outcome};
use crate::jobs::schemas::{self, Change};
use crate::model::finding::Subject;
use crate::model::names::TopicName;
use crate::model::stamp::Section;
use crate::model::time::Span;
use crate::model::trouble::{Cause, Trouble};
use crate::model::view::Link;
use crate::plan::Consent;
use crate::tui::context::Context;
use crate::tui::effect::Effect;
use crate::tui::event::{Event, Mouse};
use crate::tui::key::Chord;
use crate::tui::theme::{Depth, Glyphs, load, shipped};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

const NOW: i64 = 1_795_230_759_120;

fn ui() -> Ui {
    let current = Context {
        name: "prod-eu".into(),
        environment: Some("prod".into()),
        read_only: true,
        ..Context::default()
    };
    let other = Context {
        name: "laptop".into(),
        ..Context::default()
    };
    let contexts = Contexts {
        current: Some(current.clone()),
        all: vec![current, other],
        ..Contexts::default()
    };
    let mut ui = Ui::new(Setup {
        contexts,
        theme: Theme::standard(),
        keymap: Keymap::default(),
        zone: TimeZone::UTC,
        start: Place::Overview,
    });
    ui.prepare((80, 24), NOW);
    ui
}

fn press(ui: &mut Ui, keys: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    for key in keys.split(' ') {
        let chord = Chord::parse(key).unwrap_or_else(|| panic!("{key}"));
        effects.extend(ui.update(Event::Key(chord), NOW));
        ui.prepare(ui.size, NOW);
    }
    effects
}

fn type_in(ui: &mut Ui, text: &str) -> Vec<Effect> {
    let chords = text.chars().map(Chord::char);
    let effects = chords.flat_map(|chord| ui.update(Event::Key(chord), NOW)).collect();
    ui.prepare(ui.size, NOW);
    effects
}

fn screen(ui: &mut Ui, columns: u16, rows: u16) -> Vec<String> {
    ui.prepare((columns, rows), NOW);
    let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
    ui.draw(&mut buffer);
    let line = |y| {
        (0..columns)
            .map(|x| buffer[(x, y)].symbol())
            .collect::<String>()
            .trim_end()
            .to_owned()
    };
    (0..rows).map(line).collect()
}

#[test]
fn places_are_visited_and_left_and_the_engine_is_told() {
    let mut ui = ui();
    assert_eq!(press(&mut ui, "t"), [Effect::Visit(Place::Topics)]);
    type_in(&mut ui, ":topic orders");
    assert_eq!(
        press(&mut ui, "enter"),
        [Effect::Visit(Place::Topic(TopicName::from("orders")))]
    );
    press(&mut ui, "esc");
    assert_eq!(ui.place(), Place::Topics);
    press(&mut ui, "]");
    assert_eq!(ui.place(), Place::of(&Subject::Topic(TopicName::from("orders"))));
    press(&mut ui, "[ [");
    assert_eq!(ui.place(), Place::Overview);
    press(&mut ui, "-");
    assert_eq!(ui.place(), Place::Topics);
    press(&mut ui, "-");
    assert_eq!(ui.place(), Place::Overview);
    assert_eq!(press(&mut ui, "esc"), []);
    assert_eq!(press(&mut ui, "q"), [Effect::Quit]);
}

#[test]
fn help_lists_the_keys_of_the_screen_before_and_is_filtered() {
    let mut ui = ui();
    press(&mut ui, "?");
    let lines = screen(&mut ui, 80, 30);
    assert!(lines[1].starts_with(" HELP overview ───"), "{}", lines[1]);
    assert!(
        lines
            .iter()
            .any(|line| line.contains("t 2") && line.contains("Show all topics")),
        "{lines:#?}"
    );
    press(&mut ui, "/");
    type_in(&mut ui, "kraft|freeze");
    let lines = screen(&mut ui, 80, 24);
    assert!(lines[1].ends_with("/kraft|freeze  2 ──"), "{}", lines[1]);
    assert_eq!(lines[23], "/kraft|freeze");
    press(&mut ui, "esc");
    assert!(
        !screen(&mut ui, 80, 24)[1].contains("freeze"),
        "a cancelled filter is taken back"
    );
}

#[test]
fn escape_clears_the_filter_before_it_leaves() {
    let mut ui = ui();
    press(&mut ui, "? /");
    type_in(&mut ui, "kraft");
    press(&mut ui, "enter space esc");
    assert_eq!(ui.place(), Place::Help);
    press(&mut ui, "esc");
    assert!(!screen(&mut ui, 80, 24)[1].contains("kraft"));
    press(&mut ui, "esc");
    assert_eq!(ui.place(), Place::Overview);
}

#[test]
fn a_command_completes_runs_and_says_what_is_wrong() {
    let mut ui = ui();
    press(&mut ui, ":");
    type_in(&mut ui, "quo");
    let lines = screen(&mut ui, 80, 24);
    assert_eq!(lines[23], ":quorum");
    assert!(
        lines[22].contains("quorum") && lines[22].contains("KRaft"),
        "{}",
        lines[22]
    );
    press(&mut ui, "tab enter");
    assert_eq!(ui.place(), Place::Quorum);
    press(&mut ui, ":");
    type_in(&mut ui, "tpoics");
    press(&mut ui, "enter");
    assert!(screen(&mut ui, 80, 24)[23].contains("did you mean topics?"));
    press(&mut ui, "esc :");
    type_in(&mut ui, "context lapto");
    press(&mut ui, "enter");
    assert!(screen(&mut ui, 80, 24)[22].contains("did you mean laptop?"));
    press(&mut ui, ":");
    type_in(&mut ui, "context laptop");
    assert_eq!(press(&mut ui, "enter"), [Effect::SwitchContext("laptop".into())]);
}

#[test]
fn a_paste_fires_no_command() {
    let mut ui = ui();
    assert_eq!(ui.update(Event::Paste("q\n:quit\n".into()), NOW), []);
    press(&mut ui, ":");
    assert_eq!(ui.update(Event::Paste("quit\n".into()), NOW), []);
    assert_eq!(screen(&mut ui, 80, 24)[23], ":quit");
}

#[test]
fn a_table_is_sorted_copied_and_saved_by_the_same_keys_everywhere() {
    let mut ui = ui();
    press(&mut ui, "? W");
    assert!(screen(&mut ui, 80, 24)[2].contains("WHAT IT DOES▴"));
    press(&mut ui, "W");
    assert!(screen(&mut ui, 80, 24)[2].contains("WHAT IT DOES▾"));
    press(&mut ui, "shift-left");
    assert!(screen(&mut ui, 80, 24)[2].contains("KEYS▴"));
    press(&mut ui, "Q");
    assert!(screen(&mut ui, 80, 24)[22].contains("sort by: K keys  W what it does"));
    press(&mut ui, ":");
    type_in(&mut ui, "sort wat");
    press(&mut ui, "enter");
    assert!(screen(&mut ui, 80, 24)[22].contains("did you mean what?"));
    assert!(matches!(press(&mut ui, "y").as_slice(), [Effect::Copy(_)]));
    assert!(matches!(press(&mut ui, "ctrl-s").as_slice(), [Effect::Save { stem, .. }] if stem == "help"));
}

#[test]
fn what_is_not_possible_says_why() {
    let mut ui = ui();
    press(&mut ui, "[");
    assert!(screen(&mut ui, 80, 24)[22].contains("there is no place before this one"));
    ui.prepare((80, 24), NOW + 3 * TOAST);
    assert!(ui.toast.is_none(), "a message goes away");
}

#[test]
fn the_last_row_shows_keys_that_work_and_a_click_is_the_key() {
    let mut ui = ui();
    let lines = screen(&mut ui, 80, 24);
    assert_eq!(
        lines[23],
        " t topics  g groups  b brokers  e events  / filter  : command  ? help"
    );
    let narrow = screen(&mut ui, 40, 24);
    assert!(
        narrow[23].ends_with("? help") && !narrow[23].contains("command"),
        "{}",
        narrow[23]
    );
    screen(&mut ui, 80, 24);
    let click = Event::Mouse {
        kind: Mouse::Click,
        column: 12,
        row: 23,
    };
    assert_eq!(ui.update(click, NOW), [Effect::Visit(Place::Groups)]);
}

fn live(answered: i64) -> Arc<View> {
    let mut view = View {
        seq: 1,
        link: Link::Live,
        ..View::default()
    };
    view.topology = Section::default();
    view.topology.stamp.at = Some(At(answered));
    view.topology.stamp.every = Span(1_000);
    Arc::new(view)
}

#[test]
fn the_bar_tells_where_one_is_and_ticks_only_when_stale() {
    let mut ui = ui();
    ui.view(live(NOW - 500), NOW);
    let bar = screen(&mut ui, 80, 24)[0].clone();
    assert!(
        bar.starts_with("  PROD  prod-eu  read-only") && bar.ends_with("live"),
        "{bar}"
    );
    assert_eq!(ui.wake_at(), Some(NOW + 2_501), "the moment the topics become stale");
    ui.view(live(NOW - 9_000), NOW);
    assert!(screen(&mut ui, 80, 24)[0].ends_with("stale 9 s"));
    assert_eq!(ui.wake_at(), Some(NOW + 1_000));
}

#[test]
fn a_frozen_screen_stands_still_and_goes_on_with_the_latest() {
    let mut ui = ui();
    ui.view(live(NOW), NOW);
    press(&mut ui, "f");
    let mut later = (*live(NOW + 60_000)).clone();
    later.seq = 7;
    ui.view(Arc::new(later), NOW + 60_000);
    ui.prepare((80, 24), NOW + 60_000);
    assert_eq!((ui.shared.view.seq, ui.shared.now), (1, At(NOW)));
    assert!(screen(&mut ui, 80, 24)[0].ends_with("frozen at 03:12:39"));
    press(&mut ui, "f");
    assert_eq!(ui.shared.view.seq, 7);
}

#[test]
fn a_terminal_too_small_says_so_and_can_be_left() {
    let mut ui = ui();
    assert_eq!(screen(&mut ui, 30, 6)[0], "too small");
    assert_eq!(press(&mut ui, "q"), [Effect::Quit]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_size_no_theme_and_no_walk_panics(
        columns in 0u16..=250,
        rows in 0u16..=80,
        theme in 0usize..5,
        ascii in any::<bool>(),
        keys in proptest::collection::vec(0usize..400, 0..30),
        at in (0u16..250, 0u16..80),
    ) {
        let mut ui = ui();
        let glyphs = if ascii { Glyphs::ASCII } else { Glyphs::UNICODE };
        ui.set_theme(load(shipped().nth(theme).unwrap(), None, Depth::Ansi256, glyphs).theme);
        let all: Vec<Chord> = crate::tui::action::all()
            .flat_map(|action| action.keys.iter().filter_map(|key| Chord::parse(key)))
            .collect();
        ui.view(live(NOW - 9_000), NOW);
        for key in keys {
            ui.update(Event::Key(all[key % all.len()]), NOW);
            ui.update(Event::Mouse { kind: Mouse::Click, column: at.0, row: at.1 }, NOW);
            screen(&mut ui, columns, rows);
        }
        screen(&mut ui, columns, rows);
    }
}

#[test]
fn where_dead_letters_lie_the_footer_names_the_way_back() {
    let mut ui = ui();
    type_in(&mut ui, ":records orders.dlq");
    press(&mut ui, "enter");
    let footer = screen(&mut ui, 80, 24).pop().unwrap();
    assert!(footer.contains("d redrive"), "{footer}");
    press(&mut ui, "d esc p");
    assert_eq!(ui.place(), Place::Produce("orders.dlq".into()));
    type_in(&mut ui, ":records orders");
    press(&mut ui, "enter");
    let footer = screen(&mut ui, 80, 24).pop().unwrap();
    assert!(!footer.contains("redrive"), "{footer}");
}

#[test]
fn from_a_record_in_the_making_one_goes_to_those_of_its_topic() {
    let mut ui = ui();
    type_in(&mut ui, ":produce orders");
    press(&mut ui, "enter esc r");
    assert_eq!(ui.place(), Place::Records("orders".into()));
}

#[test]
fn help_tells_the_whole_of_what_is_under_the_cursor() {
    let mut ui = ui();
    type_in(&mut ui, ":records orders");
    press(&mut ui, "enter ? / s e a r c h enter");
    let shown = screen(&mut ui, 80, 24).join("\n");
    assert!(
        shown.contains("s  Search the whole topic, as kconsole search does; / filters the rows"),
        "{shown}"
    );
}
