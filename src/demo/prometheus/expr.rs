//! A PromQL expression taken apart.

use regex::Regex;

use super::Labels;

/// An expression.
#[derive(Debug, Clone)]
pub(super) enum Expr {
    Number(f64),
    /// Series at a moment, or over a range of milliseconds before it.
    Select {
        selector: Selector,
        range: Option<i64>,
        offset: i64,
    },
    Call(String, Vec<Self>),
    Aggregate {
        how: How,
        /// The number that comes first, as of `topk`.
        parameter: Option<Box<Self>>,
        of: Box<Self>,
        labels: Grouping,
    },
    Binary {
        op: Op,
        /// A comparison gives 0 and 1 instead of filtering.
        bool: bool,
        left: Box<Self>,
        right: Box<Self>,
    },
    Negative(Box<Self>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Sum,
    Avg,
    Min,
    Max,
    Count,
    TopK,
}

/// The labels that an aggregation keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Grouping {
    By(Vec<String>),
    Without(Vec<String>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Op {
    Add,
    Sub,
    Mul,
    Div,
    Mod,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    More,
    MoreEqual,
    And,
    Or,
    Unless,
}

impl Op {
    /// How tightly it binds.
    pub(super) fn binds(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And | Self::Unless => 2,
            Self::Mul | Self::Div | Self::Mod => 5,
            Self::Add | Self::Sub => 4,
            _ => 3,
        }
    }

    pub(super) fn compares(self) -> bool {
        self.binds() == 3
    }

    /// Whether it is about which series there are, not about their values.
    pub(super) fn is_set(self) -> bool {
        self.binds() < 3
    }

    /// The number of two; a comparison's is 0 or 1.
    pub(super) fn of(self, left: f64, right: f64) -> f64 {
        let truth = |is: bool| f64::from(u8::from(is));
        match self {
            Self::Add => left + right,
            Self::Sub => left - right,
            Self::Mul => left * right,
            Self::Div => left / right,
            Self::Mod => left % right,
            #[expect(clippy::float_cmp, reason = "PromQL compares exactly")]
            Self::Equal => truth(left == right),
            #[expect(clippy::float_cmp, reason = "PromQL compares exactly")]
            Self::NotEqual => truth(left != right),
            Self::Less => truth(left < right),
            Self::LessEqual => truth(left <= right),
            Self::More => truth(left > right),
            Self::MoreEqual => truth(left >= right),
            Self::And | Self::Or | Self::Unless => f64::NAN,
        }
    }
}

/// Which series: all whose labels match.
#[derive(Debug, Clone, Default)]
pub(super) struct Selector(pub Vec<Matcher>);

#[derive(Debug, Clone)]
pub(super) struct Matcher {
    pub label: String,
    pub is: Match,
}

#[derive(Debug, Clone)]
pub(super) enum Match {
    Equal(String),
    NotEqual(String),
    Like(Regex),
    NotLike(Regex),
}

impl Selector {
    pub(super) fn selects(&self, labels: &Labels) -> bool {
        self.0.iter().all(|matcher| {
            // a label that is not there is an empty one
            let value = labels.get(matcher.label.as_str()).map_or("", |value| value);
            match &matcher.is {
                Match::Equal(text) => value == text,
                Match::NotEqual(text) => value != text,
                Match::Like(regex) => regex.is_match(value),
                Match::NotLike(regex) => !regex.is_match(value),
            }
        })
    }
}
