use clap::Parser;

use super::super::super::args::{Cli, Command};
use super::*;

fn parsed(line: &str) -> Args {
    let cli = Cli::try_parse_from(line.split_whitespace()).unwrap();
    match cli.command.unwrap() {
        Command::Schemas(args) => args,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_level_alone_is_the_registrys() {
    assert_eq!(alone(Some("FULL"), None, &LEVELS), (None, Some("FULL")));
    assert_eq!(alone(Some("full"), None, &LEVELS), (None, Some("full")));
    assert_eq!(alone(Some("orders-value"), None, &LEVELS), (Some("orders-value"), None));
    assert_eq!(alone(Some("FULL"), Some("NONE"), &LEVELS), (Some("FULL"), Some("NONE")));
    assert!(Cli::try_parse_from(["kconsole", "schemas", "level", "orders-value", "FUL"]).is_err());
}

#[test]
fn versions_are_numbers_or_the_latest() {
    assert_eq!(version("latest"), Ok(Version::Latest));
    assert_eq!(version("7"), Ok(Version::Number(7)));
    assert!(version("0").is_err() && version("-1").is_err() && version("last").is_err());
    let args = parsed("kconsole schemas diff orders-value 3");
    assert!(matches!(
        args.what,
        Some(What::Diff {
            from: Version::Number(3),
            to: Version::Latest,
            ..
        })
    ));
}
