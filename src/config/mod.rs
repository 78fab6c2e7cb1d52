//! Contexts, layers (default < file < env < flags), secrets and paths.

pub mod profile;
