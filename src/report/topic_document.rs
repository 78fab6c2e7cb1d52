//! A topic as JSON lists it: 10,000 partitions go straight from the topology to the writer.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::model::known::Reason;
use crate::model::names::{BrokerId, Partition};
use crate::model::topology::{PartitionRef, Topology};

use super::column::Column;
use super::data::entries;
use super::topics::TopicRow;

/// A topic as JSON lists it: its fields, and of each partition who leads it, who has it and who is in sync.
pub struct TopicDocument<'a> {
    /// The topic.
    pub row: &'a TopicRow,
    /// The columns of the topic that are written.
    pub columns: &'a [&'static Column<TopicRow>],
    /// Where its partitions are.
    pub topology: &'a Topology,
}

impl Serialize for TopicDocument<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        entries(self.row, self.columns, &mut map)?;
        map.serialize_entry("partitions", &Partitions(self))?;
        map.end()
    }
}

struct Partitions<'a>(&'a TopicDocument<'a>);

impl Serialize for Partitions<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let topic = self.0.topology.topic(self.0.row.topic.as_str());
        serializer.collect_seq(
            topic
                .into_iter()
                .flat_map(|topic| self.0.topology.of(topic))
                .map(|p| Brief::of(&p)),
        )
    }
}

#[derive(serde::Serialize)]
struct Brief<'a> {
    partition: Partition,
    leader: Option<BrokerId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    leader_reason: Option<&'static str>,
    replicas: &'a [BrokerId],
    isr: &'a [BrokerId],
}

impl<'a> Brief<'a> {
    fn of(partition: &PartitionRef<'a>) -> Self {
        Self {
            partition: partition.partition,
            leader: partition.leader,
            leader_reason: partition.leader.is_none().then(|| Reason::NoLeader.words()),
            replicas: partition.replicas,
            isr: partition.isr,
        }
    }
}
