//! Groups, their commits, and the ends they tell of.

use std::collections::BTreeMap;
use std::sync::Arc;

use kconsole::model::column::{Column, encode};
use kconsole::model::group::{Group, GroupKind, GroupOffset, GroupState, Groups, Member};
use kconsole::model::known::{Known, Reason};
use kconsole::model::names::BrokerId;
use kconsole::model::offsets::Offsets;
use kconsole::model::stamp::Stamp;

use super::{GroupToml, World, split};

impl World {
    /// "10 30": the commit of "group topic-0" by 10, the ends by 30; "10 0 30": the last stable offset by 0.
    pub(super) fn grow(&mut self, name: &str, by: &str) {
        let (group, partition) = name.split_once(' ').unwrap();
        let by: Vec<i64> = by.split(' ').map(|n| n.parse().unwrap()).collect();
        let text = self.groups.get_mut(group).unwrap().commits.get_mut(partition).unwrap();
        let n: Vec<i64> = text.split(' ').map(|n| n.parse().unwrap()).collect();
        *text = format!("{} {} {} {}", n[0] + by[0], n[1], n[2] + by[1], n[3] + by[by.len() - 1]);
    }

    /// The ends as the groups' commits tell them.
    pub(super) fn ends(&self) -> Offsets {
        let mut high = Column::unknown(self.topology.partitions(), Reason::NotYet);
        for row in self.groups.values().flat_map(|group| self.commits(group)) {
            if let Some(index) = row.index {
                high.set(index as usize, row.high());
            }
        }
        Offsets {
            layout: self.topology.layout,
            high,
            from: vec![1; self.topology.partitions()],
            ..Offsets::default()
        }
    }

    pub(super) fn group_list(&self) -> Groups {
        let list = self.groups.iter().map(|(id, group)| {
            let member = |at| Member {
                id: format!("m-{at}").into(),
                instance: None,
                client: "c".into(),
                host: "/10.0.0.1".into(),
                epoch: Known::default(),
                assigned: group
                    .commits
                    .keys()
                    .map(|name| split(name))
                    .map(|(t, p)| (t.into(), p))
                    .collect(),
                target: Known::default(),
            };
            Arc::new(Group {
                id: id.as_str().into(),
                kind: GroupKind::parse(&group.kind),
                state: Known::from_option(GroupState::parse(&group.state), Reason::NotYet),
                protocol_type: "consumer".into(),
                assignor: Known::default(),
                coordinator: Known::Value(BrokerId(1)),
                epoch: Known::default(),
                assignment_epoch: Known::default(),
                members: Known::Value((0..group.members).map(member).collect()),
                offsets: Known::Value(self.commits(group)),
                rights: Known::default(),
                read_at: Some(self.now),
            })
        });
        let told = Stamp {
            at: (!self.silent).then_some(self.now),
            ..Stamp::default()
        };
        Groups {
            list: list.collect(),
            partial: self.silent,
            coordinators: BTreeMap::from([(BrokerId(1), told)]),
        }
    }

    fn commits(&self, group: &GroupToml) -> Vec<GroupOffset> {
        group
            .commits
            .iter()
            .map(|(name, text)| self.commit(name, text))
            .collect()
    }

    fn commit(&self, name: &str, text: &str) -> GroupOffset {
        let (topic, partition) = split(name);
        let number = |word| match word {
            "-" => encode(Known::Unknown(Reason::NoCommit)),
            "?" => encode(Known::Unknown(Reason::NotYet)),
            number => number.parse().unwrap(),
        };
        let n: Vec<i64> = text.split_whitespace().map(number).collect();
        let [committed_raw, start_raw, stable_raw, high_raw] = n[..] else {
            panic!("{text:?} is not committed start stable high")
        };
        GroupOffset {
            topic: topic.into(),
            partition,
            index: self
                .topology
                .index_of(topic, partition)
                .map(|at| u32::try_from(at).unwrap()),
            committed_raw,
            high_raw,
            stable_raw,
            start_raw,
            member: None,
            changed: None,
        }
    }
}
