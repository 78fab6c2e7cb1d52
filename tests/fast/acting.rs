//! The acting side of a console, as tests have it: what it was asked for, what is seen of it, how each errand ended.

use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use kconsole::config::profile::Profile;
use kconsole::jobs::desk::{Board, Boards, Desk};
use kconsole::jobs::errand::Ended;
use kconsole::jobs::journal::Journal;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{mpsc, watch};

/// Nothing here takes so long on a machine that works.
pub const PATIENCE: Duration = Duration::from_secs(30);

pub struct Acting {
    pub desk: Desk,
    pub seen: watch::Receiver<Arc<Board>>,
    pub events: mpsc::Receiver<Ended>,
    /// What it leaves on disk.
    pub home: TempDir,
    _keeps_the_queue: mpsc::Sender<Ended>,
    runtime: Runtime,
}

impl Acting {
    pub fn open(profile: Profile, context: Option<&str>) -> Self {
        let home = tempfile::tempdir().unwrap();
        let journal = Journal::of(context).at(home.path().join("journal.jsonl"));
        let (board, (send, events)) = (Boards::new(Arc::default()), mpsc::channel(8));
        let seen = board.subscribe();
        Self {
            desk: Desk::open(Arc::new(profile), journal, board, send.downgrade()).unwrap(),
            seen,
            events,
            home,
            _keeps_the_queue: send,
            runtime: Builder::new_current_thread().enable_time().build().unwrap(),
        }
    }

    /// How the next errand ended.
    pub fn ended(&mut self) -> Ended {
        let next = self.events.recv();
        let next = self
            .runtime
            .block_on(async { tokio::time::timeout(PATIENCE, next).await });
        next.unwrap().unwrap()
    }

    /// The board, once it is as it is wanted.
    pub fn board(&mut self, mut wanted: impl FnMut(&Board) -> bool) -> Arc<Board> {
        let board = self.seen.wait_for(|board| wanted(board));
        let board = self
            .runtime
            .block_on(async { tokio::time::timeout(PATIENCE, board).await });
        Arc::clone(&board.unwrap().unwrap())
    }

    /// The board as it is.
    pub fn now(&self) -> Arc<Board> {
        Arc::clone(&self.seen.borrow())
    }

    /// The program as another user of the cluster runs it.
    pub fn program(&self, bootstrap: &str) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_kconsole"));
        program
            .args(["-b", bootstrap])
            .env("HOME", self.home.path())
            .env_remove("XDG_CONFIG_HOME");
        program
    }
}

/// The journal's lines.
pub fn journal(home: &TempDir) -> String {
    std::fs::read_to_string(home.path().join("journal.jsonl")).unwrap_or_default()
}
