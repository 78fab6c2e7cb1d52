//! PromQL's functions, as many as consoles use.

use super::Fault;
use super::aggregate::{count, mean};
use super::eval::{Point, Value, mapped, nameless};

/// What a function makes of its arguments at a moment.
pub(super) fn call(name: &str, arguments: Vec<Value>, at: i64) -> Result<Value, Fault> {
    let mut arguments = arguments.into_iter();
    let mut next = || {
        let missing = || Fault::Bad(format!("an argument of {name} is missing"));
        arguments.next().ok_or_else(missing)
    };
    let value = match name {
        "rate" => over(next()?, |samples, _| grown(samples).map(|(by, in_s)| by / in_s))?,
        "increase" => over(next()?, |samples, range| {
            grown(samples).map(|(by, in_s)| by / in_s * seconds(range))
        })?,
        "irate" => over(next()?, |samples, _| {
            let last_two = samples.get(samples.len().checked_sub(2)?..)?;
            grown(last_two).map(|(by, in_s)| by / in_s)
        })?,
        "delta" => over(next()?, |samples, _| {
            let (first, last) = (samples.first()?, samples.last()?);
            (samples.len() > 1).then_some(last.1 - first.1)
        })?,
        "avg_over_time" => over(next()?, |samples, _| Some(mean(values(samples))))?,
        "sum_over_time" => over(next()?, |samples, _| Some(values(samples).sum()))?,
        "count_over_time" => over(next()?, |samples, _| Some(count(samples.len())))?,
        "min_over_time" => over(next()?, |samples, _| values(samples).reduce(f64::min))?,
        "max_over_time" => over(next()?, |samples, _| values(samples).reduce(f64::max))?,
        "last_over_time" => over(next()?, |samples, _| values(samples).last())?,
        "abs" => Value::Vector(mapped(next()?.vector()?, f64::abs)),
        "ceil" => Value::Vector(mapped(next()?.vector()?, f64::ceil)),
        "floor" => Value::Vector(mapped(next()?.vector()?, f64::floor)),
        "round" => Value::Vector(mapped(next()?.vector()?, f64::round)),
        "clamp_min" => {
            let (points, least) = (next()?.vector()?, next()?.scalar()?);
            Value::Vector(mapped(points, |value| value.max(least)))
        }
        "clamp_max" => {
            let (points, most) = (next()?.vector()?, next()?.scalar()?);
            Value::Vector(mapped(points, |value| value.min(most)))
        }
        "sort_desc" => {
            let mut points = next()?.vector()?;
            points.sort_by(|a, b| b.value.total_cmp(&a.value));
            Value::Vector(points)
        }
        "scalar" => match next()?.vector()?.as_slice() {
            [one] => Value::Scalar(one.value),
            _ => Value::Scalar(f64::NAN),
        },
        "vector" => Value::Vector(vec![Point {
            labels: super::Labels::new(),
            value: next()?.scalar()?,
        }]),
        "time" => Value::Scalar(seconds(at)),
        _ => return Err(Fault::Bad(format!("the demo's Prometheus has no function {name:?}"))),
    };
    match arguments.next() {
        None => Ok(value),
        Some(_) => Err(Fault::Bad(format!("{name} has too many arguments"))),
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "times in milliseconds are exact up to the year 287396"
)]
fn seconds(ms: i64) -> f64 {
    ms as f64 / 1_000.0
}

fn values(samples: &[(i64, f64)]) -> impl Iterator<Item = f64> + '_ {
    samples.iter().map(|(_, value)| *value)
}

/// One value of each series of a range.
fn over(matrix: Value, of: impl Fn(&[(i64, f64)], i64) -> Option<f64>) -> Result<Value, Fault> {
    let Value::Matrix(series, range) = matrix else {
        return Err(Fault::Bad(format!(
            "a range such as x[5m] is wanted, not a {}",
            matrix.name()
        )));
    };
    let series = series.into_iter();
    let points = series.filter_map(|(labels, samples)| {
        let value = of(&samples, range)?;
        let labels = nameless(labels);
        Some(Point { labels, value })
    });
    Ok(Value::Vector(points.collect()))
}

/// By how much a counter grew, and in how many seconds. Where it fell it was started anew, from nothing.
fn grown(samples: &[(i64, f64)]) -> Option<(f64, f64)> {
    let (first, last) = (samples.first()?, samples.last()?);
    let steps = samples.windows(2).filter_map(|pair| match pair {
        [(_, before), (_, after)] if after < before => Some(*after),
        [(_, before), (_, after)] => Some(after - before),
        _ => None,
    });
    let grown: f64 = steps.sum();
    (last.0 > first.0).then(|| (grown, seconds(last.0 - first.0)))
}
