use clap::{CommandFactory, Parser};

use super::args::{Cli, Command};
use super::exit::{Exit, Failure};
use super::look::Query;
use super::out::Out;
use super::out::tests::Paper;
use crate::report::sample;

/// What a command prints of the sample cluster, with how it ends.
fn shown(line: &str) -> (String, Result<Exit, Failure>) {
    let cli = Cli::try_parse_from(line.split_whitespace()).unwrap();
    let paper = Paper::default();
    let mut out = Out::to(Box::new(paper.clone()), cli.global.output, None, sample::NOW);
    let view = sample::view();
    let query: &dyn Query = match cli.command.as_ref().unwrap() {
        Command::Topics(args) => args,
        Command::Topic(args) => args,
        Command::Brokers(args) => args,
        Command::Broker(args) => args,
        Command::Groups(args) => args,
        Command::Group(args) => args,
        Command::Lag(args) => args,
        Command::Health(args) => args,
        Command::Quorum(args) => args,
        other => panic!("{other:?} reads no view"),
    };
    let exit = query.show(&view, &mut out);
    out.flush().unwrap();
    (paper.text(), exit)
}

const READING: [&str; 9] = [
    "topics",
    "topics --wide",
    "topic orders",
    "brokers",
    "groups",
    "group dark",
    "lag",
    "health",
    "quorum",
];

#[test]
fn tables_of_every_command() {
    let mut all = String::new();
    for command in READING {
        let (text, exit) = shown(&format!("kconsole {command}"));
        all += &format!("$ kconsole {command}\n{text}[{:?}]\n\n", exit.unwrap());
    }
    insta::assert_snapshot!(all);
}

#[test]
fn json_of_every_command() {
    let mut all = String::new();
    for command in READING {
        let (text, _) = shown(&format!("kconsole {command} -o json"));
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        all += &format!(
            "$ kconsole {command} -o json\n{}\n\n",
            serde_json::to_string_pretty(&value).unwrap()
        );
    }
    insta::assert_snapshot!(all);
}

#[test]
fn every_format_of_every_command_has_something_to_say() {
    for command in READING {
        for format in ["yaml", "csv"] {
            let (text, exit) = shown(&format!("kconsole {command} -o {format}"));
            assert!(exit.is_ok() && !text.contains('\x1b'), "{command}: {text}");
            assert!(!text.is_empty());
        }
    }
}

#[test]
fn lag_in_json_is_flat_and_says_why_it_is_unknown() {
    let (text, exit) = shown("kconsole lag -o json");
    let rows: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(exit.unwrap(), Exit::Ok);
    assert_eq!(rows[0]["lag"], 19);
    assert_eq!((&rows[2]["lag"], &rows[2]["lost"]), (&400.into(), &60.into()));
    assert!(rows[1]["lag"].is_null());
    assert_eq!(rows[1]["lag_reason"], "no committed offset");
    let keys: Vec<_> = rows[0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, crate::report::lag::LAG);
}

#[test]
fn a_group_that_keeps_its_offsets_to_itself_is_named() {
    let cli = Cli::try_parse_from(["kconsole", "lag"]).unwrap();
    let Some(Command::Lag(lag)) = &cli.command else {
        panic!()
    };
    assert_eq!(
        lag.missing(&sample::view()),
        ["the offsets of group dark: not authorised"]
    );
    let empty = crate::model::view::View::default();
    let missing = lag.missing(&empty);
    assert!(
        missing.contains(&"no answer in time for groups".to_owned()),
        "{missing:?}"
    );
}

#[test]
fn checks_end_with_3() {
    assert_eq!(shown("kconsole lag --fail-over 400").1.unwrap(), Exit::CheckFailed);
    assert_eq!(shown("kconsole lag --fail-over 500").1.unwrap(), Exit::Ok);
    assert_eq!(
        shown("kconsole lag --fail-over 1 --topic payments").1.unwrap(),
        Exit::Ok
    );
    assert_eq!(shown("kconsole health").1.unwrap(), Exit::CheckFailed);
    assert_eq!(shown("kconsole health --fail-on never").1.unwrap(), Exit::Ok);
    let (text, exit) = shown("kconsole broker 3 --safe-to-stop");
    assert_eq!(exit.unwrap(), Exit::CheckFailed);
    assert!(text.contains("would refuse writes (under min ISR)"), "{text}");
}

#[test]
fn what_is_not_there_is_said_with_the_nearest_name() {
    for (command, message) in [
        ("topic order", "there is no topic order\n  try: orders"),
        ("group drak", "there is no group drak\n  try: dark"),
        ("broker 77", "there is no broker 77 that you may see"),
        ("lag --group nobody", "there is no group nobody that you may see"),
    ] {
        let failure = shown(&format!("kconsole {command}")).1.unwrap_err();
        assert_eq!(
            (failure.message().as_deref(), failure.exit()),
            (Some(message), Exit::Error)
        );
    }
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let failure = Failure::Output(std::io::ErrorKind::BrokenPipe.into());
    assert_eq!((failure.exit(), failure.message()), (Exit::Ok, None));
}

#[test]
fn a_filter_narrows_and_turns_round() {
    let names = |line: &str| {
        let (text, _) = shown(line);
        let names = text.lines().skip(1).filter_map(|row| row.split_whitespace().next());
        names.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(names("kconsole topics pay"), ["payments"]);
    assert_eq!(names("kconsole topics !pay"), ["orders"]);
    assert_eq!(names("kconsole topics --faults"), ["orders"]);
}

#[test]
fn the_grammar_holds_together() {
    Cli::command().debug_assert();
}

#[test]
fn help_fits_into_79_columns() {
    for line in super::reference::markdown().lines() {
        assert!(crate::text::width(line) <= 79, "{line}");
    }
}
