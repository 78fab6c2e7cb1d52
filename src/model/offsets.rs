//! Where each partition's log starts and ends.

use std::collections::BTreeMap;

use super::column::Column;
use super::names::BrokerId;
use super::stamp::Stamp;

/// Three columns by dense partition index, each from ListOffsets (one request per leader).
#[derive(Clone, Debug, Default)]
pub struct Offsets {
    /// The topology layout the columns fit.
    pub layout: u64,
    /// High watermark: ListOffsets(latest, read_uncommitted).
    pub high: Column,
    /// Last stable offset: ListOffsets(latest, read_committed).
    pub stable: Column,
    /// Log start offset: ListOffsets(earliest); asked more slowly.
    pub start: Column,
    /// The broker whose answer each partition's values come from (−1: none yet). Same length as the columns.
    pub from: Vec<i32>,
    /// When each broker last answered: a silent one leaves its own partitions stale, and only those.
    pub brokers: BTreeMap<BrokerId, Stamp>,
}
