//! The one table: sortable by any column, filterable, fitted to the width, drawn only where it is visible.
//!
//! A screen gives it a [`TableSource`], which formats one cell when it is asked for; the table's [`TableState`] keeps order,
//! filter, cursor and marks. The cursor follows a thing (its [`RowKey`]), never a line. 200,000 rows cost a frame no more
//! than 20: the order is an index vector, made anew only when data, filter or sort changed.

mod cell;
mod column;
mod draw;
mod filter;
mod mouse;
mod order;
mod save;
mod source;
mod state;
#[cfg(test)]
mod tests;

pub use cell::Cell;
pub use column::{Align, Column, Fitted, fit};
pub use draw::{draw, draw_heading};
pub use filter::Filter;
pub use mouse::Clicked;
pub use save::{to_csv, to_json};
pub use source::{Change, RowKey, TableSource};
pub use state::{Move, Sort, TableState};
