//! TLS over a TCP stream.

mod fault;

pub(super) use fault::fault;
