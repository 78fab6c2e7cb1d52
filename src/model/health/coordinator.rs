//! Which partition of an internal topic keeps a group or a transactional id.

use crate::model::topology::Topology;

/// The topic that keeps commits and groups.
pub const GROUPS_TOPIC: &str = "__consumer_offsets";

/// The topic that keeps transactions.
pub const TRANSACTIONS_TOPIC: &str = "__transaction_state";

/// The partition that keeps `key` in a topic of `partitions` partitions, as the broker computes it:
/// `abs(String.hashCode) % n`, where `abs` of Java's smallest `int` is 0. None for an empty topic.
#[must_use]
pub fn partition_of(key: &str, partitions: u32) -> Option<u32> {
    let hash = key
        .encode_utf16()
        .fold(0i32, |hash, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)));
    let positive = hash.checked_abs().unwrap_or(0).cast_unsigned();
    (partitions > 0).then(|| positive % partitions)
}

/// The dense index of the partition of `__consumer_offsets` that keeps `group`; none when the topic is not visible.
#[must_use]
pub fn of_group(topology: &Topology, group: &str) -> Option<usize> {
    let topic = topology.topic(GROUPS_TOPIC)?;
    let partition = partition_of(group, topic.len)?;
    Some(topic.first as usize + partition as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_javas() {
        // values of "…".hashCode() in Java: 0, 97, 96354, and the smallest int
        assert_eq!(partition_of("", 50), Some(0));
        assert_eq!(partition_of("a", 50), Some(47));
        assert_eq!(partition_of("abc", 50), Some(96_354 % 50));
        assert_eq!(partition_of("polygenelubricants", 50), Some(0));
        assert_eq!(partition_of("console-consumer-12345", 0), None);
    }
}
