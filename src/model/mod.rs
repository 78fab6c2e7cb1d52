//! Pure: what a cluster *is*. No clock, no tokio, no terminal: time and thresholds are arguments.

pub mod cluster;
pub mod column;
pub mod diff;
pub mod event;
pub mod finding;
pub mod group;
pub mod health;
pub mod history;
pub mod known;
pub mod lag;
pub mod listeners;
pub mod moves;
pub mod names;
pub mod offsets;
pub mod quorum;
pub mod release;
pub mod retention;
pub mod rights;
pub mod settings;
pub mod stamp;
pub mod storage;
pub mod time;
pub mod topology;
pub mod trouble;
pub mod view;
pub mod whatif;
mod words;
