//! Letters: what they say is decided here, in the reader's language; sending them is the server's.

use crate::{
    caller::Caller,
    i18n::{Locale, approvals as asking, mail as words},
    interviews::{
        calendar::{self, Entry, Method},
        when,
    },
    visit::visit,
};
use domain::{
    assignments::Assignment,
    error::Error,
    id::CandidateId,
    interviews::Interview,
    policy::{Actor, Purpose},
    users::User,
    zones,
};
use leptos::prelude::*;
use service::{
    Service, approvals, assignments, candidates, interviews,
    letters::{About, Due, Recipient, Topic},
    users,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// One letter, plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The address alone.
    pub to: String,
    pub subject: String,
    pub text: String,
    /// An entry of a calendar, and what is to be done with it.
    pub calendar: Option<(Method, String)>,
}

/// Takes letters to be sent. It does not wait for them to arrive; what fails is logged.
#[derive(Clone)]
pub struct Mailer(pub Arc<dyn Fn(Letter) + Send + Sync>);

/// Where letters go; none where no mail server is configured.
pub fn mailer() -> Option<Mailer> {
    use_context()
}

/// The letter with a single-use link, in the language of whoever gets it, else of whoever asked.
pub fn with_link(user: &User, purpose: Purpose, link: &str, asked_in: Locale) -> Letter {
    let locale = user.locale.unwrap_or(asked_in);
    let (subject, text) = match purpose {
        Purpose::Setup | Purpose::Invite => (words::INVITE_SUBJECT, words::invite(locale, &user.name, link)),
        Purpose::Reset => (words::RESET_SUBJECT, words::reset(locale, &user.name, link)),
    };
    Letter { to: user.email.clone(), subject: subject.get(locale).to_owned(), text, calendar: None }
}

/// Whose eyes a letter is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadBy {
    Recipient,
    /// An administrator looks what was sent: a link that decides in somebody's name is not for them.
    Outbox,
}

/// Letters that are due, from what holds now; `origin` is what their links begin with.
///
/// # Errors
/// The database's.
pub async fn written(service: &Service, due: &[Due], origin: &str, read_by: ReadBy) -> service::Result<Vec<Letter>> {
    let interviews = due.iter().filter_map(|due| match &due.topic {
        Topic::Interview(_, interview) => interview.candidate,
        Topic::Assignment(_) | Topic::Approval(..) => None,
    });
    let people: BTreeSet<CandidateId> = interviews.collect();
    let mut known = Known::default();
    if !people.is_empty() {
        // Whoever is told knew of the person, or is about to.
        known =
            Known { people: candidates::names(service, &Actor::System, people).await?, users: users::list(service, &Actor::System).await? };
    }
    due.iter().map(|due| one(service, &known, due, origin, read_by)).collect()
}

/// Who occurs in letters.
#[derive(Default)]
struct Known {
    people: BTreeMap<CandidateId, String>,
    users: Vec<User>,
}

fn one(service: &Service, known: &Known, due: &Due, origin: &str, read_by: ReadBy) -> service::Result<Letter> {
    match &due.topic {
        Topic::Interview(about, interview) => about_interview(service, known, &due.to, *about, interview, origin),
        Topic::Assignment(assignment) => about_questions(service, &due.to, assignment, origin),
        Topic::Approval(approval, request, again) => {
            let (to, locale) = (&due.to, due.to.locale.unwrap_or(Locale::English));
            let secret = approvals::link(service, approval, to.user.unwrap_or_default(), due.due_at)?;
            let (link, page) = (format!("{origin}/approval/{secret}"), format!("{origin}/approvals/{}", approval.id));
            let subject = if *again { asking::SUBJECT_AGAIN } else { asking::SUBJECT };
            let name = crate::records::request_name(request);
            let text = asking::letter(locale, &to.name, &name, (read_by == ReadBy::Recipient).then_some(link.as_str()), &page);
            Ok(Letter { to: to.email.clone(), subject: format!("{}: {name}", subject.get(locale)), text, calendar: None })
        }
    }
}

fn about_interview(
    service: &Service,
    known: &Known,
    to: &Recipient,
    about: About,
    interview: &Interview,
    origin: &str,
) -> service::Result<Letter> {
    let locale = to.locale.unwrap_or(Locale::English);
    let zone = to.time_zone.as_deref().and_then(|name| zones::zone(name).ok());
    let zone = zone.or_else(|| zones::zone(&interview.time_zone).ok()).unwrap_or(zones::Tz::UTC);
    let person = known.people.get(&interview.candidate.unwrap_or_default()).ok_or(Error::NotFound)?.clone();
    let users: Vec<User> = known.users.iter().filter(|user| interview.seats(user.id) || Some(user.id) == to.user).cloned().collect();
    let (start, end) = when::times(interview);
    let facts = words::Told {
        name: &to.name,
        person: &person,
        when: &format!("{} ({})", when::span(locale, start, end, zone), zone.name()),
        place: interview.place.as_deref(),
        link: interview.link.as_deref(),
        reason: interview.reason.as_deref(),
        address: &format!("{origin}/interviews/{}", interview.id),
        answer: &format!("{origin}/invitation/{}", interviews::invitation(service, interview, to.user.unwrap_or_default())?),
    };
    let (subject, text, method) = match about {
        About::Invitation => (words::INVITATION_SUBJECT, words::invitation(locale, &facts), Some(Method::Request)),
        About::Change => (words::CHANGE_SUBJECT, words::change(locale, &facts), Some(Method::Request)),
        About::Cancellation => (words::CANCELLATION_SUBJECT, words::cancellation(locale, &facts), Some(Method::Cancel)),
        About::Reminder => (words::REMINDER_SUBJECT, words::reminder(locale, &facts), None),
    };
    let entry = Entry { interview, candidate: &person, users: &users, origin };
    Ok(Letter {
        to: to.email.clone(),
        subject: format!("{}: {person}", subject.get(locale)),
        text,
        calendar: method.map(|method| (method, calendar::invitation(locale, &entry, method))),
    })
}

/// To a candidate, whose language nobody knows: in the languages of the pages, one below the other.
fn about_questions(service: &Service, to: &Recipient, assignment: &Assignment, origin: &str) -> service::Result<Letter> {
    let link = format!("{origin}/answer/{}", assignments::link(service, assignment.id)?);
    let until = assignment.expires_at.unwrap_or_default().date_naive();
    let text = Locale::ALL.iter().map(|locale| words::questions(*locale, &to.name, until, &link)).collect::<Vec<_>>().join("\n—\n\n");
    let subject = Locale::ALL.iter().map(|locale| words::QUESTIONS_SUBJECT.get(*locale)).collect::<Vec<_>>().join(" / ");
    Ok(Letter { to: to.email.clone(), subject, text, calendar: None })
}

/// The address of a single-use link.
pub fn address(secret: &str) -> String {
    format!("{}/link/{secret}", expect_context::<Caller>().origin)
}

/// Sends a link to its owner, if letters can be sent; says whether it was.
pub fn send_link(user: &User, purpose: Purpose, link: &str) -> bool {
    let Some(Mailer(send)) = mailer() else { return false };
    send(with_link(user, purpose, link, visit().locale));
    true
}
