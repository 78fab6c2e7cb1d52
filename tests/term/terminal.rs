//! A terminal with the console on it: keys go in, what came out is a screen to look at.
//!
//! Everything is awaited as a condition of the screen or of the process, until a deadline that only a hung program reaches.

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long anything may take on a machine that does much else.
const DEADLINE: Duration = Duration::from_secs(60);

/// How often a process is looked at; the screen itself is awaited, not looked at.
const LOOK: Duration = Duration::from_millis(20);

/// What the program wrote, and what a terminal makes of it.
struct Seen {
    parser: vt100::Parser,
    bytes: Vec<u8>,
}

/// What to start.
pub struct Start {
    /// Another than the console.
    program: Option<PathBuf>,
    arguments: Vec<String>,
    variables: Vec<(String, String)>,
    config: String,
    size: (u16, u16),
}

/// The console on a terminal of its own, with a home of its own. Dropping it kills it.
pub struct Terminal {
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    seen: Arc<(Mutex<Seen>, Condvar)>,
    /// Kept as long as the program may write there.
    home: TempDir,
}

pub fn start(arguments: &[&str]) -> Start {
    Start {
        program: None,
        arguments: arguments.iter().map(|text| (*text).to_owned()).collect(),
        variables: Vec::new(),
        config: String::new(),
        size: (80, 24),
    }
}

impl Start {
    /// Another program than the console: it gets the arguments and no configuration.
    pub fn program(mut self, path: PathBuf) -> Self {
        self.program = Some(path);
        self
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The text of the configuration file.
    pub fn config(mut self, text: &str) -> Self {
        text.clone_into(&mut self.config);
        self
    }

    /// Columns and rows.
    pub fn size(mut self, columns: u16, rows: u16) -> Self {
        self.size = (columns, rows);
        self
    }

    pub fn open(self) -> Terminal {
        let home = tempfile::tempdir().unwrap();
        let config = home.path().join("config.toml");
        std::fs::write(&config, self.config).unwrap();
        let mut command = match &self.program {
            Some(program) => CommandBuilder::new(program),
            None => CommandBuilder::new(env!("CARGO_BIN_EXE_kconsole")),
        };
        command.env_clear();
        command.cwd(home.path());
        if self.program.is_none() {
            command.args(["--config", config.to_str().unwrap()]);
        }
        command.args(&self.arguments);
        command.env("HOME", home.path());
        for (name, value) in [("TERM", "xterm-256color"), ("LANG", "C.UTF-8"), ("TZ", "UTC")] {
            command.env(name, value);
        }
        for (name, value) in &self.variables {
            command.env(name, value);
        }
        let pair = native_pty_system().openpty(pty_size(self.size)).unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        let reader = pair.master.try_clone_reader().unwrap();
        let (columns, rows) = cells(self.size);
        let seen = Seen {
            parser: vt100::Parser::new(rows, columns, 0),
            bytes: Vec::new(),
        };
        let seen = Arc::new((Mutex::new(seen), Condvar::new()));
        let sink = Arc::clone(&seen);
        std::thread::spawn(move || read(reader, &sink));
        Terminal {
            keys: pair.master.take_writer().unwrap(),
            master: pair.master,
            child,
            seen,
            home,
        }
    }
}

fn cells((columns, rows): (u16, u16)) -> (NonZeroU16, NonZeroU16) {
    (NonZeroU16::new(columns).unwrap(), NonZeroU16::new(rows).unwrap())
}

fn pty_size((cols, rows): (u16, u16)) -> PtySize {
    PtySize {
        rows,
        cols,
        ..PtySize::default()
    }
}

fn read(mut reader: Box<dyn Read + Send>, seen: &(Mutex<Seen>, Condvar)) {
    let mut buffer = [0; 8192];
    // the terminal's end is an error on Linux
    while let Ok(count @ 1..) = reader.read(&mut buffer) {
        let mut now = seen.0.lock().unwrap();
        now.parser.process(&buffer[..count]);
        now.bytes.extend_from_slice(&buffer[..count]);
        drop(now);
        seen.1.notify_all();
    }
}

impl Terminal {
    /// Where it was started, and finds its home.
    pub fn home(&self) -> &std::path::Path {
        self.home.path()
    }

    /// Types; a special key is its bytes, such as `\x1b` for Esc.
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
        self
    }

    /// Waits until the screen is as it should be; `what` says how.
    pub fn wait(&mut self, what: &str, is: impl Fn(&vt100::Screen) -> bool) -> &mut Self {
        let end = Instant::now() + DEADLINE;
        let mut seen = self.seen.0.lock().unwrap();
        while !is(seen.parser.screen()) {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let screen = seen.parser.screen().contents();
                let wrote = seen.bytes.len();
                drop(seen);
                panic!("{what}: not within {DEADLINE:?}; {wrote} bytes came. The screen:\n{screen}");
            }
            seen = self.seen.1.wait_timeout(seen, left).unwrap().0;
        }
        drop(seen);
        self
    }

    /// Waits until a text is somewhere on the screen.
    pub fn wait_text(&mut self, text: &str) -> &mut Self {
        self.wait(text, |screen| screen.contents().contains(text))
    }

    /// Waits until a text is nowhere on the screen.
    pub fn wait_no_text(&mut self, text: &str) -> &mut Self {
        self.wait(&format!("no {text}"), |screen| !screen.contents().contains(text))
    }

    /// Looks at the screen as it is.
    pub fn look<T>(&self, at: impl FnOnce(&vt100::Screen) -> T) -> T {
        at(self.seen.0.lock().unwrap().parser.screen())
    }

    /// All bytes so far.
    pub fn bytes(&self) -> Vec<u8> {
        self.seen.0.lock().unwrap().bytes.clone()
    }

    /// Waits until nothing was written for so long; gives how many bytes had come by then.
    pub fn quiet_for(&self, time: Duration) -> usize {
        let end = Instant::now() + DEADLINE;
        let mut seen = self.seen.0.lock().unwrap();
        loop {
            let before = seen.bytes.len();
            let (now, timeout) = self
                .seen
                .1
                .wait_timeout_while(seen, time, |seen| seen.bytes.len() == before)
                .unwrap();
            seen = now;
            if timeout.timed_out() {
                return before;
            }
            if Instant::now() > end {
                let screen = seen.parser.screen().contents();
                drop(seen);
                panic!("the screen is never quiet for {time:?}:\n{screen}");
            }
        }
    }

    /// Makes the terminal larger or smaller, and empties it: what shows afterwards was painted for the new size.
    pub fn resize(&mut self, columns: u16, rows: u16) -> &mut Self {
        let (wide, high) = cells((columns, rows));
        let mut seen = self.seen.0.lock().unwrap();
        seen.parser.set_size(high, wide);
        seen.parser.process(b"\x1b[2J");
        drop(seen);
        self.master.resize(pty_size((columns, rows))).unwrap();
        self
    }

    fn pid(&self) -> Pid {
        let id = self.child.process_id().unwrap();
        Pid::from_raw(i32::try_from(id).unwrap()).unwrap()
    }

    pub fn signal(&mut self, signal: Signal) -> &mut Self {
        kill_process(self.pid(), signal).unwrap();
        self
    }

    /// Waits until the process is stopped.
    pub fn wait_stopped(&mut self) -> &mut Self {
        let options = WaitIdOptions::STOPPED | WaitIdOptions::NOHANG;
        let pid = self.pid();
        self.poll("stopped", || waitid(WaitId::Pid(pid), options).unwrap());
        self
    }

    /// Waits until the process has ended and all it wrote was read.
    pub fn wait_end(&mut self) -> ExitStatus {
        let end = Instant::now() + DEADLINE;
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(
                Instant::now() < end,
                "it does not end:\n{}",
                self.look(vt100::Screen::contents)
            );
            std::thread::sleep(LOOK);
        };
        // the reader lets go of it at the terminal's end
        self.poll("read to the end", || (Arc::strong_count(&self.seen) == 1).then_some(()));
        status
    }

    fn poll<T>(&self, what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
        let end = Instant::now() + DEADLINE;
        loop {
            if let Some(answer) = ask() {
                return answer;
            }
            assert!(
                Instant::now() < end,
                "not {what}:\n{}",
                self.look(vt100::Screen::contents)
            );
            std::thread::sleep(LOOK);
        }
    }

    /// Whether keys come one by one and unechoed.
    pub fn raw(&self) -> bool {
        let fresh = native_pty_system().openpty(pty_size((80, 24))).unwrap();
        let (now, cooked) = (self.master.get_termios().unwrap(), fresh.master.get_termios().unwrap());
        now.local_flags != cooked.local_flags || now.input_flags != cooked.input_flags
    }

    /// Asserts that the terminal is as a shell wants it.
    pub fn assert_given_back(&self) {
        self.look(|screen| {
            assert!(!screen.alternate_screen(), "the alternate screen is left");
            assert!(!screen.hide_cursor(), "the cursor shows");
            assert!(!screen.bracketed_paste(), "pastes are plain again");
            assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
            assert!(!screen.inverse() && !screen.bold(), "no style is left over");
            assert_eq!(screen.fgcolor(), vt100::Color::Default);
        });
        assert!(!self.raw(), "raw mode is off");
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // it may have ended
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A text of the screen's first row.
pub fn first_row(screen: &vt100::Screen) -> String {
    let (_, columns) = screen.size();
    screen.rows(0, columns.get()).next().unwrap_or_default()
}

/// Whether the row with this text shows any of it in reverse; none when there is no such row.
pub fn inverse(screen: &vt100::Screen, text: &str) -> Option<bool> {
    let (_, columns) = screen.size();
    let row = screen.rows(0, columns.get()).position(|row| row.contains(text))?;
    let row = u16::try_from(row).unwrap();
    let mut cells = (0..columns.get()).filter_map(|column| screen.cell(row, column));
    Some(cells.any(vt100::Cell::inverse))
}
