//! The control plane: connection, TLS, SASL, router, one file per family of calls.
