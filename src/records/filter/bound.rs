//! What keeps a jq filter within bounds, whatever it says: loops and functions that call themselves are counted and end,
//! values nest and repeat only so far, and what a filter may nest fits the stack it is compiled and run on.

use std::cell::Cell;

use jaq_core::data::HasLut;
use jaq_core::load::parse::Def;
use jaq_core::native::{Fun, bome, run, v};
use jaq_core::{DataT, Error, Lut, ValR};
use jaq_json::{Num, Val, read};

use super::super::read::STACK;
use super::jq::too_deep;

/// Words and signs of a filter: each may nest once more.
const LONGEST: usize = 3_000;

/// Steps that a filter may take for one record.
pub(super) const STEPS: u64 = if cfg!(test) { 20_000 } else { 10_000_000 };

/// Values that a filter builds may nest so deep.
const DEEPEST: usize = 2_000;

/// A text that is repeated may be of so many bytes.
const REPEATED: usize = 64 << 20;

/// An array that goes into the next step may be of so many elements.
const ELEMENTS: usize = 4_000_000;

/// What every step does.
const STEP: &str = "def kconsole_step: if kconsole_goes then . else (\"out of bounds\" | error_empty) as $x | . end;";

/// Functions of jq's that jaq has not, or that may go on without end.
const MORE: &str = r#"
def kconsole_range($from; $to; $by): range($from; $to; $by) | kconsole_step;
def range($from; $to; $by): kconsole_range($from; $to; $by);
def range(from; to): range(from; to; 1);
def range(to): range(0; to);
def IN(s): any(s == .; .);
def IN(src; s): any(src == s; .);
def INDEX(stream; f): reduce stream as $row ({}; .[$row | f | tostring] |= $row);
def INDEX(f): INDEX(.[]; f);
def toarray: if isarray then . else [.] end;
def tostream: def r($p): if (isarray or isobject) and length > 0 then (if isobject then keys_unsorted else [range(length)] end) as $k | (. as $v | $k[] as $q | $v[$q] | r($p + [$q])), [$p + [$k | last]] else [$p, .] end; r([]);
def leaf_paths: paths(scalars);
def kconsole_paths(p): paths as $path | if getpath($path) | p then $path else empty end;
def kconsole_named: map(select(.name) | {(.name): .string}) | add + {};
def kconsole_match(found): found[] | .[0] + {captures: .[1:]};
def kconsole_capture(found): found[] | kconsole_named;
def kconsole_scan(found): found[] | [.[].string] | if .[1] then .[1:] else .[0] end;
def kconsole_sub(found; f): reduce found[] as $x (""; . + ($x | if isarray then kconsole_named | f else . end));
def @csv: [.[] | if isstring then "\"" + (split("\"") | join("\"\"")) + "\"" else tojson | select(. != "null") // "" end] | join(",");
"#;

/// The values of a filter that is bounded.
pub(super) struct Bounded;

impl DataT for Bounded {
    type V<'a> = Val;
    type Data<'a> = Within<'a>;
}

/// A filter while it runs.
#[derive(Clone, Copy)]
pub(super) struct Within<'a> {
    pub(super) lut: &'a Lut<Bounded>,
    pub(super) bounds: &'a Bounds,
}

impl<'a> HasLut<'a, Bounded> for Within<'a> {
    fn lut(&self) -> &'a Lut<Bounded> {
        self.lut
    }
}

/// How far a filter went for one record.
pub(super) struct Bounds {
    /// Steps that it may still take.
    left: Cell<u64>,
    /// About where the stack stood when it began.
    stack: usize,
    over: Cell<Option<&'static str>>,
}

impl Bounds {
    pub(super) fn new(steps: u64) -> Self {
        Self {
            left: Cell::new(steps),
            stack: here(),
            over: Cell::new(None),
        }
    }

    /// Which bound was met, if any was: then nobody knows what the filter would have given.
    pub(super) fn over(&self) -> Option<&'static str> {
        self.over.get()
    }

    fn goes(&self, value: &Val) -> bool {
        let left = self.left.get().checked_sub(1);
        self.left.set(left.unwrap_or(0));
        let over = if left.is_none() {
            Some("the filter came to no end in 10,000,000 steps")
        } else if self.stack.abs_diff(here()) > STACK / 2 {
            Some("the filter calls itself too deep")
        } else if large(value) {
            Some("the filter builds a value that is too large")
        } else if !shallow(value) {
            Some("the filter builds a value that nests too deep")
        } else {
            None
        };
        self.over.set(self.over.get().or(over));
        self.over.get().is_none()
    }

    fn times(&self, left: Val, right: Val) -> ValR<Val> {
        let (text, times) = match (&left, &right) {
            (Val::TStr(text) | Val::BStr(text), Val::Num(times))
            | (Val::Num(times), Val::TStr(text) | Val::BStr(text)) => (text.len(), times),
            _ => return left * right,
        };
        let times = match times {
            Num::Int(times) => usize::try_from(*times).unwrap_or(0),
            Num::BigInt(_) => usize::MAX,
            _ => 0,
        };
        if text.saturating_mul(times) > REPEATED {
            self.over.set(Some("the filter repeats a text to more than 64 MiB"));
            return Err(Error::str("out of bounds"));
        }
        left * right
    }
}

/// About where the stack stands.
pub(super) fn here() -> usize {
    let local = 0u8;
    std::ptr::from_ref(&local).addr()
}

/// Whether a value that is added to itself would soon be larger than memory.
fn large(value: &Val) -> bool {
    match value {
        Val::TStr(text) | Val::BStr(text) => text.len() > REPEATED,
        Val::Arr(elements) => elements.len() > ELEMENTS,
        _ => false,
    }
}

/// Whether a value does not nest without end, as far as its first members tell.
fn shallow(mut value: &Val) -> bool {
    let nests = |value: &&Val| matches!(value, Val::Arr(_) | Val::Obj(_));
    for _ in 0..DEEPEST {
        let inner = match value {
            Val::Arr(elements) => elements.iter().take(8).find(nests),
            Val::Obj(members) => members.values().take(8).find(nests),
            _ => None,
        };
        match inner {
            Some(inner) => value = inner,
            None => return true,
        }
    }
    false
}

/// Functions that are worked out here.
pub(super) fn funs() -> [Fun<Bounded>; 3] {
    [
        run::<Bounded>(("kconsole_goes", v(0), |cv| {
            bome(Ok(Val::from(cv.0.data().bounds.goes(&cv.1))))
        })),
        run::<Bounded>(("kconsole_times", v(2), |mut cv| {
            let right = cv.0.pop_var();
            let left = cv.0.pop_var();
            bome(cv.0.data().bounds.times(left, right))
        })),
        // one value or one error: jaq's own gives the same error without end for some texts
        run::<Bounded>(("fromjson", v(0), |cv| {
            bome(match &cv.1 {
                Val::TStr(text) | Val::BStr(text) if too_deep(text) => Err(Error::str("it nests too deep")),
                Val::TStr(text) | Val::BStr(text) => read::parse_single(text).map_err(Error::str),
                _ => Err(Error::str("only a text may be JSON")),
            })
        })),
    ]
}

/// Refuses a filter that may nest deeper than there is stack for.
pub(super) fn check(code: &str) -> Result<(), String> {
    let mut within = false;
    let starts = |c: char| {
        let was = std::mem::replace(&mut within, c.is_alphanumeric() || c == '_');
        !(c.is_whitespace() || was && within)
    };
    match code.chars().map(starts).filter(|starts| *starts).count() {
        ..=LONGEST => Ok(()),
        more => Err(format!(
            "it is of {more} words and signs, {LONGEST} are the most: a long list fits re:/ONE|ANOTHER/"
        )),
    }
}

/// Does something that takes as much stack as a filter's nesting.
pub(super) fn roomy<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, String> {
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().name("filter".into()).stack_size(STACK);
        let thread = builder.spawn_scoped(scope, work).map_err(|error| error.to_string())?;
        thread.join().map_err(|_panic| "it cannot be compiled".to_owned())
    })
}

/// What goes before jq's own functions.
pub(super) fn first() -> Vec<Def<&'static str>> {
    parse(STEP)
}

/// What goes after them.
pub(super) fn more() -> Vec<Def<&'static str>> {
    parse(MORE)
}

fn parse(code: &'static str) -> Vec<Def<&'static str>> {
    // ours is right: a test compiles it
    jaq_core::load::parse(code, |parser| parser.defs()).unwrap_or_default()
}
