//! The story, step by step: producers, readers and the director, in fixed steps of the cluster's time.
//!
//! The same wishes and the same moments give the same story: a step depends on nothing but the steps before it.

use super::scenario::{Director, Programme, Scenario};
use super::state::State;
use super::state::placement::Refusal;
use super::story::crowd::Crowd;
use super::story::{members, set, shelf};
use super::traffic::producers::{Moment, Producers};
use super::traffic::readers::Readers;
use super::traffic::{Dice, Payloads, SchemaError};

/// One step, in ms of the cluster's time.
pub const STEP: i64 = 100;
/// A clock that jumped further than this, in ms, is not followed step by step.
const JUMP: i64 = 900_000;
/// From when on producers write `promo_code`, in ms of the story's time.
const PROMOTIONS: i64 = 45_000;

/// How the story is to be told.
#[derive(Clone, Debug)]
pub struct Wishes {
    /// The same seed gives the same story.
    pub seed: u64,
    /// How many times as fast as the clock the story goes.
    pub speed: f64,
    /// What is played.
    pub programme: Programme,
    /// How long traffic has been running when the story begins, in ms.
    pub before: i64,
    /// What there is beside the shop.
    pub crowd: Crowd,
}

impl Default for Wishes {
    fn default() -> Self {
        Self {
            seed: 42,
            speed: 1.0,
            programme: Programme::All,
            before: 30_000,
            crowd: Crowd::default(),
        }
    }
}

/// Why a story cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum Stillborn {
    /// A schema of the story is none.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// The cluster refused a topic.
    #[error("{}", .0.message)]
    Refused(Refusal),
}

/// Tells the story.
pub struct Player {
    /// The cluster's time up to which it is told.
    at: i64,
    step: u64,
    story: i64,
    /// What one step is in the story's time, in ms.
    long: i64,
    dice: Dice,
    payloads: Payloads,
    producers: Producers,
    readers: Readers,
    director: Director,
    crowd: Crowd,
    /// The generation of the topics in which nothing moved: a large cluster is not searched at every step.
    still: Option<u64>,
    /// Called once, when producers begin to write the new schema.
    evolve: Option<Box<dyn FnOnce() + Send>>,
}

impl Player {
    /// Sets the scene: topics, groups, and a little traffic that has been. `evolve` is called when producers begin to
    /// write by the new version of the orders' schema.
    ///
    /// # Errors
    /// When a schema is none or the cluster refuses a topic.
    #[expect(clippy::cast_possible_truncation, reason = "a speed")]
    pub fn new(
        wishes: &Wishes,
        state: &mut State,
        now: i64,
        evolve: Box<dyn FnOnce() + Send>,
    ) -> Result<Self, Stillborn> {
        let mut dice = Dice::new(wishes.seed);
        let mut payloads = Payloads::new()?;
        set::build(state, &mut payloads, &mut dice, now).map_err(Stillborn::Refused)?;
        wishes.crowd.build(state, &mut dice, now).map_err(Stillborn::Refused)?;
        set::furnish(state);
        members::join(state, &mut dice);
        let mut producers = Producers::default();
        let steps = wishes.before / STEP;
        shelf::fill(state, &mut payloads, &mut dice, now - wishes.before);
        for step in 0..steps {
            let at = Moment {
                step: step.unsigned_abs(),
                now: now - (steps - step) * STEP,
                story: (step - steps) * STEP,
                long: STEP,
            };
            producers.step(state, &mut payloads, &super::scenario::Mood::default(), at, &mut dice);
        }
        let at = Moment {
            step: steps.unsigned_abs(),
            now,
            story: 0,
            long: STEP,
        };
        producers.finish(state, at);
        let mut readers = Readers::new(state);
        readers.settle(state, at);
        Ok(Self {
            at: now,
            step: steps.unsigned_abs(),
            story: 0,
            long: ((STEP as f64 * wishes.speed) as i64).clamp(1, 60_000),
            dice,
            payloads,
            producers,
            readers,
            director: Director::new(wishes.programme, 0),
            crowd: wishes.crowd,
            still: None,
            evolve: Some(evolve),
        })
    }

    /// When the next step is due, in ms since the epoch.
    #[must_use]
    pub fn due(&self) -> i64 {
        self.at + STEP
    }

    /// What is being played.
    #[must_use]
    pub fn playing(&self) -> Scenario {
        self.director.playing()
    }

    /// Plays something else from now on.
    pub fn switch(&mut self, programme: Programme) {
        self.director.switch(programme, self.story);
    }

    /// Tells the story up to `now`.
    pub fn advance(&mut self, state: &mut State, now: i64) {
        if now - self.at > JUMP {
            self.at = now - JUMP;
        }
        while self.due() <= now {
            self.one(state);
        }
    }

    fn one(&mut self, state: &mut State) {
        self.at += STEP;
        self.step += 1;
        self.story += self.long;
        let at = Moment {
            step: self.step,
            now: self.at,
            story: self.story,
            long: self.long,
        };
        if self.story >= PROMOTIONS
            && let Some(evolve) = self.evolve.take()
        {
            evolve();
            shelf::evolved(state, self.at);
            self.payloads.promotions = true;
        }
        self.director.step(state, &mut self.payloads, at, &mut self.dice);
        let mood = self.director.mood();
        self.producers.step(state, &mut self.payloads, mood, at, &mut self.dice);
        self.readers.step(state, mood, at);
        self.crowd.step(state, &mut self.payloads, at, &mut self.dice);
        state.expire_transactions(self.at);
        let generation = state.topics.generation();
        if self.still != Some(generation) {
            let moving = state.moving();
            self.still = moving.is_empty().then_some(generation);
            state.copy(&moving, self.long);
        }
        state.quorum.follow(&state.brokers, self.at);
    }
}
