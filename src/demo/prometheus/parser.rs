//! PromQL's tokens to an expression, by precedence climbing.

use regex::RegexBuilder;

use super::Fault;
use super::expr::{Expr, Grouping, How, Match, Matcher, Op, Selector};
use super::lexer::{Token, tokens};
use super::store::NAME;

/// Expressions in expressions, at most.
const DEEPEST: u32 = 64;

/// A regular expression may compile to so many bytes.
const REGEX: usize = 1 << 18;

struct Parser {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
    depth: u32,
}

/// The expression of a query.
pub(super) fn parse(text: &str) -> Result<Expr, Fault> {
    let mut parser = Parser {
        tokens: tokens(text)?.into_iter().peekable(),
        depth: 0,
    };
    let expr = parser.expr(0)?;
    match parser.tokens.next() {
        None => Ok(expr),
        Some(token) => Err(unexpected(Some(&token))),
    }
}

/// The selector of a `match[]` parameter.
pub(super) fn selector(text: &str) -> Result<Selector, Fault> {
    match parse(text)? {
        Expr::Select {
            selector, range: None, ..
        } => Ok(selector),
        _ => Err(Fault::Bad("a series selector is wanted".into())),
    }
}

fn unexpected(token: Option<&Token>) -> Fault {
    match token {
        Some(token) => Fault::Bad(format!("parse error: unexpected {token:?}")),
        None => Fault::Bad("parse error: unexpected end of the query".into()),
    }
}

impl Parser {
    fn eat(&mut self, sign: &str) -> bool {
        self.tokens
            .next_if(|token| matches!(token, Token::Sign(s) if *s == sign))
            .is_some()
    }

    fn want(&mut self, sign: &str) -> Result<(), Fault> {
        if self.eat(sign) {
            return Ok(());
        }
        Err(unexpected(self.tokens.peek()))
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let is = |token: &Token| matches!(token, Token::Word(w) if w.eq_ignore_ascii_case(word));
        self.tokens.next_if(is).is_some()
    }

    fn operator(&mut self) -> Option<Op> {
        Some(match self.tokens.peek()? {
            Token::Sign("+") => Op::Add,
            Token::Sign("-") => Op::Sub,
            Token::Sign("*") => Op::Mul,
            Token::Sign("/") => Op::Div,
            Token::Sign("%") => Op::Mod,
            Token::Sign("==") => Op::Equal,
            Token::Sign("!=") => Op::NotEqual,
            Token::Sign("<") => Op::Less,
            Token::Sign("<=") => Op::LessEqual,
            Token::Sign(">") => Op::More,
            Token::Sign(">=") => Op::MoreEqual,
            Token::Word(word) => match word.to_ascii_lowercase().as_str() {
                "and" => Op::And,
                "or" => Op::Or,
                "unless" => Op::Unless,
                _ => return None,
            },
            _ => return None,
        })
    }

    fn expr(&mut self, binds: u8) -> Result<Expr, Fault> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Fault::Bad("the query is nested too deeply".into()));
        }
        let mut left = self.unary()?;
        while let Some(op) = self.operator().filter(|op| op.binds() > binds) {
            self.tokens.next();
            let bool = op.compares() && self.eat_word("bool");
            let right = Box::new(self.expr(op.binds())?);
            let left_one = Box::new(left);
            left = Expr::Binary {
                op,
                bool,
                left: left_one,
                right,
            };
        }
        self.depth -= 1;
        Ok(left)
    }

    fn unary(&mut self) -> Result<Expr, Fault> {
        if self.eat("-") {
            // a sign binds more than any operator here
            return Ok(Expr::Negative(Box::new(self.expr(6)?)));
        }
        self.eat("+");
        let expr = match self.tokens.next() {
            Some(Token::Number(value)) => Expr::Number(value),
            Some(Token::Sign("(")) => {
                let inner = self.expr(0)?;
                self.want(")")?;
                inner
            }
            Some(Token::Sign("{")) => self.select(None)?,
            Some(Token::Word(word)) => self.word(word)?,
            other => return Err(unexpected(other.as_ref())),
        };
        self.suffix(expr)
    }

    /// `[5m]` and `offset 1h`.
    fn suffix(&mut self, mut expr: Expr) -> Result<Expr, Fault> {
        loop {
            let bracket = self.eat("[");
            if !bracket && !self.eat_word("offset") {
                return Ok(expr);
            }
            let Some(Token::Duration(ms)) = self.tokens.next() else {
                return Err(Fault::Bad("a duration such as 5m is wanted".into()));
            };
            match &mut expr {
                Expr::Select { range, .. } if bracket && range.is_none() && ms > 0 => *range = Some(ms),
                Expr::Select { offset, .. } if !bracket => *offset = ms,
                _ => return Err(Fault::Bad("ranges and offsets are of selectors only".into())),
            }
            if bracket {
                self.want("]")?;
            }
        }
    }

    fn word(&mut self, word: String) -> Result<Expr, Fault> {
        let how = match word.to_ascii_lowercase().as_str() {
            "sum" => Some(How::Sum),
            "avg" => Some(How::Avg),
            "min" => Some(How::Min),
            "max" => Some(How::Max),
            "count" => Some(How::Count),
            "topk" => Some(How::TopK),
            "inf" => return Ok(Expr::Number(f64::INFINITY)),
            "nan" => return Ok(Expr::Number(f64::NAN)),
            _ => None,
        };
        if let Some(how) = how {
            return self.aggregate(how);
        }
        if self.eat("(") {
            return Ok(Expr::Call(word, self.arguments()?));
        }
        let open = self.eat("{");
        if open {
            return self.select(Some(word));
        }
        let name = Matcher {
            label: NAME.to_owned(),
            is: Match::Equal(word),
        };
        Ok(selecting(vec![name]))
    }

    /// What follows `(`, to its end.
    fn arguments(&mut self) -> Result<Vec<Expr>, Fault> {
        let mut all = Vec::new();
        while !self.eat(")") {
            if !all.is_empty() {
                self.want(",")?;
            }
            all.push(self.expr(0)?);
        }
        Ok(all)
    }

    fn aggregate(&mut self, how: How) -> Result<Expr, Fault> {
        let before = self.grouping()?;
        self.want("(")?;
        let mut arguments = self.arguments()?;
        let labels = match before {
            Some(labels) => Some(labels),
            None => self.grouping()?,
        };
        let wrong = || Fault::Bad(format!("wrong number of arguments of {how:?}"));
        let of = Box::new(arguments.pop().ok_or_else(wrong)?);
        let parameter = arguments.pop().map(Box::new);
        if !arguments.is_empty() || parameter.is_some() != (how == How::TopK) {
            return Err(wrong());
        }
        Ok(Expr::Aggregate {
            how,
            parameter,
            of,
            labels: labels.unwrap_or(Grouping::By(Vec::new())),
        })
    }

    fn grouping(&mut self) -> Result<Option<Grouping>, Fault> {
        let by = self.eat_word("by");
        if !by && !self.eat_word("without") {
            return Ok(None);
        }
        self.want("(")?;
        let mut labels = Vec::new();
        while !self.eat(")") {
            if !labels.is_empty() {
                self.want(",")?;
            }
            match self.tokens.next() {
                Some(Token::Word(label)) => labels.push(label),
                other => return Err(unexpected(other.as_ref())),
            }
        }
        Ok(Some(if by {
            Grouping::By(labels)
        } else {
            Grouping::Without(labels)
        }))
    }

    /// What follows `{`, to its end.
    fn select(&mut self, name: Option<String>) -> Result<Expr, Fault> {
        let mut matchers: Vec<Matcher> = name
            .map(|name| Matcher {
                label: NAME.to_owned(),
                is: Match::Equal(name),
            })
            .into_iter()
            .collect();
        while !self.eat("}") {
            let Some(Token::Word(label)) = self.tokens.next() else {
                return Err(Fault::Bad("a label is wanted in a selector".into()));
            };
            let sign = self.tokens.next();
            let text = match self.tokens.next() {
                Some(Token::Text(text)) => text,
                other => return Err(unexpected(other.as_ref())),
            };
            let is = match sign {
                Some(Token::Sign("=")) => Match::Equal(text),
                Some(Token::Sign("!=")) => Match::NotEqual(text),
                Some(Token::Sign("=~")) => Match::Like(whole(&text)?),
                Some(Token::Sign("!~")) => Match::NotLike(whole(&text)?),
                other => return Err(unexpected(other.as_ref())),
            };
            matchers.push(Matcher { label, is });
            if !self.eat(",") && !matches!(self.tokens.peek(), Some(Token::Sign("}"))) {
                return Err(unexpected(self.tokens.peek()));
            }
        }
        if matchers.is_empty() {
            return Err(Fault::Bad("a selector needs at least one matcher".into()));
        }
        Ok(selecting(matchers))
    }
}

fn selecting(matchers: Vec<Matcher>) -> Expr {
    Expr::Select {
        selector: Selector(matchers),
        range: None,
        offset: 0,
    }
}

/// A regular expression that matches a whole value.
fn whole(text: &str) -> Result<regex::Regex, Fault> {
    let built = RegexBuilder::new(&format!("^(?:{text})$")).size_limit(REGEX).build();
    built.map_err(|why| Fault::Bad(why.to_string()))
}
