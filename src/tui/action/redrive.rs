//! What is done with dead letters.

use super::{Action, Danger, Id, Scope};

const R: Scope = Scope::Redrive;

pub(super) const ACTIONS: &[Action] = &[
    Action::new(
        Id::DryRun,
        R,
        "dry-run",
        "Count what would go where, and write nothing",
        &["ctrl-d"],
    )
    .command(&["count"])
    .hint("dry run", 9),
    Action::new(
        Id::BringBack,
        R,
        "bring-back",
        "Write what was counted to the topics it came from",
        &["ctrl-s"],
    )
    .command(&[])
    .danger(Danger::Write)
    .hint("bring back", 10),
    Action::new(
        Id::KeepHeaders,
        R,
        "keep-headers",
        "Keep the headers that tell why, or leave them behind",
        &["ctrl-o"],
    )
    .command(&[])
    .hint("why-headers", 24),
];
