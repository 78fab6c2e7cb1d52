//! Which parts of a record a jq filter can reach. Only they are made for it: it cannot tell that the others are not there.

use std::collections::BTreeMap;

use jaq_core::load::lex::StrPart;
use jaq_core::load::parse::{BinaryOp, Pattern, Term};
use jaq_core::path::Part;

use super::need::plain;

/// What is reached of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// All of it.
    All,
    /// If it is an object, only the members of these names; whether it is one, is seen in any case.
    Names(BTreeMap<String, Self>),
}

/// Where in the record a value may lie; one that was worked out lies nowhere.
type Places = Vec<Vec<String>>;

impl Default for Reach {
    fn default() -> Self {
        Self::Names(BTreeMap::new())
    }
}

impl Reach {
    /// What a filter reaches.
    pub(super) fn of(term: &Term<&str>) -> Self {
        let mut reach = Self::default();
        // that it is no false or null is all that matters of what comes out
        reach.walk(term, &vec![Vec::new()]);
        reach
    }

    /// What is reached of the member of this name; none when it is not looked at.
    pub(super) fn under(&self, name: &str) -> Option<&Self> {
        match self {
            Self::All => Some(&Self::All),
            Self::Names(names) => names.get(name),
        }
    }

    fn at(&mut self, place: &[String]) -> &mut Self {
        match (self, place) {
            (Self::Names(names), [name, rest @ ..]) => names.entry(name.clone()).or_default().at(rest),
            (reach, _) => reach,
        }
    }

    /// All of these is looked at.
    fn whole(&mut self, places: &Places) -> Places {
        for place in places {
            *self.at(place) = Self::All;
        }
        Places::new()
    }

    /// All that comes out of a term is looked at.
    fn used(&mut self, term: &Term<&str>, input: &Places) -> Places {
        let places = self.walk(term, input);
        self.whole(&places)
    }

    /// Notes what a term looks at, and tells where what comes out of it may lie.
    fn walk(&mut self, term: &Term<&str>, input: &Places) -> Places {
        match term {
            Term::Id => input.clone(),
            Term::Num(_) | Term::Var(_) | Term::Arr(None) => Places::new(),
            Term::Str(_, parts) => {
                for part in parts {
                    if let StrPart::Term(term) = part {
                        self.used(term, input);
                    }
                }
                Places::new()
            }
            Term::Neg(inner) | Term::Arr(Some(inner)) => self.used(inner, input),
            Term::Path(inner, parts) => {
                let mut places = self.walk(inner, input);
                for (part, _) in &parts.0 {
                    places = self.step(part, places, input);
                }
                places
            }
            Term::BinOp(left, op, right) => self.binary(left, op, right, input),
            Term::IfThenElse(cases, otherwise) => {
                let mut places = Places::new();
                for (condition, then) in cases {
                    self.walk(condition, input);
                    places.extend(self.walk(then, input));
                }
                places.extend(match otherwise {
                    Some(term) => self.walk(term, input),
                    None => input.clone(),
                });
                places
            }
            // an error is not looked at
            Term::TryCatch(inner, None) => self.walk(inner, input),
            Term::Call(name, args) => self.call(name, args, input),
            // functions see no more than what they are called with
            Term::Def(defs, then) if !defs.iter().any(|def| is_known(def.name)) => self.walk(then, input),
            _ => self.whole(input),
        }
    }

    fn step(&mut self, part: &Part<Term<&str>>, mut places: Places, input: &Places) -> Places {
        let name = match part {
            Part::Index(Term::Str(None, name)) => plain(name),
            Part::Index(index) => {
                self.used(index, input);
                None
            }
            Part::Range(from, to) => {
                for index in [from, to].into_iter().flatten() {
                    self.used(index, input);
                }
                None
            }
        };
        let Some(name) = name else {
            return self.whole(&places);
        };
        for place in &mut places {
            place.push(name.clone());
            // it is seen, whatever it is
            self.at(place);
        }
        places
    }

    fn binary(&mut self, left: &Term<&str>, op: &BinaryOp<&str>, right: &Term<&str>, input: &Places) -> Places {
        match op {
            BinaryOp::Pipe(None) => {
                let places = self.walk(left, input);
                self.walk(right, &places)
            }
            // a variable is kept in full
            BinaryOp::Pipe(Some(Pattern::Var(_))) => {
                self.used(left, input);
                self.walk(right, input)
            }
            BinaryOp::Comma | BinaryOp::Alt => {
                let mut places = self.walk(left, input);
                places.extend(self.walk(right, input));
                places
            }
            BinaryOp::And | BinaryOp::Or => {
                self.walk(left, input);
                self.walk(right, input);
                Places::new()
            }
            BinaryOp::Math(_) | BinaryOp::Cmp(_) => {
                self.used(left, input);
                self.used(right, input)
            }
            _ => self.whole(input),
        }
    }

    fn call(&mut self, name: &str, args: &[Term<&str>], input: &Places) -> Places {
        match (name, args) {
            _ if !is_known(name) => self.whole(input),
            ("null" | "true" | "false" | "empty" | "not", []) => Places::new(),
            ("select", [condition]) => {
                self.walk(condition, input);
                input.clone()
            }
            // the first is given their input, the second what the first gives
            ("any" | "all", [each, _]) | ("first" | "last" | "isempty", [each]) => self.used(each, input),
            _ => self.whole(input),
        }
    }
}

/// Functions of which more is known than that they see no more than their input.
fn is_known(name: &str) -> bool {
    const KNOWN: [&str; 11] = [
        "null", "true", "false", "empty", "not", "select", "any", "all", "first", "last", "isempty",
    ];
    KNOWN.contains(&name)
}
