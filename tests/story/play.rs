//! A scenario played for a while, and what the console says then.

use std::sync::Arc;

use kconsole::config::Guest;
use kconsole::demo::show::{self, Options, Size};
use kconsole::demo::{Demo, State};
use kconsole::live::{self, Live, Still};
use kconsole::model::finding::Finding;
use kconsole::model::health::Thresholds;
use kconsole::model::time::Span;
use kconsole::model::view::{View, Want};

/// How far the clock moves between two looks, in ms.
const STEP: i64 = 5_000;

/// The demo after a while, and the console's last view of it.
pub struct Played {
    pub demo: Arc<Demo>,
    pub view: Arc<View>,
}

/// Plays a scenario for so many seconds.
pub fn play(scenario: &str, seconds: u32) -> Played {
    play_then(scenario, seconds, "quiet", 0)
}

/// Plays a scenario for so many seconds, then another as a person chooses it.
pub fn play_then(scenario: &str, seconds: u32, then: &'static str, more: u32) -> Played {
    let size = Size {
        brokers: 3,
        topics: None,
        partitions: 10,
        groups: None,
    };
    show::hold();
    let options = Options::new(&size).told(42, 1.0, Some(scenario));
    let demo = Arc::new(Demo::start(&options).unwrap());
    let guest = Guest {
        bootstrap: demo.bootstrap(),
        address_map: demo.address_map(),
        ..Guest::default()
    };
    let told = Arc::clone(&demo);
    let mut looks = 0;
    let still = Still {
        steps: (seconds + more) / 5,
        step_ms: STEP,
        each: Box::new(move |_now| {
            told.settle();
            looks += 1;
            if more > 0 && looks == seconds / 5 {
                told.play(then).unwrap();
            }
        }),
    };
    // as the console is with a demo: what takes ten minutes elsewhere shows in one
    let thresholds = Thresholds {
        behind_for: Span::seconds(30),
        commit_floor: Span::seconds(15),
        commit_unknown: Span::seconds(20),
        ..Thresholds::default()
    };
    let profile = Arc::new(guest.profile());
    let live = Live::start_still(profile, Want::everything(), live::Options { thresholds }, still).unwrap();
    let view = live.view().borrow().clone();
    Played { demo, view }
}

impl Played {
    /// `severity rule subject` of every finding, in their order.
    pub fn findings(&self) -> Vec<String> {
        self.view.health.findings.iter().map(brief).collect()
    }

    /// All that a finding says, in a line each.
    pub fn says(&self, finding: &str) -> Vec<String> {
        let mut all = self.view.health.findings.iter();
        let found = all.find(|one| brief(one) == finding).unwrap_or_else(|| {
            assert_eq!(self.findings(), [finding], "it is not there");
            unreachable!("the assertion fails")
        });
        let effects = found.effects.iter().map(|(label, text)| format!("{label}: {text}"));
        std::iter::once(found.title.clone())
            .chain(effects)
            .chain(found.next.clone())
            .collect()
    }

    /// One of the lines holds this text.
    pub fn must_say(&self, finding: &str, text: &str) {
        let said = self.says(finding);
        assert!(
            said.iter().any(|line| line.contains(text)),
            "{text:?} is not in {said:#?}"
        );
    }

    /// One of the events holds this text.
    pub fn must_tell(&self, text: &str) {
        let told = self.events();
        assert!(
            told.iter().any(|line| line.contains(text)),
            "{text:?} is not in {told:#?}"
        );
    }

    /// The texts of all events.
    pub fn events(&self) -> Vec<String> {
        self.view.events.iter().map(|event| event.text.clone()).collect()
    }

    /// Looks at the cluster itself.
    pub fn state<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        self.demo.cluster().read(look)
    }
}

fn brief(finding: &Finding) -> String {
    use kconsole::model::finding::Subject;
    let subject = match &finding.subject {
        Subject::Cluster => "cluster".to_owned(),
        Subject::Broker(id) => format!("broker {id}"),
        Subject::Topic(name) => format!("topic {name}"),
        Subject::Group(id) => format!("group {id}"),
        Subject::Quorum => "quorum".to_owned(),
    };
    format!("{:?} {} {subject}", finding.severity, finding.rule).to_lowercase()
}
