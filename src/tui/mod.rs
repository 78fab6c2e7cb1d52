//! The live terminal interface.
