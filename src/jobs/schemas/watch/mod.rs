//! The registry for the eye: what is looked at is asked for once, again when something was changed, and with growing
//! pauses while the registry does not answer.

mod ask;
mod page;

use std::sync::Arc;
use std::time::Duration;

use super::Client;
use crate::clock::now_ms;
use crate::jobs::desk::Boards;
use crate::model::time::At;
use crate::model::trouble::Trouble;
pub use page::{Found, Look, Page, State, Subject, Subjects};

/// The first pause after a failure, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(30));

/// Shows that something is looked at, from the next number on; gives the number.
pub fn begin(board: &Boards, look: Option<&Look>) -> u64 {
    let mut number = 0;
    board.send_modify(|shown| {
        let before = &shown.schemas;
        number = before.reading + 1;
        let same = before.look.as_ref() == look;
        let page = Page {
            reading: number,
            number: before.number + 1,
            look: look.cloned(),
            state: if look.is_some() { State::Asking } else { State::Idle },
            found: if same { before.found.clone() } else { Found::Nothing },
            at: before.at,
        };
        Arc::make_mut(shown).schemas = Arc::new(page);
    });
    number
}

/// A look under way: where it is shown, and which one it is.
pub(super) struct Show {
    board: Boards,
    reading: u64,
}

impl Show {
    /// Shows how far it is, unless something else is looked at meanwhile.
    fn set(&self, change: impl FnOnce(&mut Page)) {
        self.board.send_if_modified(|shown| {
            let mine = shown.schemas.reading == self.reading;
            if mine {
                let page = Arc::make_mut(&mut Arc::make_mut(shown).schemas);
                page.number += 1;
                change(page);
            }
            mine
        });
    }

    pub(super) fn found(&self, state: State, found: Found) {
        self.set(|page| {
            page.state = state;
            page.found = found;
            page.at = At(now_ms());
        });
    }
}

/// Shows that there is no registry to look at.
pub fn unset(board: Boards, reading: u64, why: Trouble) {
    Show { board, reading }.set(|page| page.state = State::Unset(why));
}

/// Looks until it is seen. It tries again while nobody answers.
pub async fn watch(client: Arc<Client>, look: Look, board: Boards, reading: u64) {
    let show = Show { board, reading };
    let mut pause = PAUSES.0;
    loop {
        let Err(failed) = ask::ask(&client, &look, &show).await else {
            return;
        };
        let again = failed
            .transient()
            .then(|| At(now_ms().saturating_add(pause.as_millis() as i64)));
        let trouble = failed.trouble;
        show.set(|page| page.state = State::Failed { trouble, again });
        if again.is_none() {
            return;
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(PAUSES.1);
    }
}
