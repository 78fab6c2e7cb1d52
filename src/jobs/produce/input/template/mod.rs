//! A text with functions in it, filled in anew for each record: `{"id":"{{uuid}}","n":{{seq}}}`.
//!
//! `{{x = int 1 9}}` writes a value and keeps it, `{{x}}` writes it again in the same record.

mod call;
mod parse;
#[cfg(test)]
mod tests;
mod words;

use rand::SeedableRng as _;
use rand::rngs::Xoshiro256PlusPlus;

use crate::clock;
use call::{Call, State};

/// A template that was understood.
#[derive(Debug)]
pub(in crate::jobs::produce) struct Template {
    pieces: Vec<Piece>,
    state: State,
    /// What the names of a record stand for, filled in anew for each.
    kept: Vec<String>,
}

/// A piece of it.
#[derive(Debug, PartialEq)]
enum Piece {
    Text(String),
    Call(Call),
    /// Writes a value and keeps it.
    Keep(usize, Call),
    /// Writes what was kept.
    Kept(usize),
}

impl Template {
    /// Understands a template.
    ///
    /// # Errors
    /// In words, with the column: a function that is not there, or its arguments.
    pub(in crate::jobs::produce) fn parse(text: &str, seed: Option<u64>) -> Result<Self, String> {
        let (pieces, names) = parse::parse(text)?;
        let chance = Xoshiro256PlusPlus::seed_from_u64(seed.unwrap_or_else(rand::random));
        Ok(Self {
            pieces,
            state: State { chance, record: 0 },
            kept: vec![String::new(); names],
        })
    }

    /// Appends the text of the next record.
    pub(in crate::jobs::produce) fn fill(&mut self, out: &mut String) {
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Call(call) => call.write(&mut self.state, clock::now_ms, out),
                Piece::Keep(at, call) => {
                    let from = out.len();
                    call.write(&mut self.state, clock::now_ms, out);
                    if let Some(kept) = self.kept.get_mut(*at) {
                        kept.clear();
                        kept.push_str(out.get(from..).unwrap_or_default());
                    }
                }
                Piece::Kept(at) => out.push_str(self.kept.get(*at).map_or("", String::as_str)),
            }
        }
        self.state.record += 1;
    }
}
