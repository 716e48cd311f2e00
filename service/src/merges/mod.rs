//! Two files of one person become one, and two again.
//!
//! Everything in the file that ends goes to the file that stays, and whoever asks for the one that ended is given the other. A merge is one command: what it
//! changed stands in the log, and is what is taken back.

mod carry;
mod sql;

use crate::{
    Service, candidates, changes,
    db::Tx,
    error::{Error, Result},
    records::{self, Pen},
    request_candidates,
};
use carry::{Way, carry, carry_back, follow, refer};
use chrono::{DateTime, Utc};
use domain::{
    answers::AnswerFields,
    assignments::AssignmentFields,
    candidates::{Candidate, CandidateFields, Lifecycle, merged},
    change::{Change, Entity, Kind},
    error::{Conflict, Error as Refusal, FieldErrors, Flaw},
    id::{CandidateId, UserId},
    interviews::InterviewFields,
    notes::NoteFields,
    policy::{self, Action, Actor, CandidateFacts, On},
    request_candidates::RequestCandidateFields,
    scorecards::ScorecardFields,
    users::UserFields,
};
use serde_json::Value;
use std::collections::BTreeSet;

pub use sql::Carried;
pub(crate) use sql::{all_ended_in, ever_one_with, survivor};

/// Two files that may be one, and what the one that ends would bring.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    pub stays: Candidate,
    pub ends: Candidate,
    pub carried: Carried,
}

/// A file that ended in another.
#[derive(Clone, Debug, PartialEq)]
pub struct Merge {
    /// As it was when it ended.
    pub file: Candidate,
    pub by: Option<UserId>,
    pub at: DateTime<Utc>,
}

/// Two files side by side.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Forbidden`]; a flaw of `ends` where both are one already.
pub async fn compare(service: &Service, actor: &Actor, stays: CandidateId, ends: CandidateId) -> Result<Pair> {
    service
        .db
        .read(async |tx: &mut Tx| {
            let (stays, ends) = both(tx, actor, stays, ends).await?;
            let carried = sql::carried(tx, ends.id).await?;
            Ok(Pair { stays, ends, carried })
        })
        .await
}

/// A file, and those that may be of the same person, for whoever may merge it.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Forbidden`].
pub async fn alike(service: &Service, actor: &Actor, id: CandidateId) -> Result<(Candidate, Vec<Candidate>)> {
    let file = service.db.read(async |tx: &mut Tx| candidates::find(tx, actor, Action::MergeCandidates, id).await).await?;
    let alike = candidates::duplicates(service, actor, &file.fields, Some(file.id)).await?;
    Ok((records::redact(actor, file)?, alike))
}

/// Both files, as whoever may merge them finds them.
async fn both(tx: &mut Tx, actor: &Actor, stays: CandidateId, ends: CandidateId) -> Result<(Candidate, Candidate)> {
    let stays = candidates::find(tx, actor, Action::MergeCandidates, stays).await?;
    let ends = candidates::find(tx, actor, Action::MergeCandidates, ends).await?;
    if stays.id == ends.id {
        return Err(FieldErrors::one("ends", Flaw::Choice).into());
    }
    for file in [&stays, &ends] {
        if file.lifecycle == Lifecycle::Anonymised {
            return Err(Conflict::Transition { from: file.lifecycle.to_string(), allowed: Vec::new() }.into());
        }
    }
    Ok((stays, ends))
}

/// A file, and the version of it that whoever asks looked at; none takes it as it is.
pub type Seen = (CandidateId, Option<i64>);

/// Makes one file of two. `taken`: the attributes of which the value of the file that ends is the right one, as [`merged`] has it.
///
/// # Errors
/// As [`compare`]; [`Refusal::Invalid`] where both say more than one file takes; [`Conflict::Stale`]; [`Conflict::BothPlaced`].
pub async fn merge(service: &Service, actor: &Actor, stays: Seen, ends: Seen, taken: &BTreeSet<String>) -> Result<Candidate> {
    let (command, pen, writer, taken) = (service.command(actor), service.pen(), actor.clone(), taken.clone());
    let after = service
        .db
        .write(&command, move |tx| {
            let (pen, actor, taken) = (pen.clone(), writer.clone(), taken.clone());
            Box::pin(async move {
                changes::alone(tx).await?;
                let (mut before, end) = both(tx, &actor, stays.0, ends.0).await?;
                changes::overtake(tx, [before.id.0, end.id.0]).await?;
                records::unchanged_since(stays.1, before.version)?;
                records::unchanged_since(ends.1, end.version)?;
                let fields = candidates::in_sight(&actor, merged(&before.fields, &end.fields, &taken)?);
                in_sight(tx, &actor, &before, &fields).await?;
                sql::note(tx, end.id, before.id).await?;
                let way = Way { kind: Kind::Merged, from: end.id, to: before.id };
                carry_all(tx, &pen, way).await?;
                let ended = CandidateFields { lifecycle: Lifecycle::Merged, ..end.fields.clone() };
                let ended = candidates::turn_in(tx, &pen, Kind::Merged, &end, ended, before.id).await?;
                sql::raise(tx, &mut before, ended.version).await?;
                candidates::turn_in(tx, &pen, Kind::Merged, &before, fields, end.id).await
            })
        })
        .await?;
    records::redact(actor, after)
}

/// Nobody merges a file out of their own sight: they could not take it apart again.
async fn in_sight(tx: &mut Tx, actor: &Actor, before: &Candidate, fields: &CandidateFields) -> Result<()> {
    let facts = candidates::facts_of(tx, before).await?;
    let facts = CandidateFacts { visibility: fields.visibility, recruiter: fields.recruiter, ..facts };
    policy::can(actor, Action::MergeCandidates, On::Candidate(&facts)).map_err(|_| FieldErrors::one("recruiter", Flaw::Choice).into())
}

/// All that is in a file, and who of us it is the file of.
async fn carry_all(tx: &mut Tx, pen: &Pen, way: Way) -> Result<()> {
    let given = request_candidates::make_room(tx, pen, way.from, way.to).await?;
    refer::<InterviewFields>(tx, pen, way, &given).await?;
    refer::<AssignmentFields>(tx, pen, way, &given).await?;
    refer::<AnswerFields>(tx, pen, way, &given).await?;
    carry::<NoteFields>(tx, pen, way).await?;
    carry::<RequestCandidateFields>(tx, pen, way).await?;
    carry::<InterviewFields>(tx, pen, way).await?;
    carry::<ScorecardFields>(tx, pen, way).await?;
    carry::<AssignmentFields>(tx, pen, way).await?;
    carry::<AnswerFields>(tx, pen, way).await?;
    carry::<UserFields>(tx, pen, way).await
}

/// Makes two files of one again: what came from the one that ended goes back to it, with what has become part of it since: what was said in an interview, what
/// was planned for a standing. The one that stayed says again what it said, as far as nobody has changed that since. What else was written meanwhile stays with it.
///
/// # Errors
/// [`Refusal::NotFound`] for whoever may not know of it; [`Refusal::Forbidden`]; [`Conflict::Transition`] where the file did not end in another;
/// [`Conflict::MergedOn`].
pub async fn unmerge(service: &Service, actor: &Actor, id: CandidateId) -> Result<Candidate> {
    let (command, pen, writer) = (service.command(actor), service.pen(), actor.clone());
    let back = service
        .db
        .write(&command, move |tx| {
            let (pen, actor) = (pen.clone(), writer.clone());
            Box::pin(async move {
                changes::alone(tx).await?;
                let mut end = visible(tx, &actor, id).await?;
                let ended = || Conflict::Transition { from: end.lifecycle.to_string(), allowed: Vec::new() };
                let (stays, command) = sql::end_of(tx, id).await?.ok_or_else(ended)?;
                let stayed = visible(tx, &actor, stays).await?;
                if stayed.lifecycle == Lifecycle::Merged {
                    return Err(Conflict::MergedOn.into());
                }
                changes::overtake(tx, [stays.0, id.0]).await?;
                sql::forget(tx, id).await?;
                let log = changes::of_commands(tx, &pen.keys, &[command]).await?;
                let of = |record: CandidateId| log.iter().find(|change| change.entity == Entity::Candidate && change.entity_id == record.0);
                let way = Way { kind: Kind::Unmerged, from: stays, to: id };
                carry_back_all(tx, &pen, way, &log).await?;
                let fields = of(stays).map_or_else(|| Ok(stayed.fields.clone()), |change| carry::unchanged(&stayed.fields, change))?;
                let stayed = candidates::turn_in(tx, &pen, Kind::Unmerged, &stayed, fields, id).await?;
                sql::raise(tx, &mut end, stayed.version).await?;
                let fields = of(id).map_or_else(|| Ok(end.fields.clone()), |change| carry::unchanged(&end.fields, change))?;
                candidates::turn_in(tx, &pen, Kind::Unmerged, &end, fields, stays).await
            })
        })
        .await?;
    records::redact(actor, back)
}

async fn carry_back_all(tx: &mut Tx, pen: &Pen, way: Way, log: &[Change]) -> Result<()> {
    carry_back::<NoteFields>(tx, pen, way, log).await?;
    carry_back::<RequestCandidateFields>(tx, pen, way, log).await?;
    carry_back::<InterviewFields>(tx, pen, way, log).await?;
    follow::<InterviewFields>(tx, pen, way, OF_STANDINGS).await?;
    carry_back::<ScorecardFields>(tx, pen, way, log).await?;
    follow::<ScorecardFields>(tx, pen, way, OF_INTERVIEWS).await?;
    carry_back::<AssignmentFields>(tx, pen, way, log).await?;
    follow::<AssignmentFields>(tx, pen, way, OF_STANDINGS).await?;
    carry_back::<AnswerFields>(tx, pen, way, log).await?;
    for part in [OF_STANDINGS, OF_INTERVIEWS, OF_ASSIGNMENTS] {
        follow::<AnswerFields>(tx, pen, way, part).await?;
    }
    carry_back::<UserFields>(tx, pen, way, log).await?;
    request_candidates::give_back(tx, pen, log).await
}

/// What is part of something that is in a file.
const OF_STANDINGS: &str = "request_candidate IN (SELECT id FROM resource_request_candidate WHERE candidate = ?)";
const OF_INTERVIEWS: &str = "interview IN (SELECT id FROM interview WHERE candidate = ?)";
/// What a person handed in by a link bears the moment at which the link was used.
const OF_ASSIGNMENTS: &str =
    "source = 'candidate' AND EXISTS (SELECT 1 FROM assignment a JOIN recruitment_task t ON t.task_group = a.task_group
    WHERE a.candidate = ? AND t.id = recruitment_task_answer.task AND a.submitted_at = recruitment_task_answer.submitted_at)";

/// A file as it is, whether it ended or not, for whoever may merge it.
async fn visible(tx: &mut Tx, actor: &Actor, id: CandidateId) -> Result<Candidate> {
    let file = candidates::known(tx, id).await?.ok_or(Error::Refused(Refusal::NotFound))?;
    policy::can(actor, Action::MergeCandidates, On::Candidate(&candidates::facts_of(tx, &file).await?))?;
    Ok(file)
}

/// The files that ended in this one, the latest first, as far as this actor may take them apart.
///
/// # Errors
/// The database's.
pub async fn of_candidate(service: &Service, actor: &Actor, id: CandidateId) -> Result<Vec<Merge>> {
    service
        .db
        .read(async |tx: &mut Tx| {
            let mut merges = Vec::new();
            for (ended, by, at) in sql::ended_in(tx, id).await? {
                match visible(tx, actor, ended).await {
                    Ok(file) => merges.push(Merge { file: records::redact(actor, file)?, by, at }),
                    Err(Error::Refused(Refusal::NotFound | Refusal::Forbidden(_))) => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(merges)
        })
        .await
}

/// A value of an attribute, as the log has it.
fn said<'a>(values: &'a domain::resource::Attributes, name: &str) -> &'a Value {
    values.get(name).unwrap_or(&Value::Null)
}
