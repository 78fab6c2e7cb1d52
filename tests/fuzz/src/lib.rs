//! The decoders as the product has them, by their own sources, and nothing else of it: so that a fuzzer is built in a
//! minute, and no door has to be opened for it in the product.

#![expect(dead_code, reason = "only the decoders are called")]

mod answers;
mod config;
mod kafka;
mod model;

#[path = "../../../src/decode/mod.rs"]
pub mod decode;
#[path = "../../../src/text/mod.rs"]
pub mod text;
#[path = "../../../src/demo/batch/mod.rs"]
pub mod stored;
#[path = "../../../src/wire/mod.rs"]
pub mod wire;

pub use answers::answer;
pub use kafka::sasl::believed;
