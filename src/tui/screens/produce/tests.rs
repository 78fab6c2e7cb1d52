//! The produce screen by its keys, on boards as the acting side shows them.

use super::*;
use crate::jobs::compose::{Deliveries, Ends, Goes, Ids, Latency, Outcome, Ready, Sent, Written, Wrong};
use crate::jobs::desk::Board;
use crate::report::sample::NOW;
use crate::tui::screens::{self, told};
use std::time::Duration;

const SKELETON: &str = "{\n  \"order_id\": 0,\n  \"status\": \"NEW\",\n  \"amount\": 0.0\n}";

fn draft(value: &str) -> Draft {
    let mut draft = Draft::new("orders".into());
    draft.value.text = value.to_owned();
    draft
}

#[test]
fn an_editor_holds_whatever_a_draft_of_a_record_says() {
    assert_eq!(crate::jobs::compose::LONGEST, crate::tui::widgets::editor::LONGEST);
}

fn sheet(draft: Draft, result: Result<Ready, Wrong>) -> Sheet {
    Sheet {
        number: 1,
        topic: Some("orders".into()),
        about: About::Known {
            skeleton: SKELETON.into(),
            says: "Avro ecommerce.Order v3 (id 7)".into(),
            key: String::new(),
            unanswered: None,
        },
        checked: Some(Arc::new(Checked {
            draft: Arc::new(draft),
            ids: Ids {
                key: None,
                value: Some(7),
            },
            result,
            doubts: Vec::new(),
        })),
    }
}

fn ready() -> Ready {
    Ready {
        key: None,
        value: Some(b"\0\0\0\0\x07\0\0\0\0\0\0\0\0\0\0".to_vec()),
        headers: Vec::new(),
        goes: Goes::Any,
        key_as: "text".into(),
        value_as: "Avro ecommerce.Order v3 (id 7)".into(),
        command: ["produce", "orders", "-i", "json"].map(str::to_owned).to_vec(),
    }
}

fn sent(ago: i64, times: Times, result: Result<Outcome, String>, reports: Vec<Written>) -> Arc<Sent> {
    Arc::new(Sent {
        context: "prod-eu".into(),
        draft: Arc::new(draft(SKELETON)),
        times,
        at: At(NOW.0 - ago),
        result,
        latency: (!reports.is_empty()).then_some(Latency {
            least: 1_900,
            most: 41_000,
            sum: 42_900,
            count: 2,
        }),
        reports,
    })
}

/// What the acting side shows of a record in the making, and of some that were sent.
pub(in crate::tui) fn on(board: &mut Board) {
    board.sheet = Arc::new(sheet(draft(SKELETON), Ok(ready())));
    let ends = |acknowledged, possibly_written| Ends {
        acknowledged,
        possibly_written,
        ..Ends::default()
    };
    let report = |offset| Written {
        line: 1,
        partition: 3,
        offset,
        took: Some(Duration::from_micros(4_200)),
    };
    let many = Times {
        count: 100,
        rate: Some((10, 1_000)),
    };
    let one = Outcome {
        sent: 1,
        ends: ends(1, 0),
        ..Outcome::default()
    };
    let lost = Outcome {
        sent: 61,
        ends: ends(58, 3),
        failed: 3,
        partitions: [(0, 30), (3, 28)].into(),
        stopped: Some("interrupted".into()),
        ..Outcome::default()
    };
    board.deliveries = Arc::new(Deliveries {
        now: None,
        sent: [
            sent(9_000, Times::ONCE, Ok(one), vec![report(8_112_004)]),
            sent(61_000, many, Ok(lost), vec![report(8_112_002), report(8_112_003)]),
            sent(99_000, Times::ONCE, Err("write: connection refused".into()), Vec::new()),
        ]
        .into(),
    });
}

type Desk = screens::Desk<Produce>;

impl Desk {
    fn new() -> Self {
        Self::of(Produce::new("orders".into()))
    }

    /// The acting side checked what is typed now.
    fn checked(&mut self, result: Result<Ready, Wrong>) {
        let mut sheet = sheet(Draft::clone(&self.screen.draft), result);
        sheet.number = self.board.sheet.number + 1;
        self.board.sheet = Arc::new(sheet);
        self.with(|_, _| ());
    }
}

#[test]
fn it_begins_with_the_skeleton_and_never_over_what_was_typed() {
    let mut desk = Desk::new();
    assert!(desk.rows(80, 22)[0].contains("asking for its schema"));
    desk.checked(Ok(ready()));
    assert_eq!(desk.screen.draft.value.text, SKELETON);
    assert!(desk.screen.draft().is_none(), "nobody typed that");
    let rows = desk.rows(80, 22);
    assert!(rows[0].contains("Avro ecommerce.Order v3 (id 7)"), "{rows:?}");
    let mut desk = Desk::new();
    desk.screen.typed("mine");
    desk.checked(Ok(ready()));
    assert_eq!(desk.screen.draft.value.text, "mine");
    desk.act(Id::Skeleton);
    assert_eq!(desk.screen.draft.value.text, SKELETON);
    desk.act(Id::EditUndo);
    desk.act(Id::EditUndo);
    assert_eq!(desk.screen.draft.value.text, "mine");
}

#[test]
fn what_is_typed_is_looked_at_once_a_change() {
    let mut desk = Desk::new();
    assert!(desk.screen.look_again().is_some());
    assert!(desk.screen.look_again().is_none());
    desk.screen.typed("a");
    desk.screen.typed("b");
    match desk.screen.look_again() {
        Some(Look::Draft(draft)) => assert_eq!(draft.value.text, "ab"),
        other => panic!("{other:?}"),
    }
    desk.act(Id::EditLeft);
    assert!(desk.screen.look_again().is_none(), "the cursor is no change");
}

#[test]
fn fields_are_gone_through_and_the_tabs_follow() {
    let mut desk = Desk::new();
    desk.act(Id::NextField);
    desk.screen.typed("c-7\nx");
    desk.act(Id::EditEnter);
    desk.screen.typed("3");
    desk.act(Id::NextField);
    assert_eq!(desk.screen.tabs.open(), HEADERS);
    desk.screen.typed("a=1");
    desk.act(Id::EditEnter);
    desk.screen.typed("b");
    let draft = &desk.screen.draft;
    assert_eq!(
        (
            draft.key.text.as_str(),
            draft.partition.as_str(),
            draft.headers.as_str()
        ),
        ("c-7 x", "3", "a=1\nb")
    );
    desk.act(Id::NextField);
    assert_eq!(desk.screen.tabs.open(), VALUE);
}

#[test]
fn nothing_is_sent_that_was_not_checked_as_it_is() {
    let mut desk = Desk::new();
    desk.screen.typed("{}");
    assert!(told(&desk.act(Id::Send)).contains("being checked"));
    desk.checked(Err(Wrong {
        field: Field::Value,
        line: Some(3),
        why: ".amount: \"x\" is no double".into(),
    }));
    assert_eq!(
        told(&desk.act(Id::Send)),
        "not sent: value, line 4: .amount: \"x\" is no double"
    );
    assert!(
        desk.rows(80, 22)
            .iter()
            .any(|row| row.contains("✖ value, line 4: .amount"))
    );
    desk.checked(Ok(ready()));
    desk.screen.typed("x");
    assert!(
        told(&desk.act(Id::Send)).contains("being checked"),
        "what was checked is not what is there"
    );
}

#[test]
fn what_is_sent_is_a_plan_in_words_and_as_a_command() {
    let mut desk = Desk::new();
    desk.screen.typed("{\"n\": {{seq}}}");
    desk.checked(Ok(ready()));
    let Reply::Ask(errand) = desk.with(|screen, cx| screen.act_on(Id::SendMany, "100 10/s", cx)) else {
        panic!("no plan");
    };
    assert_eq!(errand.plan.words[0], "Write 100 records to topic orders, 10 a second.");
    assert_eq!(
        errand.plan.command_line(),
        "kconsole -c laptop produce orders -i json --template '{\"key\":null,\"value\":{\"n\":{{seq}}}}' --repeat 100 --rate 10 --schema id:7"
    );
    assert!(told(&desk.with(|screen, cx| screen.act_on(Id::SendMany, "many", cx))).contains("100 10/s"));
}

#[test]
fn a_record_is_resent_as_it_was_and_null_is_null() {
    let mut desk = Desk::new();
    let mut again = draft("text");
    again.origin = Some("orders-3 offset 41".into());
    desk.screen.resume(again);
    assert!(!desk.screen.typing, "it is looked at first");
    assert!(desk.rows(80, 22)[0].contains("again: orders-3 offset 41"));
    desk.act(Id::Tombstone);
    assert!(desk.screen.draft.value.null);
    assert!(desk.rows(80, 22).iter().any(|row| row.contains("tombstone")));
    desk.act(Id::Tombstone);
    assert_eq!(desk.screen.draft().unwrap().value.text, "text");
}

#[test]
fn what_was_sent_is_reported_and_opened_again() {
    let mut desk = Desk::new();
    let mut board = Board::default();
    on(&mut board);
    desk.board = board;
    desk.act(Id::EditDone);
    desk.act(Id::PreviousTab);
    let rows = desk.rows(100, 22).join("\n");
    assert!(rows.contains("acknowledged: partition 3 offset 8,112,004"), "{rows}");
    desk.act(Id::Down);
    let rows = desk.rows(100, 22).join("\n");
    assert!(
        rows.contains("58 acknowledged, 0 not written, 3 possibly written"),
        "{rows}"
    );
    assert!(rows.contains("may make a duplicate"), "{rows}");
    desk.act(Id::Last);
    desk.act(Id::Type);
    assert!(desk.screen.typing && desk.screen.tabs.open() == VALUE);
}

#[test]
fn a_read_only_context_says_so_before_anything_is_typed() {
    let mut desk = Desk::new();
    if let Some(current) = &mut desk.contexts.current {
        current.read_only = true;
    }
    assert!(desk.rows(80, 22)[1].contains("read-only"));
}

#[test]
fn how_headers_are_written_is_told_whole() {
    let mut desk = Desk::new();
    desk.checked(Ok(ready()));
    desk.act(Id::EditDone);
    desk.act(Id::NextTab);
    let rows = desk.rows(80, 22);
    assert!(
        rows.iter().any(|row| row.trim().starts_with("one a line: name=value")),
        "{rows:?}"
    );
}
