//! Amounts of money, as people write them. Whole minor units in, and no fraction on the way.

use super::{Locale, number};
use domain::requests::PRICE_MULTIPLIER;

/// The attributes that are amounts, by their names on the wire.
const AMOUNTS: &[&str] = &["salaryRangeMin", "salaryRangeMax", "billRateMin", "billRateMax", "proposedRate", "costRate", "margin"];

/// Whether an attribute is an amount in minor units.
pub fn is_amount(name: &str) -> bool {
    AMOUNTS.contains(&name)
}

/// An amount as a form holds it: `4,500.00`, `4.500,00`.
pub fn written(locale: Locale, minor: i64) -> String {
    amount(locale, minor, None)
}

/// The minor units of an amount that somebody typed: `4500`, `4,500.00`, `4.500,00`, `€ 4 500,5`. The last point or comma with one or two digits
/// behind it parts the cents, whatever the language; all others group. None: it is no amount, or has more than cents.
pub fn read(text: &str) -> Option<i64> {
    let signs = ['€', '$', '£', '\u{a0}', '\u{202f}', ' ', '\'', '’'];
    let text: String = text.trim().trim_start_matches(|c: char| c.is_ascii_alphabetic()).chars().filter(|c| !signs.contains(c)).collect();
    let (minus, text) = text.strip_prefix('-').map_or((false, text.as_str()), |rest| (true, rest));
    let cut = text.rfind(['.', ',']).filter(|at| matches!(text.len() - at - 1, 1 | 2));
    let (whole, cents) = match cut {
        Some(at) => (text.get(..at)?, text.get(at + 1..)?),
        None => (text, ""),
    };
    // What groups does so by threes: `4.5000` is a slip, and no 45,000.
    let groups: Vec<&str> = whole.split(['.', ',']).collect();
    let grouped = groups.iter().skip(1).all(|group| group.len() == 3) && (groups.len() == 1 || matches!(groups.first()?.len(), 1..=3));
    let digits = groups.concat();
    if !grouped || digits.is_empty() || !digits.bytes().chain(cents.bytes()).all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let cents: i64 = if cents.is_empty() { 0 } else { format!("{cents:0<2}").parse().ok()? };
    let minor = digits.parse::<i64>().ok()?.checked_mul(PRICE_MULTIPLIER)?.checked_add(cents)?;
    Some(if minus { -minor } else { minor })
}

/// `€ 4,500.00` or `€ 4.500,00`; a currency without a sign of its own by its code, and without a currency the number alone.
pub fn amount(locale: Locale, minor: i64, currency: Option<&str>) -> String {
    let point = match locale {
        Locale::English => '.',
        Locale::Dutch => ',',
    };
    // A number of less than one has a sign too, and `-0` is no number.
    let minus = if minor < 0 { "-" } else { "" };
    let whole = number(locale, (minor / PRICE_MULTIPLIER).saturating_abs());
    let cents = (minor % PRICE_MULTIPLIER).unsigned_abs();
    let sign = match currency {
        Some("EUR") => "€\u{a0}",
        Some("GBP") => "£\u{a0}",
        Some("USD") => "$\u{a0}",
        Some(code) => return format!("{code}\u{a0}{minus}{whole}{point}{cents:02}"),
        None => "",
    };
    format!("{sign}{minus}{whole}{point}{cents:02}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn people_write_amounts_in_many_ways() {
        for text in ["4500", "4,500", "4.500", "4,500.00", "4.500,00", "€ 4.500,00", "EUR 4 500", "4500.0", " 4’500 "] {
            assert_eq!(read(text), Some(450_000), "{text}");
        }
        assert_eq!(
            (read("0.5"), read("1,05"), read("-12.30"), read("1,234,567.8")),
            (Some(50), Some(105), Some(-1_230), Some(123_456_780))
        );
        for text in ["", "x", "4.5000", "1,23,456", "4500.123x", "1.2.3", ".5", "--5", "9223372036854775807"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(minor in -1_000_000_000_000_i64..1_000_000_000_000, dutch: bool) {
            let locale = if dutch { Locale::Dutch } else { Locale::English };
            prop_assert_eq!(read(&written(locale, minor)), Some(minor));
            prop_assert_eq!(read(&amount(locale, minor, Some("EUR"))), Some(minor));
        }
    }
}
