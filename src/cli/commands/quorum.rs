//! `kconsole quorum`: the KRaft quorum.

use crate::model::known::Known;
use crate::model::view::{View, Want};
use crate::report::data::all;
use crate::report::quorum::{self, QuorumRow};

use super::super::exit::{Exit, Failure};
use super::super::look::Query;
use super::super::out::Out;

/// What ends its long help.
pub const EXAMPLES: &str = "\
Times are by the leader's clock.

Examples:
  kconsole quorum
  kconsole quorum -o json | jq '.[] | select(.lag > 1000)'";

/// The arguments of `quorum`.
#[derive(Debug, clap::Args)]
pub struct Args {}

impl Query for Args {
    fn want(&self) -> Want {
        Want {
            cluster: true,
            quorum: true,
            ..Want::default()
        }
    }

    fn show(&self, view: &View, out: &mut Out) -> Result<Exit, Failure> {
        if let Known::Unknown(reason) = view.quorum.as_ref() {
            let trouble = view.quorum.stamp.trouble.as_deref().cloned();
            return Err(trouble.map_or_else(|| Failure::Other(format!("the quorum: {reason}")), Failure::Trouble));
        }
        out.rows(&quorum::rows(view), &all::<QuorumRow>())?;
        Ok(Exit::Ok)
    }
}
