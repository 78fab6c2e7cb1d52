//! The reference of the configuration as Markdown, out of the very tables that check it.

use std::fmt::Write;

use super::env::VARIABLES;
use super::schema::{self, Key, Kind, Table};
use super::thresholds::{THRESHOLDS, default_of};

/// Every key, variable and reference, for the README.
#[must_use]
pub fn reference() -> String {
    let mut out = String::new();
    let tables = [
        (Table::Top, "Before the first table"),
        (Table::Context, "`[contexts.NAME]`"),
        (Table::Ui, "`[ui]`"),
        (Table::Topic, "`[topics.NAME]`"),
    ];
    for (table, title) in tables {
        heading(&mut out, title);
        rows(&mut out, ["key", "takes", "default", ""], schema::keys(table).map(row));
    }
    out.push_str(TOPICS);
    for (title, text) in PROSE {
        heading(&mut out, title);
        out.push_str(text);
    }
    heading(&mut out, "`[thresholds]`");
    let thresholds = THRESHOLDS.iter().map(|one| {
        let default = format!("`{}`", default_of(one));
        [format!("`{}`", one.name), default, one.doc.to_owned()]
    });
    rows(&mut out, ["key", "default", ""], thresholds);
    heading(&mut out, "Environment");
    let variables = VARIABLES
        .iter()
        .map(|(name, does)| [format!("`{name}`"), (*does).to_owned()]);
    let property = [
        "`KCONSOLE_KAFKA_…`".to_owned(),
        "a property: `KCONSOLE_KAFKA_SASL_PASSWORD` is `sasl.password`".to_owned(),
    ];
    rows(&mut out, ["variable", ""], variables.chain([property]));
    out
}

const TOPICS: &str = "
`NAME` is a topic, or a pattern in quotes: in `[topics.\"shop.*\"]` the `*` stands for anything, and what a topic's own \
table says goes before a pattern's. The records screen writes here what you choose there.
";

const PROSE: &[(&str, &str)] = &[
    (
        "`[contexts.NAME.kafka]`",
        "\
Properties by librdkafka's names, quoted or not: `\"sasl.mechanism\" = \"PLAIN\"`. The names of Java's `client.properties` \
are understood too (`sasl.jaas.config`, `ssl.truststore.location` with a PEM file). The schema registry's stand beside \
them: `schema.registry.url` (several with commas), `schema.registry.basic.auth.user.info`, \
`schema.registry.bearer.auth.token`, `schema.registry.ssl.ca.location`, `schema.registry.ssl.certificate.location`, \
`schema.registry.ssl.key.location`. A value may hold `${env:NAME}`, \
`${file:PATH}` or `${cmd:PROGRAM ARGUMENTS}` (started without a shell, for at most 10 s); `$${` is a literal `${`.
",
    ),
    (
        "`[contexts.NAME.address_map]`",
        "\
For port-forwards and bastions: `\"ADVERTISED\" = \"DIALLED\"`, both `HOST:PORT`. `*` stands for any run of characters and \
is carried over; the first rule that matches wins.
",
    ),
    (
        "`[keys]`",
        "\
`ACTION = \"KEY\"`, or a list of keys, or `[]` for none. A name alone is one of the global actions; the others stand in \
`[keys.table]`, `[keys.topics]` and so on, or are written `table.mark = \"x\"`. The actions are listed under *Keys*.
",
    ),
];

fn heading(out: &mut String, title: &str) {
    let gap = if out.is_empty() { "" } else { "\n" };
    let _infallible = writeln!(out, "{gap}### {title}\n");
}

fn row(key: &Key) -> [String; 4] {
    let takes = match key.kind {
        Kind::Flag => "`true`, `false`".to_owned(),
        Kind::Text => "text".to_owned(),
        Kind::Path => "path".to_owned(),
        Kind::Duration => "duration".to_owned(),
        Kind::Words(words) => words
            .iter()
            .map(|word| format!("`{word}`"))
            .collect::<Vec<_>>()
            .join(", "),
    };
    let default = match (key.default, key.kind) {
        ("", _) => String::new(),
        (text, Kind::Flag) => format!("`{text}`"),
        (text, _) => format!("`\"{text}\"`"),
    };
    [format!("`{}`", key.name), takes, default, key.doc.to_owned()]
}

fn rows<const N: usize>(out: &mut String, head: [&str; N], rows: impl Iterator<Item = [String; N]>) {
    let _infallible = writeln!(out, "| {} |\n|{}", head.join(" | "), "---|".repeat(N));
    for row in rows {
        let _infallible = writeln!(out, "| {} |", row.join(" | "));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_and_variable_is_in_it() {
        let text = reference();
        let names = schema::KEYS.iter().map(|key| key.name);
        let names = names
            .chain(THRESHOLDS.iter().map(|one| one.name))
            .chain(VARIABLES.iter().map(|(name, _)| *name));
        for name in names {
            assert!(text.contains(&format!("| `{name}` |")), "{name}");
        }
    }
}
