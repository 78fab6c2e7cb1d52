//! What is read of each partition for a page.

use super::look::BEFORE;
use super::page::Begin;
use crate::records::read::Slice;

/// Of so many records the share of one of so many partitions, rounded up.
pub(super) fn share(records: usize, partitions: usize) -> i64 {
    i64::try_from(records.div_ceil(partitions.max(1))).unwrap_or(i64::MAX)
}

/// Where each partition begins.
pub(super) fn begin(plan: &[Slice], begin: &Begin) -> Vec<Slice> {
    let before = share(BEFORE, plan.len());
    let mut slices = plan.to_vec();
    for slice in &mut slices {
        match begin {
            Begin::Live => slice.from = slice.from.max(slice.end.saturating_sub(before)),
            Begin::At(_) => {}
            Begin::After(upto) => {
                let next = upto.iter().find(|(partition, _)| *partition == slice.partition);
                slice.from = next
                    .map_or(slice.from, |(_, next)| slice.from.max(*next))
                    .min(slice.end);
            }
        }
    }
    slices
}

/// The first so many offsets of each; of one without an end all.
pub(super) fn window(slices: &[Slice], room: i64) -> Vec<Slice> {
    let mut window = slices.to_vec();
    for slice in &mut window {
        slice.until = slice.until.map(|until| until.min(slice.from.saturating_add(room)));
    }
    window
}
