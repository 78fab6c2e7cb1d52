//! DescribeCluster with its fall-backs.

use kafka_protocol::messages::describe_cluster_response::DescribeClusterBroker;
use kafka_protocol::messages::metadata_response::MetadataResponseBroker;
use kafka_protocol::messages::{DescribeClusterRequest, DescribeClusterResponse, MetadataResponse};

use super::*;
use crate::kafka::calls::cluster::describe;
use crate::model::cluster::Kind;
use crate::model::known::{Known, Reason};
use crate::model::names::ClusterId;
use crate::model::rights::{Operation, Rights};

/// Broker 1, and where the version tells it, broker 2 fenced.
fn answer(heard: &Heard, port: i32) -> Option<Bytes> {
    if heard.key == 3 {
        let broker = MetadataResponseBroker::default()
            .with_node_id(1.into())
            .with_host(text("127.0.0.1"));
        let body = MetadataResponse::default()
            .with_brokers(vec![broker.with_port(port)])
            .with_cluster_id(Some(text("abc")))
            .with_controller_id(1.into());
        return Some(heard.answer(&body));
    }
    let broker = |id: i32| {
        DescribeClusterBroker::default()
            .with_broker_id(id.into())
            .with_host(text("127.0.0.1"))
            .with_port(port)
            .with_rack(Some(text("r")))
    };
    let mut brokers = vec![broker(1)];
    if heard.version >= 2 {
        brokers.insert(0, broker(2).with_is_fenced(true));
    }
    let body = DescribeClusterResponse::default()
        .with_brokers(brokers)
        .with_cluster_id(text("abc"))
        .with_controller_id(1.into())
        .with_cluster_authorized_operations(1 << 8);
    Some(heard.answer(&body))
}

async fn fake(apis: &[(i16, i16, i16)]) -> Scripted {
    let port = Arc::new(Mutex::new(0));
    let told = Arc::clone(&port);
    let fake = Scripted::start(apis, move |heard| answer(heard, *told.lock().unwrap())).await;
    *port.lock().unwrap() = i32::from(fake.fake.address.port());
    fake
}

#[tokio::test]
async fn fenced_brokers_are_asked_for_where_they_can_be() {
    for version in 0..=2 {
        let fake = fake(&[(60, version, version), (55, 0, 2)]).await;
        let told = describe(&fake.client()).await.unwrap();
        assert_eq!(told.id, Known::Value(ClusterId::from("abc")));
        let expected: &[_] = if version < 2 {
            &[(1, false)]
        } else {
            &[(1, false), (2, true)]
        };
        let nodes: Vec<_> = told.nodes.iter().map(|(node, fenced)| (node.id.0, *fenced)).collect();
        assert_eq!((&nodes[..], told.with_fenced), (expected, version >= 2), "v{version}");
        assert!(told.rights.value().unwrap().may(Operation::Describe));
        // On KRaft this call names any broker.
        assert_eq!(
            (told.kind, told.controller),
            (Kind::KRaft, Known::Unknown(Reason::NotYet))
        );
        let (_, request) = &fake.requests::<DescribeClusterRequest>()[0];
        assert_eq!(
            (request.include_fenced_brokers, request.endpoint_type),
            (version >= 2, 1)
        );
    }
}

#[tokio::test]
async fn a_fenced_broker_is_none_the_client_asks() {
    let fake = fake(&[(60, 2, 2), (55, 0, 2)]).await;
    let client = fake.client();
    describe(&client).await.unwrap();
    assert_eq!(client.nodes().iter().map(|node| node.id.0).collect::<Vec<_>>(), [1]);
}

#[tokio::test]
async fn an_old_broker_is_asked_by_metadata() {
    for version in 4..=11 {
        let fake = fake(&[(3, 0, version)]).await;
        let told = describe(&fake.client()).await.unwrap();
        assert_eq!(
            (told.kind, told.controller),
            (Kind::ZooKeeper, Known::Value(BrokerId(1))),
            "v{version}"
        );
        assert_eq!((told.nodes.len(), told.with_fenced), (1, false));
        assert_eq!(told.features, Known::Unknown(Reason::TooOld));
        let rights: Known<Rights> = Known::Unknown(Reason::TooOld);
        assert_eq!(told.rights, rights);
    }
}

#[tokio::test]
async fn before_a_brokers_id_is_known_any_tells_its_abilities() {
    let fake = fake(&[(60, 0, 0), (55, 0, 2)]).await;
    let client = Client::new(Arc::new(fake.fake.profile()));
    let told = describe(&client).await.unwrap();
    assert_eq!(told.kind, Kind::KRaft);
}
