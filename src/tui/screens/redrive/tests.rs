//! The redrive screen by its keys, on boards as the acting side shows them.

use super::*;
use crate::jobs::desk::Board;
use crate::jobs::redrive::{Brought, Looked, Outcome, Page, Progress, Stays, Survey};
use crate::report::sample::{self, NOW};
use crate::tui::screens::{self, told};

const SOURCE: &str = "orders.dlq";

/// The context.
const HERE: &str = "laptop";

fn survey() -> Survey {
    let mut survey = Survey::default();
    (survey.read, survey.selected, survey.behind) = (1_240, 1_240, 400);
    survey.targets = [("orders".to_owned(), 1_181), ("payments".to_owned(), 42)].into();
    survey.stay = [(Stays::NoTarget, 12), (Stays::TooOften, 5)].into();
    survey
}

fn lost() -> Outcome {
    Outcome {
        sent: 740,
        acknowledged: 731,
        not_written: 6,
        possibly_written: 3,
        targets: [("orders".to_owned(), 700), ("payments".to_owned(), 31)].into(),
        stay: [(Stays::NoTarget, 12)].into(),
        lost: vec![
            "orders.dlq-0@17 → orders: possibly written: REQUEST_TIMED_OUT: the broker did not answer".into(),
            "orders.dlq-1@4 → orders: not written: MSG_SIZE_TOO_LARGE: larger than the topic takes".into(),
        ],
        stopped: Some("REQUEST_TIMED_OUT: the broker did not answer".into()),
        took_ms: 61_200,
    }
}

fn well(records: u64) -> Outcome {
    Outcome {
        sent: records,
        acknowledged: records,
        targets: [("orders".to_owned(), records)].into(),
        took_ms: 1_900,
        ..Outcome::default()
    }
}

fn brought(ago: i64, result: Result<Outcome, String>) -> Arc<Brought> {
    let mut asked = Asked::of(SOURCE.into());
    asked.filter = Some("header:tenant=eu".into());
    asked.checkpoint = Some("/var/lib/kconsole/orders.dlq.redrive".into());
    Arc::new(Brought {
        context: "prod-eu".into(),
        asked: Arc::new(asked),
        at: At(NOW.0 - ago),
        result,
    })
}

fn counted(context: &str, asked: &Arc<Asked>, counted: Counted) -> Option<Count> {
    Some(Count {
        context: context.to_owned(),
        asked: Arc::clone(asked),
        at: At(NOW.0 - 21_000),
        counted,
    })
}

fn underway(context: &str, asked: &Arc<Asked>, waits: Option<i64>) -> Arc<Underway> {
    Arc::new(Underway {
        context: context.to_owned(),
        asked: Arc::clone(asked),
        begun: At(NOW.0 - 12_000),
        progress: Progress {
            sent: 740,
            of: 1_223,
            acknowledged: 610,
        },
        waits: waits.map(|ago| At(NOW.0 - ago)),
        stopping: false,
    })
}

/// What the acting side shows of dead letters: counted, under way for a filter, and some that were brought back.
pub(in crate::tui) fn on(board: &mut Board, filter: Option<&str>) {
    let mut asked = Asked::of(SOURCE.into());
    asked.filter = filter.map(str::to_owned);
    let asked = Arc::new(asked);
    board.redrive = Arc::new(Page {
        count: counted("prod-eu", &asked, Counted::Known(Arc::new(survey()))),
        now: filter.map(|_| underway("prod-eu", &asked, Some(4_300))),
        done: [
            brought(9_000, Ok(lost())),
            brought(99_000, Ok(well(400))),
            brought(
                199_000,
                Err("open topic gone for writing: UNKNOWN_TOPIC_OR_PARTITION".into()),
            ),
        ]
        .into(),
    });
}

type Desk = screens::Desk<Redrive>;

impl Desk {
    fn new() -> Self {
        Self::of(Redrive::new(SOURCE.into(), None))
    }

    fn page(&mut self, change: impl FnOnce(&mut Page)) {
        change(Arc::make_mut(&mut self.board.redrive));
        self.with(|_, _| ());
    }

    /// The acting side counted what is typed now.
    fn counted(&mut self, state: Counted) {
        let asked = self.with(|screen, _| Arc::clone(screen.asked().unwrap()));
        self.page(|page| page.count = counted(HERE, &asked, state));
    }
}

fn job(reply: Reply) -> (Errand, redrive::Job) {
    let Reply::Ask(errand) = reply else { panic!("{reply:?}") };
    let Job::Redrive(job) = errand.job.clone() else {
        panic!("{errand:?}")
    };
    (*errand, *job)
}

#[test]
fn the_first_key_counts_and_writes_nothing() {
    let mut desk = Desk::new();
    for id in [Id::DryRun, Id::BringBack] {
        let (errand, job) = job(desk.act(id));
        assert!(matches!(job, redrive::Job::Count(_)), "{job:?}");
        assert_eq!(errand.plan.danger, crate::plan::Danger::Read);
        assert_eq!(
            errand.plan.command_line(),
            "kconsole -c laptop redrive orders.dlq --dry-run"
        );
    }
    desk.counted(Counted::Counting(Looked { done: 100, all: 1_640 }));
    assert!(desk.text(80, 22).contains("counting: 100 of 1,640"));
    assert!(told(&desk.act(Id::BringBack)).contains("being counted"));
}

#[test]
fn what_was_counted_is_shown_and_asked_for_as_a_plan() {
    let mut desk = Desk::new();
    desk.counted(Counted::Known(Arc::new(survey())));
    let shown = desk.text(80, 22);
    for line in [
        "1,240 records: 1,223 go, 17 stay",
        "1,181  go to orders",
        "12  stay: no header names",
        "5  stay: they were brought back as often",
        "400  left out: brought back before",
        "same as: kconsole -c laptop redrive orders.dlq",
    ] {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    let (errand, job) = job(desk.act(Id::BringBack));
    assert!(matches!(job, redrive::Job::Bring(..)));
    assert!(errand.plan.words[0].contains("1,223 records of orders.dlq again to topics: 1,181 to orders, 42 to"));
    assert_eq!(errand.plan.command_line(), "kconsole -c laptop redrive orders.dlq");
}

#[test]
fn nothing_is_brought_back_that_was_not_counted_as_it_is_typed() {
    let mut desk = Desk::new();
    desk.counted(Counted::Known(Arc::new(survey())));
    desk.act(Id::Type);
    desk.screen.typed("key:c-7");
    assert!(matches!(job(desk.act(Id::BringBack)).1, redrive::Job::Count(_)));
    desk.counted(Counted::Spent);
    assert!(desk.text(80, 22).contains("counts what is left"));
    assert!(matches!(job(desk.act(Id::BringBack)).1, redrive::Job::Count(_)));
    desk.counted(Counted::Known(Arc::default()));
    assert!(told(&desk.act(Id::BringBack)).contains("nothing to bring back"));
    desk.counted(Counted::Failed("no such topic".into()));
    assert!(desk.text(80, 22).contains("✖ not counted: no such topic"));
}

#[test]
fn what_another_cluster_counted_or_brings_back_is_none_of_this_one() {
    let mut desk = Desk::new();
    let asked = desk.with(|screen, _| Arc::clone(screen.asked().unwrap()));
    // it came in after one had gone on to this cluster
    desk.page(|page| {
        page.count = counted("prod-eu", &asked, Counted::Known(Arc::new(survey())));
        page.now = Some(underway("prod-eu", &asked, Some(4_300)));
    });
    let shown = desk.text(80, 22);
    assert!(!shown.contains("1,223") && !shown.contains("acknowledged"), "{shown}");
    assert!(matches!(job(desk.act(Id::BringBack)).1, redrive::Job::Count(_)));
}

#[test]
fn what_is_wrong_is_told_by_its_field_before_anything_is_asked() {
    let mut desk = Desk::new();
    for _ in 0..3 {
        desk.act(Id::NextField);
    }
    desk.screen.typed("soon");
    let says = told(&desk.act(Id::DryRun)).to_owned();
    assert!(says.starts_with("not counted: from: "), "{says}");
    assert!(told(&desk.act(Id::BringBack)).starts_with("not brought back: from: "));
    assert!(desk.screen.typing, "it wants to be mended");
    assert!(desk.text(80, 22).contains("✖ from: "));
    desk.act(Id::EditClear);
    desk.screen.typed("-15m");
    assert!(desk.with(|screen, _| screen.wrong().is_none()));
}

#[test]
fn a_run_is_followed_and_its_end_is_what_one_sees_next() {
    let mut desk = Desk::new();
    let asked = desk.with(|screen, _| Arc::clone(screen.asked().unwrap()));
    desk.page(|page| page.now = Some(underway(HERE, &asked, Some(4_300))));
    let shown = desk.text(80, 22);
    assert!(
        shown.contains("610 of 1,223 acknowledged · 740 handed over · ETA"),
        "{shown}"
    );
    assert!(shown.contains("no answer for 4 s"), "{shown}");
    assert!(desk.with(|screen, cx| screen.wake_at(cx)).is_some());
    assert!(told(&desk.act(Id::BringBack)).contains("ctrl-x stops it"));
    desk.page(|page| {
        page.now = None;
        page.done = [brought(0, Ok(lost()))].into();
    });
    let shown = desk.text(100, 22);
    assert!(
        shown.contains("731 acknowledged, 6 not written, 3 possibly written"),
        "{shown}"
    );
    assert!(shown.contains("orders.dlq-0@17 → orders: possibly written"), "{shown}");
    assert!(shown.contains("with its checkpoint a run goes on from here"), "{shown}");
    desk.act(Id::Type);
    assert!(desk.screen.typing && desk.screen.tabs.open() == 0);
    assert_eq!(desk.screen.fields.form().filter, "header:tenant=eu");
    assert_eq!(desk.screen.fields.form().checkpoint, "", "it is of another cluster");
    if let Some(current) = &mut desk.contexts.current {
        current.name = "prod-eu".into();
    }
    desk.screen.tabs.show(1);
    desk.screen.typing = false;
    desk.act(Id::Type);
    assert_eq!(
        desk.screen.fields.form().checkpoint,
        "/var/lib/kconsole/orders.dlq.redrive"
    );
}

#[test]
fn the_checkpoint_is_named_once_and_may_be_taken_away() {
    let mut desk = Desk::new();
    if let Some(current) = &mut desk.contexts.current {
        current.checkpoints = Some("/state/laptop".into());
    }
    let file = "/state/laptop/orders.dlq.redrive";
    assert_eq!(desk.with(|screen, _| screen.fields.form().checkpoint), file);
    desk.act(Id::PreviousField);
    desk.act(Id::EditClear);
    desk.with(|_, _| ());
    assert_eq!(desk.screen.fields.form().checkpoint, "");
}

#[test]
fn a_search_that_was_looked_at_is_the_filter() {
    let mut desk = Desk::new();
    desk.screen = Redrive::new(SOURCE.into(), Some("key:c-7".into()));
    let Reply::Effects(effects) = desk.act(Id::CopyCommand) else {
        panic!("no copy")
    };
    let line = "kconsole -c laptop redrive orders.dlq -- key:c-7".to_owned();
    assert_eq!(effects, [Effect::Copy(line)]);
    desk.act(Id::KeepHeaders);
    assert!(desk.with(|screen, _| screen.asked().unwrap().keep_headers));
}

#[test]
fn a_low_screen_shows_what_is_filled_in_and_the_counts() {
    let mut desk = Desk::new();
    desk.screen.typed("key:c-7");
    assert!(desk.text(60, 14).contains("redrives"), "all of it, while one types");
    desk.act(Id::DryRun);
    desk.counted(Counted::Known(Arc::new(survey())));
    let shown = desk.text(60, 14);
    assert!(shown.contains("key:c-7") && !shown.contains("redrives"), "{shown}");
    assert!(shown.contains("42  go to payments"), "{shown}");
}

#[test]
fn a_read_only_context_says_so_before_anything_is_typed() {
    let mut desk = Desk::new();
    if let Some(current) = &mut desk.contexts.current {
        current.read_only = true;
    }
    assert!(desk.text(80, 22).contains("read-only"));
}

#[test]
fn what_would_go_to_a_topic_that_is_not_there_is_not_asked_for() {
    let mut desk = Desk::new();
    desk.view = Arc::new(sample::view());
    let mut survey = survey();
    survey.targets.insert("gone-topic".into(), 6);
    desk.counted(Counted::Known(Arc::new(survey)));
    assert!(desk.text(80, 22).contains("there is no such topic"));
    let why = told(&desk.act(Id::BringBack)).to_owned();
    assert!(why.contains("there is no topic gone-topic"), "{why}");
}

#[test]
fn what_went_wrong_and_what_helps_stand_below_each_other() {
    let mut desk = Desk::new();
    desk.page(|page| page.done = [brought(0, Err("open topic gone\n  try: another".into()))].into());
    desk.screen.tabs.show(RUNS);
    let shown = desk.rows(80, 22);
    assert!(
        shown
            .iter()
            .any(|row| row.ends_with("nothing was written: open topic gone")),
        "{shown:?}"
    );
    assert!(shown.iter().any(|row| row.trim() == "try: another"), "{shown:?}");
}
