//! A page with something of everything.

use super::*;
use crate::jobs::desk::Board;
use crate::model::names::Partition;
use crate::model::record::{Header, Payload, Record, Says};
use crate::model::time::At;
use crate::report::sample::NOW;
use crate::tui::keymap::Keymap;
use crate::tui::theme::Theme;
use jiff::tz::TimeZone;
use serde_json::json;
use std::sync::Arc;

fn payload(format: &'static str, bytes: &[u8], says: Says, line: &str) -> Payload {
    Payload {
        bytes: Some(bytes.into()),
        size: bytes.len(),
        format,
        note: String::new(),
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
    let records = Arc::new(page);
    let (view, board) = (
        Arc::default(),
        Arc::new(Board {
            records,
            ..Board::default()
        }),
    );
    let cx = Cx {
        view: &view,
        board: &board,
        now: NOW,
        theme: &Theme::standard(),
        keymap: &Keymap::default(),
        contexts: &Default::default(),
        zone: &TimeZone::UTC,
    };
    let mut screen = Records::new("orders".into());
    screen.prepare(&cx);
    check(&mut screen, &cx);
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
