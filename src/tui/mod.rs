//! The live terminal interface.

pub mod action;
pub mod command;
pub mod effect;
pub mod event;
pub mod key;
pub mod keymap;
pub mod place;
pub mod prompt;
pub mod run;
pub mod stats;
pub mod terminal;
pub mod theme;
pub mod widgets;
