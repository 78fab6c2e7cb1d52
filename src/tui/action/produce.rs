//! A record in the making: what is done with it, and the keys of a text that is typed.

use super::{Action, Arg, Danger, Id, Scope};

const P: Scope = Scope::Produce;
const F: Scope = Scope::Form;
const E: Scope = Scope::Editor;

pub(super) const ACTIONS: &[Action] = &[
    Action::new(Id::Send, P, "send", "Send the record", &["ctrl-s"])
        .command(&[])
        .danger(Danger::Write)
        .hint("send", 10),
    Action::new(
        Id::SendMany,
        P,
        "send-many",
        "Send so many, at a rate: 100 10/s; {{seq}}, {{uuid}} … differ in each",
        &["ctrl-n"],
    )
    .command(&["repeat"])
    .needs(Arg::Times)
    .danger(Danger::Write)
    .hint("send many", 13),
    Action::new(
        Id::How,
        P,
        "write-as",
        "Write key or value by the schema, as text, or as hex",
        &["ctrl-o"],
    )
    .command(&[])
    .hint("format", 24),
    Action::new(
        Id::Tombstone,
        P,
        "tombstone",
        "Make the value null, or what was typed again",
        &["ctrl-d"],
    )
    .command(&["null"])
    .hint("null", 25),
    Action::new(
        Id::Functions,
        P,
        "functions",
        "Fill in {{functions}}, or send them as they are typed",
        &["ctrl-t"],
    )
    .command(&[]),
    Action::new(
        Id::Skeleton,
        P,
        "skeleton",
        "Begin with what the schema requires, or the last record's shape",
        &["ctrl-g"],
    )
    .command(&[])
    .hint("skeleton", 26),
    Action::new(Id::Layout, P, "layout", "Lay the JSON out, a field a line", &["ctrl-p"]).command(&[]),
    Action::new(Id::Type, F, "type", "Type into the fields", &["enter", "i"]).hint("type", 11),
    Action::new(
        Id::CopyCommand,
        F,
        "copy-command",
        "Copy the command line that does the same",
        &["y", "c", "alt-c"],
    )
    .command(&[])
    .hint("copy command", 40),
    Action::new(Id::EditDone, E, "done", "Stop typing", &["esc", "ctrl-c"]).hint("stop typing", 21),
    Action::new(Id::NextField, E, "next-field", "Type into the next field", &["tab"]).hint("next field", 20),
    Action::new(
        Id::PreviousField,
        E,
        "previous-field",
        "Type into the field before",
        &["shift-tab"],
    ),
    Action::new(
        Id::EditEnter,
        E,
        "new-line",
        "Begin a new line; of a field of one line go on",
        &["enter"],
    ),
    Action::new(Id::EditUndo, E, "undo", "Take the last change back", &["ctrl-z"]).hint("undo", 45),
    Action::new(Id::EditRedo, E, "redo", "Do again what was taken back", &["ctrl-y"]),
    Action::new(
        Id::EditBackspace,
        E,
        "backspace",
        "Delete the char before",
        &["backspace", "ctrl-h"],
    ),
    Action::new(Id::EditDelete, E, "delete", "Delete the char after", &["del"]),
    Action::new(
        Id::EditDeleteWord,
        E,
        "delete-word",
        "Delete the word before",
        &["ctrl-w"],
    ),
    Action::new(Id::EditDeleteLine, E, "delete-line", "Delete the line", &["ctrl-k"]),
    Action::new(Id::EditClear, E, "clear", "Delete everything in the field", &["ctrl-u"]),
    Action::new(Id::EditLineUp, E, "line-up", "Move the line up", &["alt-up"]),
    Action::new(Id::EditLineDown, E, "line-down", "Move the line down", &["alt-down"]),
    Action::new(Id::EditLeft, E, "left", "Go left", &["left", "ctrl-b"]),
    Action::new(Id::EditRight, E, "right", "Go right", &["right", "ctrl-f"]),
    Action::new(
        Id::EditWordLeft,
        E,
        "word-left",
        "Go to the word before",
        &["ctrl-left", "alt-b"],
    ),
    Action::new(
        Id::EditWordRight,
        E,
        "word-right",
        "Go to the word after",
        &["ctrl-right", "alt-f"],
    ),
    Action::new(
        Id::EditUp,
        E,
        "up",
        "Go up; from the first line to the field above",
        &["up"],
    ),
    Action::new(
        Id::EditDown,
        E,
        "down",
        "Go down; from a field of one line to the next",
        &["down"],
    ),
    Action::new(Id::EditPageUp, E, "page-up", "Go up a page", &["pgup"]),
    Action::new(Id::EditPageDown, E, "page-down", "Go down a page", &["pgdn"]),
    Action::new(
        Id::EditHome,
        E,
        "line-start",
        "Go to the line's beginning",
        &["home", "ctrl-a"],
    ),
    Action::new(Id::EditEnd, E, "line-end", "Go to the line's end", &["end", "ctrl-e"]),
    Action::new(
        Id::EditFirst,
        E,
        "text-start",
        "Go to the text's beginning",
        &["ctrl-home"],
    ),
    Action::new(Id::EditLast, E, "text-end", "Go to the text's end", &["ctrl-end"]),
];
