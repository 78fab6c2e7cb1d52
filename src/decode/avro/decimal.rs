//! Decimals of any length: two's complement, big endian, and digits.

use serde_json::{Number, Value};

use crate::decode::decoded::from_bytes;
use crate::decode::input::{Fault, Read};

/// Longer ones, in bytes, are shown as bytes.
const LONGEST: usize = 128;

/// So many digits a JSON number holds without loss.
const EXACT: u64 = 15;

/// A decimal: a number where its precision lets a JSON number hold every value of it, else text.
pub(super) fn read(bytes: &[u8], scale: u32, precision: u64) -> Value {
    if bytes.is_empty() || bytes.len() > LONGEST {
        return from_bytes(bytes);
    }
    let text = text(bytes, scale as usize);
    let number = (precision <= EXACT && text.len() <= 17).then(|| text.parse().ok().and_then(Number::from_f64));
    match number.flatten() {
        Some(_) if scale == 0 => text.parse::<i64>().map_or_else(|_| text.into(), Value::from),
        Some(number) => Value::Number(number),
        None => text.into(),
    }
}

/// `-12.50`: all digits of the scale.
fn text(bytes: &[u8], scale: usize) -> String {
    let negative = bytes.first().is_some_and(|first| first & 0x80 != 0);
    let mut rest = bytes.to_vec();
    if negative {
        negate(&mut rest);
    }
    let mut digits = Vec::new();
    while rest.iter().any(|byte| *byte != 0) {
        let mut left = 0u16;
        for byte in &mut rest {
            let here = left << 8 | u16::from(*byte);
            // a remainder below ten makes a quotient below 256
            *byte = (here / 10) as u8;
            left = here % 10;
        }
        digits.push(b'0' + left as u8);
    }
    while digits.len() <= scale {
        digits.push(b'0');
    }
    let mut out = String::from(if negative { "-" } else { "" });
    for (at, digit) in digits.iter().enumerate().rev() {
        out.push(char::from(*digit));
        if at == scale && scale > 0 {
            out.push('.');
        }
    }
    out
}

/// The two's complement of a number or of its digits, as short as it can be, or as long as `size`.
pub(super) fn write(value: &Value, scale: u32, precision: u64, size: Option<usize>) -> Read<Vec<u8>> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        other => return Err(Fault::new(format!("{other} is no decimal"))),
    };
    let none = || Fault::new(format!("{text:?} is no decimal, such as 12.50"));
    let (negative, plain) = text
        .strip_prefix('-')
        .map_or((false, text.as_str()), |plain| (true, plain));
    let (whole, part) = plain.split_once('.').unwrap_or((plain, ""));
    let part = part.trim_end_matches('0');
    if whole.is_empty() || !whole.bytes().chain(part.bytes()).all(|byte| byte.is_ascii_digit()) {
        return Err(none());
    }
    let scale = scale as usize;
    if part.len() > scale {
        return Err(Fault::new(format!(
            "{text} has more than {scale} digits after the point"
        )));
    }
    let digits: Vec<u8> = whole
        .bytes()
        .chain(part.bytes())
        .chain(std::iter::repeat_n(b'0', scale - part.len()))
        .collect();
    let wide = digits.iter().skip_while(|digit| **digit == b'0').count();
    if wide as u64 > precision || wide > LONGEST * 2 {
        return Err(Fault::new(format!("{text} has more than {precision} digits")));
    }
    let mut bytes = vec![0u8; wide / 2 + 2];
    for digit in digits {
        let mut carry = u16::from(digit - b'0');
        for byte in bytes.iter_mut().rev() {
            let here = u16::from(*byte) * 10 + carry;
            *byte = here as u8;
            carry = here >> 8;
        }
    }
    if negative {
        negate(&mut bytes);
    }
    fit(bytes, size).ok_or_else(|| Fault::new(format!("{text} does not fit into {} bytes", size.unwrap_or_default())))
}

fn negate(bytes: &mut [u8]) {
    let mut carry = true;
    for byte in bytes.iter_mut().rev() {
        let (sum, over) = (!*byte).overflowing_add(u8::from(carry));
        *byte = sum;
        carry = over;
    }
}

/// Without needless leading bytes, then filled up to the size.
fn fit(bytes: Vec<u8>, size: Option<usize>) -> Option<Vec<u8>> {
    let mut rest = bytes.as_slice();
    while let [first @ (0 | 0xff), second, ..] = *rest
        && first & 0x80 == second & 0x80
    {
        rest = rest.get(1..)?;
    }
    let Some(size) = size else { return Some(rest.to_vec()) };
    let fill = if rest.first()? & 0x80 != 0 { 0xff } else { 0 };
    let missing = size.checked_sub(rest.len())?;
    Some(std::iter::repeat_n(fill, missing).chain(rest.iter().copied()).collect())
}
