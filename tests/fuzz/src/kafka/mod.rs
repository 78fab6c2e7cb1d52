//! The control plane, as far as it reads what a broker says before it is known to be one.

#[path = "../../../../src/kafka/cause.rs"]
pub mod cause;
pub mod sasl;

/// No stream is encrypted here.
pub mod tls {
    use crate::model::trouble::TlsFault;

    pub fn fault(_error: &std::io::Error) -> Option<TlsFault> {
        None
    }
}
