//! `kconsole events --follow`: what changes, as it changes.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use tokio::time::{Instant, timeout_at};

use crate::clock::now_ms;
use crate::live::{Live, Options};
use crate::model::time::At;
use crate::model::view::{View, Want};
use crate::report::Row;
use crate::report::data::{Object, all};
use crate::report::events::EventRow;
use crate::text::time::hms;

use super::super::exit::{Exit, Failure, complain};
use super::super::global::{Format, Global};
use super::super::look::runtime;
use super::super::out::Out;

/// What ends its long help.
pub const EXAMPLES: &str = "\
A cluster keeps no history of these: events are what changes from now on.
JSON is one event a line.

Examples:
  kconsole events --follow
  kconsole events --follow --for 10m -o json >> events.jsonl";

/// The arguments of `events`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print each event as it happens (the only way there is)
    #[arg(short, long, required = true)]
    follow: bool,

    /// End after so long
    #[arg(long = "for", value_name = "DURATION", value_parser = super::super::global::duration)]
    end: Option<Duration>,
}

/// Prints events until the time is over or the reader has gone.
pub fn run(global: &Global, args: &Args) -> Result<Exit, Failure> {
    let settings = global.settings()?;
    let options = Options {
        thresholds: settings.thresholds().clone(),
    };
    let live = Live::start(Arc::new(settings.profile()?), Want::everything(), options)?;
    let mut out = Out::stdout(global);
    let mut printed = Printed::default();
    runtime()?.block_on(async {
        let mut views = live.view();
        let end = args.end.map(|length| Instant::now() + length);
        loop {
            let changed = match end {
                Some(end) => match timeout_at(end, views.changed()).await {
                    Ok(changed) => changed,
                    Err(_over) => return Ok(Exit::Ok),
                },
                None => views.changed().await,
            };
            changed.map_err(|_closed| Failure::Other("the engine has stopped".into()))?;
            let view = Arc::clone(&views.borrow_and_update());
            out.now = At(now_ms());
            printed.print(&view, &mut out)?;
        }
    })
}

/// How far the timeline was printed.
#[derive(Default)]
struct Printed {
    number: u64,
}

impl Printed {
    fn print(&mut self, view: &View, out: &mut Out) -> io::Result<()> {
        let fresh = view.events.iter().filter(|event| event.number > self.number);
        let fresh: Vec<_> = fresh.map(|event| EventRow(event.clone())).collect();
        let Some(first) = fresh.first() else { return Ok(()) };
        let lost = first.0.number - self.number - 1;
        if lost > 0 {
            complain(&format!("{lost} events were too many to keep"));
        }
        self.number = view.events.last();
        match out.format {
            Format::Table | Format::Raw => {
                let zone = TimeZone::system();
                for row in &fresh {
                    out.marked(row.mark(), &format!("{}  {}", hms(row.0.at.0, &zone), row.0.text))?;
                }
            }
            Format::Csv => out.rows(&fresh, &all::<EventRow>())?,
            Format::Json | Format::Yaml => {
                for row in &fresh {
                    out.document(&Object::new(row, &all()))?;
                }
            }
        }
        out.flush()
    }
}
