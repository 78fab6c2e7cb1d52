//! A broker dies, is fenced, comes back, catches up, and gets its leaders back.

use super::{Act, Mood, Stage, victim};
use crate::demo::scenario::cluster::{CatchingUp, prefer};
use crate::model::names::BrokerId;

/// It is down so long, in ms.
const DOWN: i64 = 80_000;
/// It catches up within so long.
const CATCH_UP: i64 = 15_000;
/// After that the controller gives its leaders back.
const PREFER: i64 = 20_000;

#[derive(Default)]
pub(super) struct BrokerDown {
    down: Option<BrokerId>,
    behind: Option<(CatchingUp, usize)>,
    preferred: bool,
}

impl Act for BrokerDown {
    fn step(&mut self, stage: &mut Stage<'_>, _mood: &mut Mood) {
        if self.down.is_none() {
            self.down = victim(stage.state);
            if let Some(id) = self.down {
                stage.state.stop_broker(id);
            }
        }
        if stage.since < DOWN {
            return;
        }
        if self.behind.is_none() {
            self.start(stage);
        }
        if let Some((behind, pace)) = &mut self.behind {
            behind.go_on(stage.state, *pace);
        }
        if stage.since >= DOWN + PREFER && !self.preferred {
            self.preferred = true;
            prefer(stage.state);
        }
    }

    fn end(&mut self, stage: &mut Stage<'_>) {
        if self.behind.is_none() {
            self.start(stage);
        }
        if let Some((behind, _)) = &mut self.behind {
            behind.go_on(stage.state, usize::MAX);
        }
        prefer(stage.state);
    }
}

impl BrokerDown {
    fn start(&mut self, stage: &mut Stage<'_>) {
        let Some(id) = self.down else { return };
        let behind = CatchingUp::start(stage.state, id, stage.at.now);
        let steps = usize::try_from(CATCH_UP / stage.at.long.max(1)).unwrap_or(1).max(1);
        let pace = behind.left().div_ceil(steps).max(1);
        self.behind = Some((behind, pace));
    }
}
