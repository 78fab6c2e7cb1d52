//! `kconsole consume TOPIC…`: records to stdout.

use crate::jobs::consume::All;

use super::super::exit::{Exit, Failure};
use super::super::global::Global;
use super::super::reading::{self, Part};

/// What ends its long help.
pub const EXAMPLES: &str = "\
Values come one a line, in the order of each partition; null is an empty line.
With -o json each record is a JSON object a line that loses nothing: what is
no UTF-8 is {\"base64\": \"…\"}. The exit code is 1 when a part could not be
read, and stderr says which. It commits nothing and joins no group.
With --decode keys and values are what they say: Avro and Protobuf as JSON.
That is for reading, not for writing again: -o json then has key_format and
value_format, and key_error or value_error where one could not be decoded.

Examples:
  kconsole consume orders -n 10                  the first ten
  kconsole consume orders --from -15m -o json    of the last quarter of an hour
  kconsole consume orders -f -p 3                as they come to partition 3
  kconsole consume orders --from -100 -o json | jq .key";

/// The arguments of `consume`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Names of topics
    #[arg(value_name = "TOPIC", required = true)]
    topics: Vec<String>,

    #[command(flatten)]
    part: Part,
}

/// Prints the records.
pub fn run(global: &Global, args: &Args) -> Result<Exit, Failure> {
    let order = args.part.order(global, &args.topics, reading::form(global)?)?;
    reading::run(global, &order, false, || All)
}
