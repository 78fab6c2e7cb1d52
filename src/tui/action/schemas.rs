//! What can be done with the schema registry.

use super::{Action, Arg, Danger, Id, Scope};

const R: Scope = Scope::Registry;
const ONE: Scope = Scope::Subject;

pub(super) const ACTIONS: &[Action] = &[
    Action::new(
        Id::Deleted,
        Scope::Subjects,
        "deleted",
        "Show softly deleted subjects too, or leave them out",
        &["a"],
    )
    .command(&[])
    .hint("deleted too", 40),
    Action::new(
        Id::Level,
        R,
        "level",
        "Set the compatibility level of the subject",
        &["o"],
    )
    .command(&["compatibility"])
    .needs(Arg::Level)
    .danger(Danger::Write)
    .hint("level", 31),
    Action::new(
        Id::RegistryLevel,
        R,
        "registry-level",
        "Set the level of all subjects without one of their own",
        &[],
    )
    .command(&[])
    .needs(Arg::Level)
    .danger(Danger::Write),
    Action::new(Id::Mode, R, "mode", "Set the mode of the subject", &[])
        .command(&[])
        .needs(Arg::Mode)
        .danger(Danger::Write),
    Action::new(
        Id::RegistryMode,
        R,
        "registry-mode",
        "Set the mode of all subjects without one of their own",
        &[],
    )
    .command(&[])
    .needs(Arg::Mode)
    .danger(Danger::Write),
    Action::new(
        Id::Check,
        R,
        "check",
        "Ask whether the schema of a file may follow",
        &["x"],
    )
    .command(&[])
    .needs(Arg::File)
    .hint("check a file", 33),
    Action::new(
        Id::Register,
        R,
        "register",
        "Register the schema of a file as the next version",
        &["u"],
    )
    .command(&[])
    .needs(Arg::File)
    .danger(Danger::Write)
    .hint("register", 34),
    Action::new(
        Id::DeleteSubject,
        R,
        "delete",
        "Delete the subject softly; once more, for good",
        &["ctrl-d"],
    )
    .command(&[])
    .danger(Danger::Destroy)
    .hint("delete", 50),
    Action::new(
        Id::DeleteVersion,
        ONE,
        "delete-version",
        "Delete the version softly; once more, for good",
        &[],
    )
    .command(&[])
    .danger(Danger::Destroy),
    Action::new(
        Id::Compare,
        ONE,
        "diff",
        "Compare with a version, or with the one before",
        &["d"],
    )
    .command(&[])
    .takes(Arg::Version)
    .hint("diff", 20),
    Action::new(Id::Older, ONE, "older", "Show the version before", &["p"]).hint("older", 21),
    Action::new(Id::Newer, ONE, "newer", "Show the version after", &["n"]).hint("newer", 22),
    Action::new(Id::CopySchema, ONE, "copy-schema", "Copy the schema", &["y", "c"]).hint("copy", 23),
    Action::new(
        Id::RecordSchema,
        Scope::Record,
        "schema",
        "Show the schema that it was written with",
        &["s"],
    )
    .hint("schema", 25),
];
