//! What goes over the wire.

mod metadata;
