//! The keys of a line that is typed.

use super::{Action, Id, Scope};

const P: Scope = Scope::Prompt;

pub(super) const ACTIONS: &[Action] = &[
    Action::new(Id::PromptRun, P, "run", "Do what is typed", &["enter"]).hint("do it", 10),
    Action::new(Id::PromptAccept, P, "accept", "Take the completion", &["tab"]).hint("complete", 20),
    Action::new(
        Id::PromptCancel,
        P,
        "cancel",
        "Leave without doing it",
        &["esc", "ctrl-c"],
    )
    .hint("cancel", 30),
    Action::new(
        Id::PromptNext,
        P,
        "next",
        "Choose the completion above",
        &["up", "ctrl-p"],
    ),
    Action::new(
        Id::PromptPrevious,
        P,
        "previous",
        "Choose the completion below",
        &["down", "ctrl-n"],
    ),
    Action::new(Id::PromptLeft, P, "left", "Go left", &["left", "ctrl-b"]),
    Action::new(
        Id::PromptRight,
        P,
        "right",
        "Go right; at the end, take the completion",
        &["right", "ctrl-f"],
    ),
    Action::new(Id::PromptHome, P, "home", "Go to the start", &["home", "ctrl-a"]),
    Action::new(Id::PromptEnd, P, "end", "Go to the end", &["end", "ctrl-e"]),
    Action::new(
        Id::PromptBackspace,
        P,
        "backspace",
        "Delete the char before; of nothing, cancel",
        &["backspace", "ctrl-h"],
    ),
    Action::new(Id::PromptDelete, P, "delete", "Delete the char after", &["del"]),
    Action::new(
        Id::PromptDeleteWord,
        P,
        "delete-word",
        "Delete the word before",
        &["ctrl-w"],
    ),
    Action::new(Id::PromptClear, P, "clear", "Delete everything", &["ctrl-u"]),
];
