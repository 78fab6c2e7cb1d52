//! Compatibility levels, and whether a schema keeps one.

use apache_avro::Schema as Avro;
use apache_avro::schema_compatibility::{Compatibility, SchemaCompatibility};

use super::Fault;

/// What a new version of a subject must keep.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Level {
    /// Anything goes.
    None,
    /// The new one reads what the last wrote.
    #[default]
    Backward,
    /// The new one reads what all before wrote.
    BackwardTransitive,
    /// The last reads what the new one writes.
    Forward,
    /// All before read what the new one writes.
    ForwardTransitive,
    /// Both ways, with the last.
    Full,
    /// Both ways, with all before.
    FullTransitive,
}

const NAMES: [(&str, Level); 7] = [
    ("NONE", Level::None),
    ("BACKWARD", Level::Backward),
    ("BACKWARD_TRANSITIVE", Level::BackwardTransitive),
    ("FORWARD", Level::Forward),
    ("FORWARD_TRANSITIVE", Level::ForwardTransitive),
    ("FULL", Level::Full),
    ("FULL_TRANSITIVE", Level::FullTransitive),
];

impl Level {
    /// The level of this name, in capitals or not.
    ///
    /// # Errors
    /// 42203 when there is none.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let named = NAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
        named.map(|(_, level)| *level).ok_or(Fault::InvalidLevel)
    }

    /// Its name in the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        NAMES
            .iter()
            .find(|(_, level)| *level == self)
            .map_or("NONE", |(name, _)| name)
    }

    /// Whether all versions before matter, not the last alone.
    #[must_use]
    pub fn transitive(self) -> bool {
        matches!(
            self,
            Self::BackwardTransitive | Self::ForwardTransitive | Self::FullTransitive
        )
    }

    fn backward(self) -> bool {
        matches!(
            self,
            Self::Backward | Self::BackwardTransitive | Self::Full | Self::FullTransitive
        )
    }

    fn forward(self) -> bool {
        matches!(
            self,
            Self::Forward | Self::ForwardTransitive | Self::Full | Self::FullTransitive
        )
    }

    /// What is wrong with `new` after `old`, in words; nothing when the level is kept.
    #[must_use]
    pub fn broken_by(self, old: &Avro, new: &Avro) -> Vec<String> {
        let ways = [
            (
                self.backward(),
                old,
                new,
                "the new schema cannot read what the old one wrote",
            ),
            (
                self.forward(),
                new,
                old,
                "the old schema cannot read what the new one writes",
            ),
        ];
        ways.into_iter()
            .filter(|(asked, ..)| *asked)
            .filter_map(|(_, writer, reader, means)| Some(format!("{means}: {}", unreadable(writer, reader)?)))
            .collect()
    }
}

/// Why the reader cannot read all that the writer may write. What it reads only in part counts as unreadable.
fn unreadable(writer: &Avro, reader: &Avro) -> Option<String> {
    match SchemaCompatibility::can_read(writer, reader) {
        Ok(Compatibility::Full) => None,
        Ok(Compatibility::Partial) => Some("not every value of a union or an enum has a place".into()),
        Err(why) => Some(why.to_string()),
    }
}
