//! `kconsole contexts`: the clusters of the configuration.

use std::path::PathBuf;
use std::sync::Arc;

use crate::config::file::edit::{self, NewContext};
use crate::config::profile::Profile;
use crate::config::{Settings, paths};
use crate::live::{self, Options};
use crate::model::known::Known;
use crate::model::view::{Link, View, Want};
use crate::report::Mark;
use crate::report::contexts::ContextRow;
use crate::report::data::all;

use super::super::exit::{Exit, Failure};
use super::super::global::Global;
use super::super::look::runtime;
use super::super::out::Out;

/// What ends its long help.
pub const EXAMPLES: &str = "\
Examples:
  kconsole contexts                                  list them
  kconsole contexts add prod -b kafka-1:9092 --environment prod --read-only
  kconsole contexts add dev -b localhost:9092 -X security.protocol=SSL
  kconsole contexts use prod                         the one without -c
  kconsole contexts test prod                        connect, say how far it got";

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
    /// Add a context, with the brokers and properties of -b, -X, --properties
    Add {
        /// Name of the context
        #[arg(value_name = "NAME")]
        name: String,
        /// Its environment: prod, staging, dev; colours the badge
        #[arg(long, value_name = "ENV")]
        environment: Option<String>,
    },
    /// Use a context when none is named
    Use {
        /// Name of the context
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Remove a context from the configuration
    Remove {
        /// Name of the context
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Connect to a cluster, and say how far it got
    Test {
        /// Name of the context; without one, the one in use
        #[arg(value_name = "NAME")]
        name: Option<String>,
    },
}

/// Lists, changes or tests.
pub fn run(global: &Global, args: &Args) -> Result<Exit, Failure> {
    match &args.what {
        None | Some(What::List) => list(global),
        Some(What::Add { name, environment }) => add(global, name, environment.as_deref()),
        Some(What::Use { name }) => {
            edit::set_current(&file(global)?, name)?;
            Ok(Exit::Ok)
        }
        Some(What::Remove { name }) => {
            edit::remove(&file(global)?, name)?;
            Ok(Exit::Ok)
        }
        Some(What::Test { name }) => test(global, name.as_deref()),
    }
}

/// The configuration file that is changed, whether it is there or not.
fn file(global: &Global) -> Result<PathBuf, Failure> {
    let named = global
        .config
        .clone()
        .or_else(|| std::env::var_os("KCONSOLE_CONFIG").map(PathBuf::from));
    let none = || Failure::Other("there is no home directory to keep the configuration in".into());
    named.or_else(paths::config_file).ok_or_else(none)
}

fn list(global: &Global) -> Result<Exit, Failure> {
    let rows: Vec<_> = global.settings()?.contexts().into_iter().map(row).collect();
    let mut out = Out::stdout(global);
    out.rows(&rows, &all())?;
    out.flush()?;
    Ok(Exit::Ok)
}

fn row(context: crate::config::ContextRow) -> ContextRow {
    ContextRow {
        name: context.name,
        current: context.current,
        environment: context.environment,
        read_only: context.read_only,
        bootstrap: context.bootstrap.unwrap_or_default(),
        security: context.security,
    }
}

fn add(global: &Global, name: &str, environment: Option<&str>) -> Result<Exit, Failure> {
    if global.bootstrap.is_none() && global.properties_file.is_none() {
        return Err(Failure::Usage(
            "a context needs brokers: -b HOST:PORT, or --properties FILE that names them".into(),
        ));
    }
    let brokers = global
        .bootstrap
        .iter()
        .map(|b| ("bootstrap.servers".to_owned(), b.clone()));
    let mut properties: Vec<_> = brokers.collect();
    for pair in &global.properties {
        let Some((name, value)) = pair.split_once('=') else {
            return Err(Failure::Usage("write a property like -X security.protocol=SSL".into()));
        };
        properties.push((name.trim().to_owned(), value.to_owned()));
    }
    let rules = global
        .address_map
        .iter()
        .map(|rule| (rule.pattern.clone(), rule.target.clone()));
    let new = NewContext {
        name: name.to_owned(),
        environment: environment.map(str::to_owned),
        read_only: global.read_only,
        properties_file: global.properties_file.clone(),
        properties,
        address_map: rules.collect(),
    };
    edit::add(&file(global)?, &new)?;
    Ok(Exit::Ok)
}

fn test(global: &Global, name: Option<&str>) -> Result<Exit, Failure> {
    let settings = global.settings()?;
    let profile = Arc::new(chosen(&settings, name)?);
    let want = Want {
        cluster: true,
        ..Want::default()
    };
    let view = runtime()?.block_on(live::once(profile, want, Options::default(), global.patience()))?;
    let mut out = Out::stdout(global);
    doors(&view, &mut out)?;
    let id = match &view.cluster.id {
        Known::Value(id) => id.to_string(),
        Known::Unknown(reason) => format!("unknown ({reason})"),
    };
    let brokers = view.cluster.brokers.len();
    out.marked(Mark::Ok, &format!("cluster {id}, {brokers} brokers"))?;
    out.flush()?;
    Ok(Exit::Ok)
}

fn chosen(settings: &Settings, name: Option<&str>) -> Result<Profile, Failure> {
    Ok(match name {
        Some(name) => settings.context(name)?,
        None => settings.profile()?,
    })
}

/// What each address said, while none has answered in full.
fn doors(view: &View, out: &mut Out) -> Result<(), Failure> {
    let Link::Connecting { doors, .. } = &view.link else {
        return Ok(());
    };
    for door in doors {
        let passed = door.passed.join(", ");
        match &door.trouble {
            None => out.marked(Mark::Ok, &format!("{}  {passed}", door.address))?,
            Some(trouble) => out.marked(Mark::Bad, &format!("{}  {passed}  {trouble}", door.address))?,
        }
    }
    Ok(())
}
