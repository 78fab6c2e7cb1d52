//! The arguments of `redrive`, and the order they make.

use std::path::PathBuf;

use jiff::tz::TimeZone;

use crate::cli::exit::Failure;
use crate::cli::global::Global;
use crate::cli::words::Words;
use crate::clock::now_ms;
use crate::jobs::consume::{self, From, Until, Wish};
use crate::jobs::produce::Header;
use crate::jobs::redrive::{HeaderRules, KNOWN, Order, Route};
use crate::jobs::search::Filter;
use crate::model::lag::Isolation;
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
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
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
    /// What the arguments ask for.
    pub(super) fn order(&self, global: &Global) -> Result<Order, Failure> {
        let (now, zone) = (now_ms(), TimeZone::system());
        let usage = |flag: &str, why: String| Failure::Usage(format!("{flag}: {why}"));
        let from = self
            .from
            .as_deref()
            .map(|text| consume::from(text, now, &zone))
            .transpose();
        let until = self
            .until
            .as_deref()
            .map(|text| consume::until(text, now, &zone))
            .transpose();
        let until = until.map_err(|why| usage("--until", why))?.unwrap_or(Until::Now);
        if until == Until::Never {
            return Err(usage(
                "--until",
                "it wants an end: what is there is counted first".into(),
            ));
        }
        if self.to.as_deref() == Some(self.source.as_str()) {
            return Err(usage("--to", "the records are in that topic already".into()));
        }
        let filter = self.filter.as_deref().map(Filter::parse).transpose();
        Ok(Order {
            wish: Wish {
                topics: vec![TopicName::from(self.source.as_str())],
                partitions: (!self.partitions.is_empty()).then(|| self.partitions.clone()),
                from: from.map_err(|why| usage("--from", why))?.unwrap_or(From::Earliest),
                until,
                isolation: Isolation::ReadCommitted,
            },
            filter: filter.map_err(|why| usage("the filter", why))?,
            route: match (&self.to, self.route_headers.is_empty()) {
                (Some(topic), _) => Route::To(TopicName::from(topic.as_str())),
                (None, false) => Route::Headers(self.route_headers.clone()),
                (None, true) => Route::Headers(KNOWN.map(str::to_owned).to_vec()),
            },
            headers: HeaderRules {
                keep_all: self.keep_headers,
                drop: self.drop_headers.clone(),
                add: self.headers.clone(),
            },
            most_redrives: self.max_redrives,
            limit: self.count,
            rate: self.rate,
            checkpoint: self.checkpoint.clone(),
            patience: global.patience(),
        })
    }

    /// The command line as a plan shows it. Properties are left out: they may be secrets.
    pub(super) fn command(&self, global: &Global) -> Vec<String> {
        let mut words = Words::of(global, "redrive");
        words.word(&self.source);
        words.put("--to", self.to.as_ref());
        words.each("--route-header", &self.route_headers);
        words.put("--from", self.from.clone());
        words.put("--until", self.until.clone());
        words.put("-n", self.count.map(|count| count.to_string()));
        words.each("-p", &self.partitions);
        words.each("--drop-header", &self.drop_headers);
        words.headers(&self.headers);
        words.put("--max-redrives", (self.max_redrives != 3).then_some(self.max_redrives));
        words.put("--rate", self.rate.map(|rate| rate.to_string()));
        words.put("--checkpoint", self.checkpoint.as_ref().map(|path| path.display()));
        words.flag("--keep-headers", self.keep_headers);
        words.put("--", self.filter.as_ref());
        words.done()
    }
}

fn header(text: &str) -> Result<Header, String> {
    let (name, value) = text.split_once('=').ok_or("write it like trace-id=7f1c")?;
    Ok((name.to_owned(), Some(value.as_bytes().to_vec())))
}

fn rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if rate.is_finite() && rate > 0.0 => Ok(rate),
        _ => Err("a number above 0".into()),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use crate::cli::args::{Cli, Command};

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
            assert_eq!(args.command(&cli.global).join(" "), line);
        }
    }
}
