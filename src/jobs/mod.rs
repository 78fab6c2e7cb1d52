//! The engine that acts: one file a use case.
