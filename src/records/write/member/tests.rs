//! A member on librdkafka's make-believe cluster.

use rdkafka::mocking::MockCluster;

use super::super::{Producer, Record, Sent, Ways};
use super::*;
use crate::config::profile::Properties;
use crate::plan::{Consent, Gate, join, produce};

const LONG: Duration = Duration::from_secs(30);

fn profile(bootstrap: String) -> Profile {
    let mut profile = Profile::plaintext(vec![bootstrap]);
    // so that nobody asks for them
    let set = [("message.max.bytes", "1000000"), ("batch.size", "1000000")];
    profile.properties = Properties(set.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    profile
}

fn gate() -> Gate {
    Gate {
        read_only: false,
        cluster: None,
    }
}

fn joined(profile: &Profile) -> Member {
    let joining = Joining {
        group: "g".into(),
        topics: vec!["t".into()],
        from_start: true,
        commit: true,
        isolation: Isolation::ReadUncommitted,
    };
    let plan = join::join(&joining.group, &joining.topics, true, Vec::new());
    let permit = gate().admit(plan, &Consent::Yes).unwrap();
    Member::join(profile, &permit, &joining).unwrap()
}

/// One record in the first partition of `t`.
fn written(profile: &Profile) {
    let plan = produce::produce(&"t".into(), "stdin", Vec::new());
    let permit = gate().admit(plan, &Consent::Yes).unwrap();
    let producer = Producer::open(profile, &permit, &"t".into(), &Ways::default()).unwrap();
    let record = Record {
        value: Some(b"x"),
        partition: Some(0),
        ..Record::default()
    };
    assert_eq!(producer.send(&record), Sent::Queued);
    assert!(producer.flush(LONG));
}

/// Reads until a record came and is done with.
fn read(member: &Member) {
    let begun = Instant::now();
    while begun.elapsed() < LONG {
        if let Some(record) = member.next(Duration::from_millis(100), &mut || {}).unwrap() {
            assert_eq!((record.topic(), record.value()), ("t", Some(&b"x"[..])));
            member.done(record.topic(), record.partition(), record.offset() + 1);
            return;
        }
    }
    panic!("no record came: {:?}", member.shifts());
}

#[test]
fn who_leaves_commits_what_is_done_with_and_owes_nothing() {
    let mock = MockCluster::new(1).unwrap();
    mock.create_topic("t", 2, 1).unwrap();
    let profile = profile(mock.bootstrap_servers());
    written(&profile);
    let member = joined(&profile);
    read(&member);
    let mut told = Vec::new();
    assert_eq!(member.leave(&mut |shift| told.push(shift.clone())), []);
    assert_eq!(told.len(), 2, "given and taken: {told:?}");
}

#[test]
fn who_leaves_a_coordinator_that_is_gone_says_what_is_not_committed_and_does_not_wait_long() {
    let mock = MockCluster::new(1).unwrap();
    mock.create_topic("t", 2, 1).unwrap();
    let profile = profile(mock.bootstrap_servers());
    written(&profile);
    let member = joined(&profile);
    read(&member);
    mock.broker_down(1).unwrap();
    let begun = Instant::now();
    let mut told = String::new();
    let limit = SOON + Duration::from_millis(500);
    let owed = member.leave_within(limit, &mut |shift| told.push_str(&format!("{shift:?}\n")));
    // librdkafka would wait for session.timeout.ms (45 s)
    assert!(begun.elapsed() < LONG, "{:?}", begun.elapsed());
    assert_eq!(owed.len(), 1, "{owed:?}");
    assert_eq!(owed[0].operation, "commit offsets of t-0");
    assert!(
        owed[0].hint.as_ref().is_some_and(|hint| hint.contains("comes again")),
        "{owed:?}"
    );
    assert!(
        told.contains("not committed: t-0: the group's coordinator does not answer"),
        "{told}"
    );
    assert!(told.contains("did not hear that this member leaves"), "{told}");
}

#[test]
fn what_is_done_with_at_the_last_moment_is_committed_before_its_partition_goes() {
    let mock = MockCluster::new(1).unwrap();
    mock.create_topic("t", 2, 1).unwrap();
    mock.create_topic("u", 1, 1).unwrap();
    let mut profile = profile(mock.bootstrap_servers());
    // this cluster waits for so long, less a second, before it shares out anew
    let soon = ("session.timeout.ms".to_owned(), "6000".to_owned());
    profile.properties.0.extend([soon]);
    written(&profile);
    let member = joined(&profile);
    let begun = Instant::now();
    let turn = Duration::from_millis(20);
    let (mut offsets, mut lasts) = (Vec::new(), 0);
    while offsets.len() < 2 && begun.elapsed() < LONG {
        let mut last = || {
            lasts += 1;
            assert_eq!(offsets, [0]);
            member.done("t", 0, 1);
        };
        let record = member.next(turn, &mut last).unwrap();
        offsets.extend(record.map(|record| record.offset()));
        if offsets.len() == 1 && lasts == 0 {
            // a record is in hand, and nothing is said of it, when all goes back to be shared out anew
            member.inner.subscribe(["t", "u"].into_iter()).unwrap();
            lasts = 1;
        } else if lasts == 2 {
            lasts = 3;
            written(&profile);
        }
    }
    assert_eq!((lasts, offsets), (3, vec![0, 1]), "read again, or never");
}
