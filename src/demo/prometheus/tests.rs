use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::{Alert, Sample, Shared, Source, Store, routes};
use crate::demo::http::{Request, Response, Service};

/// A minute of two brokers: records in at 10/s and 20/s, the second started anew after 30 s.
fn store() -> Store {
    let mut store = Store::default();
    for step in 0..=12 {
        let at = step * 5;
        let anew = if at >= 30 { at - 30 } else { at };
        let sample = |broker: &str, topic: &str, value: i32| {
            Sample::new("kafka_server_brokertopicmetrics_messagesin_total", f64::from(value))
                .label("instance", broker)
                .label("topic", topic)
        };
        let samples = vec![
            sample("b1", "orders", at * 10),
            sample("b2", "orders", anew * 20),
            sample("b1", "audit", 7),
            sample("b1", "", at * 10 + 7),
            Sample::new("up", f64::from(u8::from(at < 60))).label("instance", "b2"),
        ];
        store.push(i64::from(at) * 1_000, samples);
    }
    store
}

fn asked(store: &Store, path: &str) -> (u16, Json) {
    let request = Request::new("GET", &path.parse().unwrap(), b"");
    let answer: Response = routes::answer(store, &request, 60_000, Vec::new);
    (answer.status, serde_json::from_str(&answer.body).unwrap_or_default())
}

/// Labels' values and number of each point of an instant query.
fn query(text: &str) -> Result<Vec<(String, String)>, String> {
    let encoded: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let (status, answer) = asked(&store(), &format!("/api/v1/query?query={encoded}"));
    if status != 200 {
        return Err(answer["error"].as_str().unwrap().to_owned());
    }
    let result = &answer["data"]["result"];
    if answer["data"]["resultType"] == "scalar" {
        return Ok(vec![(String::new(), result[1].as_str().unwrap().to_owned())]);
    }
    let rows = result.as_array().unwrap().iter().map(|row| {
        let labels = row["metric"].as_object().unwrap();
        let shown: Vec<&str> = labels.values().map(|value| value.as_str().unwrap()).collect();
        (shown.join(" "), row["value"][1].as_str().unwrap().to_owned())
    });
    Ok(rows.collect())
}

const IN: &str = "kafka_server_brokertopicmetrics_messagesin_total";

#[test]
fn queries_give_what_prometheus_gives() {
    for (text, expected) in [
        ("1 + 2 * 3 - -4", vec![("", "11")]),
        ("(1 + 2) * 3 % 5", vec![("", "4")]),
        ("1e-3 * 1e3", vec![("", "1")]),
        ("up", vec![("up b2", "0")]),
        ("up == 0", vec![("up b2", "0")]),
        ("up == 1", vec![]),
        ("up == bool 1", vec![("b2", "0")]),
        ("up offset 30s", vec![("up b2", "1")]),
        ("sum(rate(IN{topic!=\"\"}[30s]))", vec![("", "30")]),
        (
            "sum by (topic) (rate(IN{topic=~\"ord.*\"}[30s])) * 60",
            vec![("orders", "1800")],
        ),
        ("sum(rate(IN{topic=\"\"}[1m])) by (instance)", vec![("b1", "10")]),
        (
            "max without (instance) (IN{topic!~\"|audit\"})",
            vec![("orders", "600")],
        ),
        // 500 before it was started anew, of which 100 lie before the first sample; 600 after
        ("delta(IN{instance=\"b2\"}[1m])", vec![("b2 orders", "500")]),
        ("round(rate(IN{instance=\"b2\"}[1m]) * 55)", vec![("b2 orders", "1000")]),
        ("count(IN)", vec![("", "4")]),
        ("topk(1, IN)", vec![("IN b1", "607")]),
        ("irate(IN{topic=\"audit\"}[1m])", vec![("b1 audit", "0")]),
        ("avg(increase(IN{instance=\"b2\"}[30s]))", vec![("", "600")]),
        ("max_over_time(up[1m]) - up", vec![("b2", "1")]),
        ("up or vector(1)", vec![("up b2", "0"), ("", "1")]),
        ("scalar(up) + time()", vec![("", "60")]),
        ("1 / 0", vec![("", "+Inf")]),
        ("{__name__=~\"up|down\"}", vec![("up b2", "0")]),
        ("nothing_of_the_kind", vec![]),
    ] {
        let expected: Vec<(String, String)> = expected
            .into_iter()
            .map(|(labels, value)| (labels.replace("IN", IN), value.to_owned()))
            .collect();
        assert_eq!(query(&text.replace("IN", IN)), Ok(expected), "{text}");
    }
}

#[test]
fn a_wrong_query_is_refused_in_words() {
    for (text, said) in [
        ("", "end of the query"),
        ("sum(", "end of the query"),
        ("up{a=\"b\"", "unexpected"),
        ("up{a=~\"(\"}", "regex"),
        ("{}", "at least one matcher"),
        ("rate(up)", "range"),
        ("up[5m] + 1", "matrix"),
        ("holt_winters(up[5m])", "no function"),
        ("up ? 1", "unexpected character"),
        ("\"text", "without its end"),
        ("topk(up)", "arguments"),
        ("up on (instance) up", "unexpected"),
    ] {
        let error = query(text).expect_err(text);
        assert!(error.contains(said), "{text}: {error}");
    }
    let deep = format!("{}1{}", "(".repeat(5_000), ")".repeat(5_000));
    assert!(query(&deep).unwrap_err().contains("too deeply"));
    assert!(query(&"-".repeat(10_000)).unwrap_err().contains("too deeply"));
}

#[test]
fn a_range_has_a_value_a_step_and_no_more_than_eleven_thousand() {
    let (status, answer) = asked(&store(), "/api/v1/query_range?query=up&start=50&end=60.0&step=5s");
    assert_eq!(status, 200);
    let rows = &answer["data"]["result"];
    assert_eq!(rows[0]["values"], json!([[50.0, "1"], [55.0, "1"], [60.0, "0"]]));
    let (status, answer) = asked(
        &store(),
        "/api/v1/query_range?query=up&start=1970-01-01T00:00:55Z&end=60&step=5",
    );
    assert_eq!(
        (status, &answer["data"]["result"][0]["values"][0][0]),
        (200, &json!(55.0))
    );
    for bad in [
        "start=0&end=60&step=0",
        "start=60&end=0&step=1",
        "start=0&end=1e9&step=1",
        "start=x&end=1&step=1",
    ] {
        let (status, answer) = asked(&store(), &format!("/api/v1/query_range?query=up&{bad}"));
        assert_eq!((status, &answer["errorType"]), (400, &json!("bad_data")), "{bad}");
    }
}

#[test]
fn what_is_there_can_be_listed() {
    let store = store();
    assert_eq!(
        asked(&store, "/api/v1/labels").1["data"],
        json!(["__name__", "instance", "topic"])
    );
    assert_eq!(
        asked(&store, "/api/v1/label/__name__/values").1["data"],
        json!([IN, "up"])
    );
    assert_eq!(
        asked(&store, "/api/v1/label/topic/values?match[]=up").1["data"],
        json!([])
    );
    let series = asked(&store, "/api/v1/series?match[]=up").1;
    assert_eq!(series["data"], json!([{ "__name__": "up", "instance": "b2" }]));
    assert_eq!(asked(&store, "/api/v1/series").0, 400);
    assert_eq!(asked(&store, "/api/v1/nothing").0, 404);
}

#[test]
fn what_is_older_than_an_hour_goes_and_nothing_grows_without_end() {
    let mut store = Store::default();
    let one = |name| vec![Sample::new(name, 1.0)];
    store.push(0, one("gone"));
    for at in 1..5_000 {
        store.push(at * 1_000, one("here"));
        store.push(at * 1_000, one("here"));
    }
    assert_eq!(store.len(), 1);
    let here = super::parser::selector("here").unwrap();
    let (_, samples) = store.select(&here).next().unwrap();
    assert_eq!(samples.len(), 800);
}

struct One;

impl Source for One {
    fn samples(&self, out: &mut Vec<Sample>) {
        out.push(Sample::new("up", 1.0).label("instance", "a\"b"));
    }

    fn alerts(&self) -> Vec<Alert> {
        vec![Alert {
            name: "UnderReplicated",
            labels: vec![("severity", "warning".into())],
            summary: "3 partitions".into(),
            active_at: 1_500,
            value: 3.0,
        }]
    }
}

#[test]
fn a_source_is_scraped_and_its_alerts_fire() {
    let prometheus = Shared::new(Arc::new(One), || 2_000);
    let ask = |path: &str| {
        prometheus
            .answer(&Request::new("GET", &path.parse().unwrap(), b""))
            .body
    };
    assert_eq!(ask("/metrics"), "");
    prometheus.scrape();
    assert_eq!(ask("/metrics"), "up{instance=\"a\\\"b\"} 1\n");
    let alerts: Json = serde_json::from_str(&ask("/api/v1/alerts")).unwrap();
    let alert = &alerts["data"]["alerts"][0];
    assert_eq!(
        (&alert["labels"]["alertname"], &alert["state"]),
        (&json!("UnderReplicated"), &json!("firing"))
    );
    assert_eq!(alert["activeAt"], "1970-01-01T00:00:01.5Z");
}
