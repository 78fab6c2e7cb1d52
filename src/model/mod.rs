//! Pure: what a cluster is.
