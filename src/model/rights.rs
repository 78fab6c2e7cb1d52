//! What the user may do with a thing: Kafka's authorised operations (KIP-430).

/// A set of ACL operations, as the bit field of Metadata, DescribeCluster and DescribeGroups (bit = operation code).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct Rights(pub u32);

/// An ACL operation with Kafka's numeric code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "Kafka's own names say it")]
pub enum Operation {
    Read = 3,
    Write = 4,
    Create = 5,
    Delete = 6,
    Alter = 7,
    Describe = 8,
    ClusterAction = 9,
    DescribeConfigs = 10,
    AlterConfigs = 11,
}

impl Rights {
    /// From the wire: `i32::MIN` means "not asked or not told".
    #[must_use]
    pub fn from_wire(bits: i32) -> Option<Self> {
        (bits != i32::MIN).then_some(Self(bits.cast_unsigned()))
    }

    /// Whether `operation` is allowed.
    #[must_use]
    pub fn may(self, operation: Operation) -> bool {
        self.0 & (1 << operation as u32) != 0
    }
}
