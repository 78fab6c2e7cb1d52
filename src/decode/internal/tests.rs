use proptest::prelude::*;
use serde_json::json;

use super::super::{NoSchemas, Want, decode as ask};
use super::*;

fn shown(topic: &str, key: &[u8], value: Option<&[u8]>) -> (String, Value) {
    let place = Place {
        topic,
        side: if value.is_some() { Side::Value } else { Side::Key },
        key: Some(key),
        schema_header: None,
    };
    let bytes = value.unwrap_or(key);
    let decoded = ask(Some(bytes), &place, &Want::Auto, &NoSchemas);
    assert_eq!(decoded.trouble, None);
    (decoded.note.clone(), decoded.json(Some(bytes)).into_owned())
}

#[test]
fn an_offset_commit() {
    let key = b"\x00\x01\x00\x02g1\x00\x06orders\x00\x00\x00\x03";
    let (note, fields) = shown(OFFSETS, key, None);
    assert_eq!(
        (note.as_str(), fields),
        (
            "offset commit",
            json!({"group": "g1", "topic": "orders", "partition": 3})
        )
    );
    let value = b"\x00\x03\x00\x00\x00\x00\x00\x00\x00\x2a\xff\xff\xff\xff\x00\x01m\x00\x00\x01\xa1\xfc\xb8\xdd\x50";
    let (note, fields) = shown(OFFSETS, key, Some(value));
    assert_eq!(note, "offset commit, version 3");
    assert_eq!(fields["offset"], json!(42));
    assert_eq!(
        (&fields["leader_epoch"], &fields["metadata"]),
        (&json!(-1), &json!("m"))
    );
    assert!(fields["commit_timestamp"].as_str().unwrap().ends_with('Z'));
}

#[test]
fn a_transaction_in_its_flexible_version() {
    let key = b"\x00\x00\x00\x02t1";
    assert_eq!(shown(TRANSACTIONS, key, None).1, json!({"transactional_id": "t1"}));
    let mut value = vec![0, 1];
    value.extend(7i64.to_be_bytes());
    value.extend(2i16.to_be_bytes());
    value.extend(60_000i32.to_be_bytes());
    value.push(1);
    // one topic of two partitions, without tagged fields
    value.extend([2, 3, b't', b'x', 3, 0, 0, 0, 0, 0, 0, 0, 1, 0]);
    value.extend(1_795_230_759_120i64.to_be_bytes());
    value.extend((-1i64).to_be_bytes());
    // two tagged fields: the client's version, and its next epoch
    value.extend([2, 2, 2, 0, 2, 3, 2, 0, 3]);
    let (_, fields) = shown(TRANSACTIONS, key, Some(&value));
    assert_eq!(
        fields,
        json!({"producer_id": 7, "producer_epoch": 2, "timeout_ms": 60000, "state": "Ongoing",
            "partitions": [{"topic": "tx", "partitions": [0, 1]}], "last_update": "2026-11-21T03:12:39.120Z",
            "start": -1, "client_version": 2, "next_producer_epoch": 3})
    );
}

#[test]
fn members_of_share_and_streams_groups() {
    let key = b"\x00\x0a\x00\x02g1\x00\x01m";
    let (note, fields) = shown(OFFSETS, key, Some(b"\x00\x00\x00\x02c\x03/h\x02\x02t\x00"));
    assert_eq!(note, "share group member, version 0");
    assert_eq!(
        fields,
        json!({"rack_id": null, "client_id": "c", "client_host": "/h", "topics": ["t"]})
    );
    let key = b"\x00\x13\x00\x02g1\x00\x01m";
    let (start, end) = (
        b"\x00\x00\x00\x00\x02c\x02h\x00\x00\x00\x09\x00\x00\x00\x01\x02p",
        b"\x01\x00",
    );
    for (endpoint, wanted) in [
        (&b"\xff"[..], json!(null)),
        (&b"\x01\x02e\xff\x00\x00"[..], json!({"host": "e", "port": 65_280})),
    ] {
        let value = [&start[..], endpoint, end].concat();
        let (note, fields) = shown(OFFSETS, key, Some(&value));
        assert_eq!(note, "Streams group member, version 0");
        assert_eq!((&fields["endpoint"], &fields["tags"]), (&wanted, &json!([])));
    }
}

#[test]
fn members_of_consumer_groups_with_what_stands_apart() {
    let member = b"\x00\x05\x00\x02g1\x00\x01m";
    let start = b"\x00\x00\x00\x00\x02c\x03/h\x02\x02t\x01\x00\x04\x93\xe0\x00";
    let classic = b"\x01\x00\x00\xaf\xc8\x02\x06range\x03\xff\x00\x00\x00";
    for (apart, wanted) in [
        (&b"\x01\x00\x01\x00"[..], json!(null)),
        (
            &[&b"\x01\x00\x11"[..], classic].concat(),
            json!({"session_timeout_ms": 45_000, "protocols": [{"name": "range", "metadata": {"base64": "/wA="}}]}),
        ),
    ] {
        let (note, fields) = shown(OFFSETS, member, Some(&[&start[..], apart].concat()));
        assert_eq!(note, "consumer group member, version 0");
        assert_eq!(
            (&fields["classic"], &fields["rebalance_timeout_ms"]),
            (&wanted, &json!(300_000))
        );
    }
    let key = b"\x00\x08\x00\x02g1\x00\x01m";
    let value = [
        &b"\x00\x00\x00\x00\x00\x02\x00\x00\x00\x00\x00\x02"[..],
        &[7; 16],
        b"\x02\x00\x00\x00\x00\x01\x00\x05\x02\x00\x00\x00\x02\x01\x00",
    ];
    let (_, fields) = shown(OFFSETS, key, Some(&value.concat()));
    let assigned = &fields["assigned"][0];
    assert_eq!(
        (&assigned["partitions"], &assigned["assignment_epochs"]),
        (&json!([0]), &json!([2]))
    );
}

#[test]
fn deliveries_of_share_groups() {
    let id = [7; 16];
    let key = |kind: u8| [&[0, kind, 0, 2, b'g', b'1'][..], &id, &[0, 0, 0, 5]].concat();
    let (_, fields) = shown(SHARE_STATE, &key(1), None);
    assert_eq!(
        fields,
        json!({"group": "g1", "topic_id": "07070707-0707-0707-0707-070707070707", "partition": 5})
    );
    let mut batch = vec![2];
    batch.extend([3i64.to_be_bytes(), 4i64.to_be_bytes()].concat());
    let (start, end) = ([&[0; 7][..], &[3]].concat(), [1, 0, 4, 0, 0, 0, 9]);
    for (state, word) in [(2, json!("Acknowledged")), (3, json!(3)), (4, json!("Archived"))] {
        let value = [
            &[0, 0, 0, 0, 0, 1, 0, 0, 0, 2][..],
            &start,
            &batch,
            &[state, 0, 1, 0],
            &end,
        ]
        .concat();
        let (note, fields) = shown(SHARE_STATE, &key(1), Some(&value));
        assert_eq!(note, "share group's deliveries, a change, version 0");
        assert_eq!(
            fields,
            json!({"snapshot_epoch": 1, "leader_epoch": 2, "start_offset": 3, "delivery_complete_count": 9,
                "batches": [{"first_offset": 3, "last_offset": 4, "state": word, "deliveries": 1}]})
        );
    }
}

#[test]
fn a_kind_that_came_later_still_tells_its_group() {
    let key = b"\x00\x63\x00\x02g1\x00\x01m";
    let (note, fields) = shown(OFFSETS, key, None);
    assert_eq!(
        (note.as_str(), fields),
        ("group record of kind 99", json!({"group": "g1", "of": ["m"]}))
    );
    let place = Place {
        topic: OFFSETS,
        key: Some(key),
        ..Place::default()
    };
    let decoded = ask(Some(b"\x00\x00\x01"), &place, &Want::Auto, &NoSchemas);
    assert!(decoded.trouble.unwrap().contains("kind 99"));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(kind in 0u8..26, bytes in proptest::collection::vec(any::<u8>(), 0..120), rest in any::<[u8; 8]>()) {
        let key = [&[0, kind][..], &rest].concat();
        for topic in [OFFSETS, TRANSACTIONS, SHARE_STATE] {
            for side in [Side::Key, Side::Value] {
                let place = Place { topic, side, key: Some(&key), schema_header: None };
                let decoded = ask(Some(&bytes), &place, &Want::Auto, &NoSchemas);
                prop_assert!(decoded.trouble.is_none() || decoded.value == Shown::Bytes);
            }
        }
    }
}
