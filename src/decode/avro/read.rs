//! A payload to JSON.

use serde_json::{Map, Value};

use super::shape::{At, Shape, Type};
use crate::decode::decoded::from_bytes;
use crate::decode::input::{Input, Read};
use crate::decode::msgpack::{double, float, put};

/// A whole payload.
pub(crate) fn read(shape: &Shape, bytes: &[u8]) -> Read<Value> {
    let mut input = Input::new(bytes)?;
    let value = value(shape, shape.root(), &mut input)?;
    input.end()?;
    Ok(value)
}

fn value(shape: &Shape, at: At, input: &mut Input<'_>) -> Read<Value> {
    input.node()?;
    Ok(match shape.get(at) {
        Type::Null => Value::Null,
        Type::Boolean => match input.byte()? {
            0 => false.into(),
            1 => true.into(),
            other => return Err(input.fault(format!("{other} is no boolean"))),
        },
        Type::Int => match i32::try_from(input.zigzag()?) {
            Ok(number) => number.into(),
            Err(_) => return Err(input.fault("an int of more than 32 bits")),
        },
        Type::Long => input.zigzag()?.into(),
        Type::Float => float(f32::from_le_bytes(input.array()?)),
        Type::Double => double(f64::from_le_bytes(input.array()?)),
        Type::Bytes => {
            let length = length(input)?;
            from_bytes(input.take(length)?)
        }
        Type::String => {
            let length = length(input)?;
            input.text(length)?.into()
        }
        Type::Array(items) => input.deeper(|input| list(shape, *items, input))?,
        Type::Map(values) => input.deeper(|input| map(shape, *values, input))?,
        Type::Union(branches) => {
            let which = input.zigzag()?;
            let branch = usize::try_from(which).ok().and_then(|which| branches.get(which));
            match branch {
                // a union in a union is none of Avro's, but a schema may say it
                Some(branch) => input.deeper(|input| value(shape, *branch, input))?,
                None => return Err(input.fault(format!("the union has no branch {which}"))),
            }
        }
        Type::Record { fields, .. } => input.deeper(|input| {
            let mut all = Map::with_capacity(fields.len().min(64));
            for field in fields {
                let value = value(shape, field.at, input).map_err(|why| why.within(format!(".{}", field.name)))?;
                all.insert(field.name.clone(), value);
            }
            Ok(Value::Object(all))
        })?,
        Type::Enum { name, symbols } => {
            let which = input.zigzag()?;
            match usize::try_from(which).ok().and_then(|which| symbols.get(which)) {
                Some(symbol) => symbol.as_str().into(),
                None => return Err(input.fault(format!("the enum {name} has no symbol {which}"))),
            }
        }
        Type::Fixed { size, .. } => from_bytes(input.take(*size)?),
        Type::Logical(logical) => logical.read(input)?,
    })
}

/// A length that the bytes left can hold.
pub(super) fn length(input: &mut Input<'_>) -> Read<usize> {
    let length = input.zigzag()?;
    match u64::try_from(length) {
        Ok(length) => input.length(length),
        Err(_) => Err(input.fault(format!("a length of {length}"))),
    }
}

/// How many items the next block has; 0 ends. The block's size in bytes, which some writers give, is not needed.
fn block(input: &mut Input<'_>) -> Read<u64> {
    let count = input.zigzag()?;
    if count < 0 {
        input.zigzag()?;
    }
    Ok(count.unsigned_abs())
}

fn list(shape: &Shape, items: At, input: &mut Input<'_>) -> Read<Value> {
    let mut all = Vec::new();
    loop {
        // items may take no bytes at all: the count of values is what bounds them
        match block(input)? {
            0 => return Ok(Value::Array(all)),
            count => {
                for _ in 0..count {
                    let one = value(shape, items, input).map_err(|why| why.within(format!("[{}]", all.len())))?;
                    all.push(one);
                }
            }
        }
    }
}

fn map(shape: &Shape, values: At, input: &mut Input<'_>) -> Read<Value> {
    let mut all = Map::new();
    loop {
        match block(input)? {
            0 => return Ok(Value::Object(all)),
            count => {
                for _ in 0..count {
                    let length = length(input)?;
                    let key = input.text(length)?.to_owned();
                    let one = value(shape, values, input).map_err(|why| why.within(format!("[{key:?}]")))?;
                    put(input, &mut all, key, one)?;
                }
            }
        }
    }
}
