//! What the decoders say of their trouble.

#[path = "../../../src/model/known.rs"]
pub mod known;
#[path = "../../../src/model/names.rs"]
pub mod names;
#[path = "../../../src/model/trouble.rs"]
pub mod trouble;
