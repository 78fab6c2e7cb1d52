//! Which parts of the view a screen reads, and whether they changed: most views change one of them.

use crate::model::known::Known;
use crate::model::view::View;
use std::sync::Arc;

/// A part of the view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The cluster and its brokers.
    Cluster,
    /// Topics and partitions.
    Topology,
    /// Log starts and ends, and the rates that follow from them.
    Offsets,
    /// Groups.
    Groups,
    /// Log dirs.
    Storage,
    /// Configs the rules need.
    Settings,
    /// The quorum.
    Quorum,
    /// Reassignments and eligible leaders.
    Moves,
    /// The states of partitions.
    States,
    /// What is wrong.
    Findings,
    /// What is looked at closely.
    Opened,
}

/// The view that was read last. It is kept, so that an equal address is an equal part.
#[derive(Debug, Default)]
pub struct Seen(Option<Arc<View>>);

impl Seen {
    /// Whether one of these parts differs from the last time; true at first.
    pub fn changed(&mut self, view: &Arc<View>, parts: &[Part]) -> bool {
        let changed = match &self.0 {
            Some(before) if Arc::ptr_eq(before, view) => return false,
            Some(before) => parts.iter().any(|part| differs(before, view, *part)),
            None => true,
        };
        self.0 = Some(Arc::clone(view));
        changed
    }
}

fn differs(a: &View, b: &View, part: Part) -> bool {
    match part {
        Part::Cluster => other(&a.cluster.data, &b.cluster.data),
        Part::Topology => other(&a.topology.data, &b.topology.data),
        Part::Offsets => other(&a.offsets.data, &b.offsets.data) || a.history.newest() != b.history.newest(),
        Part::Groups => other(&a.groups.data, &b.groups.data),
        Part::Storage => other(&a.storage.data, &b.storage.data),
        Part::Settings => other(&a.settings.data, &b.settings.data),
        Part::Quorum => unlike(&a.quorum.data, &b.quorum.data),
        Part::Moves => unlike(&a.moves.data, &b.moves.data) || other(&a.eligible.data, &b.eligible.data),
        Part::States => other(&a.health, &b.health) && a.health.partitions != b.health.partitions,
        Part::Findings => other(&a.health, &b.health) && a.health.findings != b.health.findings,
        Part::Opened => match (&a.opened.data, &b.opened.data) {
            (Some(a), Some(b)) => other(a, b),
            (a, b) => a.is_some() != b.is_some(),
        },
    }
}

fn other<T>(a: &Arc<T>, b: &Arc<T>) -> bool {
    !Arc::ptr_eq(a, b)
}

fn unlike<T>(a: &Known<Arc<T>>, b: &Known<Arc<T>>) -> bool {
    match (a, b) {
        (Known::Value(a), Known::Value(b)) => other(a, b),
        (a, b) => a.reason() != b.reason(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::cluster::Cluster;

    #[test]
    fn only_the_parts_that_are_read_count() {
        let mut seen = Seen::default();
        let first = Arc::new(View::default());
        assert!(seen.changed(&first, &[Part::Cluster]), "the first look is new");
        assert!(!seen.changed(&first, &[Part::Cluster]));
        let mut view = View::clone(&first);
        view.seq = 1;
        view.cluster.data = Arc::new(Cluster::default());
        let second = Arc::new(view);
        assert!(!seen.changed(&second, &[Part::Topology, Part::Quorum, Part::States, Part::Opened]));
        let mut view = View::clone(&second);
        view.cluster.data = Arc::new(Cluster::default());
        assert!(seen.changed(&Arc::new(view), &[Part::Topology, Part::Cluster]));
    }
}
