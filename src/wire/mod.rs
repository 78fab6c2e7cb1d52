//! Leaf: Kafka frames and codecs made safe: bounds, headers, versions.
