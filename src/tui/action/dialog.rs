//! The keys of a dialog. Whatever else is pressed is typed into it, or does nothing.

use super::{Action, Id, Scope};

pub(super) const ACTIONS: &[Action] = &[
    Action::new(Id::DialogYes, Scope::Choice, "yes", "Do it", &["y"]).hint("do it", 10),
    Action::new(
        Id::DialogOther,
        Scope::Choice,
        "other",
        "Go from no to yes, or back",
        &["tab", "left", "right", "h", "l"],
    ),
    Action::new(
        Id::DialogNo,
        Scope::Choice,
        "no",
        "Leave without changing anything",
        &["n", "q"],
    ),
    Action::new(
        Id::DialogConfirm,
        Scope::Dialog,
        "confirm",
        "Go on with what is chosen or typed",
        &["enter"],
    )
    .hint("go on", 15),
    Action::new(
        Id::DialogCancel,
        Scope::Dialog,
        "cancel",
        "Leave without changing anything",
        &["esc", "ctrl-c"],
    )
    .hint("leave", 20),
];
