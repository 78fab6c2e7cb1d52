//! A small blocking Kafka client on the bare codecs: one connection, one request at a time.

mod connection;
mod records;

pub use connection::Connection;
pub use records::batch;
