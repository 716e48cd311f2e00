//! Dates and times as people write them. The moment "now" and the offset of the reader's clock are passed in.

use super::{Locale, Text, texts};
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Timelike, Utc};

texts! {
    TODAY = "today", "vandaag";
    YESTERDAY = "yesterday", "gisteren";
    TOMORROW = "tomorrow", "morgen";
    JUST_NOW = "just now", "zojuist";
    MINUTES_AGO = "# minute ago" | "# minutes ago", "# minuut geleden" | "# minuten geleden";
    HOURS_AGO = "# hour ago" | "# hours ago", "# uur geleden" | "# uur geleden";
    DAYS_AGO = "# day ago" | "# days ago", "# dag geleden" | "# dagen geleden";
}

const MONTHS: [Text; 12] = [
    Text::new("January", "januari"),
    Text::new("February", "februari"),
    Text::new("March", "maart"),
    Text::new("April", "april"),
    Text::new("May", "mei"),
    Text::new("June", "juni"),
    Text::new("July", "juli"),
    Text::new("August", "augustus"),
    Text::new("September", "september"),
    Text::new("October", "oktober"),
    Text::new("November", "november"),
    Text::new("December", "december"),
];

const SHORT_MONTHS: [Text; 12] = [
    Text::new("Jan", "jan"),
    Text::new("Feb", "feb"),
    Text::new("Mar", "mrt"),
    Text::new("Apr", "apr"),
    Text::new("May", "mei"),
    Text::new("Jun", "jun"),
    Text::new("Jul", "jul"),
    Text::new("Aug", "aug"),
    Text::new("Sep", "sep"),
    Text::new("Oct", "okt"),
    Text::new("Nov", "nov"),
    Text::new("Dec", "dec"),
];

const WEEKDAYS: [Text; 7] = [
    Text::new("Monday", "maandag"),
    Text::new("Tuesday", "dinsdag"),
    Text::new("Wednesday", "woensdag"),
    Text::new("Thursday", "donderdag"),
    Text::new("Friday", "vrijdag"),
    Text::new("Saturday", "zaterdag"),
    Text::new("Sunday", "zondag"),
];

/// `Tuesday`, `dinsdag`.
pub fn weekday(locale: Locale, date: NaiveDate) -> &'static str {
    WEEKDAYS.get(date.weekday().num_days_from_monday() as usize).map_or("", |name| name.get(locale))
}

/// `Tuesday 3 March 2026`, `dinsdag 3 maart 2026`.
pub fn full_date(locale: Locale, day: NaiveDate) -> String {
    format!("{} {}", weekday(locale, day), date(locale, day))
}

fn month(names: &[Text; 12], date: NaiveDate, locale: Locale) -> &'static str {
    names.get(date.month0() as usize).map_or("", |name| name.get(locale))
}

/// `3 March 2026`, `3 maart 2026`.
pub fn date(locale: Locale, date: NaiveDate) -> String {
    format!("{} {} {}", date.day(), month(&MONTHS, date, locale), date.year())
}

/// `3 Mar 2026`, `3 mrt 2026`: for tables.
pub fn short_date(locale: Locale, date: NaiveDate) -> String {
    format!("{} {} {}", date.day(), month(&SHORT_MONTHS, date, locale), date.year())
}

/// `3 March 2026, 14:05` on the reader's clock.
pub fn moment(locale: Locale, at: DateTime<Utc>, zone: FixedOffset) -> String {
    let at = at.with_timezone(&zone);
    format!("{}, {:02}:{:02}", date(locale, at.date_naive()), at.hour(), at.minute())
}

/// `5 minutes ago`, `yesterday, 14:05`, and after a week the short date. Days are the reader's calendar days.
pub fn relative(locale: Locale, at: DateTime<Utc>, now: DateTime<Utc>, zone: FixedOffset) -> String {
    let minutes = now.signed_duration_since(at).num_minutes();
    let there = at.with_timezone(&zone);
    let days = now.with_timezone(&zone).date_naive().signed_duration_since(there.date_naive()).num_days();
    let clock = || format!("{:02}:{:02}", there.hour(), there.minute());
    match (days, minutes) {
        // The clocks of two machines differ a little.
        (_, -1..=0) => JUST_NOW.get(locale).to_owned(),
        (_, 1..=59) => MINUTES_AGO.of(locale, minutes),
        (0, 60..) => HOURS_AGO.of(locale, minutes / 60),
        (0, _) => format!("{}, {}", TODAY.get(locale), clock()),
        (1, _) => format!("{}, {}", YESTERDAY.get(locale), clock()),
        (-1, _) => format!("{}, {}", TOMORROW.get(locale), clock()),
        (2..=6, _) => DAYS_AGO.of(locale, days),
        _ => short_date(locale, there.date_naive()),
    }
}
