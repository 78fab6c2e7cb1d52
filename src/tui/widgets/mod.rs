//! Parts of a screen. Plain data and `&Theme` in, cells out; no widget knows the application or the cluster.

pub mod badge;
pub mod chart;
pub mod dialog;
pub mod editor;
pub mod facts;
pub mod footer;
pub mod gauge;
pub mod heading;
pub mod line;
pub mod menu;
pub mod sparkline;
pub mod state;
pub mod table;
pub mod tabs;
#[cfg(test)]
mod tests;
pub mod toast;

pub use line::Line;
pub use state::State;
