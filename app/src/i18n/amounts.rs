//! Amounts of money, as people write them. Whole minor units in, and no fraction on the way.

use super::{Locale, number};
use domain::requests::PRICE_MULTIPLIER;

/// The attributes that are amounts, by their names on the wire.
const AMOUNTS: &[&str] = &["salaryRangeMin", "salaryRangeMax", "billRateMin", "billRateMax", "proposedRate", "costRate", "margin"];

/// Whether an attribute is an amount in minor units.
pub fn is_amount(name: &str) -> bool {
    AMOUNTS.contains(&name)
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
