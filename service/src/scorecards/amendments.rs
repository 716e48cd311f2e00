//! What was handed in is amended by whoever handed it in: at once without a reason, later with one.

use super::{Said, Typed, open, overall, sql};
use crate::{
    Service, answers,
    db::Tx,
    error::{Error, Result},
    interviews, records, tasks,
};
use chrono::{DateTime, Utc};
use domain::{
    answers::{AnswerFields, AnswerStatus, GRACE},
    change::{Facts, Kind},
    error::{Conflict, Error as Refusal, FieldErrors, Flaw},
    id::{InterviewId, TaskId},
    interviews::Interview,
    policy::{Action, Actor},
    scorecards::{Scorecard, ScorecardFields},
    tasks::TaskType,
    text,
};

/// Amends one answer of a scorecard that one handed in, or answers a question that one had left out. The reason is needed a day after.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Forbidden`]; [`Conflict::Archived`]; flaws by the names of the controls and of `reason`.
pub async fn amend_answer(service: &Service, actor: &Actor, id: InterviewId, task: TaskId, typed: &Typed, reason: &str) -> Result<()> {
    let (command, pen, actor, typed) = (service.command(actor), service.pen(), actor.clone(), typed.clone());
    let reason = reason.to_owned();
    service
        .db
        .write(&command, move |tx| {
            let (pen, actor, typed, reason) = (pen.clone(), actor.clone(), typed.clone(), reason.clone());
            Box::pin(async move {
                let at = tx.command()?.at;
                let (scorecard, interview) = own(tx, &actor, id).await?;
                let group = open(tx, &interview).await?;
                let user = scorecard.interviewer.unwrap_or_default();
                let answers = sql::answers_in(tx, id).await?;
                let before = answers.into_iter().find(|answer| answer.task == Some(task) && answer.interviewer == Some(user));
                let asked = tasks::of_id(tx, task).await?.filter(|task| task.task_group == interview.task_group);
                let asked = asked.ok_or(Error::Refused(Refusal::NotFound))?;
                // What is asked no more gets no new answers.
                if asked.archived && before.is_none() {
                    return Err(Conflict::Archived.into());
                }
                // What was answered keeps the question as it was asked.
                let asked = before.as_ref().map_or_else(|| asked.clone(), |answer| answers::as_asked(&asked, answer));
                let mut flaws = FieldErrors::default();
                let said = Said::read(&typed, &asked, &mut flaws);
                let reason = reasoned(&reason, scorecard.submitted_at, at, &mut flaws);
                if asked.required && !said.answers() {
                    flaws.push(&said.name(if asked.answers() == TaskType::Score { "score" } else { "answer" }), Flaw::Blank);
                }
                flaws.or(())?;
                match before {
                    Some(before) => {
                        let same = (&before.answer, before.score, &before.comment) == (&said.answer, said.score, &said.comment);
                        if same {
                            return Ok(());
                        }
                        let was = before.status.unwrap_or(AnswerStatus::Submitted);
                        let fields = AnswerFields {
                            answer: said.answer,
                            score: said.score,
                            comment: said.comment,
                            reason,
                            status: Some(AnswerStatus::Amended),
                            ..before.fields.clone()
                        };
                        let facts = records::moved(was, AnswerStatus::Amended);
                        records::save(tx, &pen, Kind::Moved, &before, fields, facts).await.map(drop)
                    }
                    None if said.something() => {
                        let answer = said.heard(tx, &pen, &interview, user, &asked, group.revision, at).await?;
                        let fields = AnswerFields { status: Some(AnswerStatus::Amended), reason, ..answer.fields.clone() };
                        let facts = records::moved(AnswerStatus::Submitted, AnswerStatus::Amended);
                        records::save(tx, &pen, Kind::Moved, &answer, fields, facts).await.map(drop)
                    }
                    None => Ok(()),
                }
            })
        })
        .await
}

/// Amends what one made of the interview as a whole.
///
/// # Errors
/// As [`amend_answer`].
pub async fn amend(service: &Service, actor: &Actor, id: InterviewId, typed: &Typed, reason: &str) -> Result<Scorecard> {
    let (command, pen, actor, typed) = (service.command(actor), service.pen(), actor.clone(), typed.clone());
    let reason = reason.to_owned();
    service
        .db
        .write(&command, move |tx| {
            let (pen, actor, typed, reason) = (pen.clone(), actor.clone(), typed.clone(), reason.clone());
            Box::pin(async move {
                let at = tx.command()?.at;
                let (before, _) = own(tx, &actor, id).await?;
                let mut flaws = FieldErrors::default();
                let said = overall(&typed, &mut flaws);
                let reason = reasoned(&reason, before.submitted_at, at, &mut flaws);
                flaws.or(())?;
                if (said.recommendation, &said.comment) == (before.recommendation, &before.comment) {
                    return Ok(before);
                }
                let fields =
                    ScorecardFields { recommendation: said.recommendation, comment: said.comment, reason, ..before.fields.clone() };
                records::save(tx, &pen, Kind::Updated, &before, fields, Facts::default()).await
            })
        })
        .await
}

/// What this actor handed in of an interview.
async fn own(tx: &mut Tx, actor: &Actor, id: InterviewId) -> Result<(Scorecard, Interview)> {
    let (interview, _) = interviews::find(tx, actor, Action::HandInScorecard, id).await?;
    let mine = sql::of_interview(tx, id).await?.into_iter().find(|scorecard| scorecard.interviewer == actor.user());
    mine.map(|scorecard| (scorecard, interview)).ok_or(Error::Refused(Refusal::NotFound))
}

/// The reason of an amendment, which is needed a day after what it amends was handed in.
fn reasoned(reason: &str, submitted: Option<DateTime<Utc>>, at: DateTime<Utc>, flaws: &mut FieldErrors) -> Option<String> {
    let reason = match text::said(reason) {
        Ok(reason) => reason,
        Err(flaw) => {
            flaws.push("reason", flaw);
            return None;
        }
    };
    if reason.is_none() && submitted.is_some_and(|submitted| at - submitted > GRACE) {
        flaws.push("reason", Flaw::Blank);
    }
    reason
}
