//! How the keys and values of a topic are to be read: as they look, as a format that was asked for or remembered, or by
//! a `.proto` file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use crate::config::topics::{Topic, Topics};
use crate::decode::{Format, Kind, Schema, Want};
use crate::model::names::TopicName;
use crate::model::trouble::{Cause, Trouble};

/// Files that a `.proto` file may import, at most.
const IMPORTS: usize = 256;

/// What to read keys and values as.
#[derive(Clone, Debug, Default)]
pub struct Formats {
    /// Keys.
    pub key: Want,
    /// Values.
    pub value: Want,
}

/// The formats of some topics: what was `asked` for goes before what is known of each. Reads `.proto` files.
///
/// # Errors
/// A word that is no format; a `.proto` file that cannot be read or is wrong.
pub fn formats(topics: &[TopicName], known: &Topics, asked: &Topic) -> Result<BTreeMap<TopicName, Formats>, Trouble> {
    let mut all = BTreeMap::new();
    for name in topics {
        let mut topic = known.of(name.as_str());
        for (mine, asked) in [
            (&mut topic.key_format, &asked.key_format),
            (&mut topic.value_format, &asked.value_format),
        ] {
            if asked.is_some() {
                mine.clone_from(asked);
            }
        }
        if asked.proto.is_some() {
            topic.proto.clone_from(&asked.proto);
            topic.message.clone_from(&asked.message);
        } else if asked.message.is_some() {
            topic.message.clone_from(&asked.message);
        }
        all.insert(name.clone(), of(&topic)?);
    }
    Ok(all)
}

fn of(topic: &Topic) -> Result<Formats, Trouble> {
    let value = want(topic.value_format.as_deref())?;
    Ok(Formats {
        key: want(topic.key_format.as_deref())?,
        value: match (&topic.proto, &value) {
            (Some(path), Want::Auto | Want::As(Format::Protobuf)) => {
                Want::By(Arc::new(proto(path, topic.message.as_deref())?))
            }
            _ => value,
        },
    })
}

fn want(word: Option<&str>) -> Result<Want, Trouble> {
    match word {
        None | Some("auto") => Ok(Want::Auto),
        Some(word) => Format::parse(word).map(Want::As).ok_or_else(|| {
            let known: Vec<_> = Format::FORCIBLE.iter().map(|format| format.name()).collect();
            Trouble::new("decode", Cause::Config(format!("{word:?} is no format")))
                .hint(format!("auto, {}", known.join(", ")))
        }),
    }
}

/// Compiles a `.proto` file; what it imports is looked for beside it and in the directories above. `message`: the full
/// name of the one that payloads are of, or the part of it after the package; none for the first.
///
/// # Errors
/// A file that cannot be read, a schema that is wrong, no such message.
pub fn proto(path: &Path, message: Option<&str>) -> Result<Schema, Trouble> {
    let failed = |what: String| {
        Trouble::new(
            "read the .proto file",
            Cause::Config(format!("{}: {what}", path.display())),
        )
    };
    let text = std::fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    imports(path, &text, &mut seen, &mut found);
    let references: Vec<(&str, &str)> = found
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let schema = Schema::parse(Kind::Protobuf, &text, &references).map_err(|why| failed(why.to_string()))?;
    match message {
        Some(name) => schema.with_message(name).map_err(|why| failed(why.to_string())),
        None => Ok(schema),
    }
}

/// The files it imports, those that they import before them. What is not found the compiler names, or knows.
fn imports(path: &Path, text: &str, seen: &mut BTreeSet<String>, found: &mut Vec<(String, String)>) {
    for name in text.lines().filter_map(imported) {
        if seen.len() >= IMPORTS || !seen.insert(name.to_owned()) {
            continue;
        }
        let near = path.ancestors().skip(1).map(|dir| dir.join(name));
        let file = near
            .into_iter()
            .find_map(|at| Some((std::fs::read_to_string(&at).ok()?, at)));
        if let Some((inner, at)) = file {
            imports(&at, &inner, seen, found);
            found.push((name.to_owned(), inner));
        }
    }
}

/// The file that a line imports.
fn imported(line: &str) -> Option<&str> {
    let rest = line.trim().strip_prefix("import")?.trim_start();
    let rest = ["public", "weak"]
        .iter()
        .find_map(|word| rest.strip_prefix(word))
        .unwrap_or(rest)
        .trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest.get(1..)?.split(quote).next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::topics::FORMATS;
    use crate::decode::{NoSchemas, Place, decode};

    #[test]
    fn the_words_of_the_configuration_are_the_formats() {
        let mut words = vec!["auto"];
        words.extend(Format::FORCIBLE.iter().map(|format| format.name()));
        assert_eq!(words, FORMATS);
    }

    #[test]
    fn a_proto_file_reads_what_no_registry_knows() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("shop")).unwrap();
        let file = dir.path().join("shop/order.proto");
        let order = "syntax = \"proto3\"; package shop;\nimport \"shop/money.proto\";\n\
                     message Other { bool x = 1; }\nmessage Order { string id = 1; Money sum = 2; }\n";
        std::fs::write(&file, order).unwrap();
        let money = "syntax = \"proto3\"; package shop; message Money { int64 units = 1; }";
        std::fs::write(dir.path().join("shop/money.proto"), money).unwrap();
        let asked = Topic {
            proto: Some(file.clone()),
            message: Some("Order".into()),
            ..Topic::default()
        };
        let orders = TopicName::from("orders");
        let all = formats(std::slice::from_ref(&orders), &Topics::default(), &asked).unwrap();
        let bytes = [10, 2, b'o', b'1', 18, 2, 8, 7];
        let read = decode(Some(&bytes), &Place::default(), &all[&orders].value, &NoSchemas);
        let says = read.json(Some(&bytes)).into_owned();
        assert_eq!(
            says,
            serde_json::json!({"id": "o1", "sum": {"units": 7}}),
            "{:?}",
            read.trouble
        );
        let wrong = proto(&file, Some("Nothing")).unwrap_err().to_string();
        assert!(wrong.contains("Nothing"), "{wrong}");
    }

    #[test]
    fn what_is_asked_goes_before_what_is_known() {
        let known = Topic {
            key_format: Some("integer".into()),
            value_format: Some("cbor".into()),
            ..Topic::default()
        };
        let asked = Topic {
            value_format: Some("auto".into()),
            ..Topic::default()
        };
        let topic = TopicName::from("t");
        let all = formats(
            std::slice::from_ref(&topic),
            &Topics::new(vec![("t".into(), known)]),
            &asked,
        )
        .unwrap();
        let Formats { key, value } = &all[&topic];
        assert!(matches!((key, value), (Want::As(Format::Integer), Want::Auto)));
        let wrong = Topic {
            key_format: Some("avroo".into()),
            ..Topic::default()
        };
        assert!(formats(&[topic], &Topics::default(), &wrong).is_err());
    }
}
