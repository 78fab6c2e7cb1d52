//! Which format a payload has, and how that is known.

use serde_json::Value;

use super::frame::Frame;
use super::input::{Fault, LARGEST};
use super::plain;
use super::{Decoded, Format, Place, SchemaSource, Shown, cbor, internal, msgpack};

/// By what the bytes look like.
pub(super) fn decode(bytes: &[u8], place: &Place<'_>, source: &dyn SchemaSource) -> Decoded {
    if let Some(format) = internal::format(place.topic) {
        return internal::decode(bytes, format, place);
    }
    let mut missing = None;
    if let Some(frame) = Frame::of(bytes, place.schema_header) {
        match frame.decode(source) {
            Ok(decoded) => return decoded,
            // eight bytes that begin with a zero are more likely a number
            Err(why) => missing = Some(why),
        }
    }
    if bytes.is_empty() && missing.is_none() {
        return Decoded::new(Format::Empty, Shown::Text(String::new()), "");
    }
    if let Some(value) = plain::plausible_integer(bytes).filter(|_| plain::readable(bytes).is_none()) {
        return plain::shown_integer(bytes, value);
    }
    if let Some(why) = missing {
        // beside its schema's name JSON stands bare: it can be read without the schema
        let json = plain::readable(bytes).map(plain::text_or_json);
        return json
            .filter(|decoded| decoded.format == Format::Json)
            .unwrap_or_else(|| why.into());
    }
    if let Some(text) = plain::readable(bytes) {
        return plain::text_or_json(text);
    }
    if bytes.len() > LARGEST {
        return Decoded::new(Format::Hex, Shown::Bytes, "");
    }
    // one byte says too little
    let containers = [
        (
            Format::MessagePack,
            bytes.first().is_some_and(|first| msgpack::is_container(*first)),
        ),
        (Format::Cbor, cbor::is_container(bytes)),
    ];
    for (format, _) in containers.into_iter().filter(|(_, looks)| *looks && bytes.len() > 1) {
        let read = if format == Format::Cbor {
            cbor::decode(bytes)
        } else {
            msgpack::decode(bytes)
        };
        if let Ok(value) = read {
            return Decoded::new(format, Shown::Tree(value), "by its bytes, to the last");
        }
    }
    Decoded::new(Format::Hex, Shown::Bytes, "")
}

/// As the format that was asked for.
pub(super) fn forced(bytes: &[u8], format: Format, place: &Place<'_>, source: &dyn SchemaSource) -> Decoded {
    let forced = format!("{format} was asked for");
    let tree = |read: Result<Value, Fault>| match read {
        Ok(value) => Decoded::new(format, Shown::Tree(value), ""),
        Err(why) => Decoded::undecoded(forced.clone(), why.to_string()),
    };
    match format {
        Format::Json => match plain::json(bytes) {
            Ok(value) => Decoded::new(format, Shown::Tree(value), ""),
            Err(why) => Decoded::undecoded(forced, why),
        },
        Format::MessagePack => tree(msgpack::decode(bytes)),
        Format::Cbor => tree(cbor::decode(bytes)),
        Format::Text => match std::str::from_utf8(bytes) {
            Ok(text) => Decoded::new(format, Shown::Text(text.to_owned()), ""),
            Err(why) => Decoded::undecoded(forced, why.to_string()),
        },
        Format::Integer => match plain::integer(bytes) {
            Some(value) => plain::shown_integer(bytes, value),
            None => Decoded::undecoded(forced, format!("an integer is 1, 2, 4 or 8 bytes, not {}", bytes.len())),
        },
        Format::Avro | Format::Protobuf | Format::JsonSchema => by_frame(bytes, format, place, source),
        Format::Offsets | Format::Transactions | Format::ShareState => internal::decode(bytes, format, place),
        Format::Hex | Format::Null | Format::Empty => Decoded::new(Format::Hex, Shown::Bytes, ""),
    }
}

/// By the schema that the payload names, which must be of this language.
fn by_frame(bytes: &[u8], format: Format, place: &Place<'_>, source: &dyn SchemaSource) -> Decoded {
    let Some(frame) = Frame::of(bytes, place.schema_header) else {
        let why = "it does not begin with a zero byte and a schema's id";
        return Decoded::undecoded(format!("{format} was asked for"), why);
    };
    let decoded = frame.decode(source).unwrap_or_else(Decoded::from);
    if decoded.trouble.is_some() || decoded.format == format {
        return decoded;
    }
    let why = format!("{format} was asked for");
    Decoded::undecoded(decoded.note, why)
}
