//! The engine that acts: one file a use case.

pub mod browse;
pub mod compose;
pub mod consume;
mod decoder;
pub mod desk;
pub mod errand;
pub mod journal;
pub mod produce;
pub mod redrive;
pub mod schemas;
pub mod search;
