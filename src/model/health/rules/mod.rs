//! One rule a file. A rule reads the facts and writes findings; it never asks what time it is.

mod broker_down;
mod broker_unreachable;
mod leaders;
mod log_dir_offline;
mod partitions;
mod replica_behind;

use super::Rule;

/// Every rule. The order does not matter: findings are sorted afterwards.
pub(super) const ALL: &[Rule] = &[
    broker_down::RULE,
    broker_unreachable::RULE,
    log_dir_offline::RULE,
    leaders::RULE,
    replica_behind::RULE,
    partitions::RULE,
];
