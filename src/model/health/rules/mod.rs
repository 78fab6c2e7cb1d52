//! One rule a file. A rule reads the facts and writes findings; it never asks what time it is.

mod broker_down;
mod broker_unreachable;
mod commits;
mod disk;
mod group_lag;
mod group_state;
mod leaders;
mod log_dir_offline;
mod moves;
mod partitions;
mod quorum;
mod replica_behind;
mod throttle;

use super::Rule;

/// Every rule. The order does not matter: findings are sorted afterwards.
pub(super) const ALL: &[Rule] = &[
    broker_down::RULE,
    broker_unreachable::RULE,
    log_dir_offline::RULE,
    leaders::RULE,
    replica_behind::RULE,
    quorum::RULE,
    disk::RULE,
    moves::RULE,
    throttle::RULE,
    commits::RULE,
    group_lag::RULE,
    group_state::RULE,
    partitions::RULE,
];
