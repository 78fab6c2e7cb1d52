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
    Action::new(
        Id::Search,
        LIST,
        "search",
        "Search the whole topic, as kconsole search does; / filters the rows",
        &["s"],
    )
    .command(&["find"])
    .takes(Arg::Filter)
    .hint("search", 12),
    Action::new(
        Id::Pause,
        LIST,
        "stop-search",
        "Stop the search, or go on with it",
        &["h"],
    )
    .command(&["resume"])
    .hint("stop or go", 11),
    Action::new(
        Id::Export,
        LIST,
        "export",
        "Export what is marked, else all rows, as jsonl, csv or raw",
        &["x", "ctrl-s"],
    )
    .command(&[])
    .takes(Arg::Export)
    .hint("export", 40),
    Action::new(
        Id::Edit,
        LIST,
        "editor",
        "Open the record in $VISUAL or $EDITOR",
        &["o"],
    )
    .command(&[])
    .hint("editor", 42),
    Action::new(
        Id::Resend,
        LIST,
        "resend",
        "Write the record again, as it was or edited",
        &["w"],
    )
    .command(&[])
    .hint("resend", 24),
    Action::new(
        Id::ValueFormat,
        LIST,
        "value-format",
        "Choose what this topic's values are read as",
        &["v"],
    )
    .command(&["format"])
    .needs(Arg::ReadAs)
    .hint("format", 41),
    Action::new(
        Id::KeyFormat,
        LIST,
        "key-format",
        "Choose what this topic's keys are read as",
        &[],
    )
    .command(&[])
    .needs(Arg::ReadAs),
    Action::new(
        Id::Fold,
        ONE,
        "fold",
        "Fold the part under the cursor, or unfold it",
        &["enter", "space"],
    )
    .hint("fold", 23),
    Action::new(Id::FoldAll, ONE, "fold-all", "Fold every part, or unfold all", &["z"]),
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
    Action::new(
        Id::CopyPath,
        ONE,
        "copy-path",
        "Copy the path of what is under the cursor, as a search takes it",
        &["P"],
    ),
    Action::new(Id::CopyKey, ONE, "copy-key", "Copy the record's key", &["K"]),
    Action::new(
        Id::CopyRecord,
        ONE,
        "copy-record",
        "Copy the whole record as a line of JSON",
        &["J"],
    ),
];
