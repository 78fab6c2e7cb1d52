//! A shape at one version, boiled down to what the walk must do.
//!
//! Numbers in a row become one step over their bytes, inline structs dissolve, and what a struct takes in memory once
//! decoded is worked out in advance.

use super::{Field, Kind, Shape};

/// One step of the walk.
#[derive(Debug)]
pub(super) enum Op {
    /// Step over this many bytes.
    Skip(usize),
    /// A string.
    Text(Spot),
    /// A blob.
    Blob(Spot),
    /// An array.
    Array(Spot, Body),
    /// A struct behind a presence byte.
    Maybe(Spot, Vec<Self>),
    /// The tagged section that ends every struct of a flexible version; none for a field that another version has: the
    /// codec refuses it.
    Tags(Vec<(u32, Spot, Option<Vec<Self>>)>),
}

/// Which field this is, for the error, and whether it may be null.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    pub(super) field: &'static str,
    pub(super) nullable: bool,
}

/// An array's element.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) ops: Vec<Op>,
    /// Least bytes one takes on the wire, at least 1.
    pub(super) least: usize,
    /// Bytes one takes in the decoded `Vec`, without what it points to.
    pub(super) memory: usize,
}

/// In-memory sizes of what the codec crate decodes to, 64-bit: `StrBytes`, `Vec`, `BTreeMap`.
const STRING: usize = 32;
const VEC: usize = 24;
const MAP: usize = 24;

/// The steps for `shape` at `version`.
pub(super) fn compile(shape: &Shape, version: i16) -> Vec<Op> {
    let at = At {
        version,
        flexible: version >= shape.flexible,
    };
    let mut ops = Vec::new();
    at.fields(shape.fields, &mut ops);
    ops
}

/// The version a shape is boiled down at.
#[derive(Clone, Copy)]
struct At {
    version: i16,
    flexible: bool,
}

impl At {
    fn has(self, field: &Field) -> bool {
        (field.since..=field.until).contains(&self.version)
    }

    fn fields(self, fields: &'static [Field], ops: &mut Vec<Op>) {
        let here = || fields.iter().filter(move |field| self.has(field));
        for field in here().filter(|field| field.tag.is_none()) {
            self.kind(&field.kind, Spot::of(field), ops);
        }
        if self.flexible {
            let known = fields.iter().filter_map(|field| {
                let ops = self.has(field).then(|| {
                    let mut ops = Vec::new();
                    self.kind(&field.kind, Spot::of(field), &mut ops);
                    ops
                });
                Some((field.tag?, Spot::of(field), ops))
            });
            ops.push(Op::Tags(known.collect()));
        }
    }

    fn kind(self, kind: &'static Kind, spot: Spot, ops: &mut Vec<Op>) {
        match kind {
            Kind::Fixed(more) => match ops.last_mut() {
                Some(Op::Skip(bytes)) => *bytes += more,
                _ => ops.push(Op::Skip(*more)),
            },
            Kind::Text => ops.push(Op::Text(spot)),
            Kind::Blob => ops.push(Op::Blob(spot)),
            Kind::Array(element) => {
                let mut body = Vec::new();
                let one = Spot {
                    nullable: false,
                    ..spot
                };
                self.kind(element, one, &mut body);
                ops.push(Op::Array(
                    spot,
                    Body {
                        least: body.iter().map(|op| self.least(op)).sum::<usize>().max(1),
                        memory: memory(element),
                        ops: body,
                    },
                ));
            }
            Kind::Struct(fields) if spot.nullable => {
                let mut body = Vec::new();
                self.fields(fields, &mut body);
                ops.push(Op::Maybe(spot, body));
            }
            Kind::Struct(fields) => self.fields(fields, ops),
        }
    }

    fn least(self, op: &Op) -> usize {
        match op {
            Op::Skip(bytes) => *bytes,
            Op::Maybe(..) | Op::Tags(_) => 1,
            _ if self.flexible => 1,
            Op::Text(_) => 2,
            Op::Blob(_) | Op::Array(..) => 4,
        }
    }
}

impl Spot {
    fn of(field: &Field) -> Self {
        Self {
            field: field.name,
            nullable: field.nullable,
        }
    }
}

/// The decoded struct has a place for every field of every version, and a map for unknown tagged fields.
pub(super) fn memory(kind: &Kind) -> usize {
    match kind {
        Kind::Fixed(bytes) => *bytes,
        Kind::Text | Kind::Blob => STRING,
        Kind::Array(_) => VEC,
        Kind::Struct(fields) => {
            let sum = MAP + fields.iter().map(|field| memory(&field.kind)).sum::<usize>();
            sum.next_multiple_of(8)
        }
    }
}
