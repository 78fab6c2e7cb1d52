//! One config with all that a broker tells of it.

use kafka_protocol::messages::describe_configs_response::DescribeConfigsResourceResult;

use crate::model::settings::{ConfigEntry, ConfigSource};

pub(super) fn read(config: DescribeConfigsResourceResult) -> ConfigEntry {
    let synonyms = config.synonyms.into_iter().map(|synonym| {
        let value = synonym.value.map(|value| value.to_string());
        (ConfigSource::from_wire(synonym.source), synonym.name.to_string(), value)
    });
    ConfigEntry {
        name: config.name.to_string(),
        // A broker sends none for a secret; should one send it, it goes no further.
        value: config
            .value
            .filter(|_| !config.is_sensitive)
            .map(|value| value.to_string()),
        source: ConfigSource::from_wire(config.config_source),
        kind: kind(config.config_type),
        doc: config.documentation.map(|text| plain(&text)).unwrap_or_default(),
        read_only: config.read_only,
        sensitive: config.is_sensitive,
        synonyms: synonyms
            .map(|(source, name, value)| (source, name, value.filter(|_| !config.is_sensitive)))
            .collect(),
    }
}

/// Kafka writes its documentation as HTML: the words without the tags.
fn plain(html: &str) -> String {
    let mut words = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        words.push_str(before);
        // A "<" that no letter or slash follows is a comparison, one that is never closed is text.
        let is_tag = tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        let Some(end) = tag.find('>').filter(|_| is_tag) else {
            words.push('<');
            rest = &tag[1..];
            continue;
        };
        if ["<li", "<p>", "<br", "<ul"].iter().any(|block| tag.starts_with(block)) {
            words.push(' ');
        }
        rest = &tag[end + 1..];
    }
    words.push_str(rest);
    let words = words.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    let words = words.replace("&nbsp;", " ").replace("&amp;", "&");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// DescribeConfigs' names of types (KIP-569); empty for 0 and for what is not known here.
fn kind(code: i8) -> &'static str {
    match code {
        1 => "boolean",
        2 => "string",
        3 => "int",
        4 => "short",
        5 => "long",
        6 => "double",
        7 => "list",
        8 => "class",
        9 => "password",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn documentation_is_words_without_tags() {
        for (html, words) in [
            ("the <i>minimum</i> of <code>acks</code>", "the minimum of acks"),
            ("Modes:<ul><li>a</li><li>b</li></ul>", "Modes: a b"),
            (
                "<a href=\"#x\">retention</a> &lt;= 5 &amp;&amp; a < b",
                "retention <= 5 && a < b",
            ),
            ("a <b", "a <b"),
            ("1 <é> 2<", "1 <é> 2<"),
        ] {
            assert_eq!(plain(html), words);
        }
    }
}
