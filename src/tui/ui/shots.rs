//! Every screen as a whole terminal shows it, text and styles, at the sizes that screens are judged at; and no size, theme
//! or part of a view that is missing breaks one.

use super::*;
use crate::model::known::Known;
use crate::model::names::BrokerId;
use crate::model::view::{Link, Opened};
use crate::report::sample;
use crate::tui::context::Context;
use crate::tui::event::Event;
use crate::tui::key::Chord;
use crate::tui::screens::sample_board;
use crate::tui::theme::{Depth, Glyphs, load, shipped};
use proptest::prelude::*;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use std::fmt::Write;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (60, 16)];

/// The name of a picture, where it is, and what is pressed there.
fn places() -> Vec<(&'static str, Place, &'static str)> {
    let records = Place::Records("orders".into());
    let subject = Place::Subject("orders-value".into());
    let (orders, billing) = (Place::Topic("orders".into()), Place::Group("billing\x1b[2J".into()));
    vec![
        ("overview", Place::Overview, ""),
        ("topics", Place::Topics, ""),
        ("topics_filtered", Place::Topics, "/ o r d enter"),
        ("topic", orders.clone(), ""),
        ("topic_configs", orders, "tab"),
        ("records", records.clone(), ""),
        ("record", records.clone(), "enter"),
        ("record_folded", records.clone(), "enter j j j j enter"),
        ("record_bytes", records.clone(), "enter shift-tab"),
        ("records_search", records.clone(), "s . v a l u e space > space enter"),
        ("records_format", records, "v"),
        ("produce", Place::Produce("orders".into()), ""),
        ("produce_bytes", Place::Produce("orders".into()), "esc tab tab"),
        ("produce_sent", Place::Produce("orders".into()), "esc tab tab tab down"),
        ("redrive", Place::Redrive("orders.dlq".into(), None), ""),
        ("redrive_counted", Place::Redrive("orders.dlq".into(), None), "ctrl-d"),
        ("redrive_runs", Place::Redrive("orders.dlq".into(), None), "esc tab"),
        (
            "redrive_underway",
            Place::Redrive("orders.dlq".into(), Some("key:c-7".into())),
            "esc",
        ),
        ("brokers", Place::Brokers, ""),
        ("broker", Place::Broker(BrokerId(1)), ""),
        ("groups", Place::Groups, ""),
        ("group", billing.clone(), ""),
        ("group_members", billing, "tab"),
        ("schemas", Place::Schemas(None), ""),
        ("schemas_down", Place::Schemas(Some("orders".into())), ""),
        ("subject", subject.clone(), ""),
        ("subject_versions", subject.clone(), "tab"),
        ("subject_references", subject.clone(), "tab tab"),
        ("subject_diff", subject, "d"),
        ("subject_unset", Place::Subject("unset".into()), ""),
        ("quorum", Place::Quorum, ""),
        ("events", Place::Events, ""),
        ("contexts", Place::Contexts, ""),
        ("help", Place::Help, ""),
        ("prompt", Place::Overview, ": t o p"),
    ]
}

fn ui(place: &Place, known: bool) -> Ui {
    let context = Context {
        name: "prod-eu".into(),
        environment: Some("prod".into()),
        read_only: true,
        ..Context::default()
    };
    Ui::new(Setup {
        contexts: Contexts {
            current: known.then(|| context.clone()),
            all: if known { vec![context] } else { Vec::new() },
            ..Contexts::default()
        },
        theme: Theme::standard(),
        keymap: Keymap::default(),
        zone: TimeZone::UTC,
        start: place.clone(),
    })
}

/// The sample with what opening the place brings.
fn view(place: &Place) -> View {
    let mut view = sample::view();
    view.link = Link::Live;
    let configs = match view.opened.data.as_deref() {
        Some(Opened::Topic { configs, .. } | Opened::Broker { configs, .. }) => configs.clone(),
        None => Known::default(),
    };
    view.opened.data = match place {
        Place::Topic(name) => Some(Opened::Topic {
            name: name.clone(),
            configs,
        }),
        Place::Broker(id) => Some(Opened::Broker {
            id: *id,
            configs,
            apis: Known::Value(vec![(0, 3, 13), (1, 4, 18), (3, 0, 13)]),
        }),
        _ => None,
    }
    .map(Arc::new);
    view
}

fn press(ui: &mut Ui, keys: &str) {
    for key in keys.split_whitespace() {
        let chord = Chord::parse(key).unwrap_or_else(|| panic!("{key}"));
        ui.update(Event::Key(chord), sample::NOW.0);
        ui.prepare(ui.size, sample::NOW.0);
    }
}

fn drawn(ui: &mut Ui, (columns, rows): (u16, u16)) -> Buffer {
    ui.prepare((columns, rows), sample::NOW.0);
    let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
    ui.draw(&mut buffer);
    buffer
}

/// How a cell looks, without its text.
fn look(cell: &Cell) -> String {
    let mut look = format!("{:?} on {:?}", cell.fg, cell.bg).to_lowercase();
    if !cell.modifier.is_empty() {
        write!(look, " {:?}", cell.modifier).unwrap();
    }
    look
}

/// Text and, below each row, how its cells look: a letter a look, and how many columns in a row have it.
fn text_and_styles(buffer: &Buffer) -> String {
    let mut looks: Vec<String> = Vec::new();
    let mut shot = String::new();
    for row in 0..buffer.area.height {
        let cells = || (0..buffer.area.width).map(|column| &buffer[(column, row)]);
        let text: String = cells().map(Cell::symbol).collect();
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for cell in cells() {
            let look = look(cell);
            let at = looks.iter().position(|known| *known == look).unwrap_or_else(|| {
                looks.push(look);
                looks.len() - 1
            });
            match runs.last_mut() {
                Some((last, count)) if *last == at => *count += 1,
                _ => runs.push((at, 1)),
            }
        }
        let runs: Vec<String> = runs.iter().map(|(at, n)| format!("{}{n}", letter(*at))).collect();
        writeln!(shot, "{}\n{}", format!("│{text}").trim_end(), runs.join(" ")).unwrap();
    }
    for (at, look) in looks.iter().enumerate() {
        writeln!(shot, "{} = {look}", letter(at)).unwrap();
    }
    shot
}

fn letter(at: usize) -> char {
    char::from(b'a' + u8::try_from(at).unwrap())
}

#[test]
fn every_screen_at_every_size_with_its_styles() {
    for (name, place, keys) in places() {
        for size in SIZES {
            let mut ui = ui(&place, true);
            ui.prepare(size, sample::NOW.0);
            ui.view(Arc::new(view(&place)), sample::NOW.0);
            ui.board(Arc::new(sample_board(&place)), sample::NOW.0);
            ui.prepare(size, sample::NOW.0);
            press(&mut ui, keys);
            let shot = text_and_styles(&drawn(&mut ui, size));
            insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), shot);
        }
    }
}

#[test]
fn every_dialog_at_every_size_with_its_styles() {
    let place = Place::Schemas(None);
    let dialogs = [
        ("ask_write", ": l e v e l space F U L L enter"),
        ("ask_destroy", "ctrl-d o r d enter"),
    ];
    for (name, keys) in dialogs {
        for size in SIZES {
            let mut ui = ui(&place, true);
            if let Some(current) = &mut ui.shared.contexts.current {
                current.read_only = false;
                current.command = ["kconsole", "-c", "prod-eu"].map(str::to_owned).to_vec();
            }
            ui.prepare(size, sample::NOW.0);
            ui.view(Arc::new(view(&place)), sample::NOW.0);
            ui.board(Arc::new(sample_board(&place)), sample::NOW.0);
            ui.prepare(size, sample::NOW.0);
            press(&mut ui, keys);
            let shot = text_and_styles(&drawn(&mut ui, size));
            insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), shot);
        }
    }
}

#[test]
fn the_first_start_at_every_size_with_its_styles() {
    for size in SIZES {
        let shot = text_and_styles(&drawn(&mut ui(&Place::Contexts, false), size));
        insta::assert_snapshot!(format!("welcome_{}x{}", size.0, size.1), shot);
    }
}

/// What may be missing of a view.
const TAKE: [fn(&mut View); 8] = [
    |view| view.topology = Default::default(),
    |view| view.cluster = Default::default(),
    |view| view.offsets = Default::default(),
    |view| view.groups = Default::default(),
    |view| view.storage = Default::default(),
    |view| view.quorum = Default::default(),
    |view| view.opened = Default::default(),
    |view| view.health = Default::default(),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_screen_breaks_at_any_size_in_any_theme_with_any_part_missing(
        place in prop::sample::select(places()),
        size in (1u16..=250, 1u16..=80),
        other in (1u16..=250, 1u16..=80),
        theme in prop::sample::select(shipped().collect::<Vec<_>>()),
        depth in prop::sample::select(vec![Depth::None, Depth::Ansi16, Depth::Ansi256, Depth::True]),
        ascii: bool,
        holes in any::<u8>(),
    ) {
        let (_, place, keys) = place;
        let glyphs = if ascii { Glyphs::ASCII } else { Glyphs::UNICODE };
        let mut ui = ui(&place, true);
        ui.set_theme(load(theme, None, depth, glyphs).theme);
        let mut view = view(&place);
        for (at, take) in TAKE.iter().enumerate() {
            if holes & (1 << at) != 0 {
                take(&mut view);
            }
        }
        ui.prepare(size, sample::NOW.0);
        ui.view(Arc::new(view), sample::NOW.0);
        ui.board(Arc::new(sample_board(&place)), sample::NOW.0);
        ui.prepare(size, sample::NOW.0);
        press(&mut ui, keys);
        for size in [size, other] {
            let buffer = drawn(&mut ui, size);
            let control = |cell: &Cell| cell.symbol().chars().any(char::is_control);
            prop_assert!(!buffer.content().iter().any(control));
            let ours = |cell: &Cell| cell.symbol().is_ascii();
            prop_assert!(!ascii || buffer.content().iter().all(ours), "{:?}", buffer);
        }
    }
}
