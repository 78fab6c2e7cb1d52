//! `kconsole consume TOPIC…`: records to stdout.

use crate::jobs::consume::All;

mod group;

use super::super::exit::{Exit, Failure};
use super::super::global::Global;
use super::super::reading::{self, Part};

/// What ends its long help.
pub const EXAMPLES: &str = "\
Values come one a line, in the order of each partition; null is an empty line.
With -o json each record is a JSON object a line that loses nothing: what is
no UTF-8 is {\"base64\": \"…\"}, and produce -i json writes it again as it was.
-o csv loses nothing either: its last column says what is null, and produce -i
csv reads it. -o raw is the values alone with nothing between them, for files
and pipes; produce -i raw reads one back.
On a terminal, and with --decode, keys and values are what they say: Avro and
Protobuf as JSON. That is for reading, not for writing again: -o json then has
key_format and value_format, and key_error or value_error where one could not
be decoded. [topics.NAME] of the configuration remembers formats.

The exit code is 1 when a part was not read: stderr says which, and --max-bytes
counts as such; 130 when it was interrupted before its end. A part that was cut
off tells the --from to go on with. It commits nothing and joins no group, unless
--group says so: then what was printed is committed about once a second and at
the end, never before it was written to stdout.

Examples:
  kconsole consume orders -n 10                  the first ten
  kconsole consume orders --from -15m -o json    of the last quarter of an hour
  kconsole consume orders -f -p 3                as they come to partition 3
  kconsole consume orders --from -100 -o json | jq .key
  kconsole consume customers --latest-per-key -o csv > customers.csv
  kconsole consume orders --rate 20MB/s --max-bytes 2GB -o json > part.jsonl
  kconsole consume orders --group audit -o json >> orders.jsonl
  kconsole consume orders --dry-run              how much that would be
  kconsole consume clicks --proto clicks.proto --message shop.Click -n 5";

/// The arguments of `consume`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Names of topics
    #[arg(value_name = "TOPIC", required = true)]
    topics: Vec<String>,

    /// Join this group as a member, and commit what was printed
    ///
    /// The group's partitions are shared out anew. It goes on where the group
    /// was, or at --from earliest (the default) or latest when nothing is
    /// committed; until -n records came or it is interrupted.
    #[arg(long, value_name = "NAME")]
    group: Option<String>,

    /// With --group: commit nothing
    #[arg(long, requires = "group")]
    no_commit: bool,

    #[command(flatten)]
    part: Part,
}

/// Prints the records.
pub fn run(global: &Global, args: &Args) -> Result<Exit, Failure> {
    let order = args.part.order(global, &args.topics, reading::form(global)?, false)?;
    match &args.group {
        Some(group) => group::run(global, args, group, &order),
        None => reading::run(global, &args.part, order, false, || All),
    }
}
