//! `kconsole broker ID`: one broker with its log dirs and configs, and whether it can be stopped.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::model::known::Known;
use crate::model::listeners::{Listener, listeners};
use crate::model::names::BrokerId;
use crate::model::settings::ConfigEntry;
use crate::model::view::{Open, Opened, View, Want};
use crate::model::whatif::{self, Verdict};
use crate::report::brokers::{self, BrokerRow};
use crate::report::configs::{self, ConfigRow};
use crate::report::data::{List, all, entries};
use crate::report::log_dirs::{self, LogDirRow};
use crate::report::{Mark, select};
use crate::text::escape;

use super::super::exit::{Exit, Failure};
use super::super::global::Format;
use super::super::look::Query;
use super::super::out::Out;
use super::topic::configs_entry;

/// What ends its long help.
pub const EXAMPLES: &str = "\
Examples:
  kconsole broker 2
  kconsole broker 2 --safe-to-stop && ssh kafka-2 systemctl restart kafka
  kconsole broker 2 -o json | jq '.log_dirs[].fullness'";

/// The arguments of `broker`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Its node id
    #[arg(value_name = "ID")]
    id: i32,

    /// Check what stops if it stops: exit 0 when nothing does, else 3
    ///
    /// What is not known is never taken for safe. The check before each step of
    /// a rolling restart.
    #[arg(long, conflicts_with = "defaults")]
    safe_to_stop: bool,

    /// Show the configs that nobody set, too
    #[arg(long)]
    defaults: bool,
}

impl Query for Args {
    fn want(&self) -> Want {
        if self.safe_to_stop {
            return Want {
                cluster: true,
                topology: true,
                settings: true,
                quorum: true,
                groups: true,
                ..Want::default()
            };
        }
        Want {
            cluster: true,
            topology: true,
            storage: true,
            quorum: true,
            open: Some(Open::Broker(BrokerId(self.id))),
            ..Want::default()
        }
    }

    fn show(&self, view: &View, out: &mut Out) -> Result<Exit, Failure> {
        let rows = brokers::rows(view);
        let known: Vec<_> = rows.iter().map(|row| row.broker.to_string()).collect();
        let found = rows.into_iter().find(|row| row.broker == BrokerId(self.id));
        let known = known.iter().map(String::as_str);
        if self.safe_to_stop && found.is_some() {
            return check(&whatif::stop_broker(view, BrokerId(self.id)), self.id, out);
        }
        let shown = Shown {
            broker: found.ok_or_else(|| Failure::not_found("broker", &self.id.to_string(), known))?,
            log_dirs: log_dirs::rows(view, Some(BrokerId(self.id))),
            listeners: self.listeners(view),
            configs: self.configs(view),
        };
        match out.format {
            Format::Json | Format::Yaml => out.document(&shown)?,
            Format::Csv => out.rows(&shown.log_dirs, &all::<LogDirRow>())?,
            Format::Table | Format::Raw => shown.print(out)?,
        }
        Ok(Exit::Ok)
    }
}

impl Args {
    fn configs(&self, view: &View) -> Known<Vec<ConfigRow>> {
        self.entries(view).map(|entries| {
            let mut rows = configs::rows(entries);
            rows.retain(|row| self.defaults || row.set());
            rows
        })
    }

    fn listeners(&self, view: &View) -> Known<Vec<Listener>> {
        self.entries(view).map(|entries| listeners(entries))
    }

    fn entries<'a>(&self, view: &'a View) -> Known<&'a Vec<ConfigEntry>> {
        match view.opened.as_deref() {
            Some(Opened::Broker { id, configs, .. }) if id.0 == self.id => configs.as_ref(),
            _ => Known::default(),
        }
    }
}

fn check(verdict: &Verdict, id: i32, out: &mut Out) -> Result<Exit, Failure> {
    match out.format {
        Format::Json | Format::Yaml => out.document(&Stop::of(verdict, id))?,
        Format::Csv => return Err(Failure::Usage("this check has no rows: -o table, json or yaml".into())),
        Format::Table if verdict.safe && verdict.down => {
            out.marked(
                Mark::Ok,
                &format!("broker {id} is down already: nothing more stops with it"),
            )?;
        }
        Format::Table if verdict.safe => {
            let moved = format!(
                "{} leaders move, {} partitions are left at min ISR",
                verdict.leaders, verdict.thin
            );
            out.marked(Mark::Ok, &format!("broker {id} can be stopped: {moved}"))?;
        }
        Format::Table | Format::Raw => {
            out.marked(Mark::Bad, &format!("broker {id} cannot be stopped safely"))?;
            for reason in &verdict.reasons {
                out.line(&format!("    {reason}"))?;
            }
        }
    }
    Ok(if verdict.safe { Exit::Ok } else { Exit::CheckFailed })
}

/// What would stop, as data.
#[derive(serde::Serialize)]
struct Stop<'a> {
    broker: i32,
    safe_to_stop: bool,
    down: bool,
    reasons: &'a [String],
    offline: usize,
    under_min_isr: usize,
    at_min_isr: u32,
    unknown: u32,
    leaders_moving: u32,
    groups: Vec<&'a str>,
}

impl<'a> Stop<'a> {
    fn of(verdict: &'a Verdict, broker: i32) -> Self {
        Self {
            broker,
            safe_to_stop: verdict.safe,
            down: verdict.down,
            reasons: &verdict.reasons,
            offline: verdict.offline.len(),
            under_min_isr: verdict.under_min.len(),
            at_min_isr: verdict.thin,
            unknown: verdict.unknown,
            leaders_moving: verdict.leaders,
            groups: verdict
                .groups
                .iter()
                .map(crate::model::names::GroupId::as_str)
                .collect(),
        }
    }
}

struct Shown {
    broker: BrokerRow,
    log_dirs: Vec<LogDirRow>,
    listeners: Known<Vec<Listener>>,
    configs: Known<Vec<ConfigRow>>,
}

impl Shown {
    fn print(&self, out: &mut Out) -> Result<(), Failure> {
        out.table(std::slice::from_ref(&self.broker), &all())?;
        if !self.log_dirs.is_empty() {
            out.line("")?;
            out.table(&self.log_dirs, &all())?;
        }
        for listener in self.listeners.as_ref().value().into_iter().flatten() {
            let told = if listener.advertised { "" } else { ", not advertised" };
            let (name, address) = (escape(&listener.name), escape(&listener.address));
            out.line(&format!(
                "listener {name}  {address}  {}{told}",
                escape(&listener.protocol)
            ))?;
        }
        if let Known::Value(configs) = &self.configs {
            out.line("")?;
            out.table(configs, &select(&["name", "value", "source"]))?;
        }
        Ok(())
    }
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        entries(&self.broker, &all(), &mut map)?;
        map.serialize_entry("log_dirs", &List::new(&self.log_dirs, &all()))?;
        map.serialize_entry("listeners", &self.listeners.as_ref().value())?;
        if let Known::Unknown(reason) = &self.listeners {
            map.serialize_entry("listeners_reason", &reason.to_string())?;
        }
        configs_entry(&self.configs, &mut map)?;
        map.end()
    }
}
