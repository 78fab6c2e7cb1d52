//! Answers that break off, are garbage, or answer something else.

use ::bytes::Bytes;
use kafka_protocol::messages::ApiKey;
use kconsole::demo::fault::{Act, Rule};
use kconsole::kafka::calls::groups;
use kconsole::model::cluster::Reach;
use kconsole::model::trouble::Cause;
use kconsole::model::view::Link;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::*;

fn spoil(act: Act) -> Rule {
    Rule::on(act).broker(ONE).api(ApiKey::ListGroups)
}

#[test]
fn a_connection_that_breaks_off_is_made_anew_once_and_nobody_sees_it() {
    for act in [Act::Drop, Act::Cut(0), Act::Cut(3), Act::Cut(9)] {
        let demo = cluster();
        run(async {
            let client = client(profile(&demo)).await;
            groups::list_of(&client, ONE).await.unwrap();
            demo.shared().faults.add(spoil(act.clone()).once());
            let listed = groups::list_of(&client, ONE).await;
            assert_eq!(listed.unwrap().len(), 1, "{act:?}");
            assert_eq!(demo.shared().faults.met(), 1);
        });
    }
}

#[test]
fn a_connection_that_always_breaks_off_names_its_broker() {
    for act in [Act::Drop, Act::Cut(9)] {
        let demo = cluster();
        run(async {
            let client = client(profile(&demo)).await;
            demo.shared().faults.add(spoil(act));
            let trouble = groups::list_of(&client, ONE).await.unwrap_err();
            let address = demo.addresses()[0].1;
            let words = format!("list groups at broker 1 ({address}): the broker closed the connection");
            assert_eq!(trouble.to_string().lines().next(), Some(&*words));
            assert_eq!(
                groups::list_of(&client, TWO).await.unwrap().len(),
                1,
                "the others answer"
            );
        });
    }
}

#[test]
fn garbage_and_another_questions_answer_are_malformed_and_end_the_connection() {
    let garbage = Act::Garbage(Bytes::from_static(b"\xff\xff\xff\xff\xff garbage"));
    for act in [garbage, Act::Garbage(Bytes::new()), Act::WrongCorrelation] {
        let demo = cluster();
        run(async {
            let client = client(profile(&demo)).await;
            demo.shared().faults.add(spoil(act.clone()).once());
            let trouble = groups::list_of(&client, ONE).await.unwrap_err();
            assert!(matches!(trouble.cause, Cause::Malformed(_)), "{act:?}: {trouble}");
            let peer = trouble.broker.unwrap();
            assert_eq!(
                (peer.id, &*peer.address),
                (Some(ONE), &*demo.addresses()[0].1.to_string())
            );
            while groups::list_of(&client, ONE).await.is_err() {
                tokio::time::sleep(Duration::from_millis(5)).await; // it is left alone for a moment
            }
        });
    }
}

/// Every API of every broker answers noise, a frame each of another length; then the cluster comes back.
#[test]
fn the_engine_outlives_a_cluster_of_noise() {
    let demo = cluster();
    let watch = Watch::start(hasty(&demo), Want::everything());
    watch.until("all is well", |view| {
        view.groups.list.len() == 3 && view.quorum.is_known()
    });
    let mut rng = StdRng::seed_from_u64(4);
    let faults = &demo.shared().faults;
    for len in [0, 60, 4_000] {
        let noise: Vec<u8> = (0..len).map(|_| rng.random()).collect();
        faults.clear();
        faults.add(Rule::on(Act::Garbage(Bytes::from(noise))));
        let met = faults.met();
        watch.until("noise was met", |_| faults.met() > met + 2);
    }
    let lost = watch.until("nobody answers", |view| {
        let brokers = &view.cluster.brokers;
        brokers.iter().all(|broker| matches!(broker.reach, Reach::Lost { .. }))
    });
    assert_eq!(lost.groups.list.len(), 3, "what was known stays");
    faults.clear();
    watch.until("all is well again", |view| {
        let answer = |broker: &kconsole::model::cluster::Broker| matches!(broker.reach, Reach::Answers { .. });
        matches!(view.link, Link::Live) && view.cluster.brokers.iter().all(answer) && !view.groups.partial
    });
}
