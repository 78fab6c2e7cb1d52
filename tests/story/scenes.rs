//! Each scenario: what it did is what is found, with the names of what it did it to.

use crate::play::{Played, play, play_then};
use kconsole::model::names::{BrokerId, GroupId};

/// All of them by name.
pub const ALL: &[(&str, fn())] = &[
    ("quiet_is_quiet", quiet_is_quiet),
    ("a_broker_goes_down", a_broker_goes_down),
    ("a_broker_comes_back", a_broker_comes_back),
    ("replicas_flap", replicas_flap),
    ("lag_spikes", lag_spikes),
    ("a_partition_is_hot", a_partition_is_hot),
    ("a_transaction_hangs", a_transaction_hangs),
    ("a_pill_is_poisonous", a_pill_is_poisonous),
    ("partitions_move", partitions_move),
    ("all_is_well_after_a_poison_pill", || all_is_well_after("poison-pill")),
    ("all_is_well_after_a_reassignment", || all_is_well_after("reassignment")),
    ("all_is_well_after_an_isr_flap", || all_is_well_after("isr-flap")),
    ("all_is_well_after_a_hanging_transaction", || {
        all_is_well_after("hanging-transaction");
    }),
    ("the_same_seed_tells_the_same", the_same_seed_tells_the_same),
];

fn quiet_is_quiet() {
    let played = play("quiet", 120);
    assert_eq!(played.findings(), Vec::<String>::new());
    assert_eq!(played.events(), Vec::<String>::new());
    let groups = &played.view.groups.list;
    assert_eq!(groups.len(), 15);
}

fn a_broker_goes_down() {
    let played = play("broker-down", 60);
    assert!(!played.state(|state| state.brokers.is_up(BrokerId(2))));
    let finding = "critical broker-fenced broker 2";
    let (affected, offline) = played.state(|state| {
        let parts = || state.topics.iter().flat_map(|(_, topic)| &topic.partitions);
        let affected = parts().filter(|part| part.replicas.contains(&BrokerId(2))).count();
        (affected, parts().filter(|part| part.leader.is_none()).count())
    });
    assert!(offline > 0 && affected > 300);
    played.must_say(finding, "broker 2");
    played.must_say(finding, &format!("offline: {offline} partition"));
    played.must_say(finding, "shipping.labels-");
    played.must_say(finding, &format!("under-replicated: {} partitions", affected - offline));
    played.must_tell(&format!("ISR shrank on {}", affected - offline));
}

fn a_broker_comes_back() {
    let played = play("broker-down", 150);
    assert_eq!(played.findings(), Vec::<String>::new());
    assert!(played.state(|state| state.brokers.is_up(BrokerId(2))));
    played.must_tell("broker 2 fenced");
    played.must_tell("broker 2 back");
}

fn replicas_flap() {
    let played = play("isr-flap", 80);
    let out = played.state(|state| {
        let parts = state.topics.iter().flat_map(|(_, topic)| &topic.partitions);
        parts.filter(|part| part.isr.len() < part.replicas.len()).count()
    });
    let finding = "critical replica-behind broker 2";
    played.must_say(finding, &format!("behind on {out} partitions"));
    let left = played
        .events()
        .iter()
        .filter(|event| event.contains("broker 2 left the ISR"))
        .count();
    assert!(left >= 4, "{:#?}", played.events());
}

fn lag_spikes() {
    let played = play("lag-spike", 80);
    assert_eq!(
        played.findings(),
        ["warning group-falls-behind group connect-warehouse-sink"]
    );
    played.must_say(
        "warning group-falls-behind group connect-warehouse-sink",
        "add consumers",
    );
}

fn a_partition_is_hot() {
    let played = play("hot-partition", 80);
    let finding = "warning group-falls-behind group clickstream-sessionizer";
    let hottest = played.state(|state| {
        let topic = state.topics.get("clickstream.events").unwrap();
        let read = &state.groups.get("clickstream-sessionizer").unwrap().offsets;
        let left = |number: &i32| {
            let read = read.get("clickstream.events", *number).unwrap().offset;
            topic.partition(*number).unwrap().log.end() - read
        };
        (0..24).max_by_key(left).unwrap()
    });
    played.must_say(finding, &format!("on one partition: clickstream.events-{hottest}"));
    played.must_say(finding, "more consumers do not help");
}

fn a_transaction_hangs() {
    let played = play("hanging-transaction", 80);
    let held = played.state(|state| {
        let parts = &state.topics.get("payments.captured").unwrap().partitions;
        let behind = |at: &usize| parts[*at].log.stable() < parts[*at].log.end();
        let open: Vec<usize> = (0..parts.len()).filter(|at| behind(at)).collect();
        open
    });
    assert!([2, 5, 9].iter().all(|number| held.contains(number)), "{held:?}");
    let finding = "warning commits-stopped group payments-ledger";
    played.must_say(finding, "payments.captured-2, payments.captured-5, payments.captured-9");
    played.must_say(finding, "on 3 of them from read_committed");
    played.must_say(finding, "find-hanging");
}

fn a_pill_is_poisonous() {
    let letters = |played: &Played| {
        played.state(|state| {
            let topic = state.topics.get("orders.dlq").unwrap();
            topic.partitions.iter().map(|part| part.log.end()).sum::<i64>()
        })
    };
    let before = letters(&play("quiet", 5));
    let played = play("poison-pill", 80);
    assert!(letters(&played) >= before + 3);
    let finding = "warning commits-stopped group order-validator";
    played.must_say(finding, "ecommerce.orders.created-");
    played.must_say(finding, "a poison record");
}

fn partitions_move() {
    let played = play("reassignment", 40);
    let moving = played.state(|state| state.moving().len());
    assert!(moving > 0);
    played.must_say("moving reassignment cluster", &format!("{moving} "));
}

/// Another scenario puts right what this one did.
fn all_is_well_after(name: &str) {
    let played = play_then(name, 50, "quiet", 45);
    assert_eq!(played.findings(), Vec::<String>::new());
    assert_eq!(played.demo.playing().name(), "quiet");
}

fn the_same_seed_tells_the_same() {
    let told = || {
        let played = play("all", 40);
        played.state(|state| {
            let logs = state.topics.iter().flat_map(|(name, topic)| {
                let log = |part: &kconsole::demo::state::topic::Partition| {
                    (name.to_string(), part.log.start(), part.log.end(), part.log.size())
                };
                topic.partitions.iter().map(log).collect::<Vec<_>>()
            });
            let group = state.groups.get("payments-ledger").unwrap();
            assert_eq!(group.id, GroupId::from("payments-ledger"));
            (logs.collect::<Vec<_>>(), format!("{:?}", group.offsets))
        })
    };
    assert_eq!(told(), told());
}
