//! Invitations and calendars, as calendars read them (RFC 5545, RFC 5546).

use super::when;
use crate::i18n::{Locale, interviews as words};
use domain::{
    interviews::{Interview, InterviewStatus, Rsvp},
    users::User,
};
use icalendar::{Calendar, CalendarDateTime, Component, Event, EventLike, EventStatus, Property};

/// What an entry of a calendar says beside what the interview says.
pub struct Entry<'a> {
    pub interview: &'a Interview,
    pub candidate: &'a str,
    /// Who sits in it.
    pub users: &'a [User],
    /// `https://jobs.example.com`
    pub origin: &'a str,
}

/// What a calendar does with what it gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Publish,
    Request,
    Cancel,
}

impl Method {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Publish => "PUBLISH",
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

fn event(locale: Locale, entry: &Entry<'_>, method: Method) -> Event {
    let Entry { interview, candidate, users, origin } = entry;
    let (start, end) = when::times(interview);
    let address = format!("{origin}/interviews/{}", interview.id);
    let status = match interview.status {
        _ if method == Method::Cancel => EventStatus::Cancelled,
        InterviewStatus::Cancelled | InterviewStatus::NoShow => EventStatus::Cancelled,
        _ => EventStatus::Confirmed,
    };
    let mut event = Event::new();
    event
        .uid(&format!("{}@instroom", interview.id))
        .timestamp(interview.updated_at)
        .sequence(u32::try_from(interview.sequence).unwrap_or(u32::MAX))
        .summary(&words::interview_with(locale, candidate))
        .description(&address)
        .url(interview.link.as_deref().unwrap_or(&address))
        .starts(CalendarDateTime::from(start))
        .ends(CalendarDateTime::from(end))
        .status(status);
    let place = interview.place.as_deref().or(interview.link.as_deref());
    if let Some(place) = place {
        event.location(place);
    }
    if method != Method::Publish {
        let host = origin.split("://").nth(1).and_then(|host| host.split(':').next()).unwrap_or("localhost");
        event.append_property(Property::new("ORGANIZER", format!("mailto:instroom@{host}")));
        for user in *users {
            let rsvp = interview.interviewers.iter().find(|seat| seat.user == user.id).map_or(Rsvp::Pending, |seat| seat.rsvp);
            let state = match rsvp {
                Rsvp::Pending => "NEEDS-ACTION",
                Rsvp::Accepted => "ACCEPTED",
                Rsvp::Declined => "DECLINED",
            };
            let mut attendee = Property::new("ATTENDEE", format!("mailto:{}", user.email));
            attendee.add_parameter("CN", &quoted(&user.name)).add_parameter("PARTSTAT", state).add_parameter("ROLE", "REQ-PARTICIPANT");
            event.append_multi_property(attendee);
        }
    }
    event.done()
}

/// A parameter's value may hold no quotes (RFC 5545, 3.2).
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "'"))
}

/// One invitation, or its end.
pub fn invitation(locale: Locale, entry: &Entry<'_>, method: Method) -> String {
    let mut calendar = Calendar::empty();
    head(&mut calendar, method);
    calendar.push(event(locale, entry, method));
    calendar.to_string()
}

/// Every interview of a user.
pub fn feed(locale: Locale, entries: &[Entry<'_>]) -> String {
    let mut calendar = Calendar::empty();
    head(&mut calendar, Method::Publish);
    calendar.append_property(Property::new("X-WR-CALNAME", "Instroom"));
    for entry in entries {
        calendar.push(event(locale, entry, Method::Publish));
    }
    calendar.to_string()
}

fn head(calendar: &mut Calendar, method: Method) {
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", "-//Instroom//Instroom//EN"));
    calendar.append_property(Property::new("METHOD", method.word()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};
    use domain::{id::InterviewId, interviews::InterviewFields, interviews::Seat, resource::Record, users::UserFields};

    fn moment(text: &str) -> DateTime<Utc> {
        text.parse().expect("a moment")
    }

    #[test]
    fn an_invitation_is_known_again_when_it_changes() {
        let user = Record {
            id: uuid::Uuid::from_u128(7).into(),
            version: 1,
            created_at: moment("2026-11-01T00:00:00Z"),
            updated_at: moment("2026-11-01T00:00:00Z"),
            fields: UserFields { email: "iris@example.test".into(), name: "Iris \"I\" O, Jr".into(), ..UserFields::default() },
        };
        let fields = InterviewFields {
            starts_at: Some(moment("2026-12-01T13:00:00Z")),
            ends_at: Some(moment("2026-12-01T14:00:00Z")),
            place: Some("Room 2; left, then right".into()),
            interviewers: vec![Seat { user: user.id, rsvp: Rsvp::Accepted }],
            sequence: 3,
            ..InterviewFields::default()
        };
        let id = InterviewId(uuid::Uuid::from_u128(9));
        let interview = Record { id, version: 4, created_at: user.created_at, updated_at: moment("2026-11-02T08:00:00Z"), fields };
        let users = [user];
        let entry = Entry { interview: &interview, candidate: "Ada Lovelace", users: &users, origin: "https://jobs.example.com" };
        let told = |method| invitation(Locale::English, &entry, method).replace("\r\n ", "");
        let lines = told(Method::Request);
        for line in [
            "METHOD:REQUEST",
            "UID:00000000-0000-0000-0000-000000000009@instroom",
            "SEQUENCE:3",
            "DTSTAMP:20261102T080000Z",
            "DTSTART:20261201T130000Z",
            "DTEND:20261201T140000Z",
            "SUMMARY:Interview with Ada Lovelace",
            "LOCATION:Room 2\\; left\\, then right",
            "STATUS:CONFIRMED",
        ] {
            assert!(lines.lines().any(|told| told.trim_end() == line), "{line} in\n{lines}");
        }
        assert!(
            lines.contains("CN=\"Iris 'I' O, Jr\"") && lines.contains("PARTSTAT=ACCEPTED") && lines.contains("mailto:iris@example.test"),
            "{lines}"
        );
        assert!(told(Method::Cancel).contains("STATUS:CANCELLED") && told(Method::Cancel).contains("METHOD:CANCEL"));
        let feed = feed(Locale::Dutch, &[entry]);
        assert!(feed.contains("SUMMARY:Gesprek met Ada Lovelace") && !feed.contains("ATTENDEE"), "{feed}");
    }
}
