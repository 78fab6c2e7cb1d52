//! `kconsole contexts`: the clusters of the configuration.

use std::sync::Arc;

use crate::live;
use crate::model::known::Known;
use crate::model::view::Want;
use crate::report::contexts::ContextRow;
use crate::report::data::all;

use super::super::exit::{Exit, Failure};
use super::super::global::Global;
use super::super::look::runtime;
use super::super::out::Out;
use crate::report::Mark;

/// What ends its long help.
pub const EXAMPLES: &str = "\
Examples:
  kconsole contexts                  list them
  kconsole contexts test prod        connect, and say how far it got";

/// The arguments of `contexts`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// List the contexts
    List,
    /// Connect to a cluster, and say how far it got
    Test {
        /// Name of the context; without one, the one in use
        #[arg(value_name = "NAME")]
        name: Option<String>,
    },
}

/// Lists or tests.
pub fn run(global: &Global, args: &Args) -> Result<Exit, Failure> {
    match &args.what {
        None | Some(What::List) => list(global),
        Some(What::Test { name }) => test(global, name.as_deref()),
    }
}

fn list(global: &Global) -> Result<Exit, Failure> {
    let settings = global.settings()?;
    let rows: Vec<_> = settings
        .contexts()
        .into_iter()
        .map(|context| ContextRow {
            name: context.name,
            current: context.current,
            environment: context.environment,
            read_only: context.read_only,
            bootstrap: context.bootstrap.unwrap_or_default(),
            security: context.security.unwrap_or_else(|| "PLAINTEXT".into()),
        })
        .collect();
    let mut out = Out::stdout(global);
    out.rows(&rows, &all())?;
    out.flush()?;
    Ok(Exit::Ok)
}

fn test(global: &Global, name: Option<&str>) -> Result<Exit, Failure> {
    let settings = global.settings()?;
    let profile = match name {
        Some(name) => settings.context(name)?,
        None => settings.profile()?,
    };
    let profile = Arc::new(profile);
    let want = Want {
        cluster: true,
        ..Want::default()
    };
    let view = runtime()?.block_on(live::once(profile, want, global.patience()))?;
    let mut out = Out::stdout(global);
    let id = match &view.cluster.id {
        Known::Value(id) => id.to_string(),
        Known::Unknown(reason) => format!("unknown ({reason})"),
    };
    out.marked(
        Mark::Ok,
        &format!("cluster {id}, {} brokers", view.cluster.brokers.len()),
    )?;
    out.flush()?;
    Ok(Exit::Ok)
}
