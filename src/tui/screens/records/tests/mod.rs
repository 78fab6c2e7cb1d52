//! A page with something of everything.

mod export;
mod search;

use super::*;
use crate::jobs::browse::{Begin, From, Go, Part, ReadAs, Scan, Search, State};
use crate::jobs::desk::Board;
use crate::model::lag::Isolation;
use crate::model::names::Partition;
use crate::model::record::{Header, Payload, Record, Says};
use crate::model::time::At;
use crate::report::sample::NOW;
use crate::tui::prompt::Kind;
use crate::tui::screens::Desk;
use crate::tui::theme::Theme;
use serde_json::json;
use std::sync::Arc;

fn payload(format: &'static str, bytes: &[u8], says: Says, line: &str) -> Payload {
    Payload {
        bytes: Some(bytes.into()),
        size: bytes.len(),
        format,
        note: String::new(),
        schema: None,
        says,
        trouble: None,
        line: line.to_owned(),
    }
}

fn text(text: &str) -> Payload {
    payload("text", text.as_bytes(), Says::Text(text.to_owned()), text)
}

fn record(partition: i32, offset: i64, key: Payload, value: Payload) -> Arc<Record> {
    Arc::new(Record {
        partition: Partition(partition),
        offset,
        at: Some(At(NOW.0 - offset)),
        append_time: false,
        control: false,
        key,
        value,
        headers: Vec::new(),
    })
}

/// The latest of the topic `orders`.
pub fn page() -> Page {
    let order = json!({"order_id": 1041, "status": "paid", "amount": 99.9, "items": ["a-1", "b-2"], "coupon": null});
    let mut first = Record::clone(&record(
        3,
        12_345,
        text("customer-7"),
        payload(
            "avro",
            b"\0\0\0\0\x07\x02",
            Says::Tree(order.clone()),
            &order.to_string(),
        ),
    ));
    first.value.note = "registry id 7: Avro ecommerce.Order".into();
    first.value.schema = Some(7);
    first.headers = vec![
        Header {
            name: "trace\x1b[2J".into(),
            value: Some(b"00-4bf9\x07".to_vec()),
        },
        Header {
            name: "retry".into(),
            value: None,
        },
    ];
    let mut poison = payload("hex", b"\0\0\0\x03\xe7?", Says::Bytes, "00 00 00 03 e7 3f");
    poison.trouble = Some("the registry has no schema with id 999".into());
    let null = Payload {
        bytes: None,
        ..payload("null", b"", Says::Null, "")
    };
    Page {
        reading: 1,
        number: 1,
        order: Some(Arc::new(Order::live("orders".into()))),
        state: State::Reading,
        records: vec![
            Arc::new(first),
            record(0, 77, text("customer-9"), null),
            record(1, 78, text("k\x1b]0;x"), poison),
            record(
                2,
                79,
                text(""),
                text("漢字 and a long line that goes on and on, further than the screen is wide, so it is cut"),
            ),
        ]
        .into(),
        read: 1_204,
        per_second: 38.2,
        troubles: vec!["partition 4: fetch records at broker 2 (b:9092): connection refused".into()],
        ..Page::default()
    }
}

/// What a search for ` paid` found so far, in a state.
pub fn search(state: State) -> Page {
    let part = |partition, from, upto, until| Part {
        partition,
        from,
        upto,
        until,
    };
    Page {
        order: Some(Arc::new(Order {
            search: Some(Search {
                filter: ".value.status == \"paid\"".into(),
                go: Go::WhenSmall,
            }),
            ..Order::live("orders".into())
        })),
        state,
        read: 2_412_000,
        per_second: 1_910_000.0,
        troubles: Vec::new(),
        scan: Some(Scan {
            parts: vec![
                part(0, 0, 1_000_000, 1_000_000),
                part(1, 500, 900_500, 1_100_500),
                part(2, 0, 512_000, 1_000_000),
            ],
            bytes: Some(512 << 20),
            found: 212,
            ahead: 0,
        }),
        ..page()
    }
}

/// The page as the acting side shows it.
pub(in crate::tui) fn board() -> Board {
    Board {
        records: Arc::new(page()),
        ..Board::default()
    }
}

fn on(page: Page, check: impl FnOnce(&mut Records, &Cx<'_>)) {
    let mut desk = Desk::of(Records::new("orders".into()));
    desk.board.records = Arc::new(page);
    desk.with(check);
}

fn ordered(reply: Reply) -> Order {
    match reply {
        Reply::Effects(effects) => match effects.as_slice() {
            [Effect::Look(Some(Look::Records(order)))] => order.clone(),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_record_that_could_not_be_decoded_stays_where_it_stands() {
    on(page(), |screen, _| {
        let rows: Vec<usize> = screen.table.rows().collect();
        assert_eq!(rows, [0, 1, 2, 3]);
    });
}

#[test]
fn a_page_that_ended_leads_to_the_next_one() {
    let begin = Begin::At(From::Earliest);
    let mut page = page();
    page.order = Some(Arc::new(Order {
        begin: begin.clone(),
        ..Order::live("orders".into())
    }));
    page.state = State::Ended {
        upto: vec![(0, 40)],
        more: true,
    };
    on(page, |screen, cx| {
        assert!(screen.why_not(Id::More, cx).is_some(), "the page is of another order");
        assert_eq!(ordered(screen.act(Id::FromStart, cx)).begin, begin);
        assert_eq!(ordered(screen.act(Id::More, cx)).begin, Begin::After(vec![(0, 40)]));
        assert_eq!(
            ordered(screen.act_on(Id::From, "4711", cx)).begin,
            Begin::At(From::Offset(4711))
        );
        assert_eq!(ordered(screen.act_on(Id::From, "live", cx)).begin, Begin::Live);
        assert_eq!(ordered(screen.act_on(Id::Partition, "3", cx)).partition, Some(3));
        assert_eq!(ordered(screen.act_on(Id::Partition, "all", cx)).partition, None);
        assert!(matches!(screen.act_on(Id::Partition, "x", cx), Reply::Tell(_)));
        assert!(matches!(screen.act_on(Id::From, "soon", cx), Reply::Tell(_)));
        let uncommitted = ordered(screen.act(Id::Isolation, cx)).isolation;
        assert_eq!(uncommitted, Isolation::ReadUncommitted);
        assert!(ordered(screen.act(Id::Markers, cx)).control);
    });
}

#[test]
fn one_record_steps_to_its_neighbours_and_closes() {
    on(page(), |screen, cx| {
        screen.act(Id::Open, cx);
        assert!(screen.table().is_none(), "keys are for the record");
        let copied = |screen: &mut Records| match screen.act(Id::CopyPart, cx) {
            Reply::Effects(effects) => format!("{effects:?}"),
            other => panic!("{other:?}"),
        };
        assert!(copied(screen).contains("order_id"));
        screen.act(Id::NextTab, cx);
        assert!(copied(screen).contains("customer-7"));
        screen.act(Id::NextRecord, cx);
        assert!(copied(screen).contains("customer-9"), "the tab stays");
        screen.act(Id::PreviousRecord, cx);
        assert!(copied(screen).contains("customer-7"));
        screen.act(Id::Back, cx);
        assert!(screen.table().is_some());
    });
}

fn copied(screen: &mut Records, id: Id, cx: &Cx<'_>) -> String {
    match screen.act(id, cx) {
        Reply::Effects(effects) => match effects.as_slice() {
            [Effect::Copy(text)] => text.clone(),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

fn told(reply: Reply) -> String {
    match reply {
        Reply::Tell(notice) => notice.text,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_format_is_forced_and_remembered_and_auto_is_the_first() {
    on(page(), |screen, cx| {
        assert!(told(screen.act_on(Id::ValueFormat, "xml", cx)).contains("auto, json, avro"));
        let Reply::Effects(effects) = screen.act_on(Id::KeyFormat, "integer", cx) else {
            panic!()
        };
        let read = ReadAs::parse("integer").unwrap();
        assert!(
            matches!(&effects[..], [Effect::Look(Some(Look::Records(order))), Effect::Remember { read: kept, .. }]
            if order.formats.key == read && order.formats.value == ReadAs::AsSet && *kept == read)
        );
    });
}

#[test]
fn the_cursor_in_a_record_copies_what_a_search_takes() {
    on(page(), |screen, cx| {
        screen.act(Id::Open, cx);
        assert_eq!(copied(screen, Id::CopyPath, cx), ".value");
        screen.act(Id::Last, cx);
        assert_eq!(copied(screen, Id::CopyPath, cx), ".value.coupon");
        assert_eq!(copied(screen, Id::CopyKey, cx), "customer-7");
        assert!(copied(screen, Id::CopyRecord, cx).starts_with("{\"topic\":\"orders\",\"partition\":3"));
        assert!(screen.why_not(Id::Fold, cx).is_none());
        screen.act(Id::NextTab, cx);
        assert!(screen.why_not(Id::Fold, cx).is_some(), "a text does not fold");
        assert!(screen.why_not(Id::Search, cx).is_some(), "one record is open");
        assert!(matches!(screen.act(Id::Edit, cx), Reply::Effects(effects)
            if matches!(&effects[..], [Effect::Edit { stem, text, .. }] if stem == "orders-3-12345" && text.contains("\"order_id\": 1041"))));
    });
}

#[test]
fn the_same_record_read_as_something_else_stays_open() {
    on(page(), |screen, cx| {
        screen.act(Id::Open, cx);
        screen.act_on(Id::ValueFormat, "hex", cx);
        let mut again = Page::clone(&cx.board.records);
        let mut first = Record::clone(&again.records[0]);
        first.value.says = Says::Text("another".into());
        again.records = vec![Arc::new(first)].into();
        again.number = 9;
        again.order = Some(Arc::new(screen.order.clone()));
        let again = Arc::new(Board {
            records: Arc::new(again),
            ..Board::default()
        });
        let cx = Cx { board: &again, ..*cx };
        screen.prepare(&cx);
        assert_eq!(copied(screen, Id::CopyPart, &cx), "another");
    });
}

#[test]
fn a_number_that_no_machine_holds_keeps_its_digits() {
    let bytes = br#"{"n":12345678901234567890123,"price":1.10}"#;
    let value = serde_json::from_slice(bytes).unwrap();
    let mut page = page();
    page.records = vec![record(0, 1, text("k"), payload("json", bytes, Says::Tree(value), ""))].into();
    let mut desk = Desk::of(Records::new("orders".into()));
    desk.board.records = Arc::new(page);
    desk.act(Id::Open);
    let shown = desk.text(80, 20);
    assert!(shown.contains("\"n\": 12345678901234567890123,"), "{shown}");
    assert!(shown.contains("\"price\": 1.10"), "{shown}");
    let all = desk.with(|screen, cx| copied(screen, Id::CopyPart, cx));
    assert!(all.contains("12345678901234567890123") && all.contains("1.10"), "{all}");
    let document =
        desk.with(|screen, _| crate::report::records::export::document(&"orders".into(), &screen.rows.all()[0].record));
    assert!(
        document.contains("\"offset\": 1,") && document.contains("12345678901234567890123"),
        "{document}"
    );
}
