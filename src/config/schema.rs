//! The one registry of the configuration file's keys: what is accepted, its default, and what it means. The reader
//! checks against it and the reference in the README is rendered from it.

use super::topics::FORMATS;

/// A part of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// Before the first table.
    Top,
    /// `[contexts.NAME]`.
    Context,
    /// `[ui]`.
    Ui,
    /// `[topics.NAME]`.
    Topic,
}

/// What a value must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `true` or `false`.
    Flag,
    /// Any text that is not empty.
    Text,
    /// A path; `~/` is the home directory, a relative one starts at the file's directory.
    Path,
    /// A duration such as `"10s"`.
    Duration,
    /// One of these words.
    Words(&'static [&'static str]),
}

/// One key.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Where it stands.
    pub table: Table,
    /// Its name.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// Its default as it would be written; empty when there is none.
    pub default: &'static str,
    /// What it does: one sentence, Markdown.
    pub doc: &'static str,
}

const fn key(table: Table, name: &'static str, kind: Kind, default: &'static str, doc: &'static str) -> Key {
    Key {
        table,
        name,
        kind,
        default,
        doc,
    }
}

/// Every key with a fixed name, in the order of the reference.
pub const KEYS: &[Key] = &[
    key(
        Table::Top,
        "current",
        Kind::Text,
        "",
        "The context used when no flag or variable names a cluster; `kconsole contexts use` sets it.",
    ),
    key(
        Table::Top,
        "read_only",
        Kind::Flag,
        "false",
        "Refuse every change, on every cluster.",
    ),
    key(
        Table::Context,
        "environment",
        Kind::Text,
        "",
        "Such as `prod`, `staging` or `dev`: the word and the colour of the badge.",
    ),
    key(
        Table::Context,
        "read_only",
        Kind::Flag,
        "false",
        "Refuse every change on this cluster.",
    ),
    key(
        Table::Context,
        "properties_file",
        Kind::Path,
        "",
        "A Java `client.properties` or a `kcat.conf` to start from; `[contexts.NAME.kafka]` goes over it.",
    ),
    key(
        Table::Context,
        "request_timeout",
        Kind::Duration,
        "10s",
        "How long one request may take.",
    ),
    key(
        Table::Context,
        "connect_timeout",
        Kind::Duration,
        "5s",
        "How long connecting may take: TCP, TLS and SASL together.",
    ),
    key(
        Table::Ui,
        "theme",
        Kind::Text,
        "dark",
        "The theme, by the name of its file without `.toml`.",
    ),
    key(
        Table::Ui,
        "color",
        Kind::Words(&["auto", "never", "16", "256", "truecolor"]),
        "auto",
        "How many colours the terminal has; `auto` asks `NO_COLOR`, `COLORTERM` and `TERM`.",
    ),
    key(
        Table::Ui,
        "ascii",
        Kind::Flag,
        "false",
        "Draw with ASCII characters only.",
    ),
    key(
        Table::Ui,
        "mouse",
        Kind::Flag,
        "true",
        "Take mouse events; hold Shift to select text as the terminal does.",
    ),
    key(
        Table::Ui,
        "sync_output",
        Kind::Flag,
        "true",
        "Wrap each frame in the marks of synchronized output (DEC mode 2026), against tearing.",
    ),
    key(
        Table::Topic,
        "key_format",
        Kind::Words(FORMATS),
        "auto",
        "How keys are written; `auto` takes what the bytes look like.",
    ),
    key(
        Table::Topic,
        "value_format",
        Kind::Words(FORMATS),
        "auto",
        "How values are written.",
    ),
    key(
        Table::Topic,
        "proto",
        Kind::Path,
        "",
        "The `.proto` file of values that no registry knows; what it imports is looked for beside it.",
    ),
    key(
        Table::Topic,
        "message",
        Kind::Text,
        "",
        "The full name of the values' message in it; without it, the first.",
    ),
];

/// The tables of the file that have no fixed keys or hold others, by name.
pub const TABLES: &[&str] = &["contexts", "ui", "topics", "keys", "thresholds"];

/// The keys of one table.
pub fn keys(table: Table) -> impl Iterator<Item = &'static Key> {
    KEYS.iter().filter(move |key| key.table == table)
}
