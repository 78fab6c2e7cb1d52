//! The write plane: the one place that makes librdkafka clients.
