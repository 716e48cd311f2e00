//! Interviews: planned, moved, called off, and answered by those who sit in them.

mod links;
mod sql;

use crate::{
    Service, candidates,
    db::Tx,
    error::{Error, Result},
    letters::{self, About},
    records::{self, Logged, Pen},
    request_candidates, task_groups, users,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    change::{Entity, Facts, Kind},
    error::{Conflict, Error as Refusal, FieldErrors, Flaw},
    id::{CandidateId, InterviewId, RequestCandidateId, TaskGroupId, UserId},
    interviews::{self, Interview, InterviewFields, InterviewStatus, Rsvp, Seat, When},
    merge_patch,
    policy::{self, Action, Actor, CandidateFacts, InterviewFacts, On},
    resource::Record,
    task_groups::GroupStatus,
    text, zones,
};
use serde_json::json;
use uuid::Uuid;

pub use links::{by_feed, by_link, feed, invitation, renew_feed, reply_by_link};
pub(crate) use sql::{awaits, handed_in, seat_in, set_seats};

/// Other times that are offered.
const OFFERED: usize = 3;
/// How far ahead other times are looked for.
const AHEAD: TimeDelta = TimeDelta::days(22);

impl Logged for InterviewFields {
    const ENTITY: Entity = Entity::Interview;

    fn owner(record: &Interview) -> Uuid {
        record.candidate.unwrap_or_default().0
    }
}

/// What is planned.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub candidate: CandidateId,
    pub request_candidate: Option<RequestCandidateId>,
    pub task_group: TaskGroupId,
    pub interviewers: Vec<UserId>,
    pub when: When,
    pub place: String,
    pub link: String,
}

impl Plan {
    /// The attributes of it, checked one by one.
    fn fields(&self, organiser: Option<UserId>) -> Result<InterviewFields> {
        let mut flaws = FieldErrors::default();
        let times = match self.when.read() {
            Ok(times) => Some(times),
            Err(Refusal::Invalid(FieldErrors(more))) => {
                flaws.0.extend(more);
                None
            }
            Err(other) => return Err(other.into()),
        };
        let (start, end) = times.unwrap_or_default();
        let given = json!({
            "candidate": self.candidate,
            "resourceRequestCandidate": self.request_candidate,
            "recruitmentTaskGroup": self.task_group.to_string(),
            "start": start,
            "end": end,
            // What is wrong with it was said with the times.
            "timeZone": if times.is_some() { &self.when.zone } else { "UTC" },
            "place": self.place,
            "link": self.link,
            "interviewers": self.interviewers.iter().map(|user| json!({ "user": user, "rsvp": Rsvp::Pending })).collect::<Vec<_>>(),
        });
        let read = merge_patch::create::<InterviewFields>(given.as_object().unwrap_or(&Default::default()));
        let fields = match read {
            Ok(fields) => Some(InterviewFields { organiser, ..fields }),
            Err(Refusal::Invalid(FieldErrors(more))) => {
                flaws.0.extend(more);
                if self.interviewers.is_empty() {
                    flaws.push("interviewers", Flaw::Blank);
                }
                None
            }
            Err(other) => return Err(other.into()),
        };
        if let Some(Err(Refusal::Invalid(FieldErrors(more)))) = fields.as_ref().map(InterviewFields::consistent) {
            // Of the times, all that is wrong with them was said.
            flaws.0.extend(more.into_iter().filter(|flaw| times.is_some() || flaw.field != "until"));
        }
        match fields {
            Some(fields) => Ok(flaws.or(fields)?),
            None => Err(Refusal::Invalid(flaws).into()),
        }
    }
}

/// The interviews this actor finds that touch this span of time, the earliest first, and whether there are more than these.
///
/// # Errors
/// [`Refusal::Forbidden`].
pub async fn between(service: &Service, actor: &Actor, from: DateTime<Utc>, until: DateTime<Utc>) -> Result<(Vec<Interview>, bool)> {
    policy::can(actor, Action::ListInterviews, On::Nothing)?;
    let mut found = service.db.read(async |tx: &mut Tx| sql::between(tx, actor, from, until).await).await?;
    let more = found.len() > sql::AGENDA as usize;
    found.truncate(sql::AGENDA as usize);
    Ok((found, more))
}

/// The interviews with a person that this actor finds, the latest first.
///
/// # Errors
/// [`Refusal::Forbidden`].
pub async fn with(service: &Service, actor: &Actor, candidate: CandidateId) -> Result<Vec<Interview>> {
    policy::can(actor, Action::ListInterviews, On::Nothing)?;
    service.db.read(async |tx: &mut Tx| sql::with(tx, actor, candidate).await).await
}

/// What the calendar of a user holds from this moment on, called off or not.
///
/// # Errors
/// The database's.
pub async fn calendar(service: &Service, user: UserId, from: DateTime<Utc>) -> Result<Vec<Interview>> {
    service.db.read(async |tx: &mut Tx| sql::of_user(tx, user, from).await).await
}

/// The interviews of which this actor has yet to say what they heard, the longest ago first.
///
/// # Errors
/// [`Refusal::Forbidden`].
pub async fn owed(service: &Service, actor: &Actor) -> Result<Vec<Interview>> {
    policy::can(actor, Action::ListInterviews, On::Nothing)?;
    let Some(user) = actor.user() else { return Ok(Vec::new()) };
    let now = service.clock.now();
    service.db.read(async |tx: &mut Tx| sql::owed(tx, user, now).await).await
}

/// An interview.
///
/// # Errors
/// [`Refusal::NotFound`] for whoever may not know of it.
pub async fn get(service: &Service, actor: &Actor, id: InterviewId) -> Result<Interview> {
    service.db.read(async |tx: &mut Tx| Ok(find(tx, actor, Action::ReadInterview, id).await?.0)).await
}

pub(crate) async fn known(tx: &mut Tx, id: InterviewId) -> Result<Option<Interview>> {
    records::find::<InterviewFields>(tx, id).await
}

/// An interview that this actor may do this to, and the person's file.
pub(crate) async fn find(tx: &mut Tx, actor: &Actor, action: Action, id: InterviewId) -> Result<(Interview, CandidateFacts)> {
    let missing = || Error::Refused(Refusal::NotFound);
    let interview = records::find::<InterviewFields>(tx, id).await?.ok_or_else(missing)?;
    let file = candidates::facts_in(tx, interview.candidate.unwrap_or_default()).await?.ok_or_else(missing)?;
    policy::can(actor, action, On::Interview(&InterviewFacts::from(&interview), &file))?;
    Ok((interview, file))
}

/// Plans an interview, and invites who sits in it.
///
/// # Errors
/// [`Refusal::Invalid`], [`Refusal::Malformed`], [`Refusal::Forbidden`]; [`Conflict::Booked`] where somebody would be in two at once.
pub async fn schedule(service: &Service, actor: &Actor, plan: &Plan) -> Result<Interview> {
    policy::can(actor, Action::ScheduleInterview, On::Nothing)?;
    let fields = plan.fields(actor.user())?;
    let (command, pen, actor) = (service.command(actor), service.pen(), actor.clone());
    let (at, id) = (command.at, InterviewId(service.clock.id()));
    service
        .db
        .write(&command, move |tx| {
            let (pen, actor, mut fields) = (pen.clone(), actor.clone(), fields.clone());
            Box::pin(async move {
                let person = fields.candidate.unwrap_or_default();
                let file = candidates::facts_in(tx, person).await?.ok_or_else(|| records::dangling("candidates", person))?;
                records::referred(policy::can(&actor, Action::ScheduleInterview, On::Candidate(&file)), "candidates", person)?;
                fields.candidate = Some(file.id);
                if let Some(standing) = fields.request_candidate
                    && request_candidates::standing(tx, &actor, standing).await?.candidate != fields.candidate
                {
                    return Err(FieldErrors::one("resourceRequestCandidate", Flaw::Choice).into());
                }
                asked(tx, fields.task_group.unwrap_or_default()).await?;
                able(tx, &fields, &[]).await?;
                let interview = Record { id, version: 1, created_at: at, updated_at: at, fields };
                unbooked(tx, &interview, at).await?;
                records::add(tx, &pen, &interview).await?;
                set_seats(tx, &interview).await?;
                for seat in &interview.interviewers {
                    letters::queue(tx, &pen, seat.user, About::Invitation, &interview, at).await?;
                    remind(tx, &pen, seat.user, &interview).await?;
                }
                Ok(interview)
            })
        })
        .await
}

/// The question bank must be in use.
async fn asked(tx: &mut Tx, id: TaskGroupId) -> Result<()> {
    let group = task_groups::find(tx, id).await?.ok_or_else(|| records::dangling("recruitment-task-groups", id))?;
    if group.status == GroupStatus::Published { Ok(()) } else { Err(FieldErrors::one("recruitmentTaskGroup", Flaw::Choice).into()) }
}

/// Who sits in it must be able to sign in, and not be the person themselves. Who sat in it `before` may stay.
async fn able(tx: &mut Tx, fields: &InterviewFields, before: &[Seat]) -> Result<()> {
    for seat in &fields.interviewers {
        if before.iter().any(|other| other.user == seat.user) {
            continue;
        }
        let user = users::active(tx, seat.user).await?;
        if user.is_none_or(|user| user.candidate.is_some() && user.candidate == fields.candidate) {
            return Err(FieldErrors::one("interviewers", Flaw::Choice).into());
        }
    }
    Ok(())
}

/// Nobody is in two interviews at once.
async fn unbooked(tx: &mut Tx, interview: &Interview, now: DateTime<Utc>) -> Result<()> {
    let (start, end) = (interview.starts_at.unwrap_or_default(), interview.ends_at.unwrap_or_default());
    let candidate = interview.candidate.unwrap_or_default();
    let users: Vec<UserId> = interview.interviewers.iter().filter(|seat| seat.rsvp != Rsvp::Declined).map(|seat| seat.user).collect();
    let people: Vec<Uuid> = users.iter().map(|user| user.0).chain([candidate.0]).collect();
    sql::hold(tx, &people).await?;
    let busy = sql::busy(tx, Some(interview.id), candidate, &users, start, end).await?;
    if busy.is_empty() {
        return Ok(());
    }
    let ahead = sql::busy(tx, Some(interview.id), candidate, &users, start.max(now), start.max(now) + AHEAD).await?;
    let spans: Vec<_> = ahead.iter().map(|busy| (busy.from, busy.until)).collect();
    let zone = zones::zone(&interview.time_zone).unwrap_or(zones::Tz::UTC);
    let free = interviews::free(&spans, start.max(now), end - start, zone, OFFERED);
    Err(Conflict::Booked { busy, free }.into())
}

/// Who has not handed in an hour after the end is reminded; before the end nobody is.
async fn remind(tx: &mut Tx, pen: &Pen, user: UserId, interview: &Interview) -> Result<()> {
    let due = interview.ends_at.unwrap_or_default() + TimeDelta::hours(1);
    letters::queue(tx, pen, user, About::Reminder, interview, due).await.map(drop)
}

/// Moves an interview to another time or place, or changes who sits in it. Whom and what it is about stays. `seen` is the version the writer saw.
///
/// # Errors
/// As [`schedule`]; [`Conflict::Stale`], [`Conflict::Transition`] where it is over.
pub async fn reschedule(service: &Service, actor: &Actor, id: InterviewId, plan: &Plan, seen: Option<i64>) -> Result<Interview> {
    let fields = plan.fields(None)?;
    alter(service, actor, id, Action::EditInterview, seen, move |before, now| {
        let status = before.stands(now);
        if status != InterviewStatus::Scheduled {
            return Err(Conflict::Transition { from: status.to_string(), allowed: Vec::new() }.into());
        }
        let same_time = (before.starts_at, before.ends_at) == (fields.starts_at, fields.ends_at);
        // Who said they would come said so of another time.
        let rsvp = |user| before.interviewers.iter().find(|seat| seat.user == user && same_time).map_or(Rsvp::Pending, |seat| seat.rsvp);
        let interviewers = fields.interviewers.iter().map(|seat| Seat { user: seat.user, rsvp: rsvp(seat.user) }).collect();
        let moved = InterviewFields {
            starts_at: fields.starts_at,
            ends_at: fields.ends_at,
            time_zone: fields.time_zone.clone(),
            place: fields.place.clone(),
            link: fields.link.clone(),
            interviewers,
            ..before.clone()
        };
        Ok(moved)
    })
    .await
}

/// Calls an interview off.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Forbidden`]; a flaw where the reason is missing; [`Conflict::Transition`], [`Conflict::Stale`].
pub async fn cancel(service: &Service, actor: &Actor, id: InterviewId, reason: &str, seen: Option<i64>) -> Result<Interview> {
    let said = text::said(reason).map_err(|flaw| FieldErrors::one("reason", flaw))?;
    let reason = said.ok_or_else(|| FieldErrors::one("reason", Flaw::Blank))?;
    alter(service, actor, id, Action::EditInterview, seen, move |before, now| {
        before.stands(now).go(InterviewStatus::Cancelled)?;
        Ok(InterviewFields { status: InterviewStatus::Cancelled, reason: Some(reason.clone()), ..before.clone() })
    })
    .await
}

/// Notes that the candidate did not come.
///
/// # Errors
/// As [`cancel`]; a flaw of `start` where it has not begun.
pub async fn no_show(service: &Service, actor: &Actor, id: InterviewId, seen: Option<i64>) -> Result<Interview> {
    alter(service, actor, id, Action::EditInterview, seen, move |before, now| {
        before.stands(now).go(InterviewStatus::NoShow)?;
        if before.starts_at.is_some_and(|start| start > now) {
            return Err(FieldErrors::one("start", Flaw::Later).into());
        }
        Ok(InterviewFields { status: InterviewStatus::NoShow, ..before.clone() })
    })
    .await
}

/// Takes back that the candidate did not come.
///
/// # Errors
/// As [`cancel`].
pub async fn came(service: &Service, actor: &Actor, id: InterviewId, seen: Option<i64>) -> Result<Interview> {
    alter(service, actor, id, Action::EditInterview, seen, move |before, now| {
        before.stands(now).go(InterviewStatus::Scheduled)?;
        Ok(InterviewFields { status: InterviewStatus::Scheduled, ..before.clone() })
    })
    .await
}

/// Says whether one will be there.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Forbidden`] where one does not sit in it; [`Conflict::Transition`] where it is over or called off;
/// [`Conflict::Booked`] where one is in another interview by now.
pub async fn reply(service: &Service, actor: &Actor, id: InterviewId, rsvp: Rsvp) -> Result<Interview> {
    reply_to(service, actor, id, rsvp, None).await
}

/// As [`reply`], to the invitation with this sequence.
async fn reply_to(service: &Service, actor: &Actor, id: InterviewId, rsvp: Rsvp, sequence: Option<i64>) -> Result<Interview> {
    let user = actor.user().ok_or(Refusal::Unauthenticated)?;
    alter(service, actor, id, Action::AnswerInvitation, None, move |before, now| {
        if sequence.is_some_and(|sequence| sequence != before.sequence) {
            return Err(Refusal::NotFound.into());
        }
        if before.stands(now) != InterviewStatus::Scheduled {
            return Err(Conflict::Transition { from: before.stands(now).to_string(), allowed: Vec::new() }.into());
        }
        let seat = |seat: &Seat| if seat.user == user { Seat { rsvp, ..*seat } } else { *seat };
        Ok(InterviewFields { interviewers: before.interviewers.iter().map(seat).collect(), ..before.clone() })
    })
    .await
}

/// Changes an interview, its seats, and tells those whom the change is about.
async fn alter(
    service: &Service,
    actor: &Actor,
    id: InterviewId,
    action: Action,
    seen: Option<i64>,
    change: impl Fn(&InterviewFields, DateTime<Utc>) -> Result<InterviewFields> + Clone + Send + Sync + 'static,
) -> Result<Interview> {
    let (command, pen, actor) = (service.command(actor), service.pen(), actor.clone());
    service
        .db
        .write(&command, move |tx| {
            let (pen, actor, change) = (pen.clone(), actor.clone(), change.clone());
            Box::pin(async move {
                let at = tx.command()?.at;
                let (before, _) = find(tx, &actor, action, id).await?;
                records::unchanged_since(seen, before.version)?;
                let mut fields = change(&before.fields, at)?;
                if fields == before.fields {
                    return Ok(before);
                }
                able(tx, &fields, &before.interviewers).await?;
                let heard = sql::heard(tx, id).await?;
                // What was said of it was said: it took place.
                if heard > 0 && !fields.status.live() {
                    return Err(Conflict::HandedIn.into());
                }
                // Who stayed away may have read what the others heard, and is not there after all.
                let declined = |seat: &Seat| before.interviewers.iter().any(|was| was.user == seat.user && was.rsvp == Rsvp::Declined);
                if heard > 0 && fields.interviewers.iter().any(|seat| seat.rsvp != Rsvp::Declined && declined(seat)) {
                    return Err(Conflict::NotUndoable.into());
                }
                let planned = planned(&before.fields) != planned(&fields);
                fields.sequence += i64::from(planned);
                let moves = fields.status != before.status;
                let planned_now = Record { fields: fields.clone(), ..before.clone() };
                if fields.status == InterviewStatus::Scheduled && planned {
                    unbooked(tx, &planned_now, at).await?;
                }
                let (kind, facts) =
                    if moves { (Kind::Moved, records::moved(before.status, fields.status)) } else { (Kind::Updated, Facts::default()) };
                let after = records::save(tx, &pen, kind, &before, fields, facts).await?;
                set_seats(tx, &after).await?;
                tell(tx, &pen, &before, &after, planned, at).await?;
                // Who was still waited for may be gone.
                if heard > 0 { complete(tx, &pen, &after).await } else { Ok(after) }
            })
        })
        .await
}

/// What an invitation tells of.
fn planned(fields: &InterviewFields) -> impl PartialEq + use<> {
    let users: Vec<UserId> = fields.interviewers.iter().map(|seat| seat.user).collect();
    (fields.starts_at, fields.ends_at, fields.time_zone.clone(), fields.place.clone(), fields.link.clone(), users, fields.status)
}

async fn tell(tx: &mut Tx, pen: &Pen, before: &Interview, after: &Interview, planned: bool, at: DateTime<Utc>) -> Result<()> {
    if !planned {
        return Ok(());
    }
    for seat in &before.interviewers {
        if !after.seats(seat.user) || after.status == InterviewStatus::Cancelled {
            letters::queue(tx, pen, seat.user, About::Cancellation, after, at).await?;
        }
    }
    // That the candidate came after all tells nobody who was there anything new.
    if after.status == InterviewStatus::Scheduled && before.status == InterviewStatus::Scheduled {
        for seat in &after.interviewers {
            let about = if before.seats(seat.user) { About::Change } else { About::Invitation };
            letters::queue(tx, pen, seat.user, about, after, at).await?;
            remind(tx, pen, seat.user, after).await?;
        }
    }
    Ok(())
}

/// Notes that everybody has handed in what they heard.
pub(crate) async fn complete(tx: &mut Tx, pen: &Pen, interview: &Interview) -> Result<Interview> {
    if interview.status != InterviewStatus::Scheduled || sql::awaited(tx, interview.id).await? > 0 {
        return Ok(interview.clone());
    }
    let fields = InterviewFields { status: InterviewStatus::Complete, ..interview.fields.clone() };
    let facts = records::moved(interview.status, fields.status);
    records::save(tx, pen, Kind::Moved, interview, fields, facts).await
}
