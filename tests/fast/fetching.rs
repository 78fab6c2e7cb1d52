//! Schemas as they are fetched from a registry, for the records that carry their ids.

use kconsole::config::profile::{Profile, Registry};
use kconsole::decode::{self, Decoded, Format, Kind, NoSchemas, Place, Schema, SchemaKey, SchemaSource, Want};
use kconsole::demo::registry;
use kconsole::registry::{Client, Fetcher, Schemas};
use serde_json::json;

use crate::schemas::V1;
use crate::served::{Served, put, serve};

fn client(url: &str) -> Client {
    let mut profile = Profile::plaintext(vec!["localhost:9092".into()]);
    profile.registry = Some(Registry {
        urls: vec![url.to_owned()],
        ..Registry::default()
    });
    Client::new(&profile).unwrap().unwrap()
}

/// What is shown once the schema that is wanted was fetched.
fn through(served: &Served, bytes: &[u8], schemas: &Schemas) -> Decoded {
    let ask = |source: &dyn SchemaSource| decode::decode(Some(bytes), &Place::default(), &Want::Auto, source);
    let wants = ask(schemas).wants.unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(schemas.fetch(&client(&served.url), wants)).unwrap();
    ask(schemas)
}

#[test]
fn records_are_read_by_the_schemas_their_ids_name() {
    let state = registry::Shared::default();
    let money = r#"syntax = "proto3"; package shop; message Money { int64 units = 1; }"#;
    let payment = r#"syntax = "proto3"; package shop; import "money.proto"; message Payment { Money amount = 1; }"#;
    put(&state, "money", registry::Kind::Protobuf, money, &[]);
    let by_protobuf = put(
        &state,
        "payments-value",
        registry::Kind::Protobuf,
        payment,
        &[("money.proto", "money")],
    );
    let by_avro = put(&state, "orders-value", registry::Kind::Avro, V1, &[]);
    let by_json = put(
        &state,
        "stock-value",
        registry::Kind::Json,
        r#"{"title": "Stock", "type": "object"}"#,
        &[],
    );
    let served = serve(state);
    let cases = [
        (Kind::Avro, by_avro, V1, vec![], json!({"id": "7"}), "Avro shop.Order"),
        (
            Kind::Protobuf,
            by_protobuf,
            payment,
            vec![("money.proto", money)],
            json!({"amount": {"units": 5}}),
            "Protobuf shop.Payment",
        ),
        (
            Kind::Json,
            by_json,
            r#"{"title": "Stock", "type": "object"}"#,
            vec![],
            json!({"sku": 1}),
            "JSON Schema Stock",
        ),
    ];
    let schemas = Schemas::default();
    for (kind, id, text, references, value, name) in cases {
        let id = u32::try_from(id).unwrap();
        let bytes = Schema::parse(kind, text, &references)
            .unwrap()
            .frame(id, &value, None)
            .unwrap();
        let decoded = through(&served, &bytes, &schemas);
        assert_eq!(decoded.note, format!("registry id {id}: {name}"));
        assert_eq!(decoded.json(Some(&bytes)).as_ref(), &value);
        let without = decode::decode(Some(&bytes), &Place::default(), &Want::Auto, &NoSchemas);
        assert_eq!((without.format, without.trouble.is_some()), (Format::Hex, true));
    }
    let unknown = through(&served, b"\x00\x00\x00\x03\xe7payload", &schemas);
    assert_eq!(unknown.trouble.as_deref(), Some("the registry has no schema of id 999"));
    assert!(matches!(schemas.schema(SchemaKey::Id(999)), decode::Lookup::Missing(_)));
}

#[test]
fn a_source_that_fetches_finds_and_says_who_does_not_answer() {
    let state = registry::Shared::default();
    let id = u32::try_from(put(&state, "orders-value", registry::Kind::Avro, V1, &[])).unwrap();
    let served = serve(state);
    let patience = std::time::Duration::from_secs(20);
    let source = Fetcher::start(client(&served.url), patience).unwrap();
    assert!(matches!(source.schema(SchemaKey::Id(id)), decode::Lookup::Found(_)));
    assert!(matches!(
        source.schema(SchemaKey::Id(id + 1)),
        decode::Lookup::Missing(_)
    ));
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let nobody = Fetcher::start(client(&format!("http://{free}")), patience).unwrap();
    let decode::Lookup::Missing(why) = nobody.schema(SchemaKey::Id(1)) else {
        panic!("it answered");
    };
    assert!(why.contains("connection refused"), "{why}");
}
