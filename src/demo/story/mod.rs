//! The story's cast: a shop's topics, and who reads them; and the cluster they begin with.
//!
//! | part | what it is |
//! |---|---|
//! | [`topics`], [`groups`] | the cast |
//! | [`set`] | the cluster as the story finds it: topics with their past, disks |
//! | [`shelf`] | what lies in topics that little is written to |
//! | [`members`] | groups with members that are played |
//! | [`crowd`] | as many more topics and groups as are wanted |

pub mod crowd;
pub mod groups;
pub mod members;
pub mod set;
pub mod shelf;
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
