//! Bounded history of what the poller saw, and the rates that follow from it.

/// Samples of the past; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct History {}
