//! Fields of CSV (RFC 4180) that are bytes, and need not be text.

/// Writes a field, in quotes where it needs them.
pub fn push_field(bytes: &[u8], to: &mut Vec<u8>) {
    if !bytes.iter().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        to.extend_from_slice(bytes);
        return;
    }
    to.push(b'"');
    for byte in bytes {
        if *byte == b'"' {
            to.push(b'"');
        }
        to.push(*byte);
    }
    to.push(b'"');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_again(fields in proptest::collection::vec(any::<Vec<u8>>(), 2..5)) {
            let mut row = Vec::new();
            for (at, field) in fields.iter().enumerate() {
                row.extend((at > 0).then_some(b','));
                super::push_field(field, &mut row);
            }
            row.push(b'\n');
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&*row);
            let read = reader.byte_records().next().unwrap().unwrap();
            prop_assert_eq!(read.iter().collect::<Vec<_>>(), fields);
        }
    }
}
