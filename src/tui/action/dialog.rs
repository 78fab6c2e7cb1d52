//! The keys of a dialog. Whatever else is pressed is typed into it, or does nothing.

use super::{Action, Id, Scope};

pub(super) const ACTIONS: &[Action] = &[
    Action::new(Id::DialogConfirm, Scope::Dialog, "confirm", "Go on", &["enter"]).hint("go on", 10),
    Action::new(
        Id::DialogCancel,
        Scope::Dialog,
        "cancel",
        "Leave without changing anything",
        &["esc", "ctrl-c"],
    )
    .hint("leave", 20),
];
