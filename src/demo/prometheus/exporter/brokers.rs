//! Each broker's own figures, by the names of `jmx_exporter`.

use super::counters::{Counters, Traffic};
use super::{Fare, PARTITIONS, all, instance, long, number};
use crate::demo::prometheus::Sample;
use crate::demo::state::State;
use crate::model::names::BrokerId;

/// What one broker counts.
#[derive(Debug, Default)]
struct Counts {
    partitions: usize,
    leaders: usize,
    under_replicated: usize,
    under_min: usize,
    at_min: usize,
    moving: usize,
    offline: usize,
}

pub(super) fn samples(state: &State, counters: &Counters, out: &mut Vec<Sample>) {
    let controller = state.brokers.told_controller();
    for broker in state.brokers.iter() {
        let at = instance(state, broker.id);
        let mut add = |name, value| out.push(Sample::new(name, value).label("instance", at.clone()));
        add("up", f64::from(u8::from(broker.up)));
        if !broker.up {
            continue;
        }
        let counts = counted(state, broker.id);
        for (name, value) in [
            ("kafka_server_replicamanager_partitioncount", counts.partitions),
            ("kafka_server_replicamanager_leadercount", counts.leaders),
            (
                "kafka_server_replicamanager_underreplicatedpartitions",
                counts.under_replicated,
            ),
            (
                "kafka_server_replicamanager_underminisrpartitioncount",
                counts.under_min,
            ),
            ("kafka_server_replicamanager_atminisrpartitioncount", counts.at_min),
            ("kafka_server_replicamanager_offlinereplicacount", counts.offline),
            ("kafka_server_replicamanager_reassigningpartitions", counts.moving),
        ] {
            add(name, number(value));
        }
        add("kafka_log_logmanager_offlinelogdirectorycount", 0.0);
        let (shrinks, expands) = counters.isr(broker.id);
        add("kafka_server_replicamanager_isrshrinks_total", shrinks);
        add("kafka_server_replicamanager_isrexpands_total", expands);
        let active = controller == Some(broker.id);
        add(
            "kafka_controller_kafkacontroller_activecontrollercount",
            f64::from(u8::from(active)),
        );
        if active {
            cluster(state, &mut add);
        }
        traffic(counters, broker.id, &at, out);
    }
    if all(state).count() <= PARTITIONS {
        sizes(state, out);
    }
}

/// What the active controller alone tells.
fn cluster(state: &State, add: &mut impl FnMut(&'static str, f64)) {
    let offline = all(state).filter(|(.., partition)| partition.leader.is_none()).count();
    let elsewhere = all(state).filter(|(.., partition)| partition.leader != partition.replicas.first().copied());
    for (name, value) in [
        ("kafka_controller_kafkacontroller_offlinepartitionscount", offline),
        (
            "kafka_controller_kafkacontroller_preferredreplicaimbalancecount",
            elsewhere.count(),
        ),
        (
            "kafka_controller_kafkacontroller_fencedbrokercount",
            state.brokers.iter().filter(|broker| !broker.up).count(),
        ),
        ("kafka_controller_kafkacontroller_globaltopiccount", state.topics.len()),
        (
            "kafka_controller_kafkacontroller_globalpartitioncount",
            all(state).count(),
        ),
    ] {
        add(name, number(value));
    }
}

fn counted(state: &State, broker: BrokerId) -> Counts {
    let mut counts = Counts::default();
    for (_, topic, _, partition) in all(state) {
        let held = partition.replicas.contains(&broker);
        counts.partitions += usize::from(held);
        if partition.leader == Some(broker) {
            let fare = Fare::of(topic, partition);
            counts.leaders += 1;
            counts.under_replicated += usize::from(fare.under_replicated);
            counts.under_min += usize::from(fare.under_min);
            counts.at_min += usize::from(fare.at_min);
            counts.moving += usize::from(!partition.adding.is_empty() || !partition.removing.is_empty());
        }
    }
    counts
}

/// Records and bytes, by topic and, without the label, in all.
fn traffic(counters: &Counters, broker: BrokerId, at: &str, out: &mut Vec<Sample>) {
    let mut add = |topic: &str, traffic: Traffic| {
        for (name, value) in [
            ("kafka_server_brokertopicmetrics_messagesin_total", traffic.records),
            ("kafka_server_brokertopicmetrics_bytesin_total", traffic.bytes_in),
            ("kafka_server_brokertopicmetrics_bytesout_total", traffic.bytes_out),
        ] {
            out.push(
                Sample::new(name, value.floor())
                    .label("instance", at)
                    .label("topic", topic),
            );
        }
    };
    let mut sum = Traffic::default();
    for (topic, traffic) in counters.of(broker) {
        add(topic, traffic);
        sum.records += traffic.records;
        sum.bytes_in += traffic.bytes_in;
        sum.bytes_out += traffic.bytes_out;
    }
    add("", sum);
}

/// Each replica's log, where its broker is up; one that is out of sync is told as its leader's.
fn sizes(state: &State, out: &mut Vec<Sample>) {
    for (topic, _, number, partition) in all(state) {
        let size = long(i64::try_from(partition.log.size()).unwrap_or(i64::MAX));
        for &broker in partition.replicas.iter().filter(|broker| state.brokers.is_up(**broker)) {
            let sample = Sample::new("kafka_log_log_size", size)
                .label("instance", instance(state, broker))
                .label("topic", topic)
                .label("partition", number.to_string());
            out.push(sample);
        }
    }
}
