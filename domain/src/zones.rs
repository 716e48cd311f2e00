//! Time zones by their IANA names, and the moments that people mean by local times.

use crate::error::Flaw;
use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};
pub use chrono_tz::Tz;

/// The zone with this name: `Europe/Amsterdam`.
///
/// # Errors
/// [`Flaw::Choice`] where there is none.
pub fn zone(name: &str) -> Result<Tz, Flaw> {
    name.parse().map_err(|_| Flaw::Choice)
}

/// The moment at which clocks in the zone show this. Of the hour that comes twice in autumn, the first.
///
/// # Errors
/// [`Flaw::Skipped`] for the hour that is left out in spring.
pub fn moment(zone: Tz, local: NaiveDateTime) -> Result<DateTime<Utc>, Flaw> {
    zone.from_local_datetime(&local).earliest().map(|moment| moment.with_timezone(&Utc)).ok_or(Flaw::Skipped)
}

/// Every name, in alphabetical order.
pub fn names() -> impl Iterator<Item = &'static str> {
    chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_time_is_a_moment_unless_clocks_skip_it() {
        let amsterdam = zone("Europe/Amsterdam").expect("a zone");
        let at = |local: &str| moment(amsterdam, local.parse().expect("a time")).map(|moment| moment.to_rfc3339());
        assert_eq!(at("2026-12-01T14:00:00"), Ok("2026-12-01T13:00:00+00:00".to_owned()));
        assert_eq!(at("2026-07-01T14:00:00"), Ok("2026-07-01T12:00:00+00:00".to_owned()));
        assert_eq!(at("2027-03-28T02:30:00"), Err(Flaw::Skipped), "summer time begins");
        assert_eq!(at("2026-10-25T02:30:00"), Ok("2026-10-25T00:30:00+00:00".to_owned()), "the first of the two");
        assert_eq!(zone("Europe/Atlantis"), Err(Flaw::Choice));
        assert!(names().any(|name| name == "Asia/Kolkata"));
    }
}
