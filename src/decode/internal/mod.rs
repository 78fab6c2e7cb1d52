//! Records of Kafka's own topics, `__consumer_offsets`, `__transaction_state` and `__share_group_state`.
//!
//! A key begins with a number that tells what the record is; its value begins with the version it is written in. What
//! is of a kind that is not known here is shown as its bytes.

mod groups;
mod layout;
mod records;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

use super::input::{Fault, Input, Read};
use super::{Decoded, Format, Place, Shown, Side};
use layout::structure;
use records::Record;

/// The topic of committed offsets and groups.
const OFFSETS: &str = "__consumer_offsets";

/// The topic of transactions.
const TRANSACTIONS: &str = "__transaction_state";

/// The topic of what share groups have delivered (KIP-932).
const SHARE_STATE: &str = "__share_group_state";

/// The format of a topic's records, when it is one of Kafka's own.
pub(super) fn format(topic: &str) -> Option<Format> {
    match topic {
        OFFSETS => Some(Format::Offsets),
        TRANSACTIONS => Some(Format::Transactions),
        SHARE_STATE => Some(Format::ShareState),
        _ => None,
    }
}

/// A key or a value of such a topic.
pub(super) fn decode(bytes: &[u8], format: Format, place: &Place<'_>) -> Decoded {
    let read = match (place.side, place.key) {
        (Side::Key, _) => key(bytes, format),
        (Side::Value, Some(of)) => value(bytes, of, format),
        (Side::Value, None) => Err(Fault::new("only its key tells what it is")),
    };
    match read {
        Ok((name, value)) => Decoded::new(format, Shown::Tree(value), name),
        Err(why) => Decoded::undecoded(format.name(), why.to_string()),
    }
}

fn number(input: &mut Input<'_>) -> Read<i16> {
    Ok(i16::from_be_bytes(input.array()?))
}

fn known(number: i16, format: Format) -> Option<&'static Record> {
    records::of(format)
        .iter()
        .chain(groups::of(format))
        .find(|record| record.keys.contains(&number))
}

fn key(bytes: &[u8], format: Format) -> Read<(String, Value)> {
    let mut input = Input::new(bytes)?;
    let number = number(&mut input)?;
    let Some(record) = known(number, format) else {
        return other(&mut input, number, format);
    };
    let fields = structure(record.key, 0, false, &mut input)?;
    input.end()?;
    Ok((record.name.to_owned(), fields))
}

/// A kind that came later: the keys of groups begin with the group's id.
fn other(input: &mut Input<'_>, number: i16, format: Format) -> Read<(String, Value)> {
    let unknown = || Fault::new(format!("a record of kind {number} is not known here"));
    if format != Format::Offsets || !(0..=99).contains(&number) {
        return Err(unknown());
    }
    let mut names = Vec::new();
    while input.left() > 0 {
        let length = u16::from_be_bytes(input.array()?);
        names.push(Value::from(input.text(length.into()).map_err(|_not_text| unknown())?));
    }
    let mut fields = Map::new();
    let mut names = names.into_iter();
    fields.insert("group".into(), names.next().ok_or_else(unknown)?);
    let rest: Vec<Value> = names.collect();
    if !rest.is_empty() {
        fields.insert("of".into(), rest.into());
    }
    Ok((format!("group record of kind {number}"), fields.into()))
}

fn value(bytes: &[u8], key: &[u8], format: Format) -> Read<(String, Value)> {
    let number = number(&mut Input::new(key)?)?;
    let unknown = || Fault::new(format!("a record of kind {number} is not known here"));
    let record = known(number, format).ok_or_else(unknown)?;
    let mut input = Input::new(bytes)?;
    let version = i16::from_be_bytes(input.array()?);
    if !(0..=record.newest).contains(&version) {
        return Err(Fault::new(format!(
            "version {version} of {} is not known here",
            record.name
        )));
    }
    let fields = structure(record.value, version, version >= record.flexible, &mut input)?;
    input.end()?;
    Ok((format!("{}, version {version}", record.name), fields))
}
