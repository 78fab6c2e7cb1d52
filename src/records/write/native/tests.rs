//! Against librdkafka's own make-believe cluster, which can be told to answer with anything.

use std::ffi::{CString, c_char, c_int};
use std::time::{Duration, Instant};

use rdkafka::ClientContext;
use rdkafka::bindings as rd;
use rdkafka::config::ClientConfig;

use super::*;

unsafe extern "C" {
    // codes as numbers here, too: they are none that the bindings have
    fn rd_kafka_mock_push_request_errors_array(
        cluster: *mut rd::rd_kafka_mock_cluster_t,
        api: i16,
        count: usize,
        codes: *const c_int,
    );
    fn rd_kafka_mock_topic_set_error(cluster: *mut rd::rd_kafka_mock_cluster_t, topic: *const c_char, code: c_int);
}

const OFFSET_COMMIT: i16 = 8;
/// One that Kafka may get one day.
const NEW: c_int = 140;

#[derive(Default)]
struct Quiet;

impl ClientContext for Quiet {}

impl Dials for Quiet {
    fn redirects(&self) -> bool {
        false
    }

    fn dialled(&self, host: &str, port: &str) -> (String, String) {
        (host.to_owned(), port.to_owned())
    }
}

impl Hears for Quiet {
    fn given(&self, _partitions: &[(String, i32)]) {}
    fn going(&self, _partitions: Option<&[(String, i32)]>, _commit: Option<Commit<'_>>) {}
    fn heard(&self, _code: Code, _reason: &str) {}
}

/// A member on a cluster of one broker with the topic `t` of two partitions.
fn member() -> (Joined<Quiet>, *mut rd::rd_kafka_mock_cluster_t) {
    let mut config = ClientConfig::new();
    config
        .set("group.id", "g")
        .set("enable.auto.commit", "false")
        .set("test.mock.num.brokers", "1");
    let joined = Joined::new(&config, Quiet).unwrap();
    // SAFETY: the client is alive, and the cluster lives as long as it does.
    let cluster = unsafe { rd::rd_kafka_handle_mock_cluster(joined.native()) };
    assert!(!cluster.is_null());
    // SAFETY: as above; the name ends with a zero.
    unsafe { rd::rd_kafka_mock_topic_create(cluster, c"t".as_ptr(), 2, 1) };
    (joined, cluster)
}

fn offsets(partitions: &[i32]) -> Offsets {
    of("t", partitions)
}

fn of(topic: &str, partitions: &[i32]) -> Offsets {
    let each = partitions.iter();
    each.map(|number| ((topic.to_owned(), *number), 5)).collect()
}

fn commit(joined: &Joined<Quiet>, partitions: &[i32], limit: Duration) -> Vec<(i32, i32)> {
    let done = joined.commit(&offsets(partitions), Instant::now() + limit, &|| false);
    let refused = done.err().unwrap_or_default().0.into_iter();
    refused
        .map(|((_, partition), code)| (partition, code.number()))
        .collect()
}

const LONG: Duration = Duration::from_secs(30);

#[test]
fn a_code_that_librdkafka_does_not_know_stays_a_number() {
    let (joined, cluster) = member();
    let codes = [NEW, NEW];
    // SAFETY: the cluster is alive, and as many codes are told as there are.
    unsafe { rd_kafka_mock_push_request_errors_array(cluster, OFFSET_COMMIT, 1, codes.as_ptr()) };
    assert_eq!(commit(&joined, &[0, 1], LONG), [(0, NEW), (1, NEW)]);
    assert_eq!(commit(&joined, &[0, 1], LONG), []);
    assert_eq!(joined.partitions("t", LONG), Ok(Ok(2)));
    let name = CString::new("t").unwrap();
    // SAFETY: the cluster is alive, and the name ends with a zero.
    unsafe { rd_kafka_mock_topic_set_error(cluster, name.as_ptr(), NEW) };
    let told = joined.partitions("t", LONG).unwrap().unwrap_err();
    assert_eq!((told.number(), told.known()), (NEW, None));
}

#[test]
fn a_topic_that_is_refused_is_told_from_those_that_are_not() {
    let (joined, _cluster) = member();
    let mut all = offsets(&[0, 1]);
    all.extend(of("gone", &[0, 4]));
    let refused = joined.commit(&all, Instant::now() + LONG, &|| false).unwrap_err();
    let refused: Vec<_> = refused
        .0
        .iter()
        .map(|(place, code)| (place.clone(), code.number()))
        .collect();
    assert_eq!(refused, [(("gone".to_owned(), 0), 3), (("gone".to_owned(), 4), 3)]);
}

#[test]
fn a_coordinator_that_is_gone_is_not_waited_for_for_ever() {
    let (joined, cluster) = member();
    assert_eq!(commit(&joined, &[0], LONG), []);
    // SAFETY: the cluster is alive.
    unsafe { rd::rd_kafka_mock_broker_set_down(cluster, 1) };
    let gone = Code::from(rdkafka::error::RDKafkaErrorCode::OperationTimedOut).number();
    let begun = Instant::now();
    assert_eq!(
        commit(&joined, &[0, 1], Duration::from_millis(300)),
        [(0, gone), (1, gone)]
    );
    let stop = || true;
    let refused = joined.commit(&offsets(&[1]), begun + LONG, &stop).unwrap_err();
    assert_eq!(refused.0.len(), 1);
    assert!(
        begun.elapsed() < LONG,
        "it would have waited for session.timeout.ms, or longer"
    );
    // nor is it when it ends: there is an answer that never comes
    drop(joined);
    assert!(begun.elapsed() < LONG);
}
