//! What a user configured.

#[path = "../../../src/config/profile.rs"]
pub mod profile;
