//! What went wrong in TLS, in the kinds that call for different remedies.

use std::io;

use crate::model::trouble::TlsFault;

/// The fault inside an I/O error, when it came from TLS.
pub(in crate::kafka) fn fault(error: &io::Error) -> Option<TlsFault> {
    let inner = error.get_ref()?.downcast_ref::<rustls::Error>()?;
    Some(TlsFault::Other(inner.to_string()))
}
