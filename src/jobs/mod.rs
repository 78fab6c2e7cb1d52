//! The engine that acts: one file a use case.

pub mod browse;
pub mod consume;
pub mod produce;
pub mod schemas;
pub mod search;
