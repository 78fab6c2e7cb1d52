//! The write plane: the one place that makes librdkafka clients.

pub mod write;
