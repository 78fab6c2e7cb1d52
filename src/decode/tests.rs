use proptest::prelude::*;
use serde_json::json;

use super::*;

fn auto(bytes: &[u8]) -> Decoded {
    decode(Some(bytes), &Place::default(), &Want::Auto, &NoSchemas)
}

fn tree(bytes: &[u8], format: Format) -> serde_json::Value {
    let decoded = auto(bytes);
    assert_eq!((decoded.format, &decoded.trouble), (format, &None));
    decoded.json(Some(bytes)).into_owned()
}

#[test]
fn nothing_is_told_from_no_bytes() {
    let null = decode(None, &Place::default(), &Want::As(Format::Cbor), &NoSchemas);
    assert_eq!((null.format, &null.value), (Format::Null, &Shown::Null));
    assert_eq!(auto(b"").format, Format::Empty);
}

#[test]
fn json_is_an_object_or_an_array_and_text_stays_text() {
    assert_eq!(tree(b" {\"a\":[1,2.5]}\n", Format::Json), json!({"a": [1, 2.5]}));
    for text in [
        "1234",
        "null",
        "\"quoted\"",
        "hello",
        "[2026-11-21] started",
        "\x1b[1mbold\x1b[0m",
    ] {
        assert_eq!(tree(text.as_bytes(), Format::Text), json!(text));
    }
    let broken = auto(b"{\"a\": 1,}");
    assert_eq!(broken.format, Format::Text);
    assert!(broken.note.starts_with("no JSON: "), "{}", broken.note);
}

#[test]
fn integers_are_those_that_are_small_for_their_size() {
    assert_eq!(tree(&42i64.to_be_bytes(), Format::Integer), json!(42));
    assert_eq!(
        tree(&1_795_230_759_120i64.to_be_bytes(), Format::Integer),
        json!(1_795_230_759_120i64)
    );
    assert_eq!(tree(&(-7i32).to_be_bytes(), Format::Integer), json!(-7));
    assert_eq!(auto(&[0x91, 0x3f, 0xc8, 0x01]).format, Format::Hex);
    assert_eq!(auto(b"abcd").format, Format::Text);
    let forced = |bytes: &[u8]| decode(Some(bytes), &Place::default(), &Want::As(Format::Integer), &NoSchemas);
    assert_eq!(forced(b"abcd").value, Shown::Tree(json!(0x6162_6364)));
    assert!(forced(b"abc").trouble.unwrap().contains("not 3"));
}

#[test]
fn messagepack_is_read_to_its_last_byte() {
    let bytes = b"\x84\xa2id\x07\xa4tags\x92\xa1a\xc0\xa5price\xca\x3d\xcc\xcc\xcd\xa3raw\xc4\x02\xff\x00";
    let wanted = json!({"id": 7, "tags": ["a", null], "price": 0.1, "raw": {"base64": "/wA="}});
    assert_eq!(tree(bytes, Format::MessagePack), wanted);
    let more = [bytes.as_slice(), b"\x00"].concat();
    assert_eq!(auto(&more).format, Format::Hex);
    let at = b"\x81\xa1t\xd6\xff\x6b\x00\x00\x00";
    assert_eq!(tree(at, Format::MessagePack), json!({"t": "2026-11-20T08:08:32Z"}));
}

#[test]
fn cbor_in_all_its_lengths() {
    // {"a": 1, "b": [_ -1, h'ff', 1.5_1], "c": (_ "x", "y")}
    let bytes = b"\xa3\x61a\x01\x61b\x9f\x20\x41\xff\xf9\x3e\x00\xff\x61c\x7f\x61x\x61y\xff";
    let wanted = json!({"a": 1, "b": [-1, {"base64": "/w=="}, 1.5], "c": "xy"});
    assert_eq!(tree(bytes, Format::Cbor), wanted);
    let big = b"\xa1\x61n\xc2\x49\x01\x00\x00\x00\x00\x00\x00\x00\x00";
    let said = |bytes: &[u8]| tree(bytes, Format::Cbor).to_string();
    assert_eq!(said(big), r#"{"n":18446744073709551616}"#);
    assert_eq!(
        said(b"\x81\x3b\xff\xff\xff\xff\xff\xff\xff\xff"),
        "[-18446744073709551616]"
    );
    assert_eq!(said(b"\x81\xc3\x41\xff"), "[-256]");
}

#[test]
fn numbers_of_json_keep_all_their_digits() {
    let text = r#"{"n":123456789012345678901234567890,"f":1.10,"e":1e400}"#;
    let read = auto(text.as_bytes());
    assert_eq!(
        (read.format, &*read.line(None)),
        (
            Format::Json,
            r#"{"n":123456789012345678901234567890,"f":1.10,"e":1e+400}"#
        )
    );
}

#[test]
fn a_count_that_lies_costs_nothing() {
    for bytes in [
        b"\xdd\xff\xff\xff\xff\xc0".as_slice(),
        b"\xdf\xff\xff\xff\xff\xc0",
        b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff\x00",
    ] {
        assert_eq!(auto(bytes).format, Format::Hex, "{bytes:x?}");
    }
    let deep = vec![0x91; 5_000];
    let forced = decode(
        Some(&deep),
        &Place::default(),
        &Want::As(Format::MessagePack),
        &NoSchemas,
    );
    assert!(forced.trouble.unwrap().contains("deeper"));
}

#[test]
fn a_frame_without_its_schema_says_so() {
    let decoded = auto(b"\x00\x00\x00\x00\x07\x02\x04");
    assert_eq!((decoded.format, &decoded.value), (Format::Hex, &Shown::Bytes));
    assert_eq!(decoded.note, "registry id 7");
    assert!(decoded.trouble.unwrap().contains("schema.registry.url"));
}

#[test]
fn no_bytes_are_a_message_where_a_header_names_its_schema() {
    struct One(std::sync::Arc<Schema>);
    impl SchemaSource for One {
        fn schema(&self, _: SchemaKey) -> Lookup {
            Lookup::Found(std::sync::Arc::clone(&self.0))
        }
    }
    let text = r#"syntax = "proto3"; message M { int32 n = 1; }"#;
    let schema = One(Schema::parse(Kind::Protobuf, text, &[]).unwrap().into());
    let header = [&[1u8][..], &[7; 16], &[0]].concat();
    let place = Place {
        schema_header: Some(&header),
        ..Place::default()
    };
    let decoded = decode(Some(b""), &place, &Want::Auto, &schema);
    assert_eq!(
        (decoded.format, decoded.value),
        (Format::Protobuf, Shown::Tree(json!({"n": 0})))
    );
    let decoded = decode(Some(b"{\"a\": 1}"), &place, &Want::Auto, &NoSchemas);
    assert_eq!(decoded.format, Format::Json, "it is readable without the schema");
    let place = Place {
        schema_header: Some(b"of another kind"),
        ..Place::default()
    };
    assert_eq!(decode(Some(b""), &place, &Want::Auto, &schema).format, Format::Empty);
}

#[test]
fn a_schema_yet_to_be_fetched_is_named() {
    struct Slow;
    impl SchemaSource for Slow {
        fn schema(&self, _: SchemaKey) -> Lookup {
            Lookup::Later
        }
    }
    let ask = |bytes: &[u8], place: &Place<'_>| decode(Some(bytes), place, &Want::Auto, &Slow).wants;
    assert_eq!(
        ask(b"\x00\x00\x00\x00\x07\x02", &Place::default()),
        Some(SchemaKey::Id(7))
    );
    // Avro's ends there, Protobuf's has the way to its message
    for way in [&[][..], &[0], &[4, 2, 0]] {
        let header = [&[1u8][..], &[7; 16], way].concat();
        let place = Place {
            schema_header: Some(&header),
            ..Place::default()
        };
        assert_eq!(
            ask(b"\x02", &place),
            Some(SchemaKey::Guid(uuid::Uuid::from_bytes([7; 16])))
        );
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), framed in any::<bool>()) {
        let mut bytes = bytes;
        if framed {
            bytes.splice(0..0, [0, 0, 0, 0, 1]);
        }
        let decoded = auto(&bytes);
        prop_assert!(decoded.trouble.is_none() || decoded.value == Shown::Bytes);
        for format in Format::FORCIBLE {
            let forced = decode(Some(&bytes), &Place::default(), &Want::As(format), &NoSchemas);
            prop_assert!(forced.trouble.is_none() || forced.value == Shown::Bytes);
        }
    }
}

#[test]
fn maps_that_are_keys_of_maps_do_not_grow_without_end() {
    // each level would double the backslashes of the one in it
    for (level, format) in [(0x81u8, Format::MessagePack), (0xa1, Format::Cbor)] {
        let mut bytes = vec![level; 60];
        bytes.extend([0x01; 61]);
        let decoded = decode(Some(&bytes), &Place::default(), &Want::As(format), &NoSchemas);
        assert!(decoded.trouble.unwrap().contains("a key that is no text"), "{format}");
        let pair = decode(
            Some(&[level, level, 1, 2, 3]),
            &Place::default(),
            &Want::As(format),
            &NoSchemas,
        );
        assert_eq!(pair.json(None).as_ref(), &serde_json::json!({"{\"1\":2}": 3}));
    }
}
