//! The live terminal interface.

pub mod effect;
pub mod event;
pub mod key;
pub mod place;
pub mod run;
pub mod stats;
pub mod terminal;
pub mod theme;
pub mod widgets;
