//! The director: begins acts, goes on with them, and ends them.

use super::acts::{self, Act, Stage};
use super::script::{Programme, Script};
use super::{Mood, Scenario};
use crate::demo::state::State;
use crate::demo::traffic::producers::Moment;
use crate::demo::traffic::{Dice, Payloads};

/// Plays a programme.
pub struct Director {
    script: Script,
    playing: (Scenario, i64),
    act: Option<Box<dyn Act>>,
    mood: Mood,
}

impl Director {
    /// From this moment of the story on.
    #[must_use]
    pub fn new(programme: Programme, story: i64) -> Self {
        Self {
            script: Script::new(programme, story),
            playing: (Scenario::Quiet, story),
            act: None,
            mood: Mood::default(),
        }
    }

    /// What traffic and readers go by.
    #[must_use]
    pub fn mood(&self) -> &Mood {
        &self.mood
    }

    /// The act that is being played.
    #[must_use]
    pub fn playing(&self) -> Scenario {
        self.playing.0
    }

    /// Plays another programme, after what is being played was put right.
    pub fn switch(&mut self, programme: Programme, story: i64) {
        self.script = Script::new(programme, story);
    }

    /// Does what is due at this moment.
    pub fn step(&mut self, state: &mut State, payloads: &mut Payloads, at: Moment, dice: &mut Dice) {
        let due = self.script.act(at.story);
        let mut stage = Stage {
            state,
            payloads,
            at,
            dice,
            since: at.story - due.1,
        };
        if due != self.playing {
            if let Some(mut act) = self.act.take() {
                act.end(&mut stage);
            }
            self.playing = due;
            self.mood = Mood {
                eager: due.0 == Scenario::Quiet,
                ..Mood::default()
            };
            self.act = acts::of(due.0);
        }
        if let Some(act) = &mut self.act {
            act.step(&mut stage, &mut self.mood);
        }
    }
}
