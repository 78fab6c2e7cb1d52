//! A registry with something of everything.

use super::*;
use crate::jobs::desk::{Board, Look};
use crate::jobs::errand::Job;
use crate::jobs::schemas::{self, Change, Found, Page, State};
use crate::model::time::At;
use crate::model::trouble::{Cause, Trouble};
use crate::plan::Danger;
use crate::report::sample::NOW;
use crate::report::schemas::{ReferenceRow, SubjectRow, VersionRow};
use crate::tui::action::Id;
use crate::tui::context::Contexts;
use crate::tui::place::Place;
use crate::tui::screens::Desk;
use crate::tui::screens::{Cx, Reply, Screen};
use std::sync::Arc;

fn row(subject: &str, kind: &str, version: i32, id: u32, level: &str, own: bool) -> SubjectRow {
    SubjectRow {
        kind: Some(kind.into()),
        version: Some(version),
        id: Some(id),
        references: Some(usize::from(id == 7)),
        level: Some(level.into()),
        own_level: Some(own),
        ..SubjectRow::named(subject.into())
    }
}

fn subjects() -> schemas::Subjects {
    schemas::Subjects {
        address: "http://registry:8081".into(),
        level: Some("BACKWARD".into()),
        mode: Some("READONLY".into()),
        rows: vec![
            row("orders-value", "AVRO", 3, 7, "FULL_TRANSITIVE", true),
            row("orders-key", "AVRO", 1, 2, "BACKWARD", false),
            row("common/money\u{1b}[2J.proto", "PROTOBUF", 1, 3, "BACKWARD", false),
            SubjectRow {
                deleted: true,
                ..row("billing-value", "JSON", 2, 5, "", false)
            },
            SubjectRow::named("not-asked-yet-value".into()),
        ],
    }
}

fn version(number: i32, id: u32, schema: &str, kind: &str) -> VersionRow {
    VersionRow {
        subject: "orders-value".into(),
        version: number,
        id,
        kind: kind.into(),
        name: Some("Avro ecommerce.Order".into()),
        references: vec!["shop.Money=common/money.avsc:2".into()],
        schema: schema.into(),
    }
}

const OLD: &str =
    r#"{"type":"record","name":"Order","fields":[{"name":"id","type":"string"},{"name":"total","type":"double"}]}"#;
const NEW: &str =
    r#"{"type":"record","name":"Order","fields":[{"name":"id","type":"string"},{"name":"total","type":"shop.Money"}]}"#;

fn subject() -> schemas::Subject {
    let versions = vec![version(3, 7, NEW, "AVRO"), version(1, 4, OLD, "AVRO")];
    let mut references: Vec<ReferenceRow> = versions.iter().flat_map(ReferenceRow::of).collect();
    references.push(ReferenceRow {
        of: 3,
        on: false,
        name: String::new(),
        subject: "baskets-value".into(),
        version: 9,
    });
    schemas::Subject {
        name: "orders-value".into(),
        level: Some(("FULL_TRANSITIVE".into(), true)),
        mode: Some(("READWRITE".into(), false)),
        versions,
        deleted: [1].into(),
        references,
        ..schemas::Subject::default()
    }
}

fn of(look: schemas::Look, found: Found) -> Page {
    Page {
        reading: 1,
        number: 1,
        look: Some(look),
        state: State::Known,
        found,
        at: At(NOW.0),
    }
}

/// What the acting side shows where one is.
pub(in crate::tui) fn page(place: &Place) -> Page {
    match place {
        Place::Schemas(None) => of(
            schemas::Look::Subjects { deleted: false },
            Found::Subjects(Arc::new(subjects())),
        ),
        Place::Schemas(Some(_)) => Page {
            state: State::Failed {
                trouble: Trouble::new("list subjects", Cause::Refused)
                    .at(None, "http://registry:8081")
                    .hint("is the registry up, and schema.registry.url its address?"),
                again: Some(At(NOW.0 + 4_000)),
            },
            ..of(schemas::Look::Subjects { deleted: false }, Found::Nothing)
        },
        Place::Subject(name) if name == "unset" => Page {
            state: State::Unset(Trouble::new(
                "reach the schema registry",
                Cause::Config("none is set".into()),
            )),
            ..of(schemas::Look::Subject(name.clone()), Found::Nothing)
        },
        Place::Subject(name) => of(
            schemas::Look::Subject(name.clone()),
            Found::Subject(Arc::new(subject())),
        ),
        _ => Page::default(),
    }
}

/// On a console that looks at no cluster, so the lines of commands begin with their own words.
fn desk<S: Screen>(screen: S) -> Desk<S> {
    let mut desk = Desk::of(screen);
    desk.contexts = Contexts::default();
    desk.board.schemas = Arc::new(page(&desk.screen.place()));
    desk.board.carried = Arc::new([(7, ["orders".into(), "orders.dlq".into()].into())].into());
    desk
}

fn on<S: Screen>(screen: S, check: impl FnOnce(&mut S, &Cx<'_>)) {
    desk(screen).with(check);
}

fn planned(reply: Reply) -> (Danger, String, Job) {
    match reply {
        Reply::Ask(errand) => (errand.plan.danger, errand.plan.command_line(), errand.job),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_asked_of_the_subject_under_the_cursor() {
    on(Subjects::new(None), |screen, cx| {
        let (danger, line, job) = planned(screen.act_on(Id::Level, "full", cx));
        assert_eq!(
            (danger, line.as_str()),
            (Danger::Write, "schemas level orders-value FULL")
        );
        let (subject, level) = (Some("orders-value".to_owned()), "FULL".to_owned());
        assert_eq!(
            job,
            Job::Schemas(schemas::Job::Change(Change::Level { subject, level }))
        );
        assert_eq!(
            planned(screen.act_on(Id::RegistryLevel, "NONE", cx)).1,
            "schemas level NONE"
        );
        assert!(matches!(screen.act_on(Id::Level, "FUL", cx), Reply::Tell(_)));
        let (danger, line, _) = planned(screen.act_on(Id::Check, "/tmp/a b.proto", cx));
        assert_eq!(
            (danger, line.as_str()),
            (Danger::Read, "schemas check orders-value --file '/tmp/a b.proto'")
        );
        let (danger, line, _) = planned(screen.act(Id::DeleteSubject, cx));
        assert_eq!(danger, Danger::Destroy);
        assert_eq!(line, "schemas delete orders-value --yes orders-value");
        assert!(matches!(screen.act(Id::Open, cx), Reply::Go(Place::Subject(name)) if name == "orders-value"));
        let deleted = schemas::Look::Subjects { deleted: true };
        screen.act(Id::Deleted, cx);
        assert_eq!(screen.look(), Some(Look::Schemas(deleted)));
    });
}

#[test]
fn a_topic_has_the_subjects_of_its_name_and_those_its_records_carry() {
    let on_topic = |name: &str, expected: usize| {
        let mut desk = desk(Subjects::new(Some(name.into())));
        desk.board.schemas = Arc::new(page(&Place::Schemas(None)));
        desk.board.carried = Arc::new([(7, ["orders.dlq".into()].into())].into());
        let shown = desk.with(|screen, _| screen.table().unwrap().source.len());
        assert_eq!(shown, expected, "{name}");
    };
    on_topic("orders", 2);
    on_topic("orders.dlq", 1);
    on_topic("other", 0);
}

#[test]
fn versions_are_stepped_through_compared_and_deleted() {
    on(Subject::new("orders-value".into()), |screen, cx| {
        let copied = |screen: &mut Subject| match screen.act(Id::CopySchema, cx) {
            Reply::Effects(effects) => format!("{effects:?}"),
            other => panic!("{other:?}"),
        };
        assert!(copied(screen).contains("shop.Money") && screen.why_not(Id::Newer, cx).is_some());
        screen.act(Id::Compare, cx);
        let diff = copied(screen);
        assert!(diff.contains("double") && diff.contains("shop.Money") && diff.contains("+ "));
        screen.act(Id::Older, cx);
        assert!(screen.why_not(Id::Compare, cx).is_some(), "it is the first");
        let (_, line, _) = planned(screen.act(Id::DeleteVersion, cx));
        assert_eq!(
            line,
            "schemas delete orders-value --version 1 --permanent --yes orders-value"
        );
        screen.act(Id::Newer, cx);
        let (_, line, _) = planned(screen.act(Id::DeleteVersion, cx));
        assert_eq!(line, "schemas delete orders-value --version 3 --yes orders-value");
        assert!(
            matches!(screen.act_on(Id::Compare, "2", cx), Reply::Tell(_)),
            "there is no version 2"
        );
    });
}

#[test]
fn a_schema_asked_for_by_its_id_is_the_version_that_has_it() {
    on(Subject::by_id(4), |screen, cx| {
        let mut found = subject();
        found.asked = Some(4);
        let board = Board {
            schemas: Arc::new(of(schemas::Look::Id(4), Found::Subject(Arc::new(found)))),
            ..Board::default()
        };
        let board = Arc::new(board);
        let cx = Cx { board: &board, ..*cx };
        screen.prepare(&cx);
        assert!(planned(screen.act(Id::DeleteVersion, &cx)).1.contains("--version 1"));
    });
}

#[test]
fn what_is_not_known_is_named_and_not_counted() {
    let failed = Page {
        state: State::Failed {
            trouble: Trouble::new("list versions", Cause::Refused),
            again: None,
        },
        ..of(schemas::Look::Subject("orders-value".into()), Found::Nothing)
    };
    let mut one = desk(Subject::new("orders-value".into()));
    one.board.schemas = Arc::new(failed);
    let shown = one.text(80, 12);
    assert!(shown.contains("SCHEMA orders-value") && !shown.contains('0'), "{shown}");
    let mut list = desk(Subjects::new(Some("orders".into())));
    let heading = list.rows(80, 12).swap_remove(0);
    assert!(heading.contains("SCHEMAS of topic orders"), "{heading}");
}
