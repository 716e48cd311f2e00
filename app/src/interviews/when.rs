//! When an interview is, on the clocks of its own zone and of whoever looks.

use crate::{
    i18n::{Locale, dates, interviews as words},
    visit::Visit,
};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use domain::{
    interviews::Interview,
    zones::{self, Tz},
};

/// The zone in which a reader lives.
pub fn zone(visit: &Visit) -> Tz {
    let chosen = visit.user.as_ref().and_then(|user| user.time_zone.as_deref());
    chosen.and_then(|name| zones::zone(name).ok()).unwrap_or(Tz::UTC)
}

/// Begin and end.
pub fn times(interview: &Interview) -> (DateTime<Utc>, DateTime<Utc>) {
    (interview.starts_at.unwrap_or_default(), interview.ends_at.unwrap_or_default())
}

/// `14:00–15:00`.
pub fn hours(start: DateTime<Utc>, end: DateTime<Utc>, zone: Tz) -> String {
    format!("{}–{}", start.with_timezone(&zone).format("%H:%M"), end.with_timezone(&zone).format("%H:%M"))
}

/// `Tuesday 1 December 2026, 14:00–15:00`.
pub fn span(locale: Locale, start: DateTime<Utc>, end: DateTime<Utc>, zone: Tz) -> String {
    format!("{}, {}", dates::full_date(locale, start.with_timezone(&zone).date_naive()), hours(start, end, zone))
}

/// In the reader's zone first; in the zone in which it was planned too, where that shows another time.
pub fn told(locale: Locale, interview: &Interview, reader: Tz) -> (String, Option<String>) {
    let (start, end) = times(interview);
    let own = zones::zone(&interview.time_zone).unwrap_or(Tz::UTC);
    let (here, there) = (span(locale, start, end, reader), span(locale, start, end, own));
    let here = format!("{here} ({})", reader.name());
    let there = (own.name() != reader.name()).then(|| format!("{there} {}", words::in_zone(locale, own.name())));
    (here, there)
}

/// The moments at which these days begin and end for a reader.
pub fn days(first: NaiveDate, count: i64, zone: Tz) -> (DateTime<Utc>, DateTime<Utc>) {
    let begins = |day: NaiveDate| {
        // A zone in which midnight is skipped begins its day an hour later.
        let midnight = day.and_time(NaiveTime::MIN);
        zones::moment(zone, midnight)
            .or_else(|_| zones::moment(zone, midnight + TimeDelta::hours(1)))
            .unwrap_or_else(|_| midnight.and_utc())
    };
    (begins(first), begins(first + TimeDelta::days(count)))
}
