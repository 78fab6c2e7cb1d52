use serde_json::{Value, json};

use super::{Fault, Kind, Level, Reference, Registry, Schema, Seen, Shared, Which};
use crate::demo::http::{Request, Service};

const ORDER: &str = r#"{"type": "record", "name": "Order", "fields": [{"name": "id", "type": "string"}]}"#;
/// A field with a default: what a reader of it needs, and what an older one leaves.
const PROMO: &str = r#"{"type":"record","name":"Order","fields":[{"name":"id","type":"string"},
    {"name":"promo_code","type":["null","string"],"default":null}]}"#;
/// A field without one.
const TOTAL: &str = r#"{"type":"record","name":"Order","fields":[{"name":"id","type":"string"},
    {"name":"total","type":"double"}]}"#;

fn avro(text: &str) -> Schema {
    Schema::new(Kind::Avro, text, vec![]).unwrap()
}

#[test]
fn the_same_schema_keeps_its_version_and_its_id() {
    let mut registry = Registry::default();
    assert_eq!(registry.register("orders-value", avro(ORDER)), Ok(1));
    assert_eq!(registry.register("orders-value", avro(&ORDER.replace(' ', ""))), Ok(1));
    assert_eq!(registry.versions("orders-value", Seen::Live), Ok(vec![1]));
    assert_eq!(registry.register("orders-value", avro(PROMO)), Ok(2));
    assert_eq!(
        registry.register("audit-value", avro(ORDER)),
        Ok(1),
        "ids are of schemas"
    );
    let latest = registry.version("orders-value", Which::Latest, Seen::Live).unwrap();
    assert_eq!((latest.version, latest.id), (2, 2));
    let both = vec![("audit-value".to_owned(), 1), ("orders-value".to_owned(), 1)];
    assert_eq!(registry.versions_with(1, Seen::Live), Ok(both));
    let found = registry.lookup("orders-value", &avro(ORDER), Seen::Live).unwrap();
    assert_eq!((found.version, found.id), (1, 1));
    assert_eq!(
        registry.lookup("audit-value", &avro(PROMO), Seen::Live),
        Err(Fault::NoSchema)
    );
}

#[test]
fn every_level_refuses_what_it_should() {
    // (level, a default added, a required field added, a required field taken away)
    for (level, promo, total, less) in [
        (Level::None, true, true, true),
        (Level::Backward, true, false, true),
        (Level::Forward, true, true, false),
        (Level::Full, true, false, false),
        (Level::BackwardTransitive, true, false, true),
        (Level::ForwardTransitive, true, true, false),
        (Level::FullTransitive, true, false, false),
    ] {
        let fits = |before: &str, after: &str| {
            let mut registry = Registry::default();
            registry.set_level(Some("s"), Some(level));
            registry.register("s", avro(before)).unwrap();
            match registry.register("s", avro(after)) {
                Ok(_) => true,
                Err(why) => {
                    assert_eq!((why.code(), why.status()), (409, 409), "{why}");
                    false
                }
            }
        };
        assert_eq!(
            (fits(ORDER, PROMO), fits(ORDER, TOTAL), fits(TOTAL, ORDER)),
            (promo, total, less),
            "{level:?}"
        );
    }
}

#[test]
fn transitive_looks_at_all_before() {
    // each step is fine, the first and the last are not: the default went again
    let steps = [
        ORDER.to_owned(),
        PROMO.to_owned(),
        PROMO.replace(r#","default":null"#, ""),
    ];
    let run = |level| {
        let mut registry = Registry::default();
        registry.set_level(None, Some(level));
        steps
            .iter()
            .map(|text| registry.register("s", avro(text)).is_ok())
            .collect::<Vec<_>>()
    };
    assert_eq!(run(Level::Backward), [true, true, true]);
    assert_eq!(run(Level::BackwardTransitive), [true, true, false]);
}

#[test]
fn a_union_that_loses_a_branch_is_refused() {
    let mut registry = Registry::default();
    registry.register("s", avro(PROMO)).unwrap();
    let narrower = PROMO.replace(r#"["null","string"]"#, r#""null""#);
    assert_eq!(
        registry.register("s", avro(&narrower)).map_err(|why| why.code()),
        Err(409)
    );
}

#[test]
fn references_are_resolved_and_keep_what_they_need() {
    let mut registry = Registry::default();
    let money = r#"{"type":"record","name":"Money","namespace":"shop","fields":[{"name":"cents","type":"long"}]}"#;
    let order =
        r#"{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"total","type":"shop.Money"}]}"#;
    let reference = |version| Reference {
        name: "shop.Money".into(),
        subject: "money".into(),
        version,
    };
    let with = |version| Schema::new(Kind::Avro, order, vec![reference(version)]).unwrap();
    assert_eq!(
        registry.register("orders", avro(order)).map_err(|why| why.code()),
        Err(42201)
    );
    assert_eq!(
        registry.register("orders", with(1)).map_err(|why| why.code()),
        Err(42201)
    );
    registry.register("money", avro(money)).unwrap();
    assert_eq!(registry.register("orders", with(1)), Ok(2));
    assert_eq!(registry.referenced_by("money", Which::Latest), Ok(vec![2]));
    assert_eq!(
        registry.delete_subject("money", false),
        Err(Fault::Referenced("money".into(), 1))
    );
    registry.delete_subject("orders", false).unwrap();
    assert_eq!(registry.delete_subject("money", false), Ok(vec![1]));
}

#[test]
fn deleting_is_soft_first() {
    let mut registry = Registry::default();
    registry.register("s", avro(ORDER)).unwrap();
    registry.register("s", avro(PROMO)).unwrap();
    let one = Which::Number(1);
    let code = |result: Result<i32, Fault>| result.map_err(|why| why.code());
    assert_eq!(code(registry.delete_version("s", one, true)), Err(40407));
    assert_eq!(code(registry.delete_version("s", one, false)), Ok(1));
    assert_eq!(code(registry.delete_version("s", one, false)), Err(40406));
    assert_eq!(registry.versions("s", Seen::Live), Ok(vec![2]));
    assert_eq!(registry.versions("s", Seen::Deleted), Ok(vec![1, 2]));
    assert_eq!(code(registry.delete_version("s", one, true)), Ok(1));
    assert_eq!(code(registry.delete_version("s", one, true)), Err(40402));
    assert_eq!(registry.delete_subject("s", true).map_err(|why| why.code()), Err(40405));
    assert_eq!(registry.delete_subject("s", false), Ok(vec![2]));
    assert_eq!(
        registry.delete_subject("s", false).map_err(|why| why.code()),
        Err(40404)
    );
    assert_eq!(registry.subjects(Seen::Live).count(), 0);
    assert_eq!(registry.delete_subject("s", true), Ok(vec![2]));
    assert_eq!(registry.delete_subject("s", true).map_err(|why| why.code()), Err(40401));
    assert!(registry.schema(2).is_ok(), "what was written with an id stays readable");
}

/// Status and JSON of a call.
fn call(registry: &Shared, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let text = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    let request = Request::new(method, &path.parse().unwrap(), text.as_bytes());
    let answer = registry.answer(&request);
    assert_eq!(answer.content_type, "application/vnd.schemaregistry.v1+json");
    (answer.status, serde_json::from_str(&answer.body).unwrap())
}

#[test]
fn the_api_answers_as_clients_expect() {
    let registry = Shared::default();
    let get = |path: &str| call(&registry, "GET", path, &Value::Null);
    let proto =
        json!({ "schemaType": "PROTOBUF", "schema": "syntax = \"proto3\"; message Payment { string id = 1; }" });
    let steps = [
        (
            "POST",
            "/subjects/orders-value/versions",
            json!({ "schema": ORDER }),
            200,
            json!({ "id": 1 }),
        ),
        ("POST", "/subjects/pay-value/versions", proto, 200, json!({ "id": 2 })),
        (
            "POST",
            "/subjects/x/versions",
            json!({ "schema": "{\"type\":\"nope\"}" }),
            422,
            json!(42201),
        ),
        (
            "POST",
            "/subjects/x/versions",
            json!({ "schema": "message {", "schemaType": "PROTOBUF" }),
            422,
            json!(42201),
        ),
        ("POST", "/subjects/x/versions", json!({ "scheme": 1 }), 422, json!(422)),
        (
            "POST",
            "/subjects/orders-value/versions",
            json!({ "schema": TOTAL }),
            409,
            json!(409),
        ),
        (
            "POST",
            "/compatibility/subjects/orders-value/versions/latest",
            json!({ "schema": TOTAL }),
            200,
            json!({ "is_compatible": false }),
        ),
        (
            "PUT",
            "/config/orders-value",
            json!({ "compatibility": "NONE" }),
            200,
            json!({ "compatibility": "NONE" }),
        ),
        ("PUT", "/config", json!({ "compatibility": "SOME" }), 422, json!(42203)),
        (
            "POST",
            "/subjects/orders-value/versions",
            json!({ "schema": TOTAL }),
            200,
            json!({ "id": 3 }),
        ),
        ("POST", "/subjects/none", json!({ "schema": TOTAL }), 404, json!(40401)),
        (
            "POST",
            "/subjects/pay-value",
            json!({ "schema": TOTAL }),
            404,
            json!(40403),
        ),
        ("PATCH", "/subjects", json!({}), 405, json!(405)),
        ("GET", "/nothing/here", Value::Null, 404, json!(404)),
    ];
    for (method, path, body, status, expected) in steps {
        let (got, answer) = call(&registry, method, path, &body);
        let shown = if got == 200 {
            answer
        } else {
            answer["error_code"].clone()
        };
        assert_eq!((got, shown), (status, expected), "{method} {path}");
    }
    assert_eq!(get("/subjects").1, json!(["orders-value", "pay-value"]));
    assert_eq!(get("/subjects/orders-value/versions").1, json!([1, 2]));
    assert_eq!(get("/subjects/orders-value/versions/0").1["error_code"], 42202);
    assert_eq!(get("/subjects/orders-value/versions/9").1["error_code"], 40402);
    let first = get("/subjects/orders-value/versions/1").1;
    assert_eq!((&first["id"], first.get("schemaType")), (&json!(1), None));
    assert_eq!(get("/schemas/ids/2").1["schemaType"], "PROTOBUF");
    assert_eq!(
        get("/schemas/ids/3/versions").1,
        json!([{ "subject": "orders-value", "version": 2 }])
    );
    assert_eq!(get("/schemas/ids/99").1["error_code"], 40403);
    assert_eq!(get("/schemas/types").1, json!(["JSON", "PROTOBUF", "AVRO"]));
    assert_eq!(get("/config").1, json!({ "compatibilityLevel": "BACKWARD" }));
    assert_eq!(get("/config/pay-value").1["error_code"], 40408);
    assert_eq!(get("/config/pay-value?defaultToGlobal=true").0, 200);
}

#[test]
fn a_schema_nested_without_end_is_refused() {
    let deep = 60_000;
    for (kind, text) in [
        (
            Kind::Avro,
            format!(
                "{}\"int\"{}",
                r#"{"type":"array","items":"#.repeat(deep),
                "}".repeat(deep)
            ),
        ),
        (
            Kind::Json,
            format!("{}1{}", r#"{"not":"#.repeat(deep), "}".repeat(deep)),
        ),
        (
            Kind::Protobuf,
            format!("{}{}", "message A {".repeat(deep), "}".repeat(deep)),
        ),
        (
            Kind::Protobuf,
            format!("option (a) = {{{}{}}};", "a {".repeat(deep), "}".repeat(deep)),
        ),
    ] {
        let refused = Schema::new(kind, &text, vec![]).and_then(|schema| schema.check(&[]));
        assert_eq!(refused.map_err(|why| why.code()), Err(42201), "{kind:?}");
    }
}
