//! The schemas of the story: what the registry serves, and what the traffic writes its records by.

/// In which language a schema is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Avro.
    Avro,
    /// Protobuf.
    Protobuf,
    /// JSON Schema.
    Json,
}

/// Another subject's version that a schema imports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The name by which it is imported.
    pub name: &'static str,
    /// The subject it is registered under.
    pub subject: &'static str,
    /// Its version there.
    pub version: i32,
}

/// One version of a subject.
#[derive(Clone, Copy, Debug)]
pub struct Version {
    /// The schema's id, the same wherever the same schema is registered.
    pub id: i32,
    /// Its language.
    pub kind: Kind,
    /// The schema.
    pub text: &'static str,
    /// What it imports.
    pub references: &'static [Reference],
}

/// A subject with its versions, the first is version 1.
#[derive(Clone, Copy, Debug)]
pub struct Subject {
    /// The topic's name with `-value`, or the name by which others import it.
    pub name: &'static str,
    /// In order.
    pub versions: &'static [Version],
}

/// Orders before there were promotions.
pub const ORDER_V1: Version = avro(1, include_str!("order_v1.avsc"));
/// Customers.
pub const PROFILE: Version = avro(2, include_str!("profile.avsc"));
/// What payments import.
pub const MONEY: Version = Version {
    id: 3,
    kind: Kind::Protobuf,
    text: include_str!("money.proto"),
    references: &[],
};
/// Payments of every kind.
pub const PAYMENT: Version = Version {
    id: 4,
    kind: Kind::Protobuf,
    text: include_str!("payment.proto"),
    references: &[Reference {
        name: MONEY_NAME,
        subject: MONEY_NAME,
        version: 1,
    }],
};
/// Stock.
pub const INVENTORY: Version = Version {
    id: 5,
    kind: Kind::Json,
    text: include_str!("inventory.schema.json"),
    references: &[],
};
/// Orders with `promo_code`: registered while the story plays.
pub const ORDER_V2: Version = avro(6, include_str!("order_v2.avsc"));

/// By which name payments import money.
pub const MONEY_NAME: &str = "common/money.proto";

/// All that is registered.
pub const SUBJECTS: &[Subject] = &[
    Subject {
        name: MONEY_NAME,
        versions: &[MONEY],
    },
    Subject {
        name: "customers.profile-value",
        versions: &[PROFILE],
    },
    Subject {
        name: "ecommerce.orders.created-value",
        versions: &[ORDER_V1, ORDER_V2],
    },
    Subject {
        name: "inventory.levels-value",
        versions: &[INVENTORY],
    },
    Subject {
        name: "payments.authorized-value",
        versions: &[PAYMENT],
    },
    Subject {
        name: "payments.captured-value",
        versions: &[PAYMENT],
    },
    Subject {
        name: "payments.refunds-value",
        versions: &[PAYMENT],
    },
];

const fn avro(id: i32, text: &'static str) -> Version {
    Version {
        id,
        kind: Kind::Avro,
        text,
        references: &[],
    }
}
