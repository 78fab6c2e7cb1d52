//! Dead letters from the console, on the embedded cluster: counted, brought back, stopped and gone on with; each once,
//! and none from a read-only context.

use std::collections::BTreeMap;
use std::sync::Arc;

use kconsole::config::profile::Profile;
use kconsole::demo::{Demo, show};
use kconsole::jobs::errand::{self, Errand};
use kconsole::jobs::redrive::{Asked, Counted, Job, Survey, count, plan};
use kconsole::plan::Consent;
use serde_json::Value;

use crate::acting::Acting;

const LETTERS: &str = "payments.dlq";
/// Payments that wait there, by where they came from; beside them one that nobody knows of, and one that came too often.
const AUTHORIZED: u64 = 13;
const CAPTURED: u64 = 3;

struct Stage {
    demo: Demo,
    side: Acting,
}

impl Stage {
    fn new(read_only: bool) -> Self {
        let demo = Demo::start(&show::Options::default().told(1, 1.0, Some("quiet"))).unwrap();
        let mut profile = Profile::plaintext(demo.bootstrap().split(',').map(str::to_owned).collect());
        profile.read_only = read_only;
        let side = Acting::open(profile, None);
        Self { demo, side }
    }

    fn asked(&self, change: impl FnOnce(&mut Asked)) -> Arc<Asked> {
        let mut asked = Asked::of(LETTERS.into());
        asked.checkpoint = Some(self.side.home.path().join("deep/at.redrive"));
        change(&mut asked);
        Arc::new(asked)
    }

    fn count(&mut self, asked: &Arc<Asked>) -> Arc<Survey> {
        let errand = count(asked, &["kconsole".to_owned()]);
        self.side.desk.carry(errand, &Consent::None, None).unwrap();
        self.side.ended().result.unwrap();
        let board = self.side.now();
        match &board.redrive.count.as_ref().unwrap().counted {
            Counted::Known(survey) => Arc::clone(survey),
            other => panic!("{other:?}"),
        }
    }

    fn begin(&mut self, asked: &Arc<Asked>, survey: &Arc<Survey>) -> Result<(), String> {
        let errand = Errand {
            plan: plan(asked, survey, &["kconsole".to_owned()]),
            job: errand::Job::Redrive(Box::new(Job::Bring(Arc::clone(asked), Arc::clone(survey)))),
        };
        let begun = self.side.desk.carry(errand, &Consent::Yes, None);
        begun.map_err(|trouble| trouble.to_string())
    }

    fn bring(&mut self, asked: &Arc<Asked>, survey: &Arc<Survey>) -> Result<errand::Outcome, String> {
        self.begin(asked, survey)?;
        self.side.ended().result.map_err(|trouble| trouble.to_string())
    }

    /// How often each dead letter was brought back to a topic, by where it lay.
    fn brought(&self, topic: &str) -> BTreeMap<String, u64> {
        let out = self
            .side
            .program(&self.demo.bootstrap())
            .args(["search", topic, "header:kconsole.redrive.from"])
            .args(["-o", "json", "--isolation", "uncommitted"])
            .output()
            .unwrap();
        let mut all = BTreeMap::new();
        for line in String::from_utf8(out.stdout).unwrap().lines() {
            let record: Value = serde_json::from_str(line).unwrap();
            let headers = record["headers"].as_array().unwrap();
            let from = headers.iter().find(|header| header["name"] == "kconsole.redrive.from");
            *all.entry(from.unwrap()["value"].to_string()).or_default() += 1;
        }
        all
    }

    fn each_once(&self) {
        for (topic, records) in [("payments.authorized", AUTHORIZED), ("payments.captured", CAPTURED)] {
            let brought = self.brought(topic);
            assert_eq!(brought.len() as u64, records, "{topic}: {brought:?}");
            assert!(brought.values().all(|times| *times == 1), "{topic}: {brought:?}");
        }
    }
}

fn targets(survey: &Survey) -> Vec<(&str, u64)> {
    survey.targets.iter().map(|(name, n)| (name.as_str(), *n)).collect()
}

#[test]
fn a_count_names_the_topic_that_is_not_there() {
    let mut stage = Stage::new(false);
    let asked = stage.asked(|asked| asked.to = Some("payments.never".to_owned()));
    let missing = &stage.count(&asked).missing;
    assert_eq!(missing, &["topic payments.never is not there: nothing can go to it"]);
}

#[test]
fn a_count_writes_nothing_and_a_run_does_what_was_counted() {
    let mut stage = Stage::new(false);
    let asked = stage.asked(|_| ());
    let survey = stage.count(&asked);
    let both = [("payments.authorized", AUTHORIZED), ("payments.captured", CAPTURED)];
    assert_eq!(targets(&survey), both);
    assert_eq!((survey.read, survey.stay.values().sum::<u64>()), (18, 2));
    assert!(stage.brought("payments.authorized").is_empty());
    let outcome = stage.bring(&asked, &survey).unwrap();
    assert_eq!(outcome.said, "16 of payments.dlq acknowledged");
    stage.each_once();
    let board = stage.side.now();
    let page = &board.redrive;
    assert!(page.now.is_none() && page.done[0].result.as_ref().unwrap().all_well());
    assert!(matches!(page.count.as_ref().unwrap().counted, Counted::Spent));
    // what was counted before is not done twice, whoever asks
    let again = stage.bring(&asked, &survey).unwrap_err();
    assert!(again.contains("count again"), "{again}");
    let left = stage.count(&asked);
    assert_eq!(
        (left.targets.len(), left.stay.values().sum::<u64>()),
        (0, 2),
        "{left:?}"
    );
    assert!(left.behind >= 16, "{left:?}");
    stage.each_once();
}

#[test]
fn a_checkpoint_of_an_earlier_topic_of_that_name_hides_no_letter() {
    let mut stage = Stage::new(false);
    let asked = stage.asked(|_| ());
    let survey = stage.count(&asked);
    stage.bring(&asked, &survey).unwrap();
    let file = asked.checkpoint.clone().unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    let mut lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.len() > 1, "a round puts its own to the end: {text}");
    assert!(lines[0]["id"].is_string(), "{text}");
    lines[0]["id"] = Value::from("00000000-0000-0000-0000-000000000001");
    let text: Vec<String> = lines.iter().map(|line| format!("{line}\n")).collect();
    std::fs::write(&file, text.concat()).unwrap();
    let errand = count(&asked, &["kconsole".to_owned()]);
    stage.side.desk.carry(errand, &Consent::None, None).unwrap();
    let why = stage.side.ended().result.unwrap_err().to_string();
    assert!(why.contains("it was made anew since"), "{why}");
}

#[test]
fn a_run_that_was_stopped_or_had_a_filter_leaves_the_rest_for_the_next() {
    let mut stage = Stage::new(false);
    let some = stage.asked(|asked| asked.filter = Some("header:kafka_dlt-original-topic=payments.captured".into()));
    let survey = stage.count(&some);
    assert_eq!(targets(&survey), [("payments.captured", CAPTURED)]);
    stage.bring(&some, &survey).unwrap();
    let slow = stage.asked(|asked| asked.rate = Some(4.0));
    let survey = stage.count(&slow);
    assert_eq!(targets(&survey), [("payments.authorized", AUTHORIZED)]);
    stage.begin(&slow, &survey).unwrap();
    stage.side.board(|board| {
        board
            .redrive
            .now
            .as_ref()
            .is_some_and(|now| now.progress.acknowledged >= 2)
    });
    stage.side.desk.cancel();
    let ended = stage.side.ended().result.unwrap();
    assert!(ended.lines[0].contains("interrupted"), "{ended:?}");
    let board = stage.side.now();
    let outcome = board.redrive.done[0].result.clone().unwrap();
    assert_eq!(outcome.sent, outcome.acknowledged, "every record has an end");
    assert!(outcome.sent < AUTHORIZED, "{outcome:?}");
    let rest = stage.asked(|_| ());
    let survey = stage.count(&rest);
    assert_eq!(targets(&survey), [("payments.authorized", AUTHORIZED - outcome.sent)]);
    stage.bring(&rest, &survey).unwrap();
    stage.each_once();
}

#[test]
fn what_cannot_be_written_is_refused_before_a_record_is() {
    let mut stage = Stage::new(false);
    let gone = stage.asked(|asked| asked.to = Some("gone".into()));
    let survey = stage.count(&gone);
    let refused = stage.bring(&gone, &survey).unwrap_err();
    assert!(refused.contains("open topic gone for writing"), "{refused}");
    let board = stage.side.now();
    assert!(matches!(
        board.redrive.count.as_ref().unwrap().counted,
        Counted::Known(_)
    ));
    let mut closed = Stage::new(true);
    let asked = closed.asked(|_| ());
    let survey = closed.count(&asked);
    let refused = closed.bring(&asked, &survey).unwrap_err();
    assert!(refused.contains("read-only"), "{refused}");
    assert!(closed.brought("payments.authorized").is_empty());
}
