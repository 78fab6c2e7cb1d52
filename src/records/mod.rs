//! Records: read by our own Fetch ([`read`], [`filter`]), written by librdkafka ([`mod@write`], the one place that makes its
//! clients).

pub mod filter;
pub mod read;
pub mod write;
