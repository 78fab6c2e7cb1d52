//! The terminal: entered and left in one place, painted in one write a frame.

mod clipboard;
mod console;
mod gate;
mod input;
mod painter;
mod signals;
#[cfg(test)]
mod tests;

pub use clipboard::{Wrap, osc52};
pub use console::{Console, install_panic_hook, restore};
pub use gate::Gate;
pub use input::read_input;
pub use painter::{Counts, Painter};
pub use signals::{SignalWatch, watch_signals};

use std::io;

/// What the loop needs of a terminal; a test has one of its own.
pub trait Tty: io::Write {
    /// Columns and rows.
    ///
    /// # Errors
    /// When the terminal does not tell.
    fn size(&self) -> io::Result<(u16, u16)>;

    /// Gives the terminal back to the shell, stops the process until it is continued, and takes the terminal again.
    ///
    /// # Errors
    /// When the terminal cannot be switched.
    fn suspend(&mut self) -> io::Result<()>;

    /// Gives the terminal to another program as long as `run` takes, and takes it again.
    ///
    /// # Errors
    /// When the terminal cannot be switched.
    fn lend(&mut self, run: &mut dyn FnMut()) -> io::Result<()>;

    /// Takes the terminal again after somebody else may have changed its modes (SIGCONT).
    ///
    /// # Errors
    /// When the terminal cannot be switched.
    fn reclaim(&mut self) -> io::Result<()>;
}
