//! What the console may not see or do: one set of rights for everybody who connects.

/// Authorised operations as Kafka's bit field, by resource (AclOperation codes).
pub mod operations {
    const fn bits(codes: &[u32]) -> i32 {
        let (mut all, mut at) = (0, 0);
        while at < codes.len() {
            all |= 1 << codes[at];
            at += 1;
        }
        all
    }

    /// Read, write, create, delete, alter, describe, describe and alter configs.
    pub const TOPIC: i32 = bits(&[3, 4, 5, 6, 7, 8, 10, 11]);
    /// Read, delete, describe, describe and alter configs.
    pub const GROUP: i32 = bits(&[3, 6, 8, 10, 11]);
    /// Create, alter, describe, cluster action, describe and alter configs, idempotent write.
    pub const CLUSTER: i32 = bits(&[5, 7, 8, 9, 10, 11, 12]);
    /// What an answer holds when the operations were not asked for.
    pub const NOT_ASKED: i32 = i32::MIN;

    /// These operations, if they were asked for.
    pub const fn told(asked: bool, operations: i32) -> i32 {
        if asked { operations } else { NOT_ASKED }
    }
}

/// Restrictions; none by default.
#[derive(Clone, Debug, Default)]
pub struct Rights {
    topics: Vec<String>,
    groups: Vec<String>,
    cluster: bool,
    generation: u64,
}

impl Rights {
    /// Hides every topic whose name begins so: Metadata leaves it out, all else is refused.
    pub fn hide_topics(&mut self, prefix: &str) {
        self.generation += 1;
        self.topics.push(prefix.to_owned());
    }

    /// Hides every group whose id begins so.
    pub fn hide_groups(&mut self, prefix: &str) {
        self.generation += 1;
        self.groups.push(prefix.to_owned());
    }

    /// Refuses every operation on the cluster itself.
    pub fn refuse_cluster(&mut self) {
        self.generation += 1;
        self.cluster = true;
    }

    /// Allows everything again.
    pub fn clear(&mut self) {
        *self = Self {
            generation: self.generation + 1,
            ..Self::default()
        };
    }

    pub(super) fn generation(&self) -> u64 {
        self.generation
    }

    /// Whether this topic may be seen.
    #[must_use]
    pub fn sees_topic(&self, name: &str) -> bool {
        !self.topics.iter().any(|prefix| name.starts_with(prefix.as_str()))
    }

    /// Whether this group may be seen.
    #[must_use]
    pub fn sees_group(&self, id: &str) -> bool {
        !self.groups.iter().any(|prefix| id.starts_with(prefix.as_str()))
    }

    /// Whether operations on the cluster are allowed.
    #[must_use]
    pub fn cluster(&self) -> bool {
        !self.cluster
    }

    /// The operations told for the cluster.
    #[must_use]
    pub fn cluster_operations(&self) -> i32 {
        if self.cluster { 0 } else { operations::CLUSTER }
    }
}
