//! The UI with its outside: files, clipboard, engine. What `update` gives as an effect is done here.

use super::context::Contexts;
use super::editor;
use super::effect::{Effect, Format, Side};
use super::event::{Event, Notice, Tone};
use super::place::Place;
use super::run::App;
use super::terminal::{Wrap, osc52};
use super::theme::Means;
use super::ui::Ui;
use crate::jobs::browse::ReadAs;
use crate::jobs::desk::{Board, Look};
use crate::jobs::errand::Errand;
use crate::model::names::TopicName;
use crate::model::view::{View, Want};
use crate::plan::Consent;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::watch;

/// What the UI asks of whoever watches the cluster. No call may wait.
pub trait Engine {
    /// What is published.
    fn views(&self) -> watch::Receiver<Arc<View>>;

    /// Changes what is fetched.
    fn want(&self, want: Want);

    /// What the acting side shows.
    fn boards(&self) -> watch::Receiver<Arc<Board>>;

    /// Shows what is not watched all the time, or nothing of it any more.
    fn look(&mut self, look: Option<Look>);

    /// Carries out what was agreed to. Its end comes as an event.
    ///
    /// # Errors
    /// One line that says why not; then nothing was done.
    fn carry(&mut self, errand: Errand, consent: &Consent) -> Result<(), String>;

    /// Stops what is under way.
    fn cancel(&self);

    /// Stops what is under way for good, waits a few seconds for the end of what was sent, and tells what came of it.
    fn leave(&mut self, tell: &mut dyn FnMut(&str));

    /// Remembers what a topic's keys or values are read as; gives the file that keeps it, none when nothing does.
    ///
    /// # Errors
    /// One line that says why it is not kept.
    fn remember(&mut self, topic: &TopicName, side: Side, read: ReadAs) -> Result<Option<PathBuf>, String>;

    /// Asks everything again now.
    fn refresh(&self);

    /// Looks at another context; gives the contexts with the new current one.
    ///
    /// # Errors
    /// One line that says why not; then the context before is still looked at.
    fn switch(&mut self, name: &str) -> Result<Contexts, String>;

    /// Plays a scenario on the demo.
    ///
    /// # Errors
    /// One line that says why not.
    fn play(&mut self, name: &str) -> Result<(), String>;
}

/// The UI and what it acts on.
pub(super) struct Program<E> {
    pub(super) ui: Ui,
    pub(super) engine: E,
    pub(super) wrap: Wrap,
    pub(super) theme_dir: Option<PathBuf>,
    pub(super) save_dir: PathBuf,
    pub(super) means: Means,
    /// The command of the person's editor.
    pub(super) editor: Option<String>,
    pub(super) replaced: Option<watch::Receiver<Arc<View>>>,
}

impl<E: Engine> App for Program<E> {
    type View = View;

    fn event(&mut self, event: Event, now: i64) -> Vec<Effect> {
        let effects = self.ui.update(event, now);
        effects
            .into_iter()
            .map(|effect| self.for_terminal(effect, now))
            .collect()
    }

    fn view(&mut self, view: Arc<View>, now: i64) {
        self.ui.view(view, now);
    }

    fn board(&mut self, board: Arc<Board>, now: i64) {
        self.ui.board(board, now);
    }

    fn prepare(&mut self, size: (u16, u16), now: i64) {
        self.ui.prepare(size, now);
        if let Some(look) = self.ui.look_again() {
            self.engine.look(Some(look));
        }
    }

    fn draw(&self, buffer: &mut Buffer, _now: i64) -> Option<Position> {
        self.ui.draw(buffer)
    }

    fn wake_at(&self, _now: i64) -> Option<i64> {
        self.ui.wake_at()
    }

    fn perform(&mut self, effect: Effect) -> Option<Notice> {
        match effect {
            Effect::Refresh => {
                self.engine.refresh();
                None
            }
            Effect::Visit(place) => {
                self.engine.want(Want {
                    open: place.open(),
                    ..Want::everything()
                });
                None
            }
            Effect::Look(look) => {
                self.engine.look(look);
                None
            }
            Effect::Carry(errand, consent) => {
                let refused = self.engine.carry(*errand, &consent).err();
                refused.map(|why| Notice::new(Tone::Bad, why))
            }
            Effect::Cancel => {
                self.engine.cancel();
                None
            }
            Effect::Remember { topic, side, read } => Some(self.remember(&topic, side, read)),
            Effect::SwitchContext(name) => Some(self.switch(&name)),
            Effect::Play(name) => Some(match self.engine.play(&name) {
                Ok(()) => Notice::new(Tone::Info, format!("the demo plays {name}")),
                Err(why) => Notice::new(Tone::Warning, why),
            }),
            Effect::Theme(name) => Some(self.theme(&name)),
            Effect::Save { stem, format, content } => Some(match save(&self.save_dir, &stem, format, &content) {
                Ok(file) => Notice::new(Tone::Good, format!("saved {}", file.display())),
                Err(error) => Notice::new(Tone::Bad, format!("not saved: {error}")),
            }),
            Effect::Edit { stem, ending, text } => {
                let command = self.editor.as_deref()?;
                match editor::open(command, &stem, ending, &text) {
                    Ok(false) => None,
                    Ok(true) => Some(Notice::new(
                        Tone::Info,
                        "what was changed in the editor is kept nowhere: it was a copy",
                    )),
                    Err(error) => Some(Notice::new(Tone::Bad, format!("the editor {command}: {error}"))),
                }
            }
            // the loop does these itself
            Effect::Quit | Effect::Suspend | Effect::Repaint | Effect::Copy(_) | Effect::Terminal(_) => None,
        }
    }

    fn replaced(&mut self) -> Option<watch::Receiver<Arc<View>>> {
        self.replaced.take()
    }
}

impl<E: Engine> Program<E> {
    /// A copy becomes the bytes that make it; the person is told what was copied, since nobody sees a clipboard.
    fn for_terminal(&mut self, effect: Effect, now: i64) -> Effect {
        if matches!(effect, Effect::Edit { .. }) && self.editor.is_none() {
            let text = "no editor is named: set $VISUAL or $EDITOR and start again";
            self.ui.tell(Notice::new(Tone::Warning, text), now);
            return Effect::Terminal(Vec::new());
        }
        let Effect::Copy(text) = effect else { return effect };
        let sequence = osc52(&text, self.wrap);
        let notice = match (&sequence, text.lines().count()) {
            (None, _) => Notice::new(Tone::Bad, "too long for the terminal's clipboard"),
            (Some(_), 1) => Notice::new(Tone::Good, format!("copied {text}")),
            (Some(_), lines) => Notice::new(Tone::Good, format!("copied {lines} lines")),
        };
        self.ui.tell(notice, now);
        Effect::Terminal(sequence.unwrap_or_default())
    }

    fn switch(&mut self, name: &str) -> Notice {
        match self.engine.switch(name) {
            Ok(contexts) => {
                self.ui.set_contexts(contexts);
                self.replaced = Some(self.engine.views());
                self.engine.want(Want {
                    open: Place::Overview.open(),
                    ..Want::everything()
                });
                Notice::new(Tone::Info, format!("looking at {name}"))
            }
            Err(why) => Notice::new(Tone::Bad, why),
        }
    }

    fn remember(&mut self, topic: &TopicName, side: Side, read: ReadAs) -> Notice {
        let what = if side == Side::Key { "keys" } else { "values" };
        let says = format!("the {what} of {topic} are read as {}", read.word().unwrap_or("auto"));
        match self.engine.remember(topic, side, read) {
            Ok(Some(file)) => Notice::new(Tone::Good, format!("{says}: kept in {}", file.display())),
            Ok(None) => Notice::new(Tone::Info, format!("{says}, until one leaves")),
            Err(why) => Notice::new(Tone::Warning, format!("{says}, until one leaves: {why}")),
        }
    }

    fn theme(&mut self, name: &str) -> Notice {
        let loaded = self.means.theme(name, self.theme_dir.as_deref());
        let notice = match loaded.warnings.first() {
            Some(warning) => Notice::new(Tone::Warning, warning),
            None => Notice::new(Tone::Info, format!("theme {}", loaded.theme.name)),
        };
        self.ui.set_theme(loaded.theme);
        notice
    }
}

/// Saves to a new file, never over an old one.
fn save(dir: &Path, stem: &str, format: Format, content: &[u8]) -> io::Result<PathBuf> {
    let ending = match format {
        Format::Csv => "csv",
        Format::Json => "json",
        Format::JsonLines => "jsonl",
        Format::Raw => "bin",
    };
    // a group's id may hold anything, also the separators of paths
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') {
            c
        } else {
            '_'
        }
    };
    let stem: String = stem.chars().map(plain).take(100).collect();
    for number in 1..1_000 {
        let tail = if number == 1 {
            String::new()
        } else {
            format!("-{number}")
        };
        let file = dir.join(format!("kconsole-{stem}{tail}.{ending}"));
        match std::fs::OpenOptions::new().write(true).create_new(true).open(&file) {
            Ok(mut out) => {
                out.write_all(content)?;
                return Ok(file);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::other("there are a thousand such files already"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_file_never_overwrites_and_never_leaves_its_directory() {
        let dir = tempfile::tempdir().unwrap();
        let first = save(dir.path(), "group-../../etc/x", Format::Csv, b"a\n").unwrap();
        let second = save(dir.path(), "group-../../etc/x", Format::Csv, b"b\n").unwrap();
        assert_ne!(first, second);
        assert_eq!(first.parent(), Some(dir.path()));
        assert_eq!(std::fs::read_to_string(first).unwrap(), "a\n");
        assert!(second.to_string_lossy().ends_with("-2.csv"));
    }
}
