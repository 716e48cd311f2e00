//! Interviews: who talks with whom, when, where, and what is asked.

use crate::{
    error::{Conflict, Error, FieldErrors, Flaw},
    id::{CandidateId, InterviewId, RequestCandidateId, TaskGroupId, UserId},
    resource::{Access, Field, Filter, Kind, Record, Resource, Target},
    text, zones,
};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// An interview.
pub type Interview = Record<InterviewFields>;

/// People who ask, at most.
pub const INTERVIEWERS: u32 = 12;

crate::resource! {
    /// What an interview says.
    pub struct InterviewFields [InterviewId]
        Resource::new("Interview", "interviews", "interview", "A conversation in which the questions of a question bank are asked.");
    /// Who is interviewed.
    candidate "candidate": Option<CandidateId> =
        Field::new(Kind::Relation(Target::CANDIDATE)).required().access(Access::Create).filter(Filter::Exact),
    /// For which request, where it is for one.
    request_candidate "resourceRequestCandidate": Option<RequestCandidateId> =
        Field::new(Kind::Relation(Target::REQUEST_CANDIDATE)).access(Access::Create).filter(Filter::Exact),
    /// What is asked.
    task_group "recruitmentTaskGroup": Option<TaskGroupId> =
        Field::new(Kind::Relation(Target::TASK_GROUP)).required().access(Access::Create).filter(Filter::Exact),
    /// When it begins.
    starts_at "start": Option<DateTime<Utc>> = Field::new(Kind::Moment).required().filter(Filter::Range).sort(),
    /// When it ends.
    ends_at "end": Option<DateTime<Utc>> = Field::new(Kind::Moment).required().filter(Filter::Range).sort(),
    /// The zone in which it was planned, by its IANA name.
    time_zone "timeZone": String = Field::line(64).required(),
    /// Where.
    place "place": Option<String> = Field::line(text::SHORT),
    /// Where, in a browser.
    link "link": Option<String> = Field::new(Kind::Url),
    /// Who asks, and whether they will be there.
    interviewers "interviewers": Vec<Seat> = Field::new(Kind::List(SEATS)).required(),
    /// Where it stands.
    status "status": InterviewStatus [InterviewStatus::Scheduled] = Field::choice(InterviewStatus::WORDS).access(Access::Read).filter(Filter::Exact).sort(),
    /// Why it was cancelled.
    reason "reason": Option<String> = Field::line(text::SHORT),
    /// Who planned it.
    organiser "organiser": Option<UserId> = Field::new(Kind::Relation(Target::USER)).access(Access::Read).filter(Filter::Exact),
    /// Counts the changes that the invitation tells of (RFC 5545, 3.8.7.4).
    sequence "sequence": i64 = Field::new(Kind::Integer { min: 0, max: i64::MAX }).access(Access::Read),
}

/// One of those who ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    pub user: UserId,
    #[serde(default)]
    pub rsvp: Rsvp,
}

const SEATS: &[Field] = &[
    Field::new(Kind::Relation(Target::USER)).required().named("user", "user").doc("Who asks."),
    Field::choice(Rsvp::WORDS).named("rsvp", "rsvp").doc("Whether they will be there."),
];

words! {
    /// Whether somebody will be there.
    #[derive(Default)]
    Rsvp {
        #[default]
        Pending = "pending",
        Accepted = "accepted",
        Declined = "declined",
    }
}

words! {
    /// Where an interview stands. That feedback is awaited is a matter of time, and not kept.
    InterviewStatus {
        Scheduled = "scheduled",
        AwaitingFeedback = "awaiting_feedback",
        Complete = "complete",
        Cancelled = "cancelled",
        NoShow = "no_show",
    }
}

impl InterviewStatus {
    /// Whether it takes place, or took place.
    pub const fn live(self) -> bool {
        !matches!(self, Self::Cancelled | Self::NoShow)
    }

    /// Where people can send it from here. It is complete once everybody has handed in what they heard.
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Scheduled => &[Self::Cancelled, Self::NoShow],
            Self::AwaitingFeedback => &[Self::NoShow],
            Self::NoShow => &[Self::Scheduled],
            Self::Complete | Self::Cancelled => &[],
        }
    }

    /// # Errors
    /// [`Conflict::Transition`] where there is no such way.
    pub fn go(self, to: Self) -> Result<(), Conflict> {
        if self.next().contains(&to) {
            return Ok(());
        }
        Err(Conflict::Transition { from: self.to_string(), allowed: self.next().iter().map(ToString::to_string).collect() })
    }
}

/// No interview is as long: it ends on the day on which it begins, and no day is this long wherever clocks are set.
pub const LONGEST: TimeDelta = TimeDelta::days(2);

/// A time of day that people agree on, as forms hold it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    /// `2026-12-01`
    pub day: String,
    /// `14:00`
    pub from: String,
    /// `15:00`
    pub until: String,
    /// `Europe/Amsterdam`
    pub zone: String,
}

impl When {
    /// From when until when.
    ///
    /// # Errors
    /// Flaws of `day`, `from`, `until` and `timeZone`.
    pub fn read(&self) -> Result<(DateTime<Utc>, DateTime<Utc>), Error> {
        let mut flaws = FieldErrors::default();
        let mut take = |name: &str, flaw: Flaw| flaws.push(name, flaw);
        let given = |text: &str, flaw: Flaw| if text.trim().is_empty() { Flaw::Blank } else { flaw };
        let day = self.day.trim().parse::<NaiveDate>().map_err(|_| take("day", given(&self.day, Flaw::Date))).ok();
        let time = |text: &str| ["%H:%M", "%H:%M:%S"].iter().find_map(|format| NaiveTime::parse_from_str(text.trim(), format).ok());
        let from = time(&self.from).ok_or_else(|| given(&self.from, Flaw::Time)).map_err(|flaw| take("from", flaw)).ok();
        let until = time(&self.until).ok_or_else(|| given(&self.until, Flaw::Time)).map_err(|flaw| take("until", flaw)).ok();
        let zone = zones::zone(self.zone.trim()).map_err(|flaw| take("timeZone", given(&self.zone, flaw))).ok();
        let (Some(day), Some(from), Some(until), Some(zone)) = (day, from, until, zone) else { return Err(Error::Invalid(flaws)) };
        if until <= from {
            return Err(FieldErrors::one("until", Flaw::Below { other: "from".to_owned() }));
        }
        let start = zones::moment(zone, day.and_time(from)).map_err(|flaw| FieldErrors::one("from", flaw))?;
        let end = zones::moment(zone, day.and_time(until)).map_err(|flaw| FieldErrors::one("until", flaw))?;
        // The clocks went back in between: by the clock it ends later, and it does.
        Ok((start, end))
    }

    /// As clocks in the zone show it.
    pub fn of(start: DateTime<Utc>, end: DateTime<Utc>, zone: &str) -> Self {
        let local = |moment: DateTime<Utc>| zones::zone(zone).map_or(moment.naive_utc(), |zone| moment.with_timezone(&zone).naive_local());
        let (start, end) = (local(start), local(end));
        Self {
            day: start.date().to_string(),
            from: start.format("%H:%M").to_string(),
            until: end.format("%H:%M").to_string(),
            zone: zone.to_owned(),
        }
    }
}

impl InterviewFields {
    /// Where it stands at this moment.
    pub fn stands(&self, now: DateTime<Utc>) -> InterviewStatus {
        match self.status {
            InterviewStatus::Scheduled if self.ends_at.is_some_and(|end| end <= now) => InterviewStatus::AwaitingFeedback,
            status => status,
        }
    }

    /// Whether this user asks.
    pub fn seats(&self, user: UserId) -> bool {
        self.interviewers.iter().any(|seat| seat.user == user)
    }

    /// What must hold of it.
    ///
    /// # Errors
    /// Every flaw.
    pub fn consistent(&self) -> Result<(), Error> {
        let mut flaws = FieldErrors::default();
        if self.interviewers.is_empty() {
            flaws.push("interviewers", Flaw::Blank);
        }
        if self.interviewers.len() > INTERVIEWERS as usize {
            flaws.push("interviewers", Flaw::TooMany { max: INTERVIEWERS });
        }
        if self.interviewers.iter().enumerate().any(|(n, seat)| self.interviewers[..n].iter().any(|other| other.user == seat.user)) {
            flaws.push("interviewers", Flaw::Twice);
        }
        if self.ends_at <= self.starts_at {
            flaws.push("until", Flaw::Below { other: "from".to_owned() });
        }
        if let Err(flaw) = zones::zone(&self.time_zone) {
            flaws.push("timeZone", flaw);
        }
        flaws.or(())
    }
}

/// Times of the same length at which nobody is busy, the earliest first, at most `most`: on the half hours of working days from nine to half past five
/// in the zone, from `after` on and within three weeks.
pub fn free(
    busy: &[(DateTime<Utc>, DateTime<Utc>)],
    after: DateTime<Utc>,
    length: TimeDelta,
    zone: zones::Tz,
    most: usize,
) -> Vec<DateTime<Utc>> {
    let (opens, closes) = (TimeDelta::hours(9), TimeDelta::minutes(17 * 60 + 30));
    let first = after.with_timezone(&zone).date_naive();
    let days =
        first.iter_days().take(21).filter(|day| !matches!(chrono::Datelike::weekday(day), chrono::Weekday::Sat | chrono::Weekday::Sun));
    let slots = days.flat_map(move |day| {
        let steps = (0..).map(move |step| opens + TimeDelta::minutes(30) * step).take_while(move |from| *from + length <= closes);
        steps.filter_map(move |from| zones::moment(zone, day.and_time(NaiveTime::MIN) + from).ok())
    });
    let open = slots.filter(|start| *start >= after && busy.iter().all(|(from, until)| *start + length <= *from || *until <= *start));
    open.take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn when(day: &str, from: &str, until: &str, zone: &str) -> When {
        When { day: day.into(), from: from.into(), until: until.into(), zone: zone.into() }
    }

    #[test]
    fn a_time_is_read_in_its_zone() {
        let (start, end) = when("2026-12-01", "14:00", "15:30:00", "Asia/Kolkata").read().expect("a time");
        assert_eq!((start.to_rfc3339(), end - start), ("2026-12-01T08:30:00+00:00".to_owned(), TimeDelta::minutes(90)));
        assert_eq!(When::of(start, end, "Asia/Kolkata"), when("2026-12-01", "14:00", "15:30", "Asia/Kolkata"));
        let refused = |when: When| match when.read() {
            Err(Error::Invalid(FieldErrors(flaws))) => flaws.into_iter().map(|error| (error.field, error.flaw)).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        let one = |field: &str, flaw: Flaw| vec![(field.to_owned(), flaw)];
        assert_eq!(refused(when("2026-12-01", "14:00", "14:00", "UTC")), one("until", Flaw::Below { other: "from".into() }));
        assert_eq!(refused(when("2027-03-28", "02:30", "04:00", "Europe/Amsterdam")), one("from", Flaw::Skipped));
        assert_eq!(refused(when("2026-02-30", "14:00", "15:00", "UTC")), one("day", Flaw::Date));
        assert_eq!(refused(when("2026-12-01", "25:00", "15:00", "UTC")), one("from", Flaw::Time));
        assert_eq!(refused(when("2026-12-01", "14:00", "15:00", "Mars")), one("timeZone", Flaw::Choice));
        assert_eq!(refused(When::default()).len(), 4);
    }

    #[test]
    fn feedback_is_awaited_once_it_is_over() {
        let end = "2026-12-01T15:00:00Z".parse::<DateTime<Utc>>().expect("a moment");
        let fields = InterviewFields { ends_at: Some(end), ..InterviewFields::default() };
        assert_eq!(fields.stands(end - TimeDelta::seconds(1)), InterviewStatus::Scheduled);
        assert_eq!(fields.stands(end), InterviewStatus::AwaitingFeedback);
        let cancelled = InterviewFields { status: InterviewStatus::Cancelled, ..fields };
        assert_eq!(cancelled.stands(end), InterviewStatus::Cancelled);
        assert!(InterviewStatus::AwaitingFeedback.go(InterviewStatus::Cancelled).is_err(), "it has been");
    }

    proptest! {
        #[test]
        fn what_is_free_is_nobodys(starts in proptest::collection::vec((0_i64..20_000, 15_i64..300), 0..40), length in 1_i64..16) {
            let after = "2026-12-04T12:10:00Z".parse::<DateTime<Utc>>().expect("a moment");
            let busy: Vec<_> = starts.iter().map(|(from, long)| {
                let from = after + TimeDelta::minutes(*from);
                (from, from + TimeDelta::minutes(*long))
            }).collect();
            let length = TimeDelta::minutes(30 * length);
            let free = free(&busy, after, length, zones::Tz::Europe__Amsterdam, 3);
            prop_assert!(free.len() <= 3 && free.is_sorted());
            for start in free {
                prop_assert!(start >= after);
                prop_assert!(busy.iter().all(|(from, until)| start + length <= *from || *until <= start));
            }
        }
    }
}
