//! Paths to calls, answers to JSON.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Value as Json, json};

use super::eval::{Eval, Value};
use super::expr::Selector;
use super::lexer::duration;
use super::parser::{parse, selector};
use super::store::{NAME, Store};
use super::{Alert, Fault, Labels};
use crate::demo::http::{Request, Response};

/// Points of one series in an answer, as Prometheus has it.
const POINTS: i64 = 11_000;

/// The answer to a request; `now` in milliseconds since the epoch.
pub(super) fn answer(store: &Store, request: &Request, now: i64, alerts: impl Fn() -> Vec<Alert>) -> Response {
    let path: Vec<&str> = request.path.iter().map(String::as_str).collect();
    let data = match path.as_slice() {
        ["-", "healthy" | "ready"] => return Response::text(200, "The demo's Prometheus is ready.\n"),
        ["metrics"] => return Response::text(200, &page(store)),
        ["api", "v1", rest @ ..] => match (request.method.as_str(), rest) {
            ("GET" | "POST", ["query"]) => query(store, request, now),
            ("GET" | "POST", ["query_range"]) => query_range(store, request),
            ("GET" | "POST", ["labels"]) => words(store, request, None),
            ("GET", ["label", name, "values"]) => words(store, request, Some(name)),
            ("GET" | "POST", ["series"]) => series(store, request),
            ("GET", ["alerts"]) => Ok(json!({ "alerts": alerts().iter().map(shown).collect::<Vec<_>>() })),
            ("GET", ["status", "buildinfo"]) => Ok(json!({
                "version": concat!("0.0.0-kconsole-demo-", env!("CARGO_PKG_VERSION")),
                "revision": "", "branch": "", "buildUser": "", "buildDate": "", "goVersion": "",
            })),
            _ => return Response::text(404, "404 page not found\n"),
        },
        _ => return Response::text(404, "404 page not found\n"),
    };
    let (status, body) = match data {
        Ok(data) => (200, json!({ "status": "success", "data": data })),
        Err(why) => {
            let (status, kind) = match why {
                Fault::Bad(_) => (400, "bad_data"),
                Fault::TooMuch(_) => (422, "execution"),
            };
            let said = json!({ "status": "error", "errorType": kind, "error": why.to_string() });
            (status, said)
        }
    };
    Response::json(status, "application/json", &body)
}

fn query(store: &Store, request: &Request, now: i64) -> Result<Json, Fault> {
    let expr = parse(wanted(request, "query")?)?;
    let at = match request.parameter("time") {
        Some(text) => moment(text)?,
        None => now,
    };
    let value = Eval::new(store).at(&expr, at)?;
    let kind = value.name();
    let result = match value {
        Value::Scalar(value) => sample(at, value),
        Value::Vector(points) => {
            let points = points.into_iter();
            points
                .map(|point| json!({ "metric": point.labels, "value": sample(at, point.value) }))
                .collect::<Vec<_>>()
                .into()
        }
        Value::Matrix(series, _) => matrix(series),
    };
    Ok(json!({ "resultType": kind, "result": result }))
}

fn query_range(store: &Store, request: &Request) -> Result<Json, Fault> {
    let expr = parse(wanted(request, "query")?)?;
    let (start, end) = (moment(wanted(request, "start")?)?, moment(wanted(request, "end")?)?);
    let step = wanted(request, "step")?;
    let step = match duration(step) {
        Some(step) => step,
        None => milliseconds(step).ok_or_else(|| Fault::Bad(format!("bad step: {step:?}")))?,
    };
    if step <= 0 || end < start {
        return Err(Fault::Bad(
            "a step above 0 and an end not before the start are wanted".into(),
        ));
    }
    if end.saturating_sub(start) / step > POINTS {
        return Err(Fault::Bad(format!(
            "exceeded maximum resolution of {POINTS} points per timeseries: take a longer step"
        )));
    }
    let eval = Eval::new(store);
    let mut series: BTreeMap<Labels, Vec<(i64, f64)>> = BTreeMap::new();
    let mut at = start;
    while at <= end {
        match eval.at(&expr, at)? {
            Value::Scalar(value) => series.entry(Labels::new()).or_default().push((at, value)),
            Value::Vector(points) => {
                for point in points {
                    series.entry(point.labels).or_default().push((at, point.value));
                }
            }
            Value::Matrix(..) => return Err(Fault::Bad("a range has no values over a range".into())),
        }
        at += step;
    }
    Ok(json!({ "resultType": "matrix", "result": matrix(series) }))
}

fn words(store: &Store, request: &Request, of: Option<&str>) -> Result<Json, Fault> {
    let words = store.words(of, &selectors(request)?);
    Ok(json!(words))
}

fn series(store: &Store, request: &Request) -> Result<Json, Fault> {
    let selectors = selectors(request)?;
    if selectors.is_empty() {
        return Err(Fault::Bad("no match[] parameter provided".into()));
    }
    let all = store.newest().map(|(labels, _)| labels);
    let chosen = all.filter(|labels| selectors.iter().any(|selector| selector.selects(labels)));
    Ok(json!(chosen.collect::<Vec<_>>()))
}

fn selectors(request: &Request) -> Result<Vec<Selector>, Fault> {
    request.parameters_of("match[]").map(selector).collect()
}

fn wanted<'a>(request: &'a Request, name: &str) -> Result<&'a str, Fault> {
    let missing = || Fault::Bad(format!("invalid parameter {name:?}: it is missing"));
    request.parameter(name).ok_or_else(missing)
}

/// A moment as seconds since the epoch or by RFC 3339, in milliseconds.
fn moment(text: &str) -> Result<i64, Fault> {
    let told = || {
        text.parse::<jiff::Timestamp>()
            .ok()
            .map(jiff::Timestamp::as_millisecond)
    };
    let bad = || Fault::Bad(format!("cannot parse {text:?} to a valid timestamp"));
    milliseconds(text).or_else(told).ok_or_else(bad)
}

/// Seconds, with a fraction or not, in milliseconds.
fn milliseconds(text: &str) -> Option<i64> {
    let seconds: f64 = text.parse().ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "looked at before: within the years of a clock"
    )]
    (seconds.abs() < 1e11).then(|| (seconds * 1_000.0).round() as i64)
}

fn matrix(series: impl IntoIterator<Item = (Labels, Vec<(i64, f64)>)>) -> Json {
    let rows = series.into_iter().map(|(labels, samples)| {
        let values: Vec<Json> = samples.into_iter().map(|(at, value)| sample(at, value)).collect();
        json!({ "metric": labels, "values": values })
    });
    rows.collect::<Vec<_>>().into()
}

fn sample(at: i64, value: f64) -> Json {
    #[expect(clippy::cast_precision_loss, reason = "a moment in milliseconds is exact")]
    let seconds = at as f64 / 1_000.0;
    json!([seconds, number(value)])
}

/// A number as Prometheus writes it.
fn number(value: f64) -> String {
    if value.is_infinite() {
        return if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    value.to_string()
}

fn shown(alert: &Alert) -> Json {
    let mut labels: BTreeMap<&str, &str> = alert
        .labels
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    labels.insert("alertname", alert.name);
    let since = jiff::Timestamp::from_millisecond(alert.active_at).unwrap_or_default();
    json!({
        "labels": labels, "annotations": { "summary": alert.summary }, "state": "firing",
        "activeAt": since.to_string(), "value": number(alert.value),
    })
}

/// The newest samples in the text format, for a real Prometheus to scrape.
fn page(store: &Store) -> String {
    let mut text = String::new();
    for (labels, value) in store.newest() {
        let name = labels.get(NAME).map_or("", |name| name);
        let shown: Vec<String> = labels
            .iter()
            .filter(|(label, _)| &***label != NAME)
            .map(|(label, value)| {
                let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
                format!("{label}=\"{value}\"")
            })
            .collect();
        // writing to a String cannot fail
        let _ = match shown.is_empty() {
            true => writeln!(text, "{name} {}", number(value)),
            false => writeln!(text, "{name}{{{}}} {}", shown.join(","), number(value)),
        };
    }
    text
}
