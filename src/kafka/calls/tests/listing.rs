//! ListGroups and FindCoordinator.

use kafka_protocol::messages::find_coordinator_response::Coordinator;
use kafka_protocol::messages::list_groups_response::ListedGroup as Listed;
use kafka_protocol::messages::{FindCoordinatorRequest, FindCoordinatorResponse, ListGroupsResponse};

use super::*;
use crate::kafka::calls::groups::{coordinators, list, list_of};
use crate::model::group::{GroupKind, GroupState};
use crate::model::known::{Known, Reason};

#[tokio::test]
async fn listings_tell_what_their_version_can() {
    for version in 0..=5 {
        let broker = Scripted::start(&[(16, version, version)], |heard| {
            let mut group = Listed::default()
                .with_group_id(wire_group("orders"))
                .with_protocol_type(text("consumer"));
            if heard.version >= 4 {
                group.group_state = text("Assigning");
            }
            if heard.version >= 5 {
                group.group_type = text("Consumer");
            }
            Some(heard.answer(&ListGroupsResponse::default().with_groups(vec![group])))
        })
        .await;
        let told = list_of(&broker.client(), BrokerId(1)).await.unwrap();
        let [group] = &told[..] else { panic!("{told:?}") };
        assert_eq!((group.id.as_str(), &*group.protocol_type), ("orders", "consumer"));
        let state = if version < 4 {
            Known::Unknown(Reason::TooOld)
        } else {
            Known::Value(GroupState::Assigning)
        };
        let kind = if version < 5 {
            GroupKind::Classic
        } else {
            GroupKind::Consumer
        };
        assert_eq!((group.state, group.kind), (state, kind), "v{version}");
    }
}

#[tokio::test]
async fn a_broker_that_loads_its_groups_leaves_the_list_partial() {
    let loading = |heard: &Heard| Some(heard.answer(&ListGroupsResponse::default().with_error_code(14)));
    let well = |heard: &Heard| Some(heard.answer(&ListGroupsResponse::default()));
    let (one, two) = (
        Scripted::start(&[(16, 0, 5)], loading).await,
        Scripted::start(&[(16, 0, 5)], well).await,
    );
    let mut told = list(&client(&[(1, &one), (2, &two)]), &[BrokerId(1), BrokerId(2)]).await;
    told.sort_by_key(|(broker, _)| *broker);
    assert!(
        told[0]
            .1
            .as_ref()
            .unwrap_err()
            .to_string()
            .contains("COORDINATOR_LOAD_IN_PROGRESS")
    );
    assert_eq!(told[1].1, Ok(Vec::new()));
}

#[tokio::test]
async fn coordinators_are_found_at_every_version() {
    for version in 0..=6 {
        let broker = Scripted::start(&[(10, version, version)], |heard| {
            let request = FindCoordinatorRequest::decode(&mut heard.body.clone(), heard.version).unwrap();
            let code = |id: &str| if id == "lost" { (15, -1) } else { (0, 3) };
            let body = FindCoordinatorResponse::default();
            Some(heard.answer(&if heard.version < 4 {
                let (code, node) = code(&request.key);
                body.with_error_code(code).with_node_id(node.into())
            } else {
                let found = request.coordinator_keys.iter().map(|key| {
                    let (code, node) = code(key);
                    let found = Coordinator::default().with_key(key.clone());
                    found.with_error_code(code).with_node_id(node.into())
                });
                body.with_coordinators(found.collect())
            }))
        })
        .await;
        let found = coordinators(&broker.client(), &groups(&["a", "lost"])).await.unwrap();
        let expected = [("a".into(), Ok(BrokerId(3))), ("lost".into(), Err(15))];
        assert_eq!(found, expected.into(), "v{version}");
        assert_eq!(
            broker.requests::<FindCoordinatorRequest>().len(),
            if version < 4 { 2 } else { 1 }
        );
    }
}
