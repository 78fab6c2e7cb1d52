//! The arguments of `redrive`, and what they ask for.

use std::path::PathBuf;

use crate::cli::exit::Failure;
use crate::jobs::produce::Header;
use crate::jobs::redrive::{Asked, Field, REDRIVES, Wrong, header, rate};
use crate::model::names::TopicName;

/// The arguments of `redrive`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Name of the topic of dead letters
    #[arg(value_name = "SOURCE")]
    source: String,

    /// Only what this finds: as for search
    #[arg(value_name = "FILTER")]
    filter: Option<String>,

    /// Write all to this topic, whatever their headers say
    #[arg(long, value_name = "TOPIC")]
    to: Option<String>,

    /// Take the topic from this header; may be repeated, the first counts
    #[arg(long = "route-header", value_name = "NAME", conflicts_with = "to")]
    route_headers: Vec<String>,

    /// Begin here: earliest, -100, 4711 (an offset) or a time (-15m)
    #[arg(short = 'S', long, value_name = "WHERE", allow_hyphen_values = true)]
    from: Option<String>,

    /// End here: now, 4711 (an offset, not read) or a time
    #[arg(short = 'U', long, value_name = "WHERE", allow_hyphen_values = true)]
    until: Option<String>,

    /// No more records than this
    #[arg(short = 'n', long = "count", value_name = "N")]
    count: Option<u64>,

    /// Only these partitions of SOURCE; may be repeated
    #[arg(short, long = "partition", value_name = "N", value_delimiter = ',', value_parser = clap::value_parser!(i32).range(0..))]
    partitions: Vec<i32>,

    /// Keep the headers that tell why they were dead letters
    #[arg(long)]
    keep_headers: bool,

    /// Leave out this header; NAME* for all that begin so; may be repeated
    #[arg(long = "drop-header", value_name = "NAME")]
    drop_headers: Vec<String>,

    /// Put this header on; may be repeated
    #[arg(short = 'H', long = "header", value_name = "NAME=VALUE", value_parser = header)]
    headers: Vec<Header>,

    /// Leave records that were brought back so often already
    #[arg(long, value_name = "N", default_value_t = REDRIVES, value_parser = clap::value_parser!(u32).range(1..))]
    max_redrives: u32,

    /// At most so many records a second
    #[arg(long, value_name = "N", value_parser = rate)]
    rate: Option<f64>,

    /// Keep in this file how far it came, and go on from there
    #[arg(long, value_name = "FILE")]
    pub(super) checkpoint: Option<PathBuf>,

    /// Count what would go where, and write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
}

impl Args {
    /// What they ask for.
    pub(super) fn asked(&self) -> Asked {
        Asked {
            source: TopicName::from(self.source.as_str()),
            filter: self.filter.clone(),
            to: self.to.clone(),
            route_headers: self.route_headers.clone(),
            from: self.from.clone(),
            until: self.until.clone(),
            count: self.count,
            partitions: self.partitions.clone(),
            keep_headers: self.keep_headers,
            drop_headers: self.drop_headers.clone(),
            headers: self.headers.clone(),
            max_redrives: self.max_redrives,
            rate: self.rate,
            checkpoint: self.checkpoint.clone(),
        }
    }
}

/// What does not fit, by its flag.
pub(super) fn usage(wrong: &Wrong) -> Failure {
    let flag = match wrong.field {
        Field::Filter => "the filter",
        Field::To => "--to",
        Field::RouteHeaders => "--route-header",
        Field::From => "--from",
        Field::Until => "--until",
        Field::Partitions => "--partition",
        Field::Count => "--count",
        Field::Rate => "--rate",
        Field::MaxRedrives => "--max-redrives",
        Field::DropHeaders => "--drop-header",
        Field::Headers => "--header",
        Field::Checkpoint => "--checkpoint",
    };
    Failure::Usage(format!("{flag}: {}", wrong.why))
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;
    use proptest::prelude::*;

    use crate::cli::args::{Cli, Command};
    use crate::cli::words::begin;
    use crate::jobs::redrive::Form;
    use crate::model::names::TopicName;

    #[test]
    fn the_command_that_a_plan_shows_is_the_one_that_was_typed() {
        for line in [
            "kconsole -c prod redrive orders.dlq",
            "kconsole -b a:1 redrive orders.dlq --to retry --from earliest --until now -n 5 -p 1 -p 2 --drop-header x-* \
             -H a=b --max-redrives 2 --rate 10 --checkpoint at --keep-headers -- key:k",
        ] {
            let cli = Cli::try_parse_from(line.split_whitespace()).unwrap();
            let Some(Command::Redrive(args)) = &cli.command else {
                panic!("{line}")
            };
            assert_eq!(args.asked().command(&begin(&cli.global)).join(" "), line);
        }
    }

    proptest! {
        #[test]
        fn what_a_form_asks_for_is_what_its_command_line_asks_for(
            source in "[-a-z._]{1,12}",
            filter in "[ -~é]{0,20}",
            to in "(-?[a-z.]{1,8})?",
            names in prop::collection::vec("-?[!-+--~]{1,8}", 0..3),
            header in "(-?[a-z]{1,5}=[ -~]{0,8})?",
            from in "(-[0-9]{1,4}|-15m|earliest|4711)?",
            until in "(now|-1m|99)?",
            numbers in (0i32..99, 0u64..5_000, 1u32..9, 1u32..5_000),
            keep: bool,
        ) {
            let (partition, count, most, rate) = numbers;
            let form = Form {
                filter,
                to,
                route_headers: names.join(" "),
                from,
                until,
                partitions: format!("{partition}, 7"),
                count: count.to_string(),
                rate: (f64::from(rate) / 10.0).to_string(),
                max_redrives: most.to_string(),
                drop_headers: names.join(" "),
                headers: header,
                checkpoint: "/tmp/a b".into(),
                keep_headers: keep,
            };
            let asked = form.asked(&TopicName::from(source.as_str())).unwrap();
            let words = asked.command(&["kconsole".into(), "-c".into(), "prod".into()]);
            let cli = Cli::try_parse_from(&words);
            let Ok(Cli { command: Some(Command::Redrive(args)), .. }) = &cli else {
                panic!("{words:?}: {cli:?}")
            };
            prop_assert_eq!(args.asked(), asked);
        }
    }
}
