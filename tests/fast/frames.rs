//! What a frame costs: bytes to the terminal, of the real screens over a cluster of a scenario. No cluster is asked.

use std::sync::{Arc, LazyLock};

use jiff::tz::TimeZone;
use kconsole::jobs::browse::{Order, Page};
use kconsole::jobs::desk::Board;
use kconsole::model::names::{BrokerId, GroupId, Partition, TopicName};
use kconsole::model::record::{Payload, Record, Says};
use kconsole::model::time::At;
use kconsole::model::view::{Link, View};
use kconsole::tui::context::{Context, Contexts};
use kconsole::tui::keymap::Keymap;
use kconsole::tui::place::Place;
use kconsole::tui::terminal::Painter;
use kconsole::tui::theme::Theme;
use kconsole::tui::ui::{Setup, Ui};

use crate::scenario::{Scenario, World};

/// A full frame may cost so many bytes. A list full of 24-bit colours is the dearest; most screens cost half of it.
const FULL: [((u16, u16), usize); 2] = [((80, 24), 14_000), ((120, 40), 23_000)];

/// One number that changed may cost so many bytes: the marks of a synchronised update, a move, a style, its digits.
const ONE: usize = 100;

/// A cluster with something wrong; the second step changes one group's lag and nothing else.
fn cluster() -> String {
    let parts = r#""1/1,2,3/1,3", "2/2,3,1/3,1", "3/3,1,2/3,1""#;
    let topics: String = (0..30)
        .map(|at| format!("topics.topic-{at:02} = {{ min = 2, parts = [{parts}] }}\n"))
        .collect();
    let groups: String = (0..20)
        .map(|at| {
            let lag = 400 + at;
            format!(
                "groups.group-{at:02} = {{ state = \"Stable\", members = 2, commits = {{ topic-00-0 = \"{lag} 100 900 900\" }} }}\n"
            )
        })
        .collect();
    format!(
        "about = \"frames\"\n[[step]]\nafter = 10\nbrokers = {{ 1 = \"up a\", 2 = \"fenced b\", 3 = \"up c\" }}\n\
         disks = {{ 1 = [\"/d1 1000 120\"], 3 = [\"/d1 1000 500\"] }}\n\
         quorum = {{ leader = 1, voters = [\"1 900 0\", \"3 900 0\"] }}\n{topics}{groups}\
         [[step]]\ngroups.group-07 = {{ state = \"Stable\", members = 2, commits = {{ topic-00-0 = \"408 100 900 900\" }} }}\n"
    )
}

/// The views after the first step and after the second.
fn views() -> [Arc<View>; 2] {
    let scenario: Scenario = toml::from_str(&cluster()).unwrap();
    let mut world = World::default();
    let mut seq = 0;
    let mut views = scenario.step.iter().map(|step| {
        let (mut view, _) = world.step(step);
        seq += 1;
        view.seq = seq;
        view.link = Link::Live;
        Arc::new(view)
    });
    [views.next().unwrap(), views.next().unwrap()]
}

/// The screens of the product, each on something that is there.
fn places() -> Vec<Place> {
    vec![
        Place::Overview,
        Place::Topics,
        Place::Topic(TopicName::from("topic-03")),
        Place::Records(TopicName::from("topic-03")),
        Place::Brokers,
        Place::Broker(BrokerId(1)),
        Place::Groups,
        Place::Group(GroupId::from("group-07")),
        Place::Quorum,
        Place::Events,
        Place::Contexts,
        Place::Help,
    ]
}

fn ui(place: &Place) -> Ui {
    let context = Context {
        name: "prod-eu".into(),
        environment: Some("prod".into()),
        ..Context::default()
    };
    Ui::new(Setup {
        contexts: Contexts {
            current: Some(context.clone()),
            all: vec![context],
            ..Contexts::default()
        },
        theme: Theme::standard(),
        keymap: Keymap::default(),
        zone: TimeZone::UTC,
        start: place.clone(),
    })
}

static BOARD: LazyLock<Arc<Board>> = LazyLock::new(board);

/// Records of one of the topics, more than a screen has rows.
fn board() -> Arc<Board> {
    let payload = |text: String| Payload {
        bytes: Some(text.as_bytes().into()),
        size: text.len(),
        format: "text",
        note: String::new(),
        schema: None,
        line: text.clone(),
        says: Says::Text(text),
        trouble: None,
    };
    let record = |offset: i64| {
        Arc::new(Record {
            partition: Partition(0),
            offset,
            at: Some(At(1_700_000_000_000 + offset * 977)),
            append_time: false,
            control: false,
            key: payload(format!("customer-{offset}")),
            value: payload(format!(
                "{{\"order_id\":{offset},\"status\":\"paid\",\"amount\":{offset}.95}}"
            )),
            headers: Vec::new(),
        })
    };
    Arc::new(Board {
        records: Arc::new(Page {
            number: 1,
            order: Some(Arc::new(Order::live("topic-03".into()))),
            records: (0..60).map(record).collect(),
            read: 60,
            ..Page::default()
        }),
        ..Board::default()
    })
}

fn paint(ui: &mut Ui, painter: &mut Painter<Vec<u8>>, view: &Arc<View>, size: (u16, u16)) -> usize {
    // the moment of the view: an age that goes on would be a change of its own
    let now = view.at.0;
    ui.view(Arc::clone(view), now);
    ui.board(Arc::clone(&BOARD), now);
    ui.prepare(size, now);
    painter.frame(size, |buffer| ui.draw(buffer)).unwrap()
}

#[test]
fn a_full_frame_of_every_screen_is_within_its_budget() {
    let [view, _] = views();
    for place in places() {
        for (size, budget) in FULL {
            let bytes = paint(&mut ui(&place), &mut Painter::new(Vec::new()), &view, size);
            assert!(
                bytes <= budget,
                "{place:?} at {size:?}: {bytes} bytes, at most {budget}"
            );
            assert!(bytes > 200, "{place:?} at {size:?}: {bytes} bytes are no screen");
        }
    }
}

#[test]
fn the_same_again_costs_nothing() {
    let [view, _] = views();
    for place in places() {
        let (mut ui, mut painter) = (ui(&place), Painter::new(Vec::new()));
        paint(&mut ui, &mut painter, &view, (80, 24));
        let again = Arc::new(View {
            seq: view.seq + 1,
            ..View::clone(&view)
        });
        assert_eq!(paint(&mut ui, &mut painter, &again, (80, 24)), 0, "{place:?}");
    }
}

#[test]
fn one_changed_number_costs_little_more_than_its_digits() {
    let [before, after] = views();
    let (mut ui, mut painter) = (ui(&Place::Groups), Painter::new(Vec::new()));
    paint(&mut ui, &mut painter, &before, (80, 24));
    let bytes = paint(&mut ui, &mut painter, &after, (80, 24));
    assert!(bytes > 0, "the lag of group-07 went from 493 to 492");
    let all = painter.out_ref();
    let frame = String::from_utf8_lossy(&all[all.len() - bytes..]);
    assert!(bytes <= ONE, "{bytes} bytes, at most {ONE}: {frame:?}");
}

#[test]
fn every_screen_shows_what_every_scenario_makes() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let scenario: Scenario = toml::from_str(&text).unwrap();
        let mut world = World::default();
        for step in &scenario.step {
            let view = Arc::new(world.step(step).0);
            for place in places() {
                for size in [(1, 1), (60, 16), (250, 80)] {
                    let bytes = paint(&mut ui(&place), &mut Painter::new(Vec::new()), &view, size);
                    assert!(bytes > 0, "{place:?} at {size:?} is empty");
                }
            }
        }
    }
}
