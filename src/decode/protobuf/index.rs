//! Confluent's way to a message within its file: how many steps, then the place of the message at each, all in zigzag.
//! The first message of the file, by far the most frequent, is a single zero.

use prost_reflect::{FileDescriptor, MessageDescriptor};

use crate::decode::input::{Input, Read};

/// Messages in messages, at most.
const STEPS: i64 = 64;

pub(super) fn read(input: &mut Input<'_>, file: &FileDescriptor) -> Read<MessageDescriptor> {
    let steps = input.zigzag()?;
    if !(0..=STEPS).contains(&steps) {
        return Err(input.fault(format!("{steps} steps to the message")));
    }
    let first = match steps {
        0 => 0,
        _ => input.zigzag()?,
    };
    let none = |at: i64| input.fault(format!("the schema has no message at {at}"));
    let place = |at: i64| usize::try_from(at).unwrap_or(usize::MAX);
    let mut message = file.messages().nth(place(first)).ok_or_else(|| none(first))?;
    for _ in 1..steps {
        let at = input.zigzag()?;
        let child = message.child_messages().nth(place(at));
        message = child.ok_or_else(|| input.fault(format!("{} has no message at {at}", message.full_name())))?;
    }
    Ok(message)
}

pub(super) fn write(message: &MessageDescriptor, out: &mut Vec<u8>) {
    // descriptor.proto: field 4 of a file, field 3 of a message, each followed by the place
    let places: Vec<i32> = message.path().iter().skip(1).step_by(2).copied().collect();
    if places == [0] {
        out.push(0);
        return;
    }
    let count = i32::try_from(places.len()).unwrap_or(i32::MAX);
    for number in std::iter::once(count).chain(places) {
        let mut rest = ((number << 1) ^ (number >> 31)).cast_unsigned();
        while rest > 0x7f {
            out.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        out.push(rest as u8);
    }
}
