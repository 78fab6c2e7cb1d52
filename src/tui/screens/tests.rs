//! Screens as they are seen, on views made by hand; and that none fails on any view at any size.

use super::*;
use crate::model::event::{Event, EventKind, Events};
use crate::model::finding::{Health, Severity, Subject};
use crate::model::names::BrokerId;
use crate::model::trouble::{Cause, Trouble};
use crate::model::view::{Door, Link};
use crate::report::sample;
use crate::tui::context::Context;
use proptest::prelude::*;

/// A part of the view taken away.
const TAKE: [fn(&mut View); 9] = [
    |view| view.cluster = Default::default(),
    |view| view.topology = Default::default(),
    |view| view.offsets = Default::default(),
    |view| view.groups = Default::default(),
    |view| view.storage = Default::default(),
    |view| view.quorum = Default::default(),
    |view| view.moves = Default::default(),
    |view| view.health = Default::default(),
    |view| view.link = doors(),
];

fn places() -> [Place; 12] {
    [
        Place::Overview,
        Place::Topics,
        Place::Topic("orders".into()),
        Place::Records("orders".into()),
        Place::Brokers,
        Place::Broker(BrokerId(2)),
        Place::Groups,
        Place::Group("billing\x1b[2J".into()),
        Place::Quorum,
        Place::Events,
        Place::Contexts,
        Place::Help,
    ]
}

fn view() -> View {
    let mut view = sample::view();
    view.link = Link::Live;
    let mut events = Events::default();
    let happened = |text: &str, severity, parts: &[&str]| Event {
        number: 0,
        at: At(sample::NOW.0 - 14_000),
        kind: EventKind::BrokerFenced,
        subject: Subject::Broker(BrokerId(2)),
        severity,
        text: text.to_owned(),
        parts: parts.iter().map(|part| (*part).to_owned()).collect(),
        count: u32::try_from(parts.len().max(1)).unwrap(),
    };
    events.push(happened("group billing appeared", Severity::Ok, &[]));
    let parts = ["orders-0: ISR 1 2 3 → 1 3", "orders-1: leader 2 → none"];
    events.push(happened(
        "broker 2 fenced; ISR shrank on 1 partition, 1 offline",
        Severity::Critical,
        &parts,
    ));
    view.events = Arc::new(events);
    view
}

fn quiet() -> View {
    let mut view = view();
    view.health = Arc::new(Health {
        min_isr_known: true,
        partitions: view.health.partitions.clone(),
        ..Health::default()
    });
    view
}

fn doors() -> Link {
    let trouble = Trouble::new("resolve", Cause::Dns("kafka".into()))
        .at(Some(BrokerId(1)), "kafka:9092")
        .hint(
            "the broker answers, but tells clients to use a name this machine cannot resolve (a broker in Docker or \
             behind a port-forward): --address-map kafka:9092=127.0.0.1:9092",
        );
    Link::Connecting {
        attempt: 3,
        next: Some(At(sample::NOW.0 + 4_200)),
        doors: vec![
            Door {
                address: "127.0.0.1:9092".into(),
                passed: vec!["TCP".into(), "ApiVersions".into()],
                trouble: Some(Arc::new(trouble)),
            },
            Door {
                address: "127.0.0.1:9093".into(),
                passed: Vec::new(),
                trouble: None,
            },
        ],
    }
}

struct Stage {
    theme: Theme,
    keymap: Keymap,
    contexts: Contexts,
    board: Arc<Board>,
    zone: TimeZone,
}

impl Stage {
    fn new(known: bool) -> Self {
        let context = Context {
            name: "prod-eu".into(),
            environment: Some("prod".into()),
            read_only: true,
            bootstrap: "127.0.0.1:9092,127.0.0.1:9093".into(),
            security: "PLAINTEXT".into(),
            command: vec!["kconsole".into(), "-c".into(), "prod-eu".into()],
            checkpoints: None,
        };
        let contexts = Contexts {
            current: known.then(|| context.clone()),
            all: if known { vec![context] } else { Vec::new() },
            ..Contexts::default()
        };
        Self {
            theme: Theme::standard(),
            keymap: Keymap::default(),
            contexts,
            board: Arc::new(records::tests::board()),
            zone: TimeZone::UTC,
        }
    }

    fn cx<'a>(&'a self, view: &'a Arc<View>) -> Cx<'a> {
        Cx {
            view,
            board: &self.board,
            now: sample::NOW,
            theme: &self.theme,
            keymap: &self.keymap,
            contexts: &self.contexts,
            zone: &self.zone,
        }
    }

    /// The body of the place, after these actions.
    fn shown(&self, place: &Place, view: View, size: (u16, u16), actions: &[Id]) -> String {
        let view = Arc::new(view);
        let cx = self.cx(&view);
        let mut screen = open(place, &[Scope::Overview, Scope::Global]);
        screen.prepare(&cx);
        for id in actions {
            screen.act(*id, &cx);
            screen.prepare(&cx);
        }
        drawn(screen.as_ref(), size, &cx)
    }
}

/// The text of its body in a terminal of this size.
fn drawn(screen: &dyn Screen, size: (u16, u16), cx: &Cx<'_>) -> String {
    let area = Rect::new(0, 0, size.0, size.1.saturating_sub(2));
    let mut buffer = Buffer::empty(area);
    screen.draw(area, &mut buffer, cx);
    let line = |y| {
        let cells = (0..area.width).map(|x| buffer[(x, y)].symbol());
        cells.collect::<String>().trim_end().to_owned()
    };
    (0..area.height).map(line).collect::<Vec<_>>().join("\n")
}

/// The sizes that every screen is judged at.
fn at_all_sizes(name: &str, place: &Place, view: &View, actions: &[Id]) {
    for size in [(80, 24), (120, 40), (60, 16)] {
        let shown = Stage::new(true).shown(place, view.clone(), size, actions);
        insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), shown);
    }
}

#[test]
fn the_overview_says_what_is_wrong() {
    at_all_sizes("overview", &Place::Overview, &view(), &[]);
}

#[test]
fn a_quiet_overview_says_so_in_one_line() {
    at_all_sizes("overview_quiet", &Place::Overview, &quiet(), &[]);
}

#[test]
fn the_overview_shows_which_door_is_shut() {
    let view = View {
        link: doors(),
        ..View::default()
    };
    at_all_sizes("overview_connecting", &Place::Overview, &view, &[]);
}

#[test]
fn a_green_line_waits_until_all_was_looked_at() {
    let mut view = quiet();
    view.groups = Default::default();
    view.storage = Default::default();
    let shown = Stage::new(true).shown(&Place::Overview, view, (80, 24), &[]);
    assert!(!shown.contains("nothing wrong in sight"), "{shown}");
    assert!(shown.contains("still asking for groups, disks"), "{shown}");
}

#[test]
fn groups_and_one_group() {
    let group = Place::Group("billing\x1b[2J".into());
    at_all_sizes("groups", &Place::Groups, &view(), &[]);
    at_all_sizes("group", &group, &view(), &[]);
    at_all_sizes("group_members", &group, &view(), &[Id::NextTab]);
}

#[test]
fn a_member_opens_as_the_partitions_it_reads() {
    let group = Place::Group("billing\x1b[2J".into());
    let shown = Stage::new(true).shown(&group, view(), (80, 24), &[Id::NextTab, Id::Open]);
    assert!(shown.contains("[partitions 3]"), "{shown}");
    let other = Stage::new(true).shown(&Place::Group("dark".into()), view(), (80, 24), &[]);
    assert!(other.contains("not authorised"), "{other}");
    let gone = Stage::new(true).shown(&Place::Group("nobody".into()), view(), (80, 24), &[]);
    assert!(gone.contains("is not there"), "{gone}");
}

#[test]
fn records_and_one_record() {
    let place = Place::Records("orders".into());
    at_all_sizes("records", &place, &view(), &[]);
    at_all_sizes("record", &place, &view(), &[Id::Open]);
    at_all_sizes("record_headers", &place, &view(), &[Id::Open, Id::NextTab, Id::NextTab]);
}

#[test]
fn a_search_in_every_state_of_it() {
    use crate::jobs::browse::State;
    use crate::tui::screens::records::tests::search;
    let over = State::Ended {
        upto: Vec::new(),
        more: false,
    };
    let place = Place::Records("orders".into());
    for (name, state) in [
        ("held", State::Held),
        ("under_way", State::Reading),
        ("stopped", State::Paused),
        ("over", over),
    ] {
        for size in [(80, 24), (120, 40), (60, 16)] {
            let view = Arc::new(view());
            let board = Arc::new(crate::jobs::desk::Board {
                records: Arc::new(search(state.clone())),
                ..Default::default()
            });
            let stage = Stage::new(true);
            let cx = Cx {
                board: &board,
                ..stage.cx(&view)
            };
            let mut screen = open(&place, &[Scope::Global]);
            screen.act_on(Id::Search, ".value.status == \"paid\"", &cx);
            screen.prepare(&cx);
            insta::assert_snapshot!(
                format!("search_{name}_{}x{}", size.0, size.1),
                drawn(screen.as_ref(), size, &cx)
            );
        }
    }
}

#[test]
fn a_burst_is_one_line_that_opens() {
    at_all_sizes("events", &Place::Events, &view(), &[]);
    let closed = Stage::new(true).shown(&Place::Events, view(), (80, 24), &[]);
    let open = Stage::new(true).shown(&Place::Events, view(), (80, 24), &[Id::Open]);
    assert!(!closed.contains("leader 2"), "{closed}");
    assert!(open.contains("leader 2 → none"), "{open}");
    let again = Stage::new(true).shown(&Place::Events, view(), (80, 24), &[Id::Open, Id::Open]);
    assert_eq!(again, closed);
}

#[test]
fn the_first_start_helps() {
    at_all_sizes("contexts", &Place::Contexts, &view(), &[]);
    for size in [(80, 24), (60, 16)] {
        let shown = Stage::new(false).shown(&Place::Contexts, View::default(), size, &[]);
        insta::assert_snapshot!(format!("welcome_{}x{}", size.0, size.1), shown);
    }
}

#[test]
fn what_is_under_the_cursor_of_the_overview_opens() {
    let view = Arc::new(view());
    let stage = Stage::new(true);
    let cx = stage.cx(&view);
    let mut screen = open(&Place::Overview, &[Scope::Global]);
    screen.prepare(&cx);
    let subject = view.health.findings.first().map(|finding| Place::of(&finding.subject));
    assert!(
        matches!((screen.act(Id::Open, &cx), subject), (Reply::Go(place), Some(subject)) if place == subject),
        "the worst finding is under the cursor first"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_screen_fails_on_any_view_at_any_size(
        columns in 0u16..250,
        rows in 0u16..80,
        place in 0usize..12,
        taken in prop::collection::vec(0usize..TAKE.len(), 0..5),
        actions in prop::collection::vec(prop::sample::select(vec![Id::NextTab, Id::PreviousTab, Id::Open, Id::Down, Id::Last, Id::NextRecord]), 0..5),
        known: bool,
    ) {
        let mut view = view();
        for at in taken {
            TAKE[at](&mut view);
        }
        let _ = Stage::new(known).shown(&places()[place], view, (columns, rows), &actions);
    }
}
