//! One act a file: what it does as its time goes on, and how it puts right what it did.

mod broker_down;
mod hanging_transaction;
mod hot_partition;
mod isr_flap;
mod lag_spike;
mod poison_pill;
mod reassignment;

use super::{Mood, Scenario};
use crate::demo::state::State;
use crate::demo::traffic::producers::Moment;
use crate::demo::traffic::{Dice, Payloads};
use crate::model::names::BrokerId;

/// What an act has in its hands.
pub struct Stage<'a> {
    /// The cluster.
    pub state: &'a mut State,
    /// Makes records.
    pub payloads: &'a mut Payloads,
    /// Now.
    pub at: Moment,
    /// Chance.
    pub dice: &'a mut Dice,
    /// Since when the act is played, in ms of the story's time.
    pub since: i64,
}

/// An act under way.
pub trait Act: Send {
    /// Does what is due; called every step from its first moment on.
    fn step(&mut self, stage: &mut Stage<'_>, mood: &mut Mood);

    /// Puts right what is still wrong.
    fn end(&mut self, _stage: &mut Stage<'_>) {}
}

/// The act of a scenario; none for [`Scenario::Quiet`].
#[must_use]
pub fn of(scenario: Scenario) -> Option<Box<dyn Act>> {
    match scenario {
        Scenario::Quiet => None,
        Scenario::LagSpike => Some(Box::new(lag_spike::LagSpike)),
        Scenario::PoisonPill => Some(Box::<poison_pill::PoisonPill>::default()),
        Scenario::BrokerDown => Some(Box::<broker_down::BrokerDown>::default()),
        Scenario::Reassignment => Some(Box::<reassignment::Reassignment>::default()),
        Scenario::HotPartition => Some(Box::new(hot_partition::HotPartition)),
        Scenario::IsrFlap => Some(Box::<isr_flap::IsrFlap>::default()),
        Scenario::HangingTransaction => Some(Box::<hanging_transaction::HangingTransaction>::default()),
    }
}

/// The broker that acts pick on: the second, or the only one.
fn victim(state: &State) -> Option<BrokerId> {
    let mut ids = state.brokers.iter().map(|broker| broker.id);
    let first = ids.next();
    ids.next().or(first)
}
