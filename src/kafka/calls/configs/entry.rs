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
        doc: config.documentation.map(|text| text.to_string()).unwrap_or_default(),
        read_only: config.read_only,
        sensitive: config.is_sensitive,
        synonyms: synonyms
            .map(|(source, name, value)| (source, name, value.filter(|_| !config.is_sensitive)))
            .collect(),
    }
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
