//! Headers by themselves, and members on librdkafka's make-believe cluster.

use rdkafka::mocking::MockCluster;
use rdkafka::types::{RDKafkaApiKey, RDKafkaRespErr};

use super::*;
use crate::config::profile::Properties;
use crate::config::topics::Topic;
use crate::jobs::consume::{All, Caps, Form, From, Until, Wish};
use crate::model::lag::Isolation;
use crate::model::names::GroupId;
use crate::plan::{self, Consent, Gate};
use crate::records::write;

#[test]
fn headers_come_back_as_they_were() {
    let headers = vec![
        ("trace".to_owned(), Some(vec![7; 300])),
        (String::new(), None),
        ("empty".to_owned(), Some(Vec::new())),
    ];
    let mut encoded = Vec::new();
    encode(&headers, &mut encoded);
    let back: Vec<(Vec<u8>, Option<Vec<u8>>)> = Headers::of(3, &encoded)
        .map(|(name, value)| (name.to_vec(), value.map(<[u8]>::to_vec)))
        .collect();
    let expected = headers.into_iter().map(|(name, value)| (name.into_bytes(), value));
    assert_eq!(back, expected.collect::<Vec<_>>());
}

/// A static member that reads the topic `t` of a cluster to its first record, which is there.
fn fenced(times: usize) -> (Membership, String) {
    let mock = MockCluster::new(1).unwrap();
    mock.create_topic("t", 1, 1).unwrap();
    let mut profile = Profile::plaintext(vec![mock.bootstrap_servers()]);
    let set = [
        ("message.max.bytes", "1000000"),
        ("batch.size", "1000000"),
        ("group.instance.id", "one"),
    ];
    profile.properties = Properties(set.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    written(&profile);
    let fenced = vec![RDKafkaRespErr::RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID; times];
    mock.request_errors(RDKafkaApiKey::JoinGroup, &fenced);
    let joining = Joining {
        group: GroupId::from("g"),
        topics: vec!["t".into()],
        from_start: true,
        commit: true,
        isolation: Isolation::ReadUncommitted,
    };
    let plan = plan::join::join(&joining.group, &joining.topics, true, Vec::new());
    let permit = gate().admit(plan, &Consent::Yes).unwrap();
    let order = Order {
        wish: Wish {
            topics: joining.topics.clone(),
            partitions: None,
            from: From::Earliest,
            until: Until::Never,
            isolation: Isolation::ReadUncommitted,
        },
        places: None,
        waits: false,
        limit: Some(1),
        caps: Caps::default(),
        control: false,
        latest: None,
        form: Form::Json,
        decode: Decode::Never,
        formats: Topic::default(),
        patience: Duration::from_secs(1),
        give_up: None,
    };
    let mut told = String::new();
    let mut tell = |shift: &Shift| told.push_str(&format!("{shift:?}\n"));
    let mut write = |_: &[u8]| Ok(());
    let stop = Stop::default();
    let (ended, written) = run(&profile, &order, &permit, &joining, &stop, All, &mut write, &mut tell).unwrap();
    written.unwrap();
    (ended, told)
}

fn gate() -> Gate {
    Gate {
        read_only: false,
        cluster: None,
    }
}

fn written(profile: &Profile) {
    let plan = plan::produce::produce(&"t".into(), "stdin", Vec::new());
    let permit = gate().admit(plan, &Consent::Yes).unwrap();
    let producer = write::Producer::open(profile, &permit, &"t".into(), &write::Ways::default()).unwrap();
    let record = write::Record {
        value: Some(b"x"),
        ..write::Record::default()
    };
    assert_eq!(producer.send(&record), write::Sent::Queued);
    assert!(producer.flush(Duration::from_secs(30)));
}

#[test]
fn a_static_member_that_is_fenced_at_its_first_try_joins_once_more() {
    let (ended, told) = fenced(1);
    assert_eq!((ended.found, ended.trouble, ended.uncommitted), (1, None, Vec::new()));
    assert!(told.contains("it joins once more"), "{told}");
}

#[test]
fn a_static_member_that_is_fenced_again_leaves_its_place_to_the_other() {
    let (ended, _) = fenced(2);
    let trouble = ended.trouble.unwrap().to_string();
    assert!(trouble.contains("FENCED_INSTANCE_ID"), "{trouble}");
    assert!(trouble.contains("give each its own"), "{trouble}");
    assert_eq!(ended.found, 0);
}
