//! The live terminal interface.

pub mod theme;
