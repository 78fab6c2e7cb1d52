//! A case: a name and a function, skipped where Kafka cannot run.

use std::env;
use std::process::{Command, Stdio};

use anyhow::Result;
use libtest_mimic::{Failed, Trial};

/// A test on real Kafka.
pub struct Case {
    name: &'static str,
    run: fn() -> Result<()>,
}

/// A case named `area::what_holds`.
pub fn case(name: &'static str, run: fn() -> Result<()>) -> Case {
    Case { name, run }
}

/// The cases as the runner takes them.
pub fn trials(cases: impl Iterator<Item = Case>) -> Vec<Trial> {
    let missing = missing();
    let must = env::var("CI").is_ok_and(|ci| ci == "true");
    let trial = |case: Case| {
        let missing = missing.clone();
        let skip = missing.is_some() && !must;
        let run = move || match missing {
            Some(what) => Err(Failed::from(format!("real Kafka needs {what}, and CI may not skip it"))),
            None => (case.run)().map_err(|why| Failed::from(format!("{why:#}"))),
        };
        Trial::test(case.name, run).with_ignored_flag(skip)
    };
    cases.map(trial).collect()
}

/// What this machine lacks to run Kafka.
fn missing() -> Option<String> {
    let runs = |program: &str| {
        let status = Command::new(program)
            .arg("-version")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        status.is_ok_and(|status| status.success())
    };
    ["java", "mvn"]
        .into_iter()
        .find(|program| !runs(program))
        .map(str::to_owned)
}
