//! Numbers for people: two to four significant digits, a thin unit, thousands marks.
//!
//! Each is a newtype with `Display`, so that it is written straight into a cell's buffer.

use std::fmt;

const DECIMAL: [&str; 7] = ["", " k", " M", " G", " T", " P", " E"];
const BINARY: [&str; 7] = [" B", " KiB", " MiB", " GiB", " TiB", " PiB", " EiB"];
const BINARY_SHORT: [&str; 7] = ["", " K", " M", " G", " T", " P", " E"];

/// A count in as few digits as tell it: `310`, `1.2 k`, `411 k`, `1.2 M`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compact(pub i64);

/// A count with three significant digits, where there is room: `310`, `1.20 k`, `41.3 k`, `411 k`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Precise(pub i64);

/// A whole number with thousands marks: `8,230,771`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thousands(pub i64);

/// A size in bytes with its binary unit: `214 B`, `4.4 GiB`, `310 MiB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bytes(pub u64);

/// A size in bytes for a table cell: `214`, `4.4 G`, `310 M` (powers of 1024).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BytesShort(pub u64);

/// A rate per second without its unit: `0`, `0.3`, `98`, `1.2 k`. What is not finite shows as `–`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate(pub f64);

/// A share between 0 and 1 in per cent: `0 %`, `0.4 %`, `62 %`, `100 %`. Only what is whole shows as 100.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Percent(pub f64);

/// Writes `value` (≥ 0) with `digits` significant digits and the unit it falls into.
fn scaled(f: &mut fmt::Formatter<'_>, value: f64, base: f64, units: &[&str], digits: u32) -> fmt::Result {
    let (mut value, mut step) = (value, 0);
    // 999.6 would round to 1000: it belongs to the next unit
    while value >= if step == 0 { base } else { base.min(1000.0) - 0.5 } && step + 1 < units.len() {
        value /= base;
        step += 1;
    }
    let unit = units.get(step).copied().unwrap_or_default();
    let fits = |decimals: &i32| {
        let whole = i32::try_from(digits).unwrap_or(3) - decimals;
        value < 10f64.powi(whole) - 0.5 * 10f64.powi(-decimals)
    };
    let most = if step == 0 {
        0
    } else {
        digits.saturating_sub(1).cast_signed()
    };
    let decimals = (0..=most).rev().find(fits).unwrap_or(0).unsigned_abs() as usize;
    write!(f, "{value:.decimals$}{unit}")
}

fn sign(f: &mut fmt::Formatter<'_>, n: i64) -> fmt::Result {
    if n < 0 { f.write_str("-") } else { Ok(()) }
}

impl fmt::Display for Compact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        sign(f, self.0)?;
        scaled(f, self.0.unsigned_abs() as f64, 1000.0, &DECIMAL, 2)
    }
}

impl fmt::Display for Precise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        sign(f, self.0)?;
        scaled(f, self.0.unsigned_abs() as f64, 1000.0, &DECIMAL, 3)
    }
}

impl fmt::Display for Thousands {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        sign(f, self.0)?;
        let (mut rest, mut groups, mut used) = (self.0.unsigned_abs(), [0u64; 7], 0);
        loop {
            if let Some(group) = groups.get_mut(used) {
                *group = rest % 1000;
            }
            used += 1;
            rest /= 1000;
            if rest == 0 {
                break;
            }
        }
        for (i, group) in groups.iter().take(used).enumerate().rev() {
            if i + 1 == used {
                write!(f, "{group}")?;
            } else {
                write!(f, ",{group:03}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        scaled(f, self.0 as f64, 1024.0, &BINARY, 2)
    }
}

impl fmt::Display for BytesShort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        scaled(f, self.0 as f64, 1024.0, &BINARY_SHORT, 2)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.0.abs();
        if !size.is_finite() {
            return f.write_str("–");
        }
        if self.0 < 0.0 && size >= 0.05 {
            f.write_str("-")?;
        }
        if size < 0.05 {
            f.write_str("0")
        } else if size < 9.95 && (size - size.round()).abs() >= 0.05 {
            write!(f, "{size:.1}")
        } else {
            scaled(f, size.round(), 1000.0, &DECIMAL, 2)
        }
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = self.0 * 100.0;
        if !share.is_finite() {
            return f.write_str("–");
        }
        if share > 0.0 && share < 0.05 {
            f.write_str("<0.1 %")
        } else if share > 0.0 && share < 0.95 {
            write!(f, "{share:.1} %")
        } else if (99.0..100.0).contains(&share) {
            f.write_str("99 %")
        } else {
            write!(f, "{share:.0} %")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn counts_have_two_or_three_digits() {
        let shown: Vec<String> = [
            0, 310, 999, 1000, 1240, 9_960, 411_000, 999_499, 999_500, 1_204_113, -2_100,
        ]
        .iter()
        .map(|n| Compact(*n).to_string())
        .collect();
        let expected = [
            "0", "310", "999", "1.0 k", "1.2 k", "10 k", "411 k", "999 k", "1.0 M", "1.2 M", "-2.1 k",
        ];
        assert_eq!(shown, expected);
        assert_eq!(Precise(1_204_113).to_string(), "1.20 M");
        assert_eq!(Precise(41_344).to_string(), "41.3 k");
        assert_eq!(Precise(411_344).to_string(), "411 k");
        assert_eq!(Precise(999_950).to_string(), "1.00 M");
    }

    #[test]
    fn whole_numbers_have_thousands_marks() {
        assert_eq!(Thousands(0).to_string(), "0");
        assert_eq!(Thousands(-1_000).to_string(), "-1,000");
        assert_eq!(Thousands(8_230_771).to_string(), "8,230,771");
        assert_eq!(Thousands(i64::MIN).to_string(), "-9,223,372,036,854,775,808");
    }

    #[test]
    fn sizes_are_powers_of_1024() {
        assert_eq!(Bytes(214).to_string(), "214 B");
        assert_eq!(Bytes(1023).to_string(), "1023 B");
        assert_eq!(Bytes(1024).to_string(), "1.0 KiB");
        assert_eq!(Bytes(310 << 20).to_string(), "310 MiB");
        assert_eq!(Bytes(1023 << 20).to_string(), "1.0 GiB");
        assert_eq!(BytesShort(28 << 30).to_string(), "28 G");
        assert_eq!(Bytes(u64::MAX).to_string(), "16 EiB");
    }

    #[test]
    fn rates_and_shares_keep_the_small_apart_from_nothing() {
        let shown: Vec<String> = [0.0, 0.04, 0.3, 1.0, 9.96, 98.4, 1240.0, -2100.0, f64::NAN]
            .iter()
            .map(|r| Rate(*r).to_string())
            .collect();
        assert_eq!(shown, ["0", "0", "0.3", "1", "10", "98", "1.2 k", "-2.1 k", "–"]);
        let shown: Vec<String> = [0.0, 0.0001, 0.004, 0.62, 0.999, 1.0]
            .iter()
            .map(|p| Percent(*p).to_string())
            .collect();
        assert_eq!(shown, ["0 %", "<0.1 %", "0.4 %", "62 %", "99 %", "100 %"]);
    }

    proptest! {
        #[test]
        fn every_count_is_short(n in any::<i64>(), size in any::<u64>(), rate in any::<f64>()) {
            prop_assert!(Compact(n).to_string().len() <= 6, "{}", Compact(n));
            prop_assert!(Precise(n).to_string().len() <= 7, "{}", Precise(n));
            prop_assert!(BytesShort(size).to_string().len() <= 5, "{}", BytesShort(size));
            prop_assert!(!Rate(rate).to_string().is_empty());
        }

        #[test]
        fn thousands_lose_nothing(n in any::<i64>()) {
            prop_assert_eq!(Thousands(n).to_string().replace(',', ""), n.to_string());
        }
    }
}
