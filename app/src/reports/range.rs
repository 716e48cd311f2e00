//! What a report is asked for, as an address says it: pages, what is behind their numbers, and the tables for spreadsheets read it alike.

use crate::{interviews::when, visit::Visit};
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use domain::reports::{Begins, Ends};
use service::reports::StaffingAsked;

/// Days that are shown where no others are asked for.
const USUAL: i64 = 90;

/// A day with a year of four digits: both databases know no other.
fn day(text: Option<String>) -> Option<NaiveDate> {
    text?.parse().ok().filter(|day: &NaiveDate| (2000..=9000).contains(&day.year()))
}

fn today(visit: &Visit) -> NaiveDate {
    visit.clock.now.with_timezone(&when::zone(visit)).date_naive()
}

/// The first and the last day of a report, on the reader's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    pub from: NaiveDate,
    pub until: NaiveDate,
}

impl Days {
    /// `value` is what stands in the address under a name.
    pub fn read(visit: &Visit, value: impl Fn(&str) -> Option<String>) -> Self {
        let until = day(value("until")).unwrap_or_else(|| today(visit));
        let from = day(value("from")).unwrap_or(until - TimeDelta::days(USUAL - 1));
        Self { from, until }
    }

    /// When the first one begins, and when the last one ends.
    pub fn moments(&self, visit: &Visit) -> (DateTime<Utc>, DateTime<Utc>) {
        let zone = when::zone(visit);
        (when::days(self.from, 1, zone).0, when::days(self.until, 1, zone).1)
    }

    /// Whether the end lies before the beginning.
    pub fn wrong(&self) -> bool {
        self.until < self.from
    }

    /// As an address says it.
    pub fn query(&self) -> String {
        format!("from={}&until={}", self.from, self.until)
    }
}

/// What the report of how people move through requests is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    pub days: Days,
    /// As it looked at the end of this day.
    pub as_of: NaiveDate,
    pub begins: Begins,
    pub ends: Ends,
}

impl Range {
    /// `value` is what stands in the address under a name; what makes no sense is as if it were not there.
    pub fn read(visit: &Visit, value: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            days: Days::read(visit, &value),
            as_of: day(value("as_of")).unwrap_or_else(|| today(visit)),
            begins: value("begins").and_then(|word| word.parse().ok()).unwrap_or(Begins::Opened),
            ends: value("ends").and_then(|word| word.parse().ok()).unwrap_or(Ends::Filled),
        }
    }

    /// As the service understands it.
    pub fn asked(&self, visit: &Visit) -> StaffingAsked {
        let (from, until) = self.days.moments(visit);
        let (_, as_of) = when::days(self.as_of, 1, when::zone(visit));
        StaffingAsked { from, until, as_of, begins: self.begins, ends: self.ends }
    }

    /// Another view of the same, with more in its address.
    pub fn href(&self, path: &str, more: &[(&str, String)]) -> String {
        let more = serde_urlencoded::to_string(more).unwrap_or_default();
        let joint = if more.is_empty() { "" } else { "&" };
        let Self { days, as_of, begins, ends } = self;
        format!("{path}?{}&as_of={as_of}&begins={begins}&ends={ends}{joint}{more}", days.query())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ui::Clock, visit::Theme};
    use chrono::Offset;
    use domain::users::Locale;

    fn visit() -> Visit {
        let clock = Clock { now: "2026-03-02T09:00:00Z".parse().unwrap(), zone: Utc.fix() };
        Visit { locale: Locale::English, theme: Theme::System, user: None, actor: None, clock, demo: None }
    }

    fn read(query: &str) -> Range {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap();
        Range::read(&visit(), |name| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()))
    }

    #[test]
    fn an_address_says_what_is_asked_and_nonsense_says_nothing() {
        let usual = read("");
        assert_eq!((usual.days.from.to_string(), usual.days.until.to_string()), ("2025-12-03".into(), "2026-03-02".into()));
        assert_eq!((usual.as_of.to_string(), usual.begins, usual.ends), ("2026-03-02".into(), Begins::Opened, Ends::Filled));
        assert_eq!(read("from=0012-01-01&until=x&as_of=&begins=x&ends=filled&other=1"), usual);
        let range = read("from=2026-01-05&until=2026-01-04&as_of=2026-02-01&begins=created&ends=first_placed");
        assert!(range.days.wrong() && !usual.days.wrong());
        let href = range.href("/reports/people", &[("source", "a&b = c".to_owned())]);
        assert_eq!(read(href.split_once('?').unwrap().1), range, "there and back");
        assert!(href.ends_with("&source=a%26b+%3D+c"), "{href}");
        assert_eq!(range.href("/x", &[]), "/x?from=2026-01-05&until=2026-01-04&as_of=2026-02-01&begins=created&ends=first_placed");
    }

    #[test]
    fn days_end_when_the_next_ones_begin() {
        let asked = read("from=2026-01-05&until=2026-01-06&as_of=2026-01-07").asked(&visit());
        let moments = [asked.from, asked.until, asked.as_of].map(|at| at.to_rfc3339());
        assert_eq!(moments, ["2026-01-05T00:00:00+00:00", "2026-01-07T00:00:00+00:00", "2026-01-08T00:00:00+00:00"]);
    }
}
