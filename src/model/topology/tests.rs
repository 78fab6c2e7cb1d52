use std::sync::Arc;

use super::*;

fn part(name: &str, partitions: i32) -> TopicPart {
    let partitions = (0..partitions)
        .map(|partition| PartitionPart {
            partition,
            leader: partition % 3,
            replicas: vec![partition % 3, 7],
            isr: vec![7],
            ..PartitionPart::default()
        })
        .collect();
    TopicPart {
        name: name.into(),
        partitions,
        ..TopicPart::default()
    }
}

#[test]
fn the_same_answer_keeps_the_same_topology() {
    let first = Topology::build(vec![part("b", 2), part("a", 3)], &Arc::default());
    let again = Topology::build(vec![part("a", 3), part("b", 2)], &first);
    assert!(Arc::ptr_eq(&first, &again));
    assert_eq!((first.version, first.layout, first.partitions()), (1, 1, 5));
}

#[test]
fn a_new_leader_changes_the_version_and_keeps_the_layout() {
    let first = Topology::build(vec![part("a", 3)], &Arc::default());
    let mut changed = part("a", 3);
    changed.partitions[1].leader = -1;
    let second = Topology::build(vec![changed], &first);
    assert_eq!((second.version, second.layout), (2, 1));
    assert_eq!(second.get(1).unwrap().leader, None);
    let third = Topology::build(vec![part("a", 4)], &second);
    assert_eq!((third.version, third.layout), (3, 2));
}

#[test]
fn partitions_are_found_by_name_and_number() {
    let topology = Topology::build(vec![part("b", 2), part("a", 3)], &Arc::default());
    assert_eq!(topology.index_of("b", Partition(1)), Some(4));
    assert_eq!(topology.index_of("b", Partition(2)), None);
    assert_eq!(topology.index_of("c", Partition(0)), None);
    let mut finder = topology.finder();
    for (topic, partition) in [("b", 1), ("b", 0), ("c", 0), ("a", 0), ("b", 2), ("b", 1)] {
        let partition = Partition(partition);
        assert_eq!(finder.index_of(topic, partition), topology.index_of(topic, partition));
    }
    let row = topology.get(4).unwrap();
    assert_eq!((row.topic.name.as_str(), row.partition), ("b", Partition(1)));
    assert_eq!((row.preferred(), row.isr), (Some(BrokerId(1)), &[BrokerId(7)][..]));
}
