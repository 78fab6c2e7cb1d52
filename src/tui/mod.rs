//! The live terminal interface.
//!
//! | part | what it is |
//! |---|---|
//! | [`run`](mod@run) | the loop: waits for an event, a view or the frame timer, and for nothing else |
//! | [`terminal`] | entered and left in one place; one write a frame |
//! | [`ui`] | the state: `update` takes events and gives effects, `draw` reads |
//! | [`action`], [`keymap`], [`command`] | THE registry, and what follows from it |
//! | [`screens`], [`panes`], [`widgets`] | what is drawn: see [`screens`] for how to write one |
//! | [`theme`] | roles to styles |
//! | [`program`] | effects done: files, clipboard, engine |
//!
//! Inside: widgets ← theme · panes ← widgets · screens ← panes, widgets, action · ui ← screens.

pub mod action;
pub mod command;
pub mod context;
pub mod editor;
pub mod effect;
pub mod event;
pub mod key;
pub mod keymap;
pub mod panes;
pub mod place;
pub mod program;
pub mod prompt;
pub mod run;
pub mod screens;
pub mod stats;
pub mod terminal;
pub mod theme;
pub mod ui;
mod watching;
pub mod widgets;

pub use crate::config::Guest;
use crate::config::{self, ConfigError};
pub use crate::live::Still;
use crate::model::trouble::Trouble;
use context::Contexts;
use event::{Event, Notice, Timed, Tone};
use keymap::Keymap;
use place::Place;
pub use program::Engine;
use program::Program;
use run::Sources;
use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::PathBuf;
use terminal::{Console, Gate, Painter, Wrap};
use theme::Means;
use tokio::sync::mpsc;
pub use watching::{Demo, open, open_still};

/// What the TUI begins with.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The clusters one can look at.
    pub contexts: Contexts,
    /// `[ui]`: theme, colours, signs, mouse.
    pub ui: config::Ui,
    /// The directory of the user's themes.
    pub theme_dir: Option<PathBuf>,
    /// The user's `[keys]`: full names of actions to keys.
    pub keys: BTreeMap<String, Vec<String>>,
    /// Where to begin; none for the overview, or for the contexts when there is no current one.
    pub start: Option<Place>,
    /// Where tables are saved.
    pub save_dir: PathBuf,
    /// What to tell first, such as a warning from the config.
    pub notice: Option<Notice>,
}

/// Why the TUI did not run to its end.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The configuration cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The engine could not start.
    #[error(transparent)]
    Engine(#[from] Trouble),
    /// The user's `[keys]` are wrong; one line a mistake.
    #[error("{}", .0.join("\n"))]
    Keys(Vec<String>),
    /// The terminal could not be taken, read or written.
    #[error("the terminal: {0}")]
    Terminal(#[from] io::Error),
}

/// Events that wait for the loop; beyond them whoever sends one waits.
pub const QUEUE: usize = 256;

/// Runs the TUI on the terminal of the process, until the person or a signal ends it. Gives the exit code. Events come
/// through `queue`, whose sending end the engine knows too.
///
/// # Errors
/// When the user's keys are wrong, or the terminal cannot be used. The terminal is given back in any case.
pub fn run(
    options: Options,
    engine: impl Engine,
    queue: (mpsc::Sender<Timed>, mpsc::Receiver<Timed>),
) -> Result<i32, Error> {
    let keymap = Keymap::new(&options.keys).map_err(Error::Keys)?;
    let env = |name: &str| std::env::var(name).ok();
    let means = Means::of(&options.ui, env);
    let loaded = means.theme(&options.ui.theme, options.theme_dir.as_deref());
    let fallback = if options.contexts.current.is_some() {
        Place::Overview
    } else {
        Place::Contexts
    };
    let ui = ui::Ui::new(ui::Setup {
        contexts: options.contexts,
        theme: loaded.theme,
        keymap,
        zone: jiff::tz::TimeZone::system(),
        start: options.start.unwrap_or(fallback),
    });
    let (views, boards) = (engine.views(), engine.boards());
    let (theme_dir, save_dir) = (options.theme_dir, options.save_dir);
    let wrap = Wrap::from_env(env);
    let mut program = Program {
        ui,
        engine,
        wrap,
        theme_dir,
        save_dir,
        means,
        editor: editor::of(env),
        replaced: None,
    };
    let (send, events) = queue;
    let warnings = loaded
        .warnings
        .into_iter()
        .map(|warning| Notice::new(Tone::Warning, warning));
    for notice in warnings.chain(options.notice).take(QUEUE / 2) {
        // the queue is empty yet
        let _ = send.try_send(Timed::now(Event::Told(notice)));
    }
    let end = on_terminal(
        &mut program,
        Sources {
            events,
            views,
            boards,
            clock: crate::clock::now_ms,
        },
        send,
        &options.ui,
    )?;
    program.engine.leave(&mut |line| {
        // nobody is left to be told when stderr is closed
        let _ = writeln!(io::stderr(), "kconsole: {}", crate::text::escape(line));
    });
    if let Some(file) = env(stats::ENV) {
        end.stats.write(&PathBuf::from(file))?;
    }
    Ok(end.code)
}

fn on_terminal<E: Engine>(
    program: &mut Program<E>,
    sources: Sources<crate::model::view::View>,
    send: mpsc::Sender<Timed>,
    ui: &config::Ui,
) -> Result<run::End, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    terminal::install_panic_hook(std::thread::current().id());
    let gate = Gate::default();
    let console = Console::enter(ui.mouse, gate.clone())?;
    let watch = terminal::watch_signals(send.clone(), gate.clone())?;
    terminal::read_input(send, gate)?;
    let mut painter = Painter::new(console).synchronised(ui.sync_output);
    let end = runtime.block_on(run::run(program, &mut painter, sources));
    // the terminal first, then the watch over it
    drop(painter);
    drop(watch);
    Ok(end?)
}
