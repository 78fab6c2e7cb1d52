//! One look at the cluster, or one after the other: what every command that only reads has in common.

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::time::{Instant, sleep_until, timeout_at};

use crate::clock::now_ms;
use crate::live::{self, Live, Options};
use crate::model::time::At;
use crate::model::view::{View, Want};

use super::exit::{Exit, Failure, complain};
use super::global::Global;
use super::out::Out;
use super::partial;

/// A command that reads: what it wants to know, and how it is shown.
pub trait Query {
    /// What has to be asked.
    fn want(&self) -> Want;

    /// Prints what is known; the exit code is that of a check that the command makes.
    ///
    /// # Errors
    /// When the output is closed, or what was asked for is not there.
    fn show(&self, view: &View, out: &mut Out) -> Result<Exit, Failure>;

    /// Whether what could not be had matters; a command whose check failed anyway need not say it.
    fn missing(&self, view: &View) -> Vec<String> {
        partial::missing(view, &self.want())
    }
}

/// Answers a query, once or over and over.
pub fn answer(global: &Global, query: &dyn Query) -> Result<Exit, Failure> {
    let settings = global.settings()?;
    let profile = Arc::new(settings.profile()?);
    let options = Options {
        thresholds: settings.thresholds().clone(),
    };
    let mut out = Out::stdout(global);
    let runtime = runtime()?;
    match global.watch {
        Some(every) => runtime.block_on(watch(
            global,
            Live::start(profile, query.want(), options)?,
            query,
            every,
            &mut out,
        )),
        None => {
            let look = |want| {
                let look = live::once(Arc::clone(&profile), want, options.clone(), global.patience());
                runtime.block_on(look)
            };
            let view = look(query.want())?;
            out.now = At(now_ms());
            let exit = match print(query, &view, &mut out) {
                Err(Failure::NotFound { .. }) => {
                    // only now all names are asked for: one of them may have been meant
                    let all = look(names(&query.want()))?;
                    return query.show(&all, &mut out);
                }
                shown => shown?,
            };
            out.flush()?;
            // a failed check is told before a part that could not be had
            Ok(exit.max(report_missing(&query.missing(&view))))
        }
    }
}

/// Every name of the kind that was asked for by name.
fn names(want: &Want) -> Want {
    Want {
        topology: !want.only_topics.is_empty() || want.only_groups.is_empty(),
        groups: !want.only_groups.is_empty(),
        cluster: want.cluster,
        ..Want::default()
    }
}

/// A runtime on this thread.
pub fn runtime() -> Result<Runtime, Failure> {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::Other(format!("cannot start: {error}")))
}

fn print(query: &dyn Query, view: &View, out: &mut Out) -> Result<Exit, Failure> {
    match query.show(view, out) {
        Err(Failure::NotFound { kind, name, nearest }) => {
            // it may be where nobody answered: then nobody can tell that it is not there
            let unsure = report_missing(&query.missing(view)) != Exit::Ok;
            Err(match unsure {
                true => Failure::Other(format!("so nobody can tell of {kind} {name}")),
                false => Failure::NotFound { kind, name, nearest },
            })
        }
        shown => shown,
    }
}

fn report_missing(missing: &[String]) -> Exit {
    for text in missing {
        complain(text);
    }
    if missing.is_empty() { Exit::Ok } else { Exit::Error }
}

/// Prints again and again from one engine, so that connections stay and rates become known.
async fn watch(
    global: &Global,
    live: Live,
    query: &dyn Query,
    every: Duration,
    out: &mut Out,
) -> Result<Exit, Failure> {
    let want = query.want();
    let mut views = live.view();
    let patience = Instant::now() + global.patience();
    while !partial::settled(&views.borrow_and_update(), &want) {
        match timeout_at(patience, views.changed()).await {
            Ok(Ok(())) => {}
            Ok(Err(_closed)) => return Err(Failure::Other("the engine has stopped".into())),
            Err(_late) => break,
        }
    }
    let mut next = Instant::now();
    loop {
        let view = Arc::clone(&views.borrow_and_update());
        out.now = At(now_ms());
        out.begin_page()?;
        let shown = query.show(&view, out);
        if out.in_place() {
            for text in query.missing(&view) {
                lines(&text, out)?;
            }
        }
        match shown {
            Ok(_) => {}
            Err(failure @ Failure::Output(_)) => return Err(failure),
            Err(failure) if out.in_place() => lines(&failure.message().unwrap_or_default(), out)?,
            Err(failure) => failure.message().iter().for_each(|text| complain(text)),
        }
        out.end_page()?;
        next += every;
        sleep_until(next).await;
    }
}

fn lines(text: &str, out: &mut Out) -> Result<(), Failure> {
    for line in text.lines() {
        out.line(line)?;
    }
    Ok(())
}
