//! Sizes as they are typed.

/// `500MB`, `20 MiB`, `4096`.
pub(super) fn parse(text: &str) -> Result<u64, String> {
    let wrong = || format!("{text:?} is no size: write it like 500MB, 2GiB or 4096");
    let typed = text.trim();
    let at = typed
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(typed.len());
    let (number, unit) = typed.split_at_checked(at).ok_or_else(wrong)?;
    let number: f64 = number.parse().map_err(|_ill| wrong())?;
    let factor: u64 = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" => 1_000,
        "m" | "mb" => 1_000_000,
        "g" | "gb" => 1_000_000_000,
        "t" | "tb" => 1_000_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        "tib" => 1 << 40,
        _ => return Err(wrong()),
    };
    let bytes = number * factor as f64;
    match (1.0..9e18).contains(&bytes) {
        true => Ok(bytes as u64),
        false => Err("it must be a byte at least".into()),
    }
}

/// The same with `/s` after it, or not.
pub(super) fn a_second(text: &str) -> Result<u64, String> {
    parse(text.trim().strip_suffix("/s").unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_typed_in_many_ways() {
        for (text, bytes) in [
            ("500MB", 500_000_000),
            ("1.5GiB", 3 << 29),
            ("4096", 4096),
            ("20 kb", 20_000),
            ("7b", 7),
        ] {
            assert_eq!(parse(text), Ok(bytes), "{text}");
        }
        assert_eq!(a_second("20MB/s"), Ok(20_000_000));
        for wrong in ["", "MB", "5XB", "-1", "0", "1e3"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
