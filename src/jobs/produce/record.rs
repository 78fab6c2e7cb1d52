//! From a line to a record.

use super::Order;
use crate::records::write::Record;

/// The record of a line (without its line end).
///
/// # Errors
/// In words, when a key separator is wanted and not there: half a file with keys and half without is no one's wish.
pub(super) fn of<'a>(line: &'a [u8], order: &'a Order) -> Result<Record<'a>, &'static str> {
    let (key, value) = match order.key_separator.as_deref() {
        Some(separator) => {
            let at = find(line, separator).ok_or("there is no key separator in it")?;
            (line.get(..at), line.get(at + separator.len()..).unwrap_or_default())
        }
        None => (order.key.as_deref(), line),
    };
    Ok(Record {
        key,
        value: (!(order.null_empty && value.is_empty())).then_some(value),
        headers: &order.headers,
        partition: order.partition,
    })
}

fn find(line: &[u8], separator: &[u8]) -> Option<usize> {
    match separator {
        [] => None,
        [one] => line.iter().position(|byte| byte == one),
        many => line.windows(many.len()).position(|window| window == many),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::produce::Source;
    use crate::records::write::Ways;

    fn order(key: Option<&str>, separator: Option<&str>, null_empty: bool) -> Order {
        Order {
            topic: "t".into(),
            source: Source::Stdin,
            key: key.map(|key| key.as_bytes().to_vec()),
            key_separator: separator.map(|text| text.as_bytes().to_vec()),
            headers: Vec::new(),
            partition: None,
            null_empty,
            ways: Ways::default(),
        }
    }

    #[test]
    fn a_line_is_a_value_with_a_key_before_the_first_separator() {
        let cases = [
            ("v", None, None, None, "v"),
            ("v", Some("k"), None, Some("k"), "v"),
            ("k:v:w", None, Some(":"), Some("k"), "v:w"),
            (":v", None, Some(":"), Some(""), "v"),
            ("a=>b", None, Some("=>"), Some("a"), "b"),
            ("", None, None, None, ""),
        ];
        for (line, key, separator, expected, value) in cases {
            let order = order(key, separator, false);
            let record = of(line.as_bytes(), &order).unwrap();
            assert_eq!(record.key, expected.map(str::as_bytes), "{line}");
            assert_eq!(record.value, Some(value.as_bytes()), "{line}");
        }
    }

    #[test]
    fn a_line_without_its_separator_is_no_record() {
        assert!(of(b"value", &order(None, Some(":"), false)).is_err());
    }

    #[test]
    fn an_empty_value_is_a_tombstone_when_asked_for() {
        assert_eq!(of(b"k:", &order(None, Some(":"), true)).unwrap().value, None);
        assert_eq!(of(b"k:", &order(None, Some(":"), false)).unwrap().value, Some(&b""[..]));
        assert_eq!(
            of(b"k:v", &order(None, Some(":"), true)).unwrap().value,
            Some(&b"v"[..])
        );
    }
}
