//! The engine that acts: one file a use case.

pub mod produce;
