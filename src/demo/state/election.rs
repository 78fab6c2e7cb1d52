//! Brokers that die and return, and who leads then.

use super::State;
use super::topic::Partition;
use crate::model::names::BrokerId;

impl State {
    /// The broker's process dies: its port closes, it leaves every ISR but one that it is alone in, and what it led is led
    /// by the next in sync.
    pub fn stop_broker(&mut self, id: BrokerId) {
        if !self.brokers.is_up(id) {
            return;
        }
        if let Some(broker) = self.brokers.get_mut(id) {
            broker.up = false;
        }
        let live: Vec<BrokerId> = self.brokers.live().map(|broker| broker.id).collect();
        for (_, topic) in self.topics.iter_mut() {
            for partition in &mut topic.partitions {
                partition.lose(id, &live);
            }
        }
    }

    /// The broker's process is back: it catches up at once and joins the ISRs again; it leads only what nobody else could.
    pub fn start_broker(&mut self, id: BrokerId, now_ms: i64) {
        if self.brokers.is_up(id) {
            return;
        }
        if let Some(broker) = self.brokers.get_mut(id) {
            broker.up = true;
            broker.since_ms = now_ms;
        }
        let live: Vec<BrokerId> = self.brokers.live().map(|broker| broker.id).collect();
        for (_, topic) in self.topics.iter_mut() {
            for partition in &mut topic.partitions {
                partition.regain(id, &live);
            }
        }
    }
}

impl Partition {
    /// A replica's broker is gone.
    pub fn lose(&mut self, id: BrokerId, live: &[BrokerId]) {
        if !self.replicas.contains(&id) {
            return;
        }
        // The last one in sync stays in the ISR: it alone may lead again.
        if self.isr.len() > 1 {
            self.isr.retain(|other| *other != id);
        }
        if self.leader == Some(id) {
            let next = self
                .replicas
                .iter()
                .find(|next| self.isr.contains(next) && live.contains(next));
            self.lead(next.copied());
        }
    }

    /// A replica's broker is back. Whoever runs catches up with the leader; where there was none, it leads if it may.
    pub fn regain(&mut self, id: BrokerId, live: &[BrokerId]) {
        if !self.replicas.contains(&id) {
            return;
        }
        if self.leader.is_none() && self.isr.contains(&id) {
            self.lead(Some(id));
        }
        if self.leader.is_some() {
            let back = self
                .replicas
                .iter()
                .filter(|other| live.contains(other) && !self.isr.contains(other));
            let back: Vec<BrokerId> = back.copied().collect();
            self.isr.extend(back);
        }
    }

    /// Changes the leader, which begins an epoch.
    pub fn lead(&mut self, leader: Option<BrokerId>) {
        if self.leader != leader {
            self.leader = leader;
            self.leader_epoch += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_in_sync_stays_and_leads_again() {
        let ids = |list: &[i32]| list.iter().copied().map(BrokerId).collect::<Vec<_>>();
        let mut partition = Partition::on(ids(&[1, 2]));
        partition.lose(BrokerId(1), &ids(&[2, 3]));
        assert_eq!((partition.leader, partition.leader_epoch), (Some(BrokerId(2)), 1));
        partition.lose(BrokerId(2), &ids(&[3]));
        assert_eq!((partition.leader, &partition.isr), (None, &ids(&[2])));
        // Not in sync when the other died: it may not lead what it does not have.
        partition.regain(BrokerId(1), &ids(&[1, 3]));
        assert_eq!((partition.leader, &partition.isr), (None, &ids(&[2])));
        partition.regain(BrokerId(2), &ids(&[1, 2, 3]));
        assert_eq!((partition.leader, partition.leader_epoch), (Some(BrokerId(2)), 3));
        assert_eq!(partition.isr, ids(&[2, 1]));
    }
}
