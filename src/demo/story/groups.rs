//! Who reads the shop's topics.

/// By which protocol a group's members keep together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// JoinGroup and SyncGroup.
    Classic,
    /// Kafka Connect's workers, by the classic protocol with bytes of their own.
    Connect,
    /// KIP-848.
    Consumer,
    /// KIP-932.
    Share,
    /// KIP-1071.
    Streams,
}

/// A group of the story.
#[derive(Clone, Copy, Debug)]
pub struct GroupSpec {
    /// Its id.
    pub id: &'static str,
    /// Its protocol.
    pub protocol: Protocol,
    /// Members; none reads now and then only.
    pub members: usize,
    /// What its `client.id`s begin with.
    pub client: &'static str,
    /// The topics it reads.
    pub topics: &'static [&'static str],
    /// How often each member commits, in ms.
    pub commits: i64,
    /// How many times the ordinary rate of its topics it can read.
    pub capacity: f64,
    /// It reads up to the last stable offset (`isolation.level=read_committed`).
    pub committed_only: bool,
}

const fn group(
    id: &'static str,
    protocol: Protocol,
    members: usize,
    client: &'static str,
    topics: &'static [&'static str],
) -> GroupSpec {
    GroupSpec {
        id,
        protocol,
        members,
        client,
        topics,
        commits: 5_000,
        capacity: 8.0,
        committed_only: false,
    }
}

const fn slow(capacity: f64, group: GroupSpec) -> GroupSpec {
    GroupSpec { capacity, ..group }
}

const fn every(commits: i64, group: GroupSpec) -> GroupSpec {
    GroupSpec { commits, ..group }
}

const fn committed_only(group: GroupSpec) -> GroupSpec {
    GroupSpec {
        committed_only: true,
        ..group
    }
}

const ORDERS: &str = "ecommerce.orders.created";
const CLICKS: &str = "clickstream.events";

use Protocol::{Classic, Connect, Consumer, Share, Streams};

/// All of them, by id.
pub const GROUPS: &[GroupSpec] = &[
    // reads once an hour and goes away again
    every(
        3_600_000,
        group("audit-archiver", Classic, 0, "archiver", &["audit.log"]),
    ),
    every(1_000, group(SESSIONIZER, Consumer, 6, "sessionizer", &[CLICKS])),
    group("connect-cluster", Connect, 2, "connect", &[]),
    // a sink flushes once in so long
    slow(
        1.4,
        every(
            10_000,
            group(WAREHOUSE, Classic, 4, "connector-consumer-warehouse-sink", &[CLICKS]),
        ),
    ),
    group("email-sender", Share, 3, "mailer", &["notifications.email"]),
    group("fraud-detector", Consumer, 3, "fraud", &["payments.authorized", ORDERS]),
    group(
        "inventory-reserver",
        Consumer,
        2,
        "reserver",
        &["inventory.reservations"],
    ),
    group("legacy-invoicing", Classic, 1, "invoicing", &["legacy.invoices"]),
    group(
        "order-analytics",
        Streams,
        2,
        "order-analytics",
        &[ORDERS, "order-analytics-revenue-by-country-repartition"],
    ),
    group(
        "order-fulfilment",
        Consumer,
        4,
        "fulfilment",
        &[ORDERS, "ecommerce.orders.paid"],
    ),
    group(VALIDATOR, Classic, 3, "validator", &[ORDERS]),
    committed_only(group(
        LEDGER,
        Classic,
        3,
        "ledger",
        &["payments.authorized", "payments.captured", "payments.refunds"],
    )),
    group("push-sender", Share, 2, "pusher", &["notifications.push"]),
    group(
        "search-indexer",
        Classic,
        2,
        "indexer",
        &["search.index-updates", "inventory.levels"],
    ),
    group(
        "shipping-planner",
        Consumer,
        2,
        "planner",
        &["ecommerce.orders.paid", "shipping.labels"],
    ),
];

/// Falls behind where one partition is hot.
pub const SESSIONIZER: &str = "clickstream-sessionizer";
/// Falls behind when there is more to read than it can write away.
pub const WAREHOUSE: &str = "connect-warehouse-sink";
/// Stops at what it cannot read.
pub const VALIDATOR: &str = "order-validator";
/// Waits for transactions to end.
pub const LEDGER: &str = "payments-ledger";

#[cfg(test)]
mod tests {
    use super::super::topics;
    use super::*;

    #[test]
    fn every_group_reads_what_there_is() {
        assert!(GROUPS.is_sorted_by(|a, b| a.id < b.id));
        for group in GROUPS {
            for topic in group.topics {
                assert!(topics::named(topic).is_some(), "{} reads {topic}", group.id);
            }
        }
    }
}
