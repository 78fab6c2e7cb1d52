//! `kconsole brokers`: every broker, and how it is.

use crate::model::view::{View, Want};
use crate::report::brokers::{self, BrokerRow};
use crate::report::data::all;

use super::super::exit::{Exit, Failure};
use super::super::look::Query;
use super::super::out::Out;

/// What ends its long help.
pub const EXAMPLES: &str = "\
A broker is \"fenced\" or \"missing\" when the cluster says so, and \"unreachable\"
when the cluster counts on it and it does not answer from here.

Examples:
  kconsole brokers
  kconsole brokers -o json | jq '.[] | select(.fullest_dir > 0.8)'";

/// The arguments of `brokers`.
#[derive(Debug, clap::Args)]
pub struct Args {}

impl Query for Args {
    fn want(&self) -> Want {
        Want {
            cluster: true,
            topology: true,
            settings: true,
            storage: true,
            quorum: true,
            ..Want::default()
        }
    }

    fn show(&self, view: &View, out: &mut Out) -> Result<Exit, Failure> {
        out.rows(&brokers::rows(view), &all::<BrokerRow>())?;
        Ok(Exit::Ok)
    }
}
