//! Records in the making against the embedded cluster and its registry: what is shown before is what another program
//! reads after, and a read-only profile lets no byte out.

use std::sync::Arc;

use kconsole::config::profile::{Profile, Registry};
use kconsole::demo::{Demo, show};
use kconsole::jobs::compose::{About, As, Checked, Draft, Field, Goes, Sending, Times, plan};
use kconsole::jobs::desk::Look;
use kconsole::jobs::errand::{Ended, Errand, Job};
use kconsole::plan::Consent;
use serde_json::Value;

use crate::acting::{Acting, PATIENCE, journal};

const ORDERS: &str = "ecommerce.orders.created";

struct Stage {
    demo: Demo,
    side: Acting,
}

impl Stage {
    fn new(read_only: bool) -> Self {
        Self::asking(None, read_only)
    }

    /// Asks another registry than the demo's.
    fn asking(registry: Option<String>, read_only: bool) -> Self {
        let demo = Demo::start(&show::Options::default()).unwrap();
        let mut profile = Profile::plaintext(demo.bootstrap().split(',').map(str::to_owned).collect());
        profile.read_only = read_only;
        profile.registry = Some(Registry {
            urls: vec![registry.unwrap_or_else(|| format!("http://{}", demo.registry()))],
            ..Registry::default()
        });
        let side = Acting::open(profile, None);
        Self { demo, side }
    }

    /// The check of a draft, once the topic's schema is known.
    fn checked(&mut self, draft: Draft) -> Arc<Checked> {
        let draft = Arc::new(draft);
        self.side.desk.look(Some(Look::Draft(Arc::clone(&draft))));
        let board = self.side.board(|board| {
            let mine = board
                .sheet
                .checked
                .as_ref()
                .is_some_and(|checked| checked.draft == draft);
            mine && matches!(board.sheet.about, About::Known { .. })
        });
        board.sheet.checked.clone().unwrap()
    }

    fn carry(&mut self, checked: &Checked, times: Times) -> Result<Ended, String> {
        let sending = Sending {
            draft: Arc::clone(&checked.draft),
            ids: checked.ids,
            times,
        };
        let plan = plan(&sending, &["kconsole".to_owned()])?;
        let job = Job::Send(Box::new(sending));
        let errand = Errand { plan, job };
        let begun = self.side.desk.carry(errand, &Consent::Yes, None);
        begun.map_err(|trouble| trouble.to_string())?;
        Ok(self.side.ended())
    }

    /// What another program reads there.
    fn read(&self, partition: i32, offset: i64) -> Value {
        let out = self
            .side
            .program(&self.demo.bootstrap())
            .args(["consume", ORDERS, "-o", "json", "-n", "1"])
            .args(["-p", &partition.to_string(), "--from", &offset.to_string()])
            .output()
            .unwrap();
        let text = String::from_utf8(out.stdout).unwrap();
        serde_json::from_str(text.trim()).unwrap_or_else(|_| panic!("{text}\n{}", String::from_utf8_lossy(&out.stderr)))
    }
}

fn bytes(value: &Value) -> Vec<u8> {
    use base64::Engine as _;
    match value {
        Value::String(text) => text.clone().into_bytes(),
        coded => base64::engine::general_purpose::STANDARD
            .decode(coded["base64"].as_str().unwrap())
            .unwrap(),
    }
}

fn draft(stage: &mut Stage) -> Draft {
    let mut draft = Draft::new(ORDERS.into());
    stage.checked(draft.clone());
    let board = stage
        .side
        .board(|board| matches!(board.sheet.about, About::Known { .. }));
    let About::Known { skeleton, .. } = &board.sheet.about else {
        panic!("{:?}", board.sheet.about)
    };
    draft.value.text = skeleton.to_string();
    draft.key.text = "c-{{seq 41}}".into();
    draft.headers = "trace=7f1c\nraw=\\xff\nflag".into();
    draft
}

#[test]
fn a_record_is_what_was_shown_before_it_was_sent() {
    let mut stage = Stage::new(false);
    let draft = draft(&mut stage);
    let checked = stage.checked(draft);
    let ready = checked.result.as_ref().unwrap();
    assert_eq!(ready.key.as_deref(), Some(&b"c-41"[..]));
    assert_eq!(
        ready.value.as_deref().and_then(|value| value.first()),
        Some(&0),
        "{ready:?}"
    );
    let ended = stage.carry(&checked, Times::ONCE).unwrap();
    let outcome = ended.result.unwrap();
    assert!(outcome.said.starts_with("written to"), "{outcome:?}");
    let board = stage.side.board(|board| !board.deliveries.sent.is_empty());
    let report = board.deliveries.sent[0].reports[0];
    assert_eq!(ready.goes, Goes::Hashed(report.partition));
    assert!(report.took.is_some_and(|took| took < PATIENCE));
    let read = stage.read(report.partition, report.offset);
    assert_eq!(Some(bytes(&read["key"])), ready.key);
    assert_eq!(Some(bytes(&read["value"])), ready.value);
    let headers = read["headers"].as_array().unwrap();
    let names: Vec<_> = headers.iter().map(|header| header["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["trace", "raw", "flag"]);
    assert_eq!(
        (bytes(&headers[1]["value"]), &headers[2]["value"]),
        (vec![0xff], &Value::Null)
    );
}

#[test]
fn what_does_not_fit_is_told_by_field_and_line_and_never_sent() {
    let mut stage = Stage::new(false);
    let mut wrong = draft(&mut stage);
    wrong.value.text = wrong.value.text.replacen("\"order_id\": \"\"", "\"order_id\": 7", 1);
    let line = wrong
        .value
        .text
        .lines()
        .position(|line| line.contains("order_id"))
        .unwrap();
    let checked = stage.checked(wrong.clone());
    let told = checked.result.as_ref().unwrap_err();
    assert_eq!((told.field, told.line), (Field::Value, Some(line)), "{told:?}");
    assert!(told.why.starts_with(".order_id"), "{told:?}");
    wrong.value.text = "{\n \"order_id\": ".into();
    let checked = stage.checked(wrong.clone());
    assert!(checked.result.as_ref().unwrap_err().why.starts_with("no JSON"));
    wrong.value.text = "{\n \"order_id\": {{sequence}}}".into();
    let checked = stage.checked(wrong.clone());
    let told = checked.result.as_ref().unwrap_err();
    assert_eq!((told.field, told.line), (Field::Value, Some(1)), "{told:?}");
    // who wants it as text gets it as text
    wrong.value.text = "{no json".into();
    wrong.value.how = As::Text;
    wrong.partition = "99".into();
    let checked = stage.checked(wrong.clone());
    assert_eq!(checked.result.as_ref().unwrap_err().field, Field::Partition);
    wrong.partition = "0".into();
    let checked = stage.checked(wrong);
    assert_eq!(
        checked.result.as_ref().unwrap().value.as_deref(),
        Some(&b"{no json"[..])
    );
}

#[test]
fn many_are_sent_at_a_rate_and_stopped() {
    let mut stage = Stage::new(false);
    let draft = draft(&mut stage);
    let checked = stage.checked(draft);
    let times = Times::parse("20 200/s").unwrap();
    let ended = stage.carry(&checked, times).unwrap();
    assert_eq!(ended.result.unwrap().said, format!("20 acknowledged by {ORDERS}"));
    let board = stage.side.board(|board| !board.deliveries.sent.is_empty());
    let sent = &board.deliveries.sent[0];
    assert_eq!((sent.reports.len(), sent.latency.unwrap().count), (20, 20));
    let sending = Sending {
        draft: Arc::clone(&checked.draft),
        ids: checked.ids,
        times: Times::parse("1000000 5/s").unwrap(),
    };
    let errand = Errand {
        plan: plan(&sending, &[]).unwrap(),
        job: Job::Send(Box::new(sending)),
    };
    stage.side.desk.carry(errand, &Consent::Yes, None).unwrap();
    stage.side.board(|board| {
        board
            .deliveries
            .now
            .as_ref()
            .is_some_and(|now| now.progress.ends.acknowledged > 2)
    });
    stage.side.desk.cancel();
    let board = stage
        .side
        .board(|board| board.deliveries.now.is_none() && board.deliveries.sent.len() == 2);
    let outcome = board.deliveries.sent[0].result.clone().unwrap();
    assert_eq!(outcome.stopped.as_deref(), Some("interrupted"));
    assert_eq!(outcome.sent, outcome.ends.total(), "every record has an end");
}

#[test]
fn who_leaves_while_records_are_sent_is_told_what_came_of_them() {
    for listens in [true, false] {
        let mut stage = Stage::new(false);
        let draft = draft(&mut stage);
        let checked = stage.checked(draft);
        let sending = Sending {
            draft: Arc::clone(&checked.draft),
            ids: checked.ids,
            times: Times::parse("1000000 20/s").unwrap(),
        };
        let errand = Errand {
            plan: plan(&sending, &[]).unwrap(),
            job: Job::Send(Box::new(sending)),
        };
        stage.side.desk.carry(errand, &Consent::Yes, None).unwrap();
        stage.side.board(|board| {
            let now = board.deliveries.now.as_ref();
            now.is_some_and(|now| now.progress.ends.acknowledged > 2)
        });
        if !listens {
            stage.side.events.close();
        }
        let mut untold = stage.side.desk.leave().ended();
        let ended = match listens {
            true => stage.side.events.try_recv().unwrap(),
            false => untold.remove(0),
        };
        assert!(untold.is_empty());
        let outcome = ended.result.unwrap();
        let counts: Vec<u64> = outcome.said.split(' ').filter_map(|word| word.parse().ok()).collect();
        assert!(counts[0] > 2 && counts[1..] == [0, 0], "{}", outcome.said);
        assert!(
            outcome
                .said
                .ends_with(&format!(" on {}", stage.demo.bootstrap().split(',').next().unwrap()))
        );
        assert!(
            outcome.lines.contains(&"stopped: interrupted".to_owned()),
            "{:?}",
            outcome.lines
        );
        let journal = journal(&stage.side.home);
        assert!(
            journal.lines().count() == 2 && journal.contains("\"state\":\"done\""),
            "{journal}"
        );
    }
}

#[test]
fn a_read_only_profile_lets_nothing_out() {
    let mut stage = Stage::new(true);
    let draft = draft(&mut stage);
    let checked = stage.checked(draft);
    assert!(checked.result.is_ok(), "it may be looked at");
    let refused = stage.carry(&checked, Times::ONCE).unwrap_err();
    assert!(refused.contains("read-only"), "{refused}");
    assert!(stage.side.seen.borrow().deliveries.sent.is_empty());
}

#[test]
fn a_registry_that_does_not_answer_is_no_topic_without_a_schema() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let mut stage = Stage::asking(Some(format!("http://{nobody}")), false);
    let mut draft = Draft::new(ORDERS.into());
    draft.value.text = "{}".into();
    let checked = stage.checked(draft.clone());
    let told = checked.result.as_ref().unwrap_err();
    assert!(told.why.contains(&nobody.to_string()), "{told:?}");
    draft.value.how = As::Text;
    let checked = stage.checked(draft);
    assert!(checked.result.is_ok(), "who says text means text: {checked:?}");
}
