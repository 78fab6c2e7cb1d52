//! A JSON text as jaq's value, without the members that a filter cannot reach.

use jaq_json::{Map, Val, read};

use super::plain;
use super::reach::Reach;

/// The value; none when the text is not plain JSON: jaq is to read it, or to refuse it.
pub(super) fn read(text: &[u8], reach: &Reach) -> Option<Val> {
    let (val, rest) = value(plain::space(text), reach)?;
    plain::space(rest).is_empty().then_some(val)
}

fn value<'a>(text: &'a [u8], reach: &Reach) -> Option<(Val, &'a [u8])> {
    match (text, reach) {
        ([b'{', members @ ..], Reach::Names(names)) => {
            let mut object = Map::default();
            let rest = plain::members(members, |name, text| {
                let Some((name, reach)) = names.iter().find(|(wanted, _)| wanted.as_bytes() == name) else {
                    return plain::value(text);
                };
                let (val, rest) = value(text, reach)?;
                // of two of one name the last counts
                object.insert(Val::utf8_str(name.clone().into_bytes()), val);
                Some(rest)
            })?;
            Some((Val::obj(object), rest))
        }
        ([b'"', rest @ ..], _) => {
            let (string, rest) = plain::string(rest)?;
            Some((Val::utf8_str(string.to_vec()), rest))
        }
        _ => {
            let rest = plain::value(text)?;
            let whole = text.get(..text.len() - rest.len())?;
            Some((read::parse_single(whole).ok()?, rest))
        }
    }
}
