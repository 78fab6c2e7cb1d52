//! An expression to values at a time.

use std::cell::Cell;
use std::collections::BTreeMap;

use super::expr::{Expr, Op};
use super::store::{NAME, Store, value_at, within};
use super::{Fault, Labels, aggregate, functions};

/// Series looked at in one request, all steps together.
const BUDGET: usize = 20_000_000;

/// A series and its value at the moment.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Point {
    pub labels: Labels,
    pub value: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Scalar(f64),
    Vector(Vec<Point>),
    /// Series with their samples of a range, and that range in milliseconds.
    Matrix(Vec<(Labels, Vec<(i64, f64)>)>, i64),
}

impl Value {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Scalar(_) => "scalar",
            Self::Vector(_) => "vector",
            Self::Matrix(..) => "matrix",
        }
    }

    pub(super) fn vector(self) -> Result<Vec<Point>, Fault> {
        match self {
            Self::Vector(points) => Ok(points),
            other => Err(Fault::Bad(format!("a vector is wanted, not a {}", other.name()))),
        }
    }

    pub(super) fn scalar(self) -> Result<f64, Fault> {
        match self {
            Self::Scalar(value) => Ok(value),
            other => Err(Fault::Bad(format!("a scalar is wanted, not a {}", other.name()))),
        }
    }
}

/// The evaluation of one request.
pub(super) struct Eval<'a> {
    store: &'a Store,
    left: Cell<usize>,
}

impl<'a> Eval<'a> {
    pub(super) fn new(store: &'a Store) -> Self {
        let left = Cell::new(BUDGET);
        Self { store, left }
    }

    /// The value at a moment, in milliseconds since the epoch.
    pub(super) fn at(&self, expr: &Expr, at: i64) -> Result<Value, Fault> {
        match expr {
            Expr::Number(value) => Ok(Value::Scalar(*value)),
            Expr::Negative(of) => Ok(match self.at(of, at)? {
                Value::Scalar(value) => Value::Scalar(-value),
                other => Value::Vector(mapped(other.vector()?, |value| -value)),
            }),
            Expr::Select {
                selector,
                range,
                offset,
            } => {
                let left = self.left.get().checked_sub(self.store.len());
                let too_much =
                    || Fault::TooMuch("the query looks at too many series: ask for less time or a longer step".into());
                self.left.set(left.ok_or_else(too_much)?);
                let at = at.saturating_sub(*offset);
                let series = self.store.select(selector);
                Ok(match range {
                    None => Value::Vector(
                        series
                            .filter_map(|(labels, samples)| {
                                let value = value_at(samples, at)?;
                                let labels = labels.clone();
                                Some(Point { labels, value })
                            })
                            .collect(),
                    ),
                    Some(range) => {
                        let all = series.map(|(labels, samples)| (labels.clone(), within(samples, at, *range)));
                        Value::Matrix(all.filter(|(_, samples)| !samples.is_empty()).collect(), *range)
                    }
                })
            }
            Expr::Call(name, arguments) => {
                let arguments = arguments
                    .iter()
                    .map(|expr| self.at(expr, at))
                    .collect::<Result<_, _>>()?;
                functions::call(name, arguments, at)
            }
            Expr::Aggregate {
                how,
                parameter,
                of,
                labels,
            } => {
                let parameter = parameter.as_ref().map(|expr| self.at(expr, at)?.scalar()).transpose()?;
                let points = self.at(of, at)?.vector()?;
                Ok(Value::Vector(aggregate::aggregate(*how, parameter, points, labels)))
            }
            Expr::Binary { op, bool, left, right } => binary(*op, *bool, self.at(left, at)?, self.at(right, at)?),
        }
    }
}

/// The points with their values changed, and thus without the metric's name.
pub(super) fn mapped(points: Vec<Point>, change: impl Fn(f64) -> f64) -> Vec<Point> {
    let points = points.into_iter();
    points
        .map(|point| Point {
            value: change(point.value),
            labels: nameless(point.labels),
        })
        .collect()
}

pub(super) fn nameless(mut labels: Labels) -> Labels {
    labels.remove(NAME);
    labels
}

fn binary(op: Op, bool: bool, left: Value, right: Value) -> Result<Value, Fault> {
    match (left, right) {
        (Value::Scalar(left), Value::Scalar(right)) if !op.is_set() => Ok(Value::Scalar(op.of(left, right))),
        (Value::Vector(points), Value::Scalar(right)) if !op.is_set() => {
            Ok(Value::Vector(one_by_one(op, bool, points, |left| (left, right))))
        }
        (Value::Scalar(left), Value::Vector(points)) if !op.is_set() => {
            Ok(Value::Vector(one_by_one(op, bool, points, |right| (left, right))))
        }
        (Value::Vector(left), Value::Vector(right)) => Ok(Value::Vector(both(op, bool, left, right)?)),
        (left, right) => Err(Fault::Bad(format!(
            "{op:?} does not go with a {} and a {}",
            left.name(),
            right.name()
        ))),
    }
}

/// A comparison keeps the points it is true of; anything else changes them.
fn one_by_one(op: Op, bool: bool, points: Vec<Point>, sides: impl Fn(f64) -> (f64, f64)) -> Vec<Point> {
    let of = |value: f64| {
        let (left, right) = sides(value);
        op.of(left, right)
    };
    if op.compares() && !bool {
        return points.into_iter().filter(|point| of(point.value) > 0.0).collect();
    }
    mapped(points, of)
}

/// Two vectors, matched by all labels but the name.
fn both(op: Op, bool: bool, left: Vec<Point>, right: Vec<Point>) -> Result<Vec<Point>, Fault> {
    let mut others: BTreeMap<Labels, Point> = BTreeMap::new();
    for point in right {
        let before = others.insert(nameless(point.labels.clone()), point);
        if before.is_some() && !op.is_set() {
            return Err(Fault::Bad(
                "many-to-many matching is not allowed: several series have the same labels".into(),
            ));
        }
    }
    let mut out = Vec::new();
    let mut seen = Vec::new();
    for point in left {
        let key = nameless(point.labels.clone());
        let other = others.get(&key).map(|other| other.value);
        match (op, other) {
            (Op::And, Some(_)) | (Op::Unless, None) => out.push(point),
            (Op::Or, _) => {
                seen.push(key);
                out.push(point);
            }
            (Op::And, None) | (Op::Unless, Some(_)) | (_, None) => {}
            (_, Some(other)) => out.extend(one_by_one(op, bool, vec![point], |value| (value, other))),
        }
    }
    if op == Op::Or {
        seen.iter().for_each(|key| drop(others.remove(key)));
        out.extend(others.into_values());
    }
    Ok(out)
}
