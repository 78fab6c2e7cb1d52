//! What only one screen can do.

use super::{Action, Arg, Id, Scope};

const LIST: Scope = Scope::Records;
const ONE: Scope = Scope::Record;

pub(super) const ACTIONS: &[Action] = &[
    Action::new(Id::Live, LIST, "live", "Show what comes in now", &["t"])
        .command(&["tail"])
        .hint("live", 31),
    Action::new(Id::FromStart, LIST, "from-start", "Read from the log start", &["e"]).hint("from start", 32),
    Action::new(Id::More, LIST, "next-page", "Read the page after this one", &["n"]).hint("next page", 30),
    Action::new(
        Id::From,
        LIST,
        "from",
        "Read from an offset, a time, so long ago, or so many before the end",
        &[],
    )
    .command(&["at", "seek"])
    .needs(Arg::Spot),
    Action::new(Id::Partition, LIST, "partition", "Read one partition, or all", &[])
        .command(&["part"])
        .needs(Arg::Partition),
    Action::new(
        Id::Isolation,
        LIST,
        "isolation",
        "Leave out open and aborted transactions, or show them",
        &["i"],
    )
    .command(&[]),
    Action::new(
        Id::Markers,
        LIST,
        "markers",
        "Show the markers of transactions, or leave them out",
        &["m"],
    )
    .command(&[]),
    Action::new(Id::NextRecord, ONE, "next-record", "Show the record below", &["n"]).hint("next", 20),
    Action::new(
        Id::PreviousRecord,
        ONE,
        "previous-record",
        "Show the record above",
        &["p", "N"],
    )
    .hint("previous", 21),
    Action::new(Id::CopyPart, ONE, "copy-part", "Copy what the tab shows", &["y", "c"]).hint("copy", 22),
];
