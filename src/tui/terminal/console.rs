//! The real terminal: raw mode, alternate screen, bracketed paste and mouse, given back on every way out.

use super::{Gate, Tty};
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::ThreadId;

/// Alternate screen, hidden cursor, bracketed paste (a pasted line end must fire no command).
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?25l\x1b[?2004h";
/// Mouse buttons and wheel. Not mouse motion (1002, 1003): it would send bytes over SSH for every move of the hand.
const MOUSE: &[u8] = b"\x1b[?1000h\x1b[?1006h";
const LEAVE: &[u8] = b"\x1b[?2026l\x1b[?1006l\x1b[?1000l\x1b[?2004l\x1b[0m\x1b[?25h\x1b[?1049l";

/// Whether the terminal is ours. It is a fact of the process (as the terminal is), which a panic hook and a signal must
/// know without reaching the [`Console`].
static ENTERED: AtomicBool = AtomicBool::new(false);

/// The controlling terminal in our hands; dropping it gives it back.
pub struct Console {
    out: File,
    mouse: bool,
    gate: Gate,
}

impl Console {
    /// Takes the terminal of standard output, its mouse too if wanted. `gate`: who reads it passes through there.
    ///
    /// # Errors
    /// When standard output is no terminal, or its modes cannot be set.
    pub fn enter(mouse: bool, gate: Gate) -> io::Result<Self> {
        let out = io::stdout();
        if !out.is_terminal() {
            return Err(io::Error::other("standard output is no terminal"));
        }
        // our theme layer decides about colours: crossterm's own switch for NO_COLOR would reset bold and reverse too
        crossterm::style::force_color_output(true);
        let mut console = Self {
            out: File::from(duplicate(&out)?),
            mouse,
            gate,
        };
        console.take()?;
        Ok(console)
    }

    fn take(&mut self) -> io::Result<()> {
        crossterm::terminal::enable_raw_mode()?;
        ENTERED.store(true, Ordering::SeqCst);
        self.out.write_all(ENTER)?;
        if self.mouse { self.out.write_all(MOUSE) } else { Ok(()) }
    }
}

#[cfg(unix)]
fn duplicate(out: &io::Stdout) -> io::Result<std::os::fd::OwnedFd> {
    use std::os::fd::AsFd;
    out.as_fd().try_clone_to_owned()
}

impl Write for Console {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Tty for Console {
    fn size(&self) -> io::Result<(u16, u16)> {
        crossterm::terminal::size()
    }

    fn suspend(&mut self) -> io::Result<()> {
        restore();
        signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)?;
        self.take()
    }

    fn lend(&mut self, run: &mut dyn FnMut()) -> io::Result<()> {
        let lent = self.gate.lend();
        restore();
        run();
        drop(lent);
        self.take()
    }

    fn reclaim(&mut self) -> io::Result<()> {
        // crossterm enables only what it has not enabled: disable first, since the shell may have changed the modes
        crossterm::terminal::disable_raw_mode()?;
        self.take()
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        restore();
    }
}

/// Gives the terminal back, if it is ours. Safe to call from anywhere, more than once.
pub fn restore() {
    if ENTERED.swap(false, Ordering::SeqCst) {
        let mut out = io::stdout();
        // on a terminal that is gone nothing can be restored and nobody can be told
        let _ = out.write_all(LEAVE).and_then(|()| out.flush());
        let _ = crossterm::terminal::disable_raw_mode();
    }
}

/// Makes a panic of the UI's thread give the terminal back before it is printed. A panic of any other thread is logged
/// only: the screen is still in use, and the engine that lost the thread says so on it.
pub fn install_panic_hook(ui: ThreadId) {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        tracing::error!(thread = std::thread::current().name(), "{info}");
        if std::thread::current().id() == ui {
            restore();
        }
        if !ENTERED.load(Ordering::SeqCst) {
            before(info);
        }
    }));
}
