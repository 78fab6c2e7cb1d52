//! Plain JSON walked strictly: what is walked to its end here, jaq reads as the same value. Escapes in names, comments and
//! whatever else jaq knows beyond JSON's letter are left to it: then there is no answer.

/// What lies deeper is left to jaq.
pub(super) const DEEPEST: u8 = 64;

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The text from its first byte on that is no white space.
#[inline]
pub(super) fn space(text: &[u8]) -> &[u8] {
    match text.first() {
        Some(b' ' | b'\n' | b'\r' | b'\t') => more_space(text),
        _ => text,
    }
}

fn more_space(mut text: &[u8]) -> &[u8] {
    while let [b' ' | b'\n' | b'\r' | b'\t', rest @ ..] = text {
        text = rest;
    }
    text
}

/// Whether the text is a value and nothing else.
pub(super) fn is_value(text: &[u8]) -> bool {
    value(space(text)).is_some_and(|rest| space(rest).is_empty())
}

/// The value that begins here, and what follows it.
pub(super) fn split(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = value(text)?;
    text.split_at_checked(text.len() - rest.len())
}

/// What follows the value that begins here.
pub(super) fn value(text: &[u8]) -> Option<&[u8]> {
    nested(text, 0)
}

fn nested(text: &[u8], depth: u8) -> Option<&[u8]> {
    let (first, rest) = text.split_first()?;
    match first {
        b'"' => match string(rest) {
            Some((_, rest)) => Some(rest),
            None => escaped(rest, &mut |_| {}),
        },
        b'{' if depth < DEEPEST => members(rest, |_, value| nested(value, depth + 1)),
        b'[' if depth < DEEPEST => elements(rest, |value| nested(value, depth + 1)),
        b't' => rest.strip_prefix(b"rue"),
        b'f' => rest.strip_prefix(b"alse"),
        b'n' => rest.strip_prefix(b"ull"),
        _ => number(text).map(|(_, _, rest)| rest),
    }
}

/// A string's bytes and what follows it, from behind its quote on; none when something in it is escaped.
pub(super) fn string(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut at = 0;
    while let Some(chunk) = text.get(at..).and_then(<[u8]>::first_chunk) {
        // eight bytes at once: the lowest high bit stands for the first quote, backslash or control character
        let word = u64::from_le_bytes(*chunk);
        let is = |byte: u8| (word ^ (ONES * u64::from(byte))).wrapping_sub(ONES) & !(word ^ (ONES * u64::from(byte)));
        let control = word.wrapping_sub(ONES * 0x20) & !word;
        let found = (is(b'"') | is(b'\\') | control) & HIGH;
        if found != 0 {
            at += (found.trailing_zeros() / 8) as usize;
            break;
        }
        at += 8;
    }
    loop {
        match text.get(at)? {
            b'"' => return Some((text.get(..at)?, text.get(at + 1..)?)),
            b'\\' | 0..0x20 => return None,
            _ => at += 1,
        }
    }
}

/// Tells the parts of a string in which something is escaped, from behind its quote on, and gives what follows it; none
/// when jq would not read it so.
pub(super) fn escaped<'a>(mut text: &'a [u8], part: &mut dyn FnMut(&[u8])) -> Option<&'a [u8]> {
    loop {
        let at = text.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20))?;
        part(text.get(..at)?);
        let (rest, c) = match text.get(at..)? {
            [b'"', rest @ ..] => return Some(rest),
            [b'\\', b'u', rest @ ..] => unit(rest)?,
            [b'\\', c, rest @ ..] => (rest, char::from(plainly(*c)?)),
            _ => return None,
        };
        part(c.encode_utf8(&mut [0; 4]).as_bytes());
        text = rest;
    }
}

/// What an escaped letter stands for.
const fn plainly(letter: u8) -> Option<u8> {
    Some(match letter {
        b'"' | b'\\' | b'/' => letter,
        b'b' => 8,
        b'f' => 12,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        _ => return None,
    })
}

/// The character that four digits stand for, or two times four, from behind `\u` on.
fn unit(text: &[u8]) -> Option<(&[u8], char)> {
    let digits = |text: &[u8]| {
        let digits = text.first_chunk::<4>()?;
        digits
            .iter()
            .try_fold(0, |sum, digit| Some(sum * 16 + char::from(*digit).to_digit(16)?))
    };
    let (unit, rest) = (digits(text)?, text.get(4..)?);
    let [b'\\', b'u', second @ ..] = rest else {
        return Some((rest, char::from_u32(unit)?));
    };
    if !(0xd800..0xdc00).contains(&unit) {
        return Some((rest, char::from_u32(unit)?));
    }
    let low = digits(second)?;
    let c = (0xdc00..0xe000)
        .contains(&low)
        .then(|| 0x1_0000 + (unit - 0xd800) * 0x400 + (low - 0xdc00));
    Some((second.get(4..)?, char::from_u32(c?)?))
}

/// A number, whether it has a fraction or an exponent, and what follows it.
pub(super) fn number(text: &[u8]) -> Option<(&[u8], bool, &[u8])> {
    let digits = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let sign = usize::from(text.first() == Some(&b'-'));
    let whole = digits(sign);
    if whole == 0 || (whole > 1 && text.get(sign) == Some(&b'0')) {
        return None;
    }
    let (mut end, mut float) = (sign + whole, false);
    if text.get(end) == Some(&b'.') {
        let part = digits(end + 1);
        if part == 0 {
            return None;
        }
        (end, float) = (end + 1 + part, true);
    }
    if let Some(b'e' | b'E') = text.get(end) {
        let sign = usize::from(matches!(text.get(end + 1), Some(b'+' | b'-')));
        let part = digits(end + 1 + sign);
        if part == 0 {
            return None;
        }
        (end, float) = (end + 1 + sign + part, true);
    }
    let (number, rest) = text.split_at_checked(end)?;
    Some((number, float, rest))
}

/// Walks an object from behind its brace on: `each` is given a name and the text from its value on, and gives what follows
/// the value. Gives what follows the object.
pub(super) fn members<'a>(
    text: &'a [u8],
    mut each: impl FnMut(&'a [u8], &'a [u8]) -> Option<&'a [u8]>,
) -> Option<&'a [u8]> {
    let mut rest = space(text);
    if let [b'}', after @ ..] = rest {
        return Some(after);
    }
    loop {
        let [b'"', name @ ..] = rest else {
            return None;
        };
        let (name, after) = string(name)?;
        let [b':', value @ ..] = space(after) else {
            return None;
        };
        match space(each(name, space(value))?) {
            [b',', more @ ..] => rest = space(more),
            [b'}', after @ ..] => return Some(after),
            _ => return None,
        }
    }
}

/// Walks an array from behind its bracket on, as [`members`] does an object.
pub(super) fn elements<'a>(text: &'a [u8], mut each: impl FnMut(&'a [u8]) -> Option<&'a [u8]>) -> Option<&'a [u8]> {
    let mut rest = space(text);
    if let [b']', after @ ..] = rest {
        return Some(after);
    }
    loop {
        match space(each(rest)?) {
            [b',', more @ ..] => rest = space(more),
            [b']', after @ ..] => return Some(after),
            _ => return None,
        }
    }
}
