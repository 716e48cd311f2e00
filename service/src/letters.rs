//! Letters about interviews, about requests to decide on, and to candidates: noted in the transaction of what they tell of, so that none is lost; written when they are due, from what then holds.

use crate::{
    Service, approvals, candidates,
    db::{Param, Tx, Where},
    error::{Error, Result},
    interviews,
    records::{ById, Pen, by_id},
    sql,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    approvals::{Approval, ApprovalFields},
    assignments::{Assignment, AssignmentFields},
    candidates::CandidateFields,
    id::{ApprovalId, AssignmentId, CandidateId, InterviewId, UserId},
    interviews::{Interview, InterviewFields, InterviewStatus},
    policy::{self, Action, Actor, On},
    requests::{RequestFields, ResourceRequest},
    users::{Locale, User, UserFields},
};
use uuid::Uuid;

/// Attempts at one letter, at most.
const ATTEMPTS: i64 = 8;
/// A process that has taken a letter and does not say what became of it is gone after this time.
const CLAIM: TimeDelta = TimeDelta::minutes(5);
/// Letters that the outbox shows.
const SHOWN: i64 = 100;

/// What a letter tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    Invitation,
    /// Another time, place or company.
    Change,
    Cancellation,
    /// It is over, and the scorecard is not handed in.
    Reminder,
}

/// What letters about approvals are noted as.
const APPROVAL: &str = "approval";
const APPROVAL_AGAIN: &str = "approval_again";

impl About {
    const fn word(self) -> &'static str {
        match self {
            About::Invitation => "invitation",
            About::Change => "change",
            About::Cancellation => "cancellation",
            About::Reminder => "reminder",
        }
    }

    fn read(word: &str) -> Result<Self> {
        let all = [About::Invitation, About::Change, About::Cancellation, About::Reminder];
        all.into_iter().find(|about| about.word() == word).ok_or_else(|| Error::broken("a letter about something unknown"))
    }
}

/// Who gets a letter.
#[derive(Clone, Debug)]
pub struct Recipient {
    /// None: the candidate.
    pub user: Option<UserId>,
    pub name: String,
    pub email: String,
    pub locale: Option<Locale>,
    pub time_zone: Option<String>,
}

impl From<User> for Recipient {
    fn from(user: User) -> Self {
        let UserFields { name, email, locale, time_zone, .. } = user.fields;
        Self { user: Some(user.id), name, email, locale, time_zone }
    }
}

/// What a letter is about.
#[derive(Clone, Debug)]
pub enum Topic {
    Interview(About, Interview),
    /// Questions to answer.
    Assignment(Assignment),
    /// A request to decide about; whether that is asked again.
    Approval(Approval, Box<ResourceRequest>, bool),
}

/// A letter to be written, or that was.
#[derive(Clone, Debug)]
pub struct Due {
    pub id: Uuid,
    pub to: Recipient,
    pub topic: Topic,
    /// As the interview was when the letter was noted.
    sequence: i64,
    /// Whether an account that it goes to can sign in.
    active: bool,
    pub due_at: DateTime<Utc>,
    pub sent_at: Option<DateTime<Utc>>,
    pub failure: Option<String>,
}

impl Due {
    /// The person whom it is about; of one about a request, nobody.
    fn person(&self) -> Option<CandidateId> {
        match &self.topic {
            Topic::Interview(_, interview) => interview.candidate,
            Topic::Assignment(assignment) => assignment.candidate,
            Topic::Approval(..) => None,
        }
    }
}

/// Notes a letter. A reminder takes the place of an earlier one of the same interview.
pub(crate) async fn queue(tx: &mut Tx, pen: &Pen, to: UserId, about: About, interview: &Interview, due: DateTime<Utc>) -> Result<Uuid> {
    let at = tx.command()?.at;
    let id = pen.clock.id();
    if about == About::Reminder {
        // Only the reminder of the latest plan is due.
        tx.query(sql!("DELETE FROM letter WHERE user_id = $1 AND interview = $2 AND about = 'reminder' AND sent_at IS NULL"))
            .bind(to.0)
            .bind(interview.id.0)
            .execute()
            .await?;
    }
    tx.query(sql!(
        "INSERT INTO letter (id, user_id, about, interview, sequence, created_at, due_at, attempts) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)"
    ))
    .bind(id)
    .bind(to.0)
    .bind(about.word())
    .bind(interview.id.0)
    .bind(interview.sequence)
    .bind(at)
    .bind(due)
    .execute()
    .await?;
    Ok(id)
}

/// Notes the letter with the link by which a candidate answers.
pub(crate) async fn queue_assignment(tx: &mut Tx, pen: &Pen, assignment: &Assignment) -> Result<()> {
    tx.query(sql!(
        "INSERT INTO letter (id, about, assignment, sequence, created_at, due_at, attempts) VALUES ($1, 'assignment', $2, 0, $3, $3, 0)"
    ))
    .bind(pen.clock.id())
    .bind(assignment.id.0)
    .bind(assignment.created_at)
    .execute()
    .await?;
    Ok(())
}

/// Notes the letter that asks somebody to decide about a request, or asks `again`.
pub(crate) async fn queue_approval(tx: &mut Tx, pen: &Pen, to: UserId, approval: &Approval, due: DateTime<Utc>, again: bool) -> Result<()> {
    let at = tx.command()?.at;
    ask_for_approval(tx, pen, to, approval, (at, due), again).await
}

/// As [`queue_approval`], now: what waits to be sent to them about it is sent instead.
pub(crate) async fn remind_of_approval(tx: &mut Tx, pen: &Pen, to: UserId, approval: &Approval, now: DateTime<Utc>) -> Result<()> {
    tx.query(sql!("DELETE FROM letter WHERE user_id = $1 AND approval = $2 AND sent_at IS NULL AND due_at <= $3"))
        .bind(to.0)
        .bind(approval.id.0)
        .bind(now)
        .execute()
        .await?;
    ask_for_approval(tx, pen, to, approval, (now, now), true).await
}

async fn ask_for_approval(
    tx: &mut Tx,
    pen: &Pen,
    to: UserId,
    approval: &Approval,
    (at, due): (DateTime<Utc>, DateTime<Utc>),
    again: bool,
) -> Result<()> {
    tx.query(sql!(
        "INSERT INTO letter (id, user_id, about, approval, sequence, created_at, due_at, attempts) VALUES ($1, $2, $3, $4, 0, $5, $6, 0)"
    ))
    .bind(pen.clock.id())
    .bind(to.0)
    .bind(if again { APPROVAL_AGAIN } else { APPROVAL })
    .bind(approval.id.0)
    .bind(at)
    .bind(due)
    .execute()
    .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    user_id: Option<Uuid>,
    about: String,
    interview: Option<Uuid>,
    assignment: Option<Uuid>,
    approval: Option<Uuid>,
    sequence: i64,
    due_at: DateTime<Utc>,
    sent_at: Option<DateTime<Utc>>,
    failure: Option<String>,
}

/// What letters are made of: each kind of record is asked for once, however many letters there are.
struct Made {
    users: ById<UserFields>,
    interviews: ById<InterviewFields>,
    assignments: ById<AssignmentFields>,
    people: ById<CandidateFields>,
    approvals: ById<ApprovalFields>,
    requests: ById<RequestFields>,
}

impl Made {
    async fn of(tx: &mut Tx, rows: &[Row]) -> Result<Self> {
        let assignments = by_id(tx, rows.iter().filter_map(|row| row.assignment.map(AssignmentId))).await?;
        let approvals = by_id(tx, rows.iter().filter_map(|row| row.approval.map(ApprovalId))).await?;
        Ok(Self {
            users: by_id(tx, rows.iter().filter_map(|row| row.user_id.map(UserId))).await?,
            interviews: by_id(tx, rows.iter().filter_map(|row| row.interview.map(InterviewId))).await?,
            people: by_id(tx, assignments.values().filter_map(|assignment: &Assignment| assignment.candidate)).await?,
            requests: by_id(tx, approvals.values().filter_map(|approval: &Approval| approval.request)).await?,
            assignments,
            approvals,
        })
    }

    /// None where not everything is there that it tells of.
    fn letter(&self, row: Row) -> Result<Option<Due>> {
        let (to, topic, active) = match (row.assignment, row.approval, row.interview) {
            (Some(assignment), ..) => {
                let Some(assignment) = self.assignments.get(&AssignmentId(assignment)) else { return Ok(None) };
                let Some(person) = self.people.get(&assignment.candidate.unwrap_or_default()) else { return Ok(None) };
                let to = Recipient { user: None, name: person.name(), email: person.email.clone(), locale: None, time_zone: None };
                (to, Topic::Assignment(assignment.clone()), true)
            }
            (None, approval, interview) => {
                let Some(user) = self.users.get(&UserId(row.user_id.unwrap_or_default())) else { return Ok(None) };
                let topic = match (approval, interview) {
                    (Some(approval), _) => {
                        let Some(approval) = self.approvals.get(&ApprovalId(approval)) else { return Ok(None) };
                        let Some(request) = self.requests.get(&approval.request.unwrap_or_default()) else { return Ok(None) };
                        Topic::Approval(approval.clone(), Box::new(request.clone()), row.about == APPROVAL_AGAIN)
                    }
                    (None, interview) => {
                        let Some(interview) = self.interviews.get(&InterviewId(interview.unwrap_or_default())) else { return Ok(None) };
                        Topic::Interview(About::read(&row.about)?, interview.clone())
                    }
                };
                (user.clone().into(), topic, user.is_person())
            }
        };
        Ok(Some(Due {
            id: row.id,
            to,
            topic,
            sequence: row.sequence,
            active,
            due_at: row.due_at,
            sent_at: row.sent_at,
            failure: row.failure,
        }))
    }
}

/// Takes the next letter that is due; nobody else gets it meanwhile. Those that need not be sent any more are put aside.
///
/// # Errors
/// The database's.
pub async fn take(service: &Service) -> Result<Option<Due>> {
    let now = service.clock.now();
    loop {
        let taken = service
            .db
            .housekeep(move |tx| {
                Box::pin(async move {
                    let row: Option<Row> = tx
                        .query(sql!(
                            "UPDATE letter SET claimed_at = $1, attempts = attempts + 1 WHERE id = (
                                SELECT id FROM letter WHERE sent_at IS NULL AND due_at <= $1 AND attempts < $2
                                AND (claimed_at IS NULL OR claimed_at < $3) ORDER BY due_at, id LIMIT 1
                             ) AND (claimed_at IS NULL OR claimed_at < $3)
                             RETURNING id, user_id, about, interview, assignment, approval, sequence, due_at, sent_at, failure"
                        ))
                        .bind(now)
                        .bind(ATTEMPTS)
                        .bind(now - CLAIM)
                        .optional()
                        .await?;
                    let Some(row) = row else { return Ok(None) };
                    let id = row.id;
                    let rows = [row];
                    let made = Made::of(tx, &rows).await?;
                    let [row] = rows;
                    let due = made.letter(row)?;
                    let wanted = match &due {
                        Some(due) => wanted(tx, due, now).await?,
                        None => false,
                    };
                    if !wanted {
                        tx.query(sql!("DELETE FROM letter WHERE id = $1")).bind(id).execute().await?;
                    }
                    Ok(Some(due.filter(|_| wanted)))
                })
            })
            .await?;
        match taken {
            None => return Ok(None),
            Some(Some(due)) => return Ok(Some(due)),
            Some(None) => {}
        }
    }
}

/// Whether a letter still tells something: a reminder only to whom the interview waits for.
async fn wanted(tx: &mut Tx, due: &Due, now: DateTime<Utc>) -> Result<bool> {
    let (about, interview) = match &due.topic {
        Topic::Assignment(assignment) => return Ok(assignment.open(now).is_ok()),
        Topic::Interview(..) | Topic::Approval(..) if !due.active => return Ok(false),
        // Who has decided, or need not any more, is not asked.
        Topic::Approval(approval, ..) => {
            return Ok(approvals::waits_for(tx, approval, now).await?.contains(&due.to.user.unwrap_or_default()));
        }
        Topic::Interview(about, interview) => (about, interview),
    };
    let user = due.to.user.unwrap_or_default();
    match about {
        About::Reminder => {
            let waits = interview.status == InterviewStatus::Scheduled && interview.sequence == due.sequence;
            Ok(waits && interviews::awaits(tx, interview.id, user).await?)
        }
        // What was called off meanwhile is told by the letter about that; what is over needs no invitation.
        About::Invitation | About::Change => Ok(interview.stands(now) == InterviewStatus::Scheduled && interview.seats(user)),
        // Who sits in it again is not told that they do not.
        About::Cancellation => Ok(interview.status == InterviewStatus::Cancelled || !interview.seats(user)),
    }
}

/// Notes what became of a letter that was taken.
///
/// # Errors
/// The database's.
pub async fn done(service: &Service, id: Uuid, failure: Option<String>) -> Result<()> {
    let now = service.clock.now();
    service
        .db
        .housekeep(move |tx| {
            let failure = failure.clone().map(|text| text.chars().take(255).collect::<String>());
            Box::pin(async move {
                let sent = failure.is_none().then_some(now);
                tx.query(sql!("UPDATE letter SET sent_at = $2, failure = $3 WHERE id = $1"))
                    .bind(id)
                    .bind(sent)
                    .bind(failure)
                    .execute()
                    .await?;
                Ok(())
            })
        })
        .await
}

/// The latest letters, for whoever looks after the installation.
///
/// # Errors
/// [`domain::error::Error::Forbidden`].
pub async fn outbox(service: &Service, actor: &Actor) -> Result<Vec<Due>> {
    policy::can(actor, Action::ManageUsers, On::Nothing)?;
    let now = service.clock.now();
    service
        .db
        .read(async |tx: &mut Tx| {
            let mut within = Where::default();
            within.and("(due_at <= ? OR sent_at IS NOT NULL)", [Param::Moment(Some(now))]);
            let sql = format!(
                "SELECT id, user_id, about, interview, assignment, approval, sequence, due_at, sent_at, failure FROM letter{} ORDER BY due_at DESC, id DESC LIMIT ${}",
                within.clause(),
                within.params().len() + 1
            );
            let rows: Vec<Row> = tx.query_built(sql).bind_all(within.params().to_vec()).bind(SHOWN).all().await?;
            let made = Made::of(tx, &rows).await?;
            let letters: Vec<Option<Due>> = rows.into_iter().map(|row| made.letter(row)).collect::<Result<_>>()?;
            let mut letters: Vec<Due> = letters.into_iter().flatten().collect();
            let seen = candidates::seen(tx, actor, letters.iter().filter_map(Due::person)).await?;
            // Nobody reads letters about themselves here, or about whom they may not know.
            letters.retain(|due| match &due.topic {
                // The link in it decides: not for whoever would decide about their own.
                Topic::Approval(approval, request, _) => {
                    let own = policy::owners(&request.fields).into_iter().chain(approval.barred.iter().copied());
                    own.into_iter().all(|user| Some(user) != actor.user())
                }
                Topic::Interview(..) | Topic::Assignment(_) => due.person().is_some_and(|person| seen.contains(&person)),
            });
            Ok(letters)
        })
        .await
}
