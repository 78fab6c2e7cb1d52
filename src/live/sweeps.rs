//! Groups from many coordinators as one list. A group is gone only when every broker that answers has answered
//! without it; a silent coordinator deletes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::group::Group;
use crate::model::names::{BrokerId, GroupId};
use crate::model::time::At;

/// What each coordinator last told of its groups.
#[derive(Debug, Default)]
pub(super) struct Sweeps {
    by_coordinator: BTreeMap<BrokerId, Told>,
    /// Groups that left their coordinator's list and may turn up at another.
    orphans: BTreeMap<GroupId, (Arc<Group>, At)>,
}

#[derive(Debug, Default)]
struct Told {
    began: At,
    groups: BTreeMap<GroupId, Arc<Group>>,
}

impl Sweeps {
    /// A coordinator answered, to a sweep that began at `began`.
    pub(super) fn told(&mut self, coordinator: BrokerId, began: At, groups: Vec<Arc<Group>>) {
        let groups: BTreeMap<_, _> = groups.into_iter().map(|g| (g.id.clone(), g)).collect();
        let before = self.by_coordinator.insert(coordinator, Told { began, groups });
        let now = &self.by_coordinator[&coordinator].groups;
        for (id, group) in before.map(|b| b.groups).unwrap_or_default() {
            if !now.contains_key(&id) {
                self.orphans.insert(id, (group, began));
            }
        }
        // A group has one coordinator: what one that is silent since told earlier does not outlive what its heir tells.
        let ids: Vec<GroupId> = self.by_coordinator[&coordinator].groups.keys().cloned().collect();
        for (_, older) in self.by_coordinator.iter_mut().filter(|(_, told)| told.began < began) {
            ids.iter().for_each(|id| drop(older.groups.remove(id)));
        }
    }

    /// All groups by id, each as told last. `answering` are the brokers that could know of a moved group: an orphan
    /// stays until all of them were asked after it left.
    pub(super) fn list(&mut self, answering: &BTreeSet<BrokerId>) -> Vec<Arc<Group>> {
        let told = &self.by_coordinator;
        self.orphans.retain(|_, (_, left)| {
            answering
                .iter()
                .any(|broker| told.get(broker).is_none_or(|t| t.began < *left))
        });
        let mut all: BTreeMap<&GroupId, &Arc<Group>> =
            self.orphans.iter().map(|(id, (group, _))| (id, group)).collect();
        let mut sweeps: Vec<&Told> = told.values().collect();
        sweeps.sort_by_key(|t| t.began);
        for sweep in sweeps {
            all.extend(sweep.groups.iter());
        }
        all.into_values().cloned().collect()
    }

    /// Coordinators that left the cluster: their groups are looked for at the others from now on.
    pub(super) fn retire(&mut self, listed: &BTreeSet<BrokerId>, now: At) {
        let gone: Vec<BrokerId> = self
            .by_coordinator
            .keys()
            .filter(|b| !listed.contains(b))
            .copied()
            .collect();
        for told in gone.iter().filter_map(|broker| self.by_coordinator.remove(broker)) {
            self.orphans
                .extend(told.groups.into_iter().map(|(id, group)| (id, (group, now))));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::group::GroupKind;
    use crate::model::known::Known;

    fn group(id: &str) -> Arc<Group> {
        Arc::new(Group {
            id: GroupId::from(id),
            kind: GroupKind::Classic,
            state: Known::default(),
            protocol_type: "".into(),
            assignor: Known::default(),
            coordinator: Known::default(),
            epoch: Known::default(),
            assignment_epoch: Known::default(),
            members: Known::default(),
            offsets: Known::default(),
            rights: Known::default(),
            read_at: None,
        })
    }

    fn names(sweeps: &mut Sweeps, answering: &[i32]) -> Vec<String> {
        let answering = answering.iter().map(|&b| BrokerId(b)).collect();
        sweeps.list(&answering).iter().map(|g| g.id.to_string()).collect()
    }

    #[test]
    fn a_silent_coordinator_deletes_no_group() {
        let mut sweeps = Sweeps::default();
        sweeps.told(BrokerId(1), At(10), vec![group("a")]);
        sweeps.told(BrokerId(2), At(10), vec![group("b")]);
        sweeps.told(BrokerId(1), At(20), vec![group("a")]);
        assert_eq!(names(&mut sweeps, &[1]), ["a", "b"]);
    }

    #[test]
    fn a_group_that_moves_is_never_missing_and_a_deleted_one_goes() {
        let mut sweeps = Sweeps::default();
        sweeps.told(BrokerId(1), At(10), vec![group("a"), group("b")]);
        sweeps.told(BrokerId(2), At(10), vec![]);
        sweeps.told(BrokerId(1), At(20), vec![]);
        assert_eq!(
            names(&mut sweeps, &[1, 2]),
            ["a", "b"],
            "broker 2 was asked before they left"
        );
        sweeps.told(BrokerId(2), At(21), vec![group("b")]);
        assert_eq!(names(&mut sweeps, &[1, 2]), ["b"]);
    }

    #[test]
    fn a_group_deleted_at_its_new_coordinator_is_not_kept_by_the_silent_old_one() {
        let mut sweeps = Sweeps::default();
        sweeps.told(BrokerId(1), At(10), vec![]);
        sweeps.told(BrokerId(2), At(10), vec![group("a")]);
        sweeps.told(BrokerId(1), At(20), vec![group("a")]);
        assert_eq!(names(&mut sweeps, &[1]), ["a"]);
        sweeps.told(BrokerId(1), At(30), vec![]);
        assert_eq!(names(&mut sweeps, &[1]), [""; 0]);
    }

    #[test]
    fn groups_of_a_coordinator_that_left_are_looked_for_at_the_others() {
        let mut sweeps = Sweeps::default();
        sweeps.told(BrokerId(1), At(10), vec![group("a"), group("b")]);
        sweeps.told(BrokerId(2), At(10), vec![]);
        sweeps.retire(&BTreeSet::from([BrokerId(2)]), At(20));
        assert_eq!(names(&mut sweeps, &[2]), ["a", "b"]);
        sweeps.told(BrokerId(2), At(30), vec![group("b")]);
        assert_eq!(names(&mut sweeps, &[2]), ["b"]);
    }

    #[test]
    fn the_newer_of_two_tellings_wins() {
        let mut sweeps = Sweeps::default();
        let moved = Arc::new(Group {
            kind: GroupKind::Consumer,
            ..(*group("a")).clone()
        });
        sweeps.told(BrokerId(2), At(30), vec![moved]);
        sweeps.told(BrokerId(1), At(10), vec![group("a")]);
        let list = sweeps.list(&BTreeSet::new());
        assert_eq!((list.len(), list[0].kind), (1, GroupKind::Consumer));
    }
}
