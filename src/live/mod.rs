//! The engine that watches: the poller and what it publishes.
