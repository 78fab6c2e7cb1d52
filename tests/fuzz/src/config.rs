//! What a user configured.

#[path = "../../../src/config/profile.rs"]
pub mod profile;
#[path = "../../../src/config/topics.rs"]
pub mod topics;
