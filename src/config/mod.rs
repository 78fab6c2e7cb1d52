//! Contexts, layers (default < file < env < flags), secrets and paths.
