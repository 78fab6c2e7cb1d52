//! The world as the steps so far left it, and the view of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use kconsole::model::diff::diff;
use kconsole::model::event::Event;
use kconsole::model::finding::Health;
use kconsole::model::health::{Thresholds, evaluate};
use kconsole::model::history::History;
use kconsole::model::known::{Known, Reason};
use kconsole::model::stamp::{Section, Stamp};
use kconsole::model::time::{At, Span};
use kconsole::model::topology::Topology;
use kconsole::model::view::View;

use super::{GroupToml, QuorumToml, Step, TopicToml};

/// See [`super`].
#[derive(Default)]
pub struct World {
    pub(super) now: At,
    pub(super) brokers: BTreeMap<i32, (String, At)>,
    pub(super) topics: BTreeMap<String, TopicToml>,
    pub(super) groups: BTreeMap<String, GroupToml>,
    pub(super) moves: BTreeMap<String, String>,
    pub(super) eligible: BTreeMap<String, String>,
    pub(super) disks: BTreeMap<i32, Vec<String>>,
    pub(super) quorum: Option<QuorumToml>,
    pub(super) throttles: BTreeMap<i32, i64>,
    pub(super) topology: Arc<Topology>,
    pub(super) silent: bool,
    history: History,
    health: Arc<Health>,
    before: View,
}

impl World {
    /// Applies a step, as often as it is repeated, and gives the last view with its health and events.
    pub fn step(&mut self, step: &Step) -> (View, Vec<Event>) {
        self.apply(step);
        let mut last = None;
        for _ in 0..step.repeat.unwrap_or(1) {
            self.now = self.now.plus(Span::seconds(step.after));
            for (name, by) in &step.grow {
                self.grow(name, by);
            }
            last = Some(self.publish(step));
        }
        last.unwrap()
    }

    fn apply(&mut self, step: &Step) {
        let seen = self.now.plus(Span::seconds(step.after));
        let brokers = step
            .brokers
            .iter()
            .map(|(id, text)| (id.parse().unwrap(), (text.clone(), seen)));
        self.brokers.extend(brokers);
        self.topics.extend(step.topics.clone());
        self.groups.extend(step.groups.clone());
        self.moves.extend(step.moves.clone());
        self.eligible.extend(step.eligible.clone());
        self.disks
            .extend(step.disks.iter().map(|(id, dirs)| (id.parse().unwrap(), dirs.clone())));
        self.throttles
            .extend(step.throttles.iter().map(|(id, rate)| (id.parse().unwrap(), *rate)));
        self.quorum = step.quorum.clone().or(self.quorum.take());
        self.silent = step.silent;
        for name in &step.gone {
            let known = self.topics.remove(name).is_some()
                | self.groups.remove(name).is_some()
                | self.moves.remove(name).is_some();
            assert!(known, "{name} was never there");
        }
    }

    fn publish(&mut self, step: &Step) -> (View, Vec<Event>) {
        let mut view = self.view();
        // only a scenario that grows has a past: others jump, which is no rate
        if !step.grow.is_empty() {
            self.history.push_ends(self.now, &self.topology, &self.ends());
        }
        self.history.push_groups(self.now, &view.groups);
        view.history = Arc::new(self.history.clone());
        let health = evaluate(&view, &self.health, &Thresholds::default(), self.now);
        self.health = Arc::new(health);
        view.health = Arc::clone(&self.health);
        let events = diff(&self.before, &view, self.now);
        self.before = view.clone();
        (view, events)
    }

    fn view(&mut self) -> View {
        let stamp = Stamp {
            at: Some(self.now),
            every: Span::seconds(2),
            trouble: None,
        };
        self.topology = Topology::build(self.topic_parts(), &self.topology);
        let quorum = self.quorum.as_ref().map(|quorum| Arc::new(self.quorum(quorum)));
        View {
            at: self.now,
            cluster: section(&stamp, Arc::new(self.cluster())),
            topology: section(&stamp, Arc::clone(&self.topology)),
            settings: section(&stamp, Arc::new(self.settings())),
            groups: section(&stamp, Arc::new(self.group_list())),
            moves: section(&stamp, Known::Value(Arc::new(self.move_list()))),
            eligible: section(&stamp, Arc::new(self.eligible_list())),
            storage: section(&stamp, Arc::new(self.storage())),
            quorum: section(&stamp, Known::from_option(quorum, Reason::TooOld)),
            ..View::default()
        }
    }
}

fn section<T>(stamp: &Stamp, data: T) -> Section<T> {
    Section {
        data,
        stamp: stamp.clone(),
    }
}
