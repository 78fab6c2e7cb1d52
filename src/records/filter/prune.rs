//! A JSON text as jaq's value, without the members that a filter cannot reach. Its texts are parts of one copy.

use bytes::Bytes;
use jaq_json::{Map, Num, Val};

use super::plain;
use super::reach::Reach;

/// The value; none when the text is not plain JSON: jaq is to read it, or to refuse it.
pub(super) fn read(text: &[u8], reach: &Reach) -> Option<Val> {
    let copy = Bytes::copy_from_slice(text);
    let (val, rest) = value(&copy, plain::space(&copy), reach, 0)?;
    plain::space(rest).is_empty().then_some(val)
}

fn value<'a>(copy: &Bytes, text: &'a [u8], reach: &Reach, depth: u8) -> Option<(Val, &'a [u8])> {
    if depth == plain::DEEPEST {
        return None;
    }
    Some(match text.split_first()? {
        (b'{', members) => {
            let mut object = Map::with_capacity_and_hasher(8, Default::default());
            let rest = plain::members(members, |name, text| {
                let Some(reach) = (match reach {
                    Reach::All => Some(reach),
                    // a name that is no text is none that is looked for
                    Reach::Names(_) => std::str::from_utf8(name).ok().and_then(|name| reach.under(name)),
                }) else {
                    return plain::value(text);
                };
                let (val, rest) = value(copy, text, reach, depth + 1)?;
                // of two of one name the last counts
                object.insert(part(copy, name), val);
                Some(rest)
            })?;
            (Val::obj(object), rest)
        }
        (b'[', elements) => {
            let mut array = Vec::new();
            let rest = plain::elements(elements, |text| {
                let (val, rest) = value(copy, text, &Reach::All, depth + 1)?;
                array.push(val);
                Some(rest)
            })?;
            (Val::Arr(array.into()), rest)
        }
        (b'"', rest) => {
            let (string, rest) = plain::string(rest)?;
            (part(copy, string), rest)
        }
        (b't', rest) => (Val::Bool(true), rest.strip_prefix(b"rue")?),
        (b'f', rest) => (Val::Bool(false), rest.strip_prefix(b"alse")?),
        (b'n', rest) => (Val::Null, rest.strip_prefix(b"ull")?),
        _ => {
            let (number, float, rest) = plain::number(text)?;
            let number = std::str::from_utf8(number).ok()?;
            let number = match float {
                // jaq keeps its digits
                true => Num::Dec(number.to_owned().into()),
                false => Num::from_str_radix(number, 10)?,
            };
            (Val::Num(number), rest)
        }
    })
}

fn part(copy: &Bytes, part: &[u8]) -> Val {
    Val::utf8_str(copy.slice_ref(part))
}
