//! Pure: what a change is.
