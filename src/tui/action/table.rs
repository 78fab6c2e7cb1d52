//! What can be done wherever there is a table, and with tabs.

use super::{Action, Arg, Id, Scope, needs_row};

const T: Scope = Scope::Table;

/// Every capital letter but G, which goes to the end as in vi.
const LETTERS: &[&str] = &[
    "A", "B", "C", "D", "E", "F", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U", "V", "W", "X",
    "Y", "Z",
];

pub(super) const ACTIONS: &[Action] = &[
    Action::new(Id::Open, T, "open", "Open what is under the cursor", &["enter"])
        .hint("open", 10)
        .disabled(needs_row),
    Action::new(Id::Up, T, "up", "Go up", &["up", "k", "ctrl-p"]),
    Action::new(Id::Down, T, "down", "Go down", &["down", "j", "ctrl-n"]),
    Action::new(Id::PageUp, T, "page-up", "Go up a page", &["pgup", "ctrl-b"]),
    Action::new(Id::PageDown, T, "page-down", "Go down a page", &["pgdn", "ctrl-f"]),
    Action::new(Id::First, T, "first", "Go to the first row", &["home", "g"]),
    Action::new(Id::Last, T, "end", "Go to the last row", &["end", "G"]),
    Action::new(
        Id::Filter,
        T,
        "filter",
        "Filter by a regular expression; ! before it turns it round",
        &["/"],
    )
    .hint("filter", 80),
    Action::new(
        Id::Faults,
        T,
        "faults",
        "Show only what has a fault, or all again",
        &["ctrl-z"],
    )
    .command(&["faults-only"])
    .hint("faults", 60),
    Action::new(Id::Mark, T, "mark", "Mark the row, or unmark it", &["space"]).disabled(needs_row),
    Action::new(
        Id::SortLetter,
        T,
        "sort-by-letter",
        "Sort by the column of this letter; again, turn round",
        LETTERS,
    ),
    Action::new(
        Id::SortLeft,
        T,
        "sort-left",
        "Sort by the column to the left",
        &["shift-left"],
    ),
    Action::new(
        Id::SortRight,
        T,
        "sort-right",
        "Sort by the column to the right",
        &["shift-right"],
    ),
    Action::new(
        Id::SortUp,
        T,
        "sort-ascending",
        "Sort the smallest first",
        &["shift-up"],
    ),
    Action::new(
        Id::SortDown,
        T,
        "sort-descending",
        "Sort the largest first",
        &["shift-down"],
    ),
    Action::new(Id::Sort, T, "sort", "Sort by a column; without one, by state", &[])
        .command(&[])
        .takes(Arg::Column),
    Action::new(
        Id::Copy,
        T,
        "copy",
        "Copy the name of what is under the cursor, or of what is marked",
        &["y", "c"],
    )
    .disabled(needs_row),
    Action::new(Id::Save, T, "save", "Save the table, as CSV or JSON", &["ctrl-s"])
        .command(&["w"])
        .takes(Arg::Format),
    Action::new(
        Id::NextTab,
        Scope::Tabs,
        "next-tab",
        "Show the next tab",
        &["tab", "right", "l"],
    )
    .hint("tabs", 30),
    Action::new(
        Id::PreviousTab,
        Scope::Tabs,
        "previous-tab",
        "Show the tab before",
        &["shift-tab", "left", "h"],
    ),
];
