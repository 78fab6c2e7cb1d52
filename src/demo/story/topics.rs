//! The topics of the shop.

use super::Content;

/// A topic of the story.
#[derive(Clone, Copy, Debug)]
pub struct TopicSpec {
    /// Its name.
    pub name: &'static str,
    /// Partitions.
    pub partitions: i32,
    /// Replicas of each, where there are as many brokers.
    pub replicas: i16,
    /// `min.insync.replicas`, where there are more replicas than that.
    pub least: i16,
    /// `cleanup.policy` is `compact`.
    pub compact: bool,
    /// Records a second into all of it on an ordinary day.
    pub rate: f64,
    /// What its records are.
    pub content: Content,
    /// `retention.bytes` a partition: the log is really cut there.
    pub keep: i64,
}

const KIB: i64 = 1024;
const SMALL: i64 = 192 * KIB;
const LARGE: i64 = 1024 * KIB;

const fn topic(name: &'static str, partitions: i32, rate: f64, content: Content, keep: i64) -> TopicSpec {
    TopicSpec {
        name,
        partitions,
        replicas: 3,
        least: 2,
        compact: false,
        rate,
        content,
        keep,
    }
}

const fn compacted(name: &'static str, partitions: i32, rate: f64, content: Content) -> TopicSpec {
    TopicSpec {
        compact: true,
        ..topic(name, partitions, rate, content, SMALL)
    }
}

/// Two replicas, of which one is enough.
const fn lean(topic: TopicSpec) -> TopicSpec {
    TopicSpec {
        replicas: 2,
        least: 1,
        ..topic
    }
}

/// Two replicas, and both are wanted: one loss stops writes.
const fn strict(topic: TopicSpec) -> TopicSpec {
    TopicSpec { replicas: 2, ..topic }
}

const fn alone(name: &'static str, partitions: i32, rate: f64) -> TopicSpec {
    TopicSpec {
        replicas: 1,
        least: 1,
        ..topic(name, partitions, rate, Content::Line, SMALL)
    }
}

/// All of them, by name.
pub const TOPICS: &[TopicSpec] = &[
    topic("audit.log", 6, 2.0, Content::Audit, SMALL),
    lean(topic("clickstream.events", 24, 240.0, Content::Click, 4 * LARGE)),
    topic("clickstream.sessions", 12, 12.0, Content::Session, SMALL),
    compacted("connect-configs", 1, 0.0, Content::Nothing),
    compacted("connect-offsets", 25, 0.4, Content::ConnectOffset),
    compacted("connect-status", 5, 0.02, Content::ConnectStatus),
    compacted("customers.consents", 3, 0.5, Content::Consent),
    compacted("customers.profile", 6, 4.0, Content::Profile),
    topic("ecommerce.carts.updated", 12, 50.0, Content::Cart, LARGE),
    topic("ecommerce.orders.created", 12, 36.0, Content::Order, LARGE),
    topic("ecommerce.orders.paid", 12, 30.0, Content::Paid, SMALL),
    topic("ecommerce.orders.shipped", 6, 12.0, Content::Shipped, SMALL),
    topic("fraud.scores", 6, 34.0, Content::Score, SMALL),
    compacted("inventory.levels", 6, 18.0, Content::Stock),
    topic("inventory.reservations", 6, 30.0, Content::Reservation, SMALL),
    alone("legacy.invoices", 3, 0.6),
    lean(topic("metrics.app", 6, 40.0, Content::Line, SMALL)),
    topic("notifications.email", 6, 10.0, Content::Mail, SMALL),
    topic("notifications.push", 6, 14.0, Content::Mail, SMALL),
    compacted(
        "order-analytics-revenue-by-country-changelog",
        12,
        4.0,
        Content::Revenue,
    ),
    topic(
        "order-analytics-revenue-by-country-repartition",
        12,
        30.0,
        Content::Revenue,
        SMALL,
    ),
    topic("orders.dlq", 3, 0.02, Content::DeadLetter, SMALL),
    topic("payments.authorized", 12, 32.0, Content::Payment, LARGE),
    topic("payments.captured", 12, 28.0, Content::Payment, LARGE),
    topic("payments.dlq", 3, 0.0, Content::DeadLetter, SMALL),
    topic("payments.refunds", 6, 1.0, Content::Payment, SMALL),
    topic("search.index-updates", 6, 22.0, Content::Stock, SMALL),
    strict(topic("shipping.labels", 6, 8.0, Content::Shipped, SMALL)),
    topic("shipping.tracking", 6, 20.0, Content::Shipped, SMALL),
];

/// The cluster's own topics: name, partitions.
pub const INTERNAL: &[TopicSpec] = &[
    compacted("__consumer_offsets", 50, 30.0, Content::Nothing),
    compacted("__transaction_state", 50, 12.0, Content::Nothing),
    compacted("_schemas", 1, 0.0, Content::Nothing),
];

/// The topic of this name.
#[must_use]
pub fn named(name: &str) -> Option<&'static TopicSpec> {
    TOPICS.iter().chain(INTERNAL).find(|topic| topic.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn about_thirty_in_the_order_of_names() {
        assert!((28..40).contains(&(TOPICS.len() + INTERNAL.len())));
        assert!(TOPICS.is_sorted_by(|a, b| a.name < b.name));
    }

    #[test]
    fn all_logs_at_their_bound_fit_into_memory() {
        let bytes: i64 = TOPICS
            .iter()
            .map(|topic| topic.keep * i64::from(topic.partitions))
            .sum();
        assert!(bytes < 256 << 20, "{bytes}");
    }
}
