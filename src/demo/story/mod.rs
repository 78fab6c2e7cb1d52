//! The story's cast: a shop's topics, and who reads them.

pub mod groups;
pub mod topics;

/// What the records of a topic are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is a payload by its name")]
pub enum Content {
    Audit,
    Cart,
    Click,
    ConnectOffset,
    ConnectStatus,
    Consent,
    DeadLetter,
    Line,
    Mail,
    Nothing,
    Order,
    Paid,
    Payment,
    Profile,
    Reservation,
    Revenue,
    Score,
    Session,
    Shipped,
    Stock,
}
