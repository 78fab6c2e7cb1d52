//! What carries over from view to view: history grows, events are found, health is judged.

use std::sync::Arc;

use super::Options;
use super::board::Board;
use crate::model::health;
use crate::model::time::At;
use crate::model::view::View;

/// The engine's memory of what it published.
#[derive(Debug)]
pub(super) struct Memory {
    options: Options,
    watching: bool,
    published: Option<Arc<View>>,
    /// End offsets came since the last publication.
    pub ends: bool,
    /// Groups came since the last publication.
    pub groups: bool,
}

impl Memory {
    pub(super) fn new(options: Options) -> Self {
        Self {
            options,
            published: None,
            ends: false,
            groups: false,
        }
    }

    /// History, events and health for the view to be published.
    pub(super) fn bring_up(&mut self, board: &mut Board, at: At) {
        let _ = (
            board,
            at,
            &self.options,
            std::mem::take(&mut self.ends),
            std::mem::take(&mut self.groups),
        );
    }

    /// The view that was published.
    pub(super) fn published(&mut self, view: &Arc<View>) {
        self.published = Some(Arc::clone(view));
    }
}
