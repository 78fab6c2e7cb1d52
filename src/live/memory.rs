//! What carries over from view to view: history grows, events are found, health is judged.

use std::sync::Arc;

use super::Options;
use super::board::Board;
use crate::model::diff;
use crate::model::health;
use crate::model::time::At;
use crate::model::view::View;

/// The engine's memory of what it published.
#[derive(Debug)]
pub(super) struct Memory {
    options: Options,
    /// More than one view will come, so the past matters.
    watching: bool,
    published: Option<Arc<View>>,
    /// End offsets came since the last publication.
    pub ends: bool,
    /// Groups came since the last publication.
    pub groups: bool,
}

impl Memory {
    pub(super) fn new(options: Options, watching: bool) -> Self {
        Self {
            options,
            watching,
            published: None,
            ends: false,
            groups: false,
        }
    }

    /// History, health and events for the view to be published.
    pub(super) fn bring_up(&mut self, board: &mut Board, at: At) {
        let view = &mut board.view;
        let ends = std::mem::take(&mut self.ends);
        let groups = std::mem::take(&mut self.groups);
        if self.watching && (ends || groups) {
            let history = Arc::make_mut(&mut view.history);
            if ends {
                history.push_ends(at, &view.topology.data, &view.offsets.data);
            }
            if groups {
                history.push_groups(at, &view.groups.data);
            }
        }
        if view.topology.stamp.at.is_some() {
            view.health = Arc::new(health::evaluate(view, &view.health, &self.options.thresholds, at));
        }
        if let Some(before) = &self.published {
            let news = diff::diff(before, view, at);
            if !news.is_empty() {
                let events = Arc::make_mut(&mut view.events);
                news.into_iter().for_each(|event| events.push(event));
            }
        }
    }

    /// The view that was published.
    pub(super) fn published(&mut self, view: &Arc<View>) {
        if self.watching {
            self.published = Some(Arc::clone(view));
        }
    }
}
