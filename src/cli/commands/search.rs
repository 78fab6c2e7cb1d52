//! `kconsole search TOPIC… FILTER`: the records that a filter finds.

use crate::jobs::search::Filter;

use super::super::exit::{Exit, Failure};
use super::super::global::Global;
use super::super::reading::{self, Part};

/// What ends its long help.
pub const EXAMPLES: &str = "\
The filter is one of:
  TEXT                     the value contains it (text:TEXT forces it)
  key:TEXT                 the key contains it
  header:NAME[=VALUE]      there is such a header
  re:/PATTERN/i            the value matches; flags i, m, s, x
  .value.amount > 990      jq over {topic, partition, offset, timestamp, key,
                           value, headers}; it begins with . ( [. select( def
                           any(. all(. or jq:, and a record is found when it
                           gives neither false, null nor an error. value is
                           JSON where it is JSON or the registry's schema says
                           so, else text; headers is an object by name.

Values are printed one a line, whole records with -o json or -o csv. The exit
code is 1 when a part was not read (--max-bytes counts as such), 130 when it was
interrupted before its end; finding nothing is 0. A part that was cut off tells
the --from to go on with. Ctrl-C ends a filter that never does, too.

Examples:
  kconsole search orders 'cancelled' --from -1h
  kconsole search orders '.value.status == \"cancelled\" and .value.amount > 990'
  kconsole search orders payments key:customer-17 -o json
  kconsole search orders '.value.items | length > 3' -n 5";

/// The arguments of `search`.
#[derive(Debug, clap::Args)]
#[command(override_usage = "kconsole search [OPTIONS] <TOPIC>... <FILTER>")]
pub struct Args {
    /// Names of topics, and what is to be found last
    // two words as one name, since options may stand between them
    #[arg(value_name = "TOPIC> <FILTER", required = true, num_args = 1..)]
    words: Vec<String>,

    #[command(flatten)]
    part: Part,
}

/// Prints what is found.
pub fn run(global: &Global, args: &Args) -> Result<Exit, Failure> {
    let Some((filter, topics @ [_, ..])) = args.words.split_last() else {
        return Err(Failure::Usage("name a topic, and then the filter".into()));
    };
    let filter = Filter::parse(filter).map_err(|why| Failure::Usage(format!("the filter: {why}")))?;
    let order = args
        .part
        .order(global, topics, reading::form(global)?, filter.looks_inside())?;
    reading::run(global, &args.part, order, true, || filter.sieve())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::args::{Cli, Command};

    #[test]
    fn options_may_stand_between_the_topics_and_the_filter() {
        for line in ["search a b -p 0 text", "search a -p 0 b text", "search -p 0 a b text"] {
            let cli = Cli::try_parse_from(["kconsole"].into_iter().chain(line.split(' '))).unwrap();
            match cli.command {
                Some(Command::Search(args)) => assert_eq!(args.words, ["a", "b", "text"], "{line}"),
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn a_filter_without_a_topic_is_refused() {
        let cli = Cli::try_parse_from(["kconsole", "search", "text"]).unwrap();
        let Some(Command::Search(args)) = cli.command else {
            panic!("{:?}", cli.command);
        };
        let refused = run(&cli.global, &args).unwrap_err();
        assert!(
            matches!(&refused, Failure::Usage(why) if why.contains("name a topic")),
            "{refused:?}"
        );
    }
}
