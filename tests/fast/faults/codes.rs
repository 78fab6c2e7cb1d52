//! Kafka's error codes: passing ones are asked again, lasting ones become a trouble with all its parts.

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use kafka_protocol::messages::ApiKey;
use kconsole::demo::fault::{Act, Rule};
use kconsole::kafka::calls::configs::Resource;
use kconsole::kafka::calls::{cluster, configs, groups, log_dirs, quorum, reassignments};
use kconsole::model::known::{Known, Reason};
use kconsole::model::trouble::Trouble;

use super::*;

#[test]
fn a_passing_error_is_asked_again_and_nobody_sees_it() {
    for (api, code) in [
        (ApiKey::ListOffsets, 6),
        (ApiKey::ListGroups, 14),
        (ApiKey::OffsetFetch, 16),
        (ApiKey::DescribeGroups, 15),
        (ApiKey::DescribeCluster, 7),
        (ApiKey::DescribeQuorum, 41),
        (ApiKey::ListPartitionReassignments, 7),
        (ApiKey::DescribeLogDirs, 7),
    ] {
        let demo = super::cluster();
        demo.shared().faults.add(Rule::on(Act::Code(code)).api(api).once());
        let view = look(profile(&demo), Want::everything());
        assert!(demo.shared().faults.met() > 0, "{api:?} was asked");
        let index = |partition| view.topology.index_of("orders", partition).unwrap();
        for partition in [0, 1, 2].map(kconsole::model::names::Partition) {
            assert_eq!(view.offsets.high.get(index(partition)), Known::Value(100), "{api:?}");
        }
        assert_eq!(view.groups.list.len(), 3, "{api:?}");
        for group in &view.groups.list {
            assert!(
                group.offsets.is_known() && group.members.is_known(),
                "{api:?}: {group:?}"
            );
        }
        assert!(view.quorum.is_known() && view.moves.is_known(), "{api:?}");
        assert!(view.storage.brokers.values().all(Known::is_known), "{api:?}");
        assert!(view.cluster.stamp.trouble.is_none(), "{api:?}");
    }
}

/// A call to broker 1, or to anybody where anybody tells.
type Call = fn(&Client) -> LocalBoxFuture<'_, Option<Trouble>>;

const CALLS: [(ApiKey, &str, Call); 6] = [
    (ApiKey::ListGroups, "list groups", |client| {
        groups::list_of(client, ONE).map(Result::err).boxed_local()
    }),
    (ApiKey::DescribeConfigs, "describe configs", |client| {
        configs::all(client, Resource::Broker(ONE))
            .map(Result::err)
            .boxed_local()
    }),
    (ApiKey::DescribeCluster, "describe the cluster", |client| {
        cluster::describe(client).map(Result::err).boxed_local()
    }),
    (ApiKey::DescribeQuorum, "describe the quorum", |client| {
        quorum::describe(client).map(Result::err).boxed_local()
    }),
    (ApiKey::ListPartitionReassignments, "list reassignments", |client| {
        reassignments::list(client).map(Result::err).boxed_local()
    }),
    (ApiKey::DescribeLogDirs, "describe log dirs", |client| {
        log_dirs::describe(client, ONE).map(Result::err).boxed_local()
    }),
];

#[test]
fn a_lasting_error_names_operation_broker_address_error_and_remedy() {
    let demo = super::cluster();
    let faults = &demo.shared().faults;
    for (api, operation, call) in CALLS {
        faults.clear();
        faults.add(Rule::on(Act::Code(31)).api(api));
        run(async {
            let client = client(profile(&demo)).await;
            let trouble = call(&client).await.unwrap_or_else(|| panic!("{api:?} was refused"));
            let peer = trouble.broker.clone().unwrap_or_else(|| panic!("{api:?}: {trouble}"));
            let (_, address) = demo.addresses()[usize::try_from(peer.id.unwrap().0).unwrap() - 1];
            assert_eq!(
                trouble.to_string(),
                format!(
                    "{operation} at broker {} ({address}): CLUSTER_AUTHORIZATION_FAILED\n  try: the user needs DESCRIBE (for configs DESCRIBE_CONFIGS) on the cluster",
                    peer.id.unwrap()
                )
            );
            assert_eq!(trouble.reason(), Reason::NotAuthorised);
        });
    }
}

/// Each code there is, and some that are not, in every answer of a whole look.
#[test]
fn any_code_on_any_api_is_survived() {
    let demo = super::cluster();
    let faults = &demo.shared().faults;
    for code in (-1..=133).chain([-32_768, 999, 32_767]).filter(|code| *code != 0) {
        faults.clear();
        faults.add(Rule::on(Act::Code(code)));
        let profile = Arc::new(hasty(&demo));
        let looked = run(live::once(profile, Want::everything(), Options::default(), SHORT));
        if let Err(trouble) = looked {
            assert!(!trouble.operation.is_empty(), "{code}");
        }
    }
}
